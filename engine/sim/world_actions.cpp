// What a person or a script does in the world.
#include "sim/world.hpp"

#include "sim/scenario_text.hpp"

namespace sim {

using trace::EventKind;

void World::perform(std::string_view actor, const Action& action, std::uint32_t line, trace::Trace& trace) {
    trace::Event told;
    told.at = now_;
    told.number = line;
    if (const auto* note = std::get_if<NoteAction>(&action)) {
        told.kind = EventKind::note;
        told.text = note->text;
        told.number = note->language == "es" ? 1 : note->language == "en" ? 2 : 0;
        trace.add(std::move(told));
        return;
    }
    if (const auto* expectation = std::get_if<ExpectAction>(&action)) {
        expect(actor, *expectation, line, trace);
        return;
    }
    const Client* client = find_client(actor);
    CHECK_INVARIANT(client != nullptr);
    told.kind = EventKind::action;
    told.side = trace::Side::client;
    told.actor = client->actor();
    told.version = client->version();
    told.text = print_action(actor, action);
    const trace::Trace::Because because(trace, trace.add(std::move(told)));
    perform_on(static_cast<std::size_t>(client - clients_.data()), action, trace);
}

void World::perform_on(std::size_t index, const Action& action, trace::Trace& trace) {
    Client& client = clients_[index];
    ClientOutput out;
    if (const auto* connect_now = std::get_if<ConnectAction>(&action)) {
        connect(index, connect_now->changes, trace);
    } else if (const auto* disconnect = std::get_if<DisconnectAction>(&action)) {
        client.disconnect(*disconnect, now_, trace, out);
    } else if (const auto* subscribe = std::get_if<SubscribeAction>(&action)) {
        client.subscribe(*subscribe, now_, trace, out);
    } else if (const auto* unsubscribe = std::get_if<UnsubscribeAction>(&action)) {
        client.unsubscribe(*unsubscribe, now_, trace, out);
    } else if (const auto* publish = std::get_if<PublishAction>(&action)) {
        client.publish(*publish, now_, trace, out);
    } else if (const auto* raw = std::get_if<SendAction>(&action)) {
        client.send_raw(raw->bytes, now_, trace, out);
    } else if (std::get_if<CutAction>(&action)) {
        cut(index, trace);
    } else if (std::get_if<StallAction>(&action)) {
        stall(index, trace);
    } else if (std::get_if<HealAction>(&action)) {
        heal(index, trace);
    }
    carry(index, out, trace);
}

void World::connect(std::size_t index, const ClientOptions& changes, trace::Trace& trace) {
    Client& client = clients_[index];
    ClientOutput out;
    if (client.state() != Client::State::offline) {
        // It gives its old connection up without a DISCONNECT and opens another.
        client.connection_ended(EventKind::connection_closed, now_, trace);
        out.close = true;
        carry(index, out, trace);
        out = {};
    }
    Wire wire;
    wire.serial = ++wire_serial_;
    wire.client = static_cast<std::uint32_t>(index);
    wire.dead = links_[index].stalled;
    wires_.emplace(wire.serial, wire);
    client.connect(changes, wire.serial, now_, trace, out);
    carry(index, out, trace);
}

trace::Event World::link_event(EventKind kind, std::size_t index) const {
    trace::Event event;
    event.kind = kind;
    event.at = now_;
    event.actor = clients_[index].actor();
    event.side = trace::Side::client;
    return event;
}

/// Both ends learn at once; what was on its way is lost.
void World::cut(std::size_t index, trace::Trace& trace) {
    const trace::Trace::Because because(trace, trace.add(link_event(EventKind::link_cut, index)));
    for (const std::uint32_t serial : wires_of(index)) end_wire(serial, trace);
    clients_[index].connection_ended(EventKind::connection_lost, now_, trace);
}

/// Nobody learns: the connections go on in both ends' minds, and carry nothing more.
void World::stall(std::size_t index, trace::Trace& trace) {
    const trace::Trace::Because because(trace, trace.add(link_event(EventKind::link_stalled, index)));
    links_[index].stalled = true;
    for (const std::uint32_t serial : wires_of(index)) {
        wires_.at(serial).dead = true;
        lose_flights(serial, trace);
    }
}

/// New connections work again. The old ones do not: what they lost broke their streams.
void World::heal(std::size_t index, trace::Trace& trace) {
    trace.add(link_event(EventKind::link_healed, index));
    links_[index].stalled = false;
}

} // namespace sim
