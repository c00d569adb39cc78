// The word that someone probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// The candidate with the smallest edit distance (a letter more, less, other, or two swapped), if
/// it is small enough for the length of the word; the first of equals; empty if none is near.
std::string nearest_spelling(std::string_view word, const std::vector<std::string_view>& candidates);

} // namespace sim
