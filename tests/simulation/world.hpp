// A random world: a broker with bounds of its own, a few clients and a list of steps, all from a seed.
// A step says what is done and to whom; how exactly (topic, QoS, bytes lost ...) it draws from its own
// luck when it is done. So a list from which steps were removed is a world as well.
#pragma once

#include "broker/options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace simulation {

enum class Action : std::uint8_t {
    connect, // also while an older connection is still there: take-over
    disconnect,
    subscribe,
    unsubscribe,
    publish,
    answer,    // one late acknowledgement, not always the oldest
    repeat,    // an unfinished PUBLISH of its own again, as 3.1 allows
    stray,     // an acknowledgement that nobody waits for
    malformed, // bytes that no Client may send
    cut,       // the connection ends; of what was under way a part arrives
    stall,     // nothing arrives any more, and nobody learns
    heal,
    wait,
    copy, // the broker goes on as a copy of itself
};

struct Step {
    Action action{};
    unsigned client = 0;
    std::uint64_t luck = 0;
};

struct World {
    std::uint64_t seed = 0;
    broker::Options options;
    unsigned clients = 3;
    bool traced = false; // and its twin is not
    std::vector<Step> steps;
};

World generate(std::uint64_t seed);

/// The bounds of its broker, in one line.
std::string told(const broker::Options& options);

} // namespace simulation
