// Lengths of time as they are written: 80ms, 1.5s, 2m, 1h. Integers inside, to the microsecond.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

enum class DurationFault : std::uint8_t { none, not_a_duration, finer_than_a_microsecond, too_long };

struct ReadDuration {
    base::Duration duration;
    DurationFault fault = DurationFault::none;
    std::string nearest; // of something that is not a duration: the right spelling, or empty
};

/// Reads one duration. Longer than `longest` is too_long, whatever the number of digits.
ReadDuration read_duration(std::string_view text, base::Duration longest);

/// A whole number in decimal; nothing if it is none or above `maximum`.
std::optional<std::uint64_t> read_decimal(std::string_view text, std::uint64_t maximum);

} // namespace sim
