#include "simulation/shrink.hpp"

#include <algorithm>

namespace simulation {

World shrink(World world, const std::function<bool(const World&)>& fails) {
    std::size_t piece = std::max<std::size_t>(1, world.steps.size() / 2);
    while (true) {
        bool smaller = false;
        for (std::size_t begin = 0; begin < world.steps.size();) {
            World candidate = world;
            const auto from = candidate.steps.begin() + static_cast<std::ptrdiff_t>(begin);
            const std::size_t count = std::min(piece, candidate.steps.size() - begin);
            candidate.steps.erase(from, from + static_cast<std::ptrdiff_t>(count));
            if (fails(candidate)) {
                world = std::move(candidate);
                smaller = true;
            } else {
                begin += piece;
            }
        }
        if (piece > 1)
            piece /= 2;
        else if (!smaller)
            return world;
    }
}

} // namespace simulation
