// What $SYS tells of. Counting costs an addition; nothing is decided by these numbers.
#pragma once

#include <array>
#include <cstdint>

namespace broker {

/// Averages over 1, 5 and 15 minutes of a count a minute, in millionths.
constexpr std::int64_t load_unit = 1'000'000;
using LoadAverage = std::array<std::int64_t, 3>;

struct Counters {
    std::uint64_t packets_received = 0;
    std::uint64_t packets_sent = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t publish_received = 0;
    std::uint64_t publish_sent = 0;
    std::uint64_t publish_dropped = 0;
    std::uint64_t connections = 0; // made since the start
    std::uint64_t sessions_maximum = 0;

    // As they stood when $SYS was published last.
    struct Rates {
        std::uint64_t before = 0;
        LoadAverage load{};
    };
    Rates received, sent, publish_in, publish_out, bytes_in, bytes_out, connecting;
};

} // namespace broker
