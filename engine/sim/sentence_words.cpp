#include "sim/sentence_words.hpp"

#include <utility>

namespace sim {
namespace {

std::string who(trace::ActorId actor, const std::vector<ActorView>& actors, Language language) {
    if (actor == 0) return std::string(in({"alguien", "somebody"}, language));
    if (actor <= actors.size()) return actors[actor - 1].called();
    return std::string(in({"el cliente ", "client "}, language)) + std::to_string(actor);
}

} // namespace

std::string reason_text(mqtt::ReasonCode reason) {
    static constexpr char digits[] = "0123456789abcdef";
    const auto code = static_cast<std::uint8_t>(reason);
    return std::string(mqtt::name(reason)) + " (0x" + digits[code >> 4] + digits[code & 15] + ')';
}

Gaps gaps_of(const trace::Event& event, const std::vector<ActorView>& actors, Language language) {
    Gaps gaps;
    gaps.who = who(event.actor, actors, language);
    gaps.text = event.text;
    gaps.number = std::to_string(event.number);
    gaps.qos = std::to_string(mqtt::number(event.qos));
    gaps.reason = reason_text(event.reason);
    return gaps;
}

std::string fill(const mqtt::Words& pattern, const Gaps& gaps, Language language) {
    const std::pair<std::string_view, const std::string*> names[] = {
        {"{who}", &gaps.who}, {"{text}", &gaps.text},     {"{n}", &gaps.number},
        {"{qos}", &gaps.qos}, {"{reason}", &gaps.reason},
    };
    std::string filled;
    std::string_view rest = in(pattern, language);
    while (!rest.empty()) {
        bool is_gap = false;
        for (const auto& [name, value] : names) {
            if (!rest.starts_with(name)) continue;
            filled += *value;
            rest.remove_prefix(name.size());
            is_gap = true;
            break;
        }
        if (is_gap) continue;
        filled += rest.front();
        rest.remove_prefix(1);
    }
    return filled;
}

} // namespace sim
