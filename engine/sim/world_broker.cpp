// The broker's end: calls into it, what comes out, and real clients.
#include "sim/world.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/framer.hpp"

#include <algorithm>

namespace sim {

using trace::EventKind;
using trace::Side;

void World::drain(broker::Outbox& outbox, trace::Trace& trace) {
    using Kind = broker::Outbox::Kind;
    for (const broker::Outbox::Record& record : outbox.records()) {
        const auto wire = wire_of_connection_.find(record.connection);
        const auto port = port_of_connection_.find(record.connection);
        if (record.kind == Kind::close) {
            if (wire != wire_of_connection_.end()) {
                const std::uint32_t serial = wire->second;
                wires_.at(serial).broker_open = false;
                wire_of_connection_.erase(wire);
                send_over(serial, Side::broker, FlightKind::close, {}, record.event, trace);
            } else if (port != port_of_connection_.end()) {
                close_port(port->second);
            }
        } else if (wire != wire_of_connection_.end()) {
            send_over(wire->second, Side::broker, FlightKind::packet, base::SharedBytes(outbox.bytes_of(record)),
                      record.event, trace);
        } else if (port != port_of_connection_.end()) {
            trace.set_due(record.event, now_);
            drain_to_port(outbox.bytes_of(record), port->second);
        }
    }
}

// --- real clients ---

/// Packets for one port are joined; one packet for many ports stands once with all of them.
void World::drain_to_port(base::BytesView bytes, std::uint32_t number) {
    Port& port = ports_.at(number);
    if (bytes[0] >> 4 == static_cast<int>(mqtt::PacketType::publish)) ++port.messages;
    if (!port_output_.empty() && !port_output_.back().close) {
        PortOutput& last = port_output_.back();
        if (last.ports.size() == 1 && last.ports.front() == number) {
            base::append(last.bytes, bytes);
            return;
        }
        const bool addressed = std::find(last.ports.begin(), last.ports.end(), number) != last.ports.end();
        if (!addressed && base::as_text(last.bytes) == base::as_text(bytes)) {
            last.ports.push_back(number);
            return;
        }
    }
    port_output_.push_back({false, {number}, base::Bytes(bytes.begin(), bytes.end())});
}

void World::close_port(std::uint32_t number) {
    Port& port = ports_.at(number);
    port_of_connection_.erase(port.connection);
    port.open = false;
    port.partial.clear();
    port_output_.push_back({true, {number}, {}});
}

void World::port_opened(std::uint32_t number, std::string label, trace::Events& events) {
    ++steps_;
    trace::Trace trace = trace_into(events);
    Port& port = ports_[number];
    port = Port();
    port.number = number;
    port.serial = ++wire_serial_;
    port.open = true;
    port.actor = static_cast<trace::ActorId>(clients_.size() + real_actors_->list.size() + 1);
    RealActors more = *real_actors_;
    more.list.push_back({port.actor, std::move(label), true, {}});
    real_actors_ = base::Ref<const RealActors>::make(std::move(more));
    with_broker(trace, [&](broker::Output& out) {
        port.connection = broker_.connection_opened({port.actor, port.serial}, now_, out);
        port_of_connection_[port.connection] = number;
    });
    next_event_ = trace.next();
}

void World::port_received(std::uint32_t number, base::BytesView bytes, trace::Events& events) {
    const auto at = ports_.find(number);
    if (at == ports_.end() || !at->second.open) return;
    ++steps_;
    trace::Trace trace = trace_into(events);
    Port& port = at->second;
    base::append(port.partial, bytes);
    std::size_t used = 0;
    while (port.open && used < port.partial.size()) {
        const base::BytesView rest = base::BytesView(port.partial).subspan(used);
        const mqtt::Frame frame = mqtt::next_frame(rest, broker_.options().maximum_packet_size);
        const bool begins_well = rest[0] >> 4 == static_cast<int>(mqtt::PacketType::connect);
        const bool hopeless = broker_.awaits_connect(port.connection) && !begins_well;
        if (frame.state == mqtt::Frame::State::need_more && !hopeless) break;
        // What is no packet goes to the broker as it is: it knows the answer.
        const std::size_t length = frame.state == mqtt::Frame::State::whole ? frame.length : rest.size();
        const base::Bytes packet(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
        used += length;
        port_packet(port, packet, trace);
    }
    port.partial.erase(port.partial.begin(),
                       port.partial.begin() + static_cast<std::ptrdiff_t>(std::min(used, port.partial.size())));
    next_event_ = trace.next();
}

void World::port_packet(Port& port, base::BytesView packet, trace::Trace& trace) {
    trace::Event sent;
    sent.kind = EventKind::packet_sent;
    sent.at = now_;
    sent.due = now_;
    sent.side = Side::client;
    sent.actor = port.actor;
    sent.connection = port.serial;
    sent.version = broker_.version_of(port.connection);
    sent.packet = base::SharedBytes(packet);
    sent.text = mqtt::topic_in(packet);
    const trace::Trace::Because because(trace, trace.add(std::move(sent)));
    with_broker(trace, [&](broker::Output& out) { broker_.receive(port.connection, packet, now_, out); });
    learn_client_id(port.actor);
}

void World::learn_client_id(trace::ActorId actor) {
    const std::size_t index = actor - clients_.size() - 1;
    if (!real_actors_->list[index].client_id.empty()) return;
    const broker::Session* session = broker_.find_session_of(actor);
    if (session == nullptr) return;
    RealActors named = *real_actors_;
    named.list[index].client_id = session->client_id;
    real_actors_ = base::Ref<const RealActors>::make(std::move(named));
}

void World::port_closed(std::uint32_t number, trace::Events& events) {
    const auto at = ports_.find(number);
    if (at == ports_.end()) return;
    ++steps_;
    trace::Trace trace = trace_into(events);
    Port& port = at->second;
    if (port.open) {
        port.open = false;
        port_of_connection_.erase(port.connection);
        with_broker(trace, [&](broker::Output& out) { broker_.connection_lost(port.connection, now_, out); });
    }
    ports_.erase(number);
    next_event_ = trace.next();
}

} // namespace sim
