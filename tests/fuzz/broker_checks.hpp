// What must hold of a broker after every step, whatever was done to it.
#pragma once

#include "fuzz/broker_steps.hpp"

namespace fuzz {

/// No bound of its Options is passed, and what it counts is what it shows.
void check_bounds(const broker::Broker& broker);

/// Two brokers want the same done.
void check_same(const broker::Outbox& one, const broker::Outbox& other);

/// Hands the Outbox to the lines: nothing goes to a connection that is closed, and only whole packets
/// of the client's version, none above its Maximum Packet Size.
void deliver(const broker::Outbox& outbox, std::vector<Line>& lines);

} // namespace fuzz
