#include "sim/world_run.hpp"

#include <stdexcept>

namespace world_run {

sim::Scenario scenario_of(const std::string& lines) {
    sim::ParsedScenario parsed = sim::parse_scenario("mqtt-scenario 1\n" + lines);
    if (!parsed.errors.empty()) throw std::invalid_argument(parsed.errors.front().en);
    return std::move(parsed.scenario);
}

sim::ParsedAction action_of(const sim::World& world, const std::string& line) {
    sim::ParsedAction parsed = sim::parse_action(line, world.client_names());
    if (!parsed.errors.empty()) throw std::invalid_argument(parsed.errors.front().en);
    return parsed;
}

void run_until(sim::World& world, trace::Events& events, base::Instant to) {
    while (world.next_moment() <= to) world.step(events);
    world.wait_until(to);
}

namespace {

std::string session_text(const broker::SessionView& session) {
    std::string text = "session " + session.client_id + (session.connected ? " connected" : " away") + " actor " +
                       std::to_string(session.actor) + " expires " + std::to_string(session.expires_at.us);
    for (const auto& subscription : session.subscriptions) {
        text += " [" + subscription.topic_filter + ' ' + std::to_string(mqtt::number(subscription.options.qos)) + ']';
    }
    for (const auto& delivery : session.queued) text += " queued " + delivery.message->topic;
    for (const auto& inflight : session.inflight) {
        text += " inflight " + std::to_string(inflight.packet_id) + ':' +
                std::to_string(static_cast<int>(inflight.awaiting)) + ' ' + inflight.message->topic;
    }
    for (const auto id : session.received_qos_2) text += " received " + std::to_string(id);
    if (session.will) text += " will " + session.will->message->topic;
    return text + '\n';
}

} // namespace

std::string state_text(const sim::World& world) {
    std::string text = std::to_string(world.now().us) + " step " + std::to_string(world.steps()) + " next event " +
                       std::to_string(world.next_event()) + " next moment " + std::to_string(world.next_moment().us) +
                       '\n';
    for (const auto& session : world.broker().sessions()) text += session_text(session);
    for (const auto& message : world.broker().retained()) {
        text += "retained " + message->topic + ' ' + std::string(base::as_text(message->payload.view())) + '\n';
    }
    for (std::size_t i = 0; i < world.clients().size(); ++i) {
        const sim::Client& client = world.clients()[i];
        text += "client " + client.name() + " state " + std::to_string(static_cast<int>(client.state())) + ' ' +
                std::to_string(static_cast<int>(world.connectedness(i))) + " inbox " +
                std::to_string(client.inbox().size()) + '\n';
    }
    for (const auto& [number, port] : world.ports()) {
        text += "port " + std::to_string(number) + (port.open ? " open" : " closed") + " messages " +
                std::to_string(port.messages) + " partial " + std::to_string(port.partial.size()) + '\n';
    }
    return text;
}

std::size_t Run::received(std::string_view name, std::string_view topic) const {
    std::size_t count = 0;
    client(name).inbox().newest_first([&](const sim::ReceivedMessage& received) {
        if (received.message->topic == topic) ++count;
        return true;
    });
    return count;
}

std::vector<trace::Event> Run::all(trace::EventKind kind, std::string_view name) const {
    std::vector<trace::Event> found;
    const auto actors = world.actors();
    for (const trace::Event& event : events) {
        if (event.kind == kind && (name.empty() || sim::actor_name(event.actor, actors) == name))
            found.push_back(event);
    }
    return found;
}

std::vector<trace::Event> Run::packets(trace::EventKind kind, mqtt::PacketType type, trace::Side side,
                                       std::string_view name) const {
    std::vector<trace::Event> found;
    for (const trace::Event& event : all(kind, name)) {
        if (event.side == side && type_of(event) == type) found.push_back(event);
    }
    return found;
}

mqtt::PacketType type_of(const trace::Event& event) {
    return event.packet.empty() ? mqtt::PacketType{} : static_cast<mqtt::PacketType>(event.packet.view()[0] >> 4);
}

mqtt::Publish publish_of(const trace::Event& event) {
    const mqtt::Decoded decoded = mqtt::decode(event.packet.view(), event.version);
    return std::get<mqtt::Publish>(std::get<mqtt::Packet>(decoded));
}

} // namespace world_run
