// Connections, bytes to packets, packets to their handlers.
#include "broker/broker.hpp"

#include "mqtt/framer.hpp"

namespace broker {
namespace {

/// The version that a CONNECT names, for the form of an answer to one that is malformed.
mqtt::ProtocolVersion named_version(base::BytesView packet) {
    mqtt::Reader reader(packet, mqtt::ProtocolVersion::v3_1_1, nullptr);
    reader.u8_of_bits();
    reader.variable_byte_integer({});
    const std::string_view name = reader.utf8_string({});
    return name == "MQTT" && reader.u8({}) == 5 ? mqtt::ProtocolVersion::v5_0 : mqtt::ProtocolVersion::v3_1_1;
}

bool begins_connect(base::BytesView bytes) { return bytes[0] >> 4 == static_cast<int>(mqtt::PacketType::connect); }

} // namespace

Broker::Broker(Options options)
    : options_(base::Ref<const SharedOptions>::make(std::move(options))), prng_(options_->seed),
      retained_(options_->retained_messages) {
    if (options_->sys_interval > base::Duration{}) timers_.set({}, TimerKind::sys, 0);
}

Connection* Broker::find(ConnectionId id) {
    const std::uint32_t slot = connection_slot(id);
    if (slot >= connections_.size()) return nullptr;
    Connection& connection = connections_[slot];
    return connection.in_use && connection.id == id ? &connection : nullptr;
}

bool Broker::is_open(ConnectionId id) const { return const_cast<Broker*>(this)->find(id) != nullptr; }

ConnectionId Broker::connection_opened(Peer peer, base::Instant now, Output& out) {
    Call call{now, out};
    std::uint32_t slot;
    if (!free_connections_.empty()) {
        slot = free_connections_.back();
        free_connections_.pop_back();
    } else {
        CHECK_INVARIANT(connections_.size() < slots_max);
        slot = static_cast<std::uint32_t>(connections_.size());
        connections_.emplace_back();
        connections_.back().id = slot;
    }
    Connection& connection = connections_[slot];
    connection.in_use = true;
    connection.state = Connection::State::awaiting_connect;
    connection.actor = peer.actor;
    connection.serial = peer.connection;
    connection.last_heard = now;
    ++connection_count_;
    ++counters_.connections;
    if (out.trace.on()) connection.opened = out.trace.add(event(trace::EventKind::connection_opened, connection, call));
    const ConnectionId id = connection.id;
    if (connection_count_ > options_->connections) {
        note_limit(connection, "connections", options_->connections, call);
        close(connection, trace::EventKind::connection_refused, mqtt::ReasonCode::server_busy, {}, Ending::abnormal,
              call);
        return id;
    }
    set_timer(now + options_->connect_timeout, TimerKind::connect_timeout, id);
    return id;
}

void Broker::receive(ConnectionId id, base::BytesView bytes, base::Instant now, Output& out) {
    Connection* connection = find(id);
    if (connection == nullptr || bytes.empty()) return;
    Call call{now, out};
    if (connection->partial.empty()) {
        const std::size_t used = take_packets(*connection, bytes, call);
        if (find(id)) base::append(connection->partial, bytes.subspan(used));
        return;
    }
    base::Bytes joined = std::move(connection->partial);
    base::append(joined, bytes);
    connection->partial.clear();
    const std::size_t used = take_packets(*connection, joined, call);
    if (!find(id)) return;
    joined.erase(joined.begin(), joined.begin() + static_cast<std::ptrdiff_t>(used));
    connection->partial = std::move(joined);
}

std::size_t Broker::take_packets(Connection& connection, base::BytesView bytes, Call& call) {
    const ConnectionId id = connection.id;
    std::size_t used = 0;
    while (used < bytes.size()) {
        const base::BytesView rest = bytes.subspan(used);
        if (connection.state == Connection::State::awaiting_connect && !begins_connect(rest)) {
            // Not worth waiting for the rest of something that is no MQTT.
            fail_first(connection, rest, call);
            return used;
        }
        const mqtt::Frame frame = mqtt::next_frame(rest, options_->maximum_packet_size);
        if (frame.state == mqtt::Frame::State::need_more) return used;
        if (frame.state != mqtt::Frame::State::whole) {
            fail(connection, mqtt::error_of(frame), rest.first(std::min<std::size_t>(rest.size(), 5)), call);
            return used;
        }
        used += frame.length;
        connection.last_heard = call.now;
        ++counters_.packets_received;
        counters_.bytes_received += frame.length;
        handle(connection, rest.first(frame.length), call);
        if (!connection.in_use || connection.id != id) return used;
    }
    return used;
}

trace::EventId Broker::note_received(const Connection& connection, base::BytesView packet, Call& call) {
    trace::Event received = event(trace::EventKind::packet_received, connection, call);
    received.packet = base::SharedBytes(packet);
    received.text = mqtt::topic_in(packet);
    if (connection.state == Connection::State::awaiting_connect) received.version = named_version(packet);
    return call.trace().add(std::move(received));
}

void Broker::handle(Connection& connection, base::BytesView packet, Call& call) {
    const trace::EventId received = call.trace().on() ? note_received(connection, packet, call) : 0;
    const trace::Trace::Because because(call.trace(), received);
    if (connection.state == Connection::State::awaiting_connect) {
        handle_first(connection, packet, call);
    } else if (connection.state == Connection::State::authenticating) {
        handle_authenticating(connection, packet, call);
    } else if (packet[0] >> 4 == static_cast<int>(mqtt::PacketType::publish)) {
        handle_publish(connection, packet, call);
    } else if (const auto response = mqtt::read_plain_response(packet)) {
        handle_response(connection, *response, call);
    } else if (begins_connect(packet)) {
        fail(connection,
             {mqtt::ReasonCode::protocol_error,
              {"MQTT-3.1.0-2", "MQTT-3.1.0-2"},
              0,
              {"Un cliente solo puede enviar CONNECT una vez por conexión.",
               "A Client can send CONNECT only once on a connection."}},
             packet, call);
    } else {
        const mqtt::Decoded decoded = mqtt::decode(packet, connection.version);
        if (const auto* error = std::get_if<mqtt::ProtocolError>(&decoded)) {
            fail(connection, *error, packet, call);
        } else {
            handle_later(connection, std::get<mqtt::Packet>(decoded), packet, call);
        }
    }
}

void Broker::fail_first(Connection& connection, base::BytesView bytes, Call& call) {
    fail(connection,
         {mqtt::ReasonCode::protocol_error,
          {"MQTT-3.1.0-1", "MQTT-3.1.0-1"},
          0,
          {"El primer paquete de una conexión debe ser CONNECT.", "The first packet of a connection must be CONNECT."}},
         bytes.first(std::min<std::size_t>(bytes.size(), 64)), call);
}

void Broker::handle_first(Connection& connection, base::BytesView packet, Call& call) {
    connection.version = named_version(packet);
    const mqtt::Decoded decoded = mqtt::decode(packet, connection.version);
    if (const auto* error = std::get_if<mqtt::ProtocolError>(&decoded)) {
        fail(connection, *error, packet, call);
        return;
    }
    handle_connect(connection, std::get<mqtt::Connect>(std::get<mqtt::Packet>(decoded)), call);
}

void Broker::handle_later(Connection& connection, const mqtt::Packet& packet, base::BytesView bytes, Call& call) {
    if (const auto* subscribe = std::get_if<mqtt::Subscribe>(&packet)) {
        handle_subscribe(connection, *subscribe, call);
    } else if (const auto* unsubscribe = std::get_if<mqtt::Unsubscribe>(&packet)) {
        handle_unsubscribe(connection, *unsubscribe, call);
    } else if (const auto* response = std::get_if<mqtt::PublishResponse>(&packet)) {
        handle_response(connection, *response, call);
    } else if (std::get_if<mqtt::Pingreq>(&packet)) {
        send(connection, mqtt::Pingresp{}, {"MQTT-3.12.4-1", "MQTT-3.12.4-1"}, call);
    } else if (const auto* disconnect = std::get_if<mqtt::Disconnect>(&packet)) {
        handle_disconnect(connection, *disconnect, call);
    } else if (const auto* auth = std::get_if<mqtt::Auth>(&packet)) {
        handle_auth(connection, *auth, call);
    } else {
        fail(connection,
             {mqtt::ReasonCode::protocol_error,
              {"MQTT-4.8.0-1", "MQTT-4.13.1-1"},
              0,
              {"Un cliente no envía este paquete en este momento.",
               "A Client does not send this packet at this point."}},
             bytes, call);
    }
}

void Broker::connection_lost(ConnectionId id, base::Instant now, Output& out) {
    Connection* connection = find(id);
    if (connection == nullptr) return;
    Call call{now, out};
    trace::EventId lost = 0;
    if (out.trace.on()) lost = out.trace.add(event(trace::EventKind::connection_lost, *connection, call));
    const trace::Trace::Because because(out.trace, lost);
    end_connection(*connection, Ending::abnormal, call);
}

void Broker::advance(base::Instant now, Output& out) {
    Call call{now, out};
    while (timers_.next() <= now) on_timer(timers_.take(), call);
}

void Broker::shut_down(base::Instant now, Output& out) {
    Call call{now, out};
    for (Connection& connection : connections_) {
        if (!connection.in_use) continue;
        if (connection.connected()) {
            disconnect(connection, mqtt::ReasonCode::server_shutting_down, {}, call);
        } else {
            close(connection, trace::EventKind::connection_closed, mqtt::ReasonCode::server_shutting_down, {},
                  Ending::abnormal, call);
        }
    }
}

} // namespace broker
