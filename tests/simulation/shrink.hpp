// A failing world made small.
#pragma once

#include "simulation/world.hpp"

#include <functional>

namespace simulation {

/// Removes steps, many and then few at a time, as long as `fails` says so of what is left.
World shrink(World world, const std::function<bool(const World&)>& fails);

} // namespace simulation
