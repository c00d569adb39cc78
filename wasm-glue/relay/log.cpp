#include "relay/log.hpp"

#include <ostream>

namespace relay {

void Log::line(std::string_view text) { to_ << "mqtt-relay: " << text << std::endl; }

void Log::bound_reached(std::string_view name, std::uint64_t limit, std::string_view peer, std::string_view outcome) {
    std::string text = "bound ";
    text.append(name).append(" (").append(std::to_string(limit)).append(") reached by ").append(peer);
    text.append(": ").append(outcome);
    at_most_once_a_second(name, std::move(text));
}

void Log::refused(std::string_view what, std::string_view peer, std::string_view why) {
    std::string text(what);
    text.append(" ").append(peer).append(" refused: ").append(why);
    at_most_once_a_second(why, std::move(text));
}

void Log::at_most_once_a_second(std::string_view about, std::string text) {
    const auto now = std::chrono::steady_clock::now();
    auto found = recent_.find(about);
    if (found == recent_.end()) {
        found = recent_.emplace(std::string(about), Recent{now}).first;
    } else if (now - found->second.since < std::chrono::seconds(1)) {
        ++found->second.left_out;
        return;
    }
    if (found->second.left_out > 0) text += " (and " + std::to_string(found->second.left_out) + " times more before)";
    found->second = Recent{now};
    line(text);
}

} // namespace relay
