#include "sim/scenario.hpp"

#include <algorithm>
#include <utility>

namespace sim {

namespace {

template <class... Fields> void replace_named(ClientOptions& to, const ClientOptions& from, Fields... fields) {
    ((from.*fields ? void(to.*fields = from.*fields) : void()), ...);
}

} // namespace

ClientOptions with_changes(ClientOptions base, const ClientOptions& changes) {
    using O = ClientOptions;
    replace_named(base, changes, &O::version, &O::client_id, &O::clean, &O::keep_alive_s, &O::user_name, &O::password,
                  &O::will_topic, &O::will_payload, &O::will_qos, &O::will_retain, &O::will_delay_s,
                  &O::session_expiry_s, &O::receive_maximum, &O::topic_alias_maximum, &O::maximum_packet_size,
                  &O::reconnect);
    return base;
}

std::vector<TimedAction> timed_actions(const Scenario& scenario) {
    std::vector<TimedAction> actions;
    base::Instant last;
    std::uint32_t number = 1; // the version line
    for (const ScenarioLine& line : scenario.lines) {
        ++number;
        const auto* step = std::get_if<StepLine>(&line.content);
        if (!step) continue;
        last = (step->relative ? last : base::Instant{}) + step->time;
        base::Instant at = last;
        for (std::uint32_t i = 0; i < step->times; ++i) {
            actions.push_back({at, number, step->actor, step->action});
            at = at + step->every;
        }
    }
    std::stable_sort(actions.begin(), actions.end(),
                     [](const TimedAction& a, const TimedAction& b) { return a.at < b.at; });
    return actions;
}

} // namespace sim
