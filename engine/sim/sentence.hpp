// An event in one sentence, in the words of a student, with the names of those concerned.
#pragma once

#include "sim/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

enum class Language : std::uint8_t { es, en };

/// One short sentence without a full stop's worth of jargon, e.g. "sensor publica casa/sala/temp
/// con QoS 1" / "The broker keeps casa/sala/temp for phone until it returns".
std::string sentence(const trace::Event& event, const std::vector<ActorView>& actors, Language language);

} // namespace sim
