// Inspected values as plain JavaScript objects, in the shapes of types.d.ts.
#pragma once

#include "broker/inspect.hpp"
#include "mqtt/decode.hpp"
#include "sim/scenario_text.hpp"
#include "sim/world.hpp"

#include <emscripten/val.h>

#include <string_view>

namespace bindings {

using emscripten::val;

val to_js(const std::vector<sim::ScenarioError>& errors);
val to_js(const broker::SessionView& session);
val to_js(const mqtt::Dissection& dissection, mqtt::ProtocolVersion version);
/// A copy of the bytes as a Uint8Array.
val bytes_to_js(base::BytesView bytes);
/// -1 for never.
double time_to_js(base::Instant at);
val glance_of_client(const sim::World& world, std::size_t client);
val glance_of_port(const sim::World& world, const sim::ActorView& actor);
val retained_to_js(const std::vector<mqtt::MessageRef>& messages);
val inbox_to_js(const sim::Inbox& inbox);

} // namespace bindings
