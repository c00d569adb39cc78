// The network between one client and the broker, and each Network Connection over it. Bytes arrive
// in order and whole while a connection lives: what MQTT asks of its transport [4.2].
#pragma once

#include "base/prng.hpp"
#include "base/time.hpp"
#include "broker/output.hpp"
#include "trace/event.hpp"

namespace sim {

/// A client's way to the broker.
struct Link {
    base::Duration latency = base::milliseconds(100); // each way
    base::Duration jitter;                            // up to so much more
    bool stalled = false;                             // bytes vanish and nobody learns
};

/// One Network Connection, from CONNECT's first byte to the last notice of its end.
struct Wire {
    std::uint32_t serial = 0;                     // of the connection attempt, from 1
    std::uint32_t client = 0;                     // index in the world
    broker::ConnectionId connection = 0xffffffff; // once it has reached the broker
    bool client_open = true;
    bool broker_open = false;
    bool dead = false;         // stalled: what is sent on it vanishes for ever
    base::Instant last_due[2]; // by sending side: nothing overtakes
};

/// When what is sent now arrives: latency and jitter, never before what was sent earlier.
inline base::Instant due_on(Wire& wire, trace::Side from, const Link& link, base::Instant now, base::Prng& prng) {
    const auto more = static_cast<std::int64_t>(prng.below(static_cast<std::uint64_t>(link.jitter.us) + 1));
    base::Instant due = now + link.latency + base::microseconds(more);
    base::Instant& last = wire.last_due[static_cast<int>(from)];
    if (due < last) due = last;
    last = due;
    return due;
}

} // namespace sim
