// The trace as text: one line an event, the same on every build. For tests, tools and people.
#pragma once

#include "sim/world.hpp"

#include <string>
#include <vector>

namespace sim {

/// For example: `12 0.300000 packet_sent broker->phone PUBLISH casa/sala qos=0 [MQTT-3.3.1-9] <11 30 0c ...`
/// id, seconds, kind, who, details, statement, causes, bytes. Without a line end.
std::string trace_line(const trace::Event& event, const std::vector<ActorView>& actors);

/// All lines, each with a line end.
std::string trace_text(const trace::Events& events, const std::vector<ActorView>& actors);

/// "1.250000": seconds with six digits.
std::string seconds_text(base::Instant at);

/// The name of an actor, or "broker" for 0.
std::string_view actor_name(trace::ActorId actor, const std::vector<ActorView>& actors);

} // namespace sim
