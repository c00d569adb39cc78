// Packets and steps in words: those of the scenario language where it has them.
#pragma once

#include "base/time.hpp"
#include "mqtt/packet.hpp"

#include <string>

namespace simulation {

std::string told(const mqtt::Packet& packet);
std::string hex(base::BytesView bytes);

/// "@1.002s", as the scenario language writes it.
std::string at(base::Instant now);

// What follows "@TIME NAME " in a scenario.
std::string scenario_words(const mqtt::Connect& connect);
std::string scenario_words(const mqtt::Publish& publish, const std::string& topic);
std::string scenario_words(const mqtt::Disconnect& disconnect);
/// One line a request: the scenario language subscribes to one filter at a time.
std::string scenario_words(const mqtt::Subscribe::Request& request, const mqtt::Properties& properties);

} // namespace simulation
