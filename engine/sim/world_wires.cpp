// What travels between clients and broker, and what is lost on the way.
#include "sim/world.hpp"

namespace sim {

using trace::EventKind;
using trace::Side;

/// Puts what a client wants sent on its wire.
void World::carry(std::size_t client, ClientOutput& out, trace::Trace& trace) {
    if (out.packets.empty() && !out.close) return;
    const std::uint32_t serial = clients_[client].connection();
    const auto at = wires_.find(serial);
    if (at == wires_.end()) return;
    for (const ClientOutput::Sent& sent : out.packets) {
        send_over(serial, Side::client, FlightKind::packet, sent.bytes, sent.event, trace);
    }
    if (!out.close) return;
    at->second.client_open = false;
    send_over(serial, Side::client, FlightKind::close, {}, trace.cause(), trace);
}

void World::send_over(std::uint32_t serial, Side from, FlightKind kind, const base::SharedBytes& bytes,
                      trace::EventId sent, trace::Trace& trace) {
    Wire& wire = wires_.at(serial);
    const base::Instant due = due_on(wire, from, links_[wire.client], now_, prng_);
    if (kind == FlightKind::packet) trace.set_due(sent, due);
    flights_.emplace(When{due, sequence_++}, Flight{kind, serial, from, bytes, sent});
}

void World::arrive(const Flight& flight, trace::Trace& trace) {
    const auto at = wires_.find(flight.wire);
    if (at == wires_.end() || at->second.dead) {
        note_lost(flight, trace);
        forget_if_over(flight.wire);
        return;
    }
    const trace::Trace::Because because(trace, flight.sent);
    if (flight.from == Side::client) {
        arrive_at_broker(flight, at->second, trace);
    } else {
        arrive_at_client(flight, at->second, trace);
    }
    forget_if_over(flight.wire);
}

void World::arrive_at_broker(const Flight& flight, Wire& wire, trace::Trace& trace) {
    const std::uint32_t serial = wire.serial;
    if (wire.connection == broker::no_connection && flight.kind == FlightKind::packet) {
        with_broker(trace, [&](broker::Output& out) {
            wire.connection = broker_.connection_opened({clients_[wire.client].actor(), serial}, now_, out);
            wire.broker_open = true;
            wire_of_connection_[wire.connection] = serial;
        });
    }
    if (!wire.broker_open) {
        note_lost(flight, trace); // the broker has closed meanwhile
        return;
    }
    if (flight.kind == FlightKind::packet) {
        with_broker(trace,
                    [&](broker::Output& out) { broker_.receive(wire.connection, flight.bytes.view(), now_, out); });
        return;
    }
    wire.broker_open = false;
    wire_of_connection_.erase(wire.connection);
    with_broker(trace, [&](broker::Output& out) { broker_.connection_lost(wire.connection, now_, out); });
}

void World::arrive_at_client(const Flight& flight, Wire& wire, trace::Trace& trace) {
    Client& client = clients_[wire.client];
    if (!wire.client_open || client.connection() != wire.serial) {
        note_lost(flight, trace); // the client has closed meanwhile
        return;
    }
    if (flight.kind == FlightKind::close) {
        wire.client_open = false;
        client.connection_ended(EventKind::connection_closed, now_, trace);
        return;
    }
    ClientOutput out;
    client.receive(flight.bytes.view(), now_, trace, out);
    carry(wire.client, out, trace);
}

void World::note_lost(const Flight& flight, trace::Trace& trace) {
    if (flight.kind != FlightKind::packet) return;
    const auto wire = wires_.find(flight.wire);
    trace::Event lost;
    lost.kind = EventKind::packet_lost;
    lost.at = now_;
    lost.side = flight.from;
    lost.cause = flight.sent;
    lost.connection = flight.wire;
    if (wire != wires_.end()) {
        lost.actor = clients_[wire->second.client].actor();
        lost.version = clients_[wire->second.client].version();
    }
    lost.packet = flight.bytes;
    if (trace.cause() != flight.sent) lost.also = trace.cause();
    trace.add(std::move(lost));
}

std::vector<std::uint32_t> World::wires_of(std::size_t client) const {
    std::vector<std::uint32_t> serials;
    for (const auto& [serial, wire] : wires_) {
        if (wire.client == client) serials.push_back(serial);
    }
    return serials;
}

void World::lose_flights(std::uint32_t wire, trace::Trace& trace) {
    for (auto at = flights_.begin(); at != flights_.end();) {
        if (at->second.wire != wire) {
            ++at;
            continue;
        }
        note_lost(at->second, trace);
        at = flights_.erase(at);
    }
}

/// The connection breaks: its flights are lost and the broker learns.
void World::end_wire(std::uint32_t serial, trace::Trace& trace) {
    lose_flights(serial, trace);
    const Wire wire = wires_.at(serial);
    wires_.erase(serial);
    if (!wire.broker_open) return;
    wire_of_connection_.erase(wire.connection);
    with_broker(trace, [&](broker::Output& out) { broker_.connection_lost(wire.connection, now_, out); });
}

/// A wire that neither end holds open and that carries nothing more is forgotten.
void World::forget_if_over(std::uint32_t serial) {
    const auto at = wires_.find(serial);
    if (at == wires_.end() || at->second.client_open || at->second.broker_open) return;
    for (const auto& [when, flight] : flights_) {
        if (flight.wire == serial) return;
    }
    wires_.erase(at);
}

} // namespace sim
