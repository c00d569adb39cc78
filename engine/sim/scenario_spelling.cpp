#include "sim/scenario_spelling.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sim {

namespace {

constexpr std::size_t longest = 32; // in bytes: keeps the work for a text full of mistakes small

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment distance. REQUIRES: both at most `longest` bytes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    using Row = std::array<std::size_t, longest + 1>;
    Row before_last{};
    Row last{};
    Row row{};
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t other = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
            const bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[b.size()];
}

} // namespace

std::string nearest_spelling(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.empty() || word.size() > longest) return {};
    std::size_t limit = std::min<std::size_t>((word.size() + 2) / 3, 4) + 1; // one letter in three may be wrong
    std::string_view best;
    for (std::string_view candidate : candidates) {
        const std::size_t gap = std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
        if (candidate.size() > longest || gap >= limit) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= limit || distance >= std::max(word.size(), candidate.size())) continue;
        limit = distance;
        best = candidate;
    }
    return std::string(best);
}

} // namespace sim
