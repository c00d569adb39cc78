// Virtual time. The engine has no clock: every call that needs the time is given it.
#pragma once

#include <compare>
#include <cstdint>

namespace base {

/// A length of time in whole microseconds.
struct Duration {
    std::int64_t us = 0;
    friend auto operator<=>(Duration, Duration) = default;
};

constexpr Duration microseconds(std::int64_t n) { return {n}; }
constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }

/// A moment, in microseconds since the start of the world.
struct Instant {
    std::int64_t us = 0;
    friend auto operator<=>(Instant, Instant) = default;
    static constexpr Instant never() { return {INT64_MAX}; }
};

constexpr Duration operator+(Duration a, Duration b) { return {a.us + b.us}; }
constexpr Instant operator+(Instant t, Duration d) { return {t.us + d.us}; }
constexpr Duration operator-(Instant a, Instant b) { return {a.us - b.us}; }

} // namespace base
