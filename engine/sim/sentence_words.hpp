// What the sentences are made of: words in both languages with gaps, and who fills the gaps.
#pragma once

#include "mqtt/protocol_error.hpp"
#include "sim/sentence.hpp"

#include <string>
#include <string_view>

namespace sim {

inline std::string_view in(const mqtt::Words& words, Language language) {
    return language == Language::es ? words.es : words.en;
}

/// What stands in the gaps of a pattern.
struct Gaps {
    std::string who;    // {who}
    std::string text;   // {text}
    std::string number; // {n}
    std::string qos;    // {qos}
    std::string reason; // {reason}
};

Gaps gaps_of(const trace::Event& event, const std::vector<ActorView>& actors, Language language);

/// The pattern in one language with its gaps filled; what is filled in is not looked at again.
std::string fill(const mqtt::Words& pattern, const Gaps& gaps, Language language);

/// "Not authorized (0x87)": the specification's name of a Reason Code.
std::string reason_text(mqtt::ReasonCode reason);

/// packet_sent, packet_received and packet_lost.
std::string packet_sentence(const trace::Event& event, const Gaps& gaps, Language language);

} // namespace sim
