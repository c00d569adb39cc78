// Packets to bytes, bytes to the Outbox and to the trace.
#include "broker/broker.hpp"

#include <algorithm>

namespace broker {

using trace::EventKind;

trace::Event Broker::event(EventKind kind, const Connection& connection, const Call& call) const {
    trace::Event event;
    event.kind = kind;
    event.at = call.now;
    event.actor = connection.actor;
    event.connection = connection.serial;
    event.version = connection.version;
    return event;
}

trace::Event Broker::event(EventKind kind, const Session& session, const Call& call) const {
    trace::Event event;
    event.kind = kind;
    event.at = call.now;
    event.actor = session.actor;
    event.version = session.version;
    if (session.connected()) event.connection = connections_[connection_slot(session.connection)].serial;
    return event;
}

/// Tells the trace of the packet that stands in the arena from `offset` on.
trace::EventId Broker::note_sent(const Connection& connection, std::size_t offset, mqtt::Statement statement,
                                 const mqtt::Delivery* delivery, Call& call) {
    if (!call.trace().on()) return 0;
    trace::Event sent = event(EventKind::packet_sent, connection, call);
    sent.packet = base::SharedBytes(base::BytesView(call.out.outbox.arena()).subspan(offset));
    sent.statement = statement.in(connection.version);
    if (delivery != nullptr) {
        sent.cause = delivery->cause;
        if (call.trace().cause() != delivery->cause) sent.also = call.trace().cause();
        sent.message = delivery->message->event;
        sent.text = delivery->message->topic;
        sent.qos = delivery->qos;
    }
    return call.trace().add(std::move(sent));
}

namespace {

/// The Properties of packets that can carry a Reason String and User Properties; null for others.
mqtt::Properties* problem_information(mqtt::Packet& packet) {
    if (auto* p = std::get_if<mqtt::Connack>(&packet)) return &p->properties;
    if (auto* p = std::get_if<mqtt::PublishResponse>(&packet)) return &p->properties;
    if (auto* p = std::get_if<mqtt::Suback>(&packet)) return &p->properties;
    if (auto* p = std::get_if<mqtt::Unsuback>(&packet)) return &p->properties;
    if (auto* p = std::get_if<mqtt::Disconnect>(&packet)) return &p->properties;
    if (auto* p = std::get_if<mqtt::Auth>(&packet)) return &p->properties;
    return nullptr;
}

void leave_out_problem_information(mqtt::Properties& properties) {
    properties.remove(mqtt::PropertyId::reason_string);
    properties.remove(mqtt::PropertyId::user_property);
}

} // namespace

bool Broker::send(Connection& connection, mqtt::Packet packet, mqtt::Statement statement, Call& call) {
    mqtt::Properties* properties = problem_information(packet);
    const bool only_if_wanted = !std::get_if<mqtt::Connack>(&packet) && !std::get_if<mqtt::Disconnect>(&packet);
    if (properties && only_if_wanted && !connection.request_problem_information) {
        leave_out_problem_information(*properties); // [MQTT-3.1.2-29]
    }
    base::Bytes& arena = call.out.outbox.arena();
    const std::size_t offset = arena.size();
    mqtt::encode(packet, connection.version, arena);
    if (properties && arena.size() - offset > connection.maximum_packet_size) {
        leave_out_problem_information(*properties);
        arena.resize(offset);
        mqtt::encode(packet, connection.version, arena);
    }
    if (arena.size() - offset > connection.maximum_packet_size) {
        arena.resize(offset); // never above what the Client takes [MQTT-3.1.2-24]
        return false;
    }
    ++counters_.packets_sent;
    counters_.bytes_sent += arena.size() - offset;
    const trace::EventId sent = note_sent(connection, offset, statement, nullptr, call);
    call.out.outbox.send(connection.id, offset, sent);
    return true;
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP: four bytes when there is nothing more to say.
void Broker::send_response(Connection& connection, const mqtt::PublishResponse& response, mqtt::Statement statement,
                           Call& call) {
    const bool plain = response.reason == mqtt::ReasonCode::success || !mqtt::has_reason_codes(connection.version);
    if (!plain || !response.properties.empty() || connection.maximum_packet_size < 4) {
        send(connection, response, statement, call);
        return;
    }
    base::Bytes& arena = call.out.outbox.arena();
    const std::size_t offset = arena.size();
    const base::Byte flags = response.type == mqtt::PacketType::pubrel ? 2 : 0;
    const base::Byte bytes[] = {static_cast<base::Byte>(unsigned(response.type) << 4 | flags), 2,
                                static_cast<base::Byte>(response.packet_id >> 8),
                                static_cast<base::Byte>(response.packet_id & 0xff)};
    base::append(arena, bytes);
    ++counters_.packets_sent;
    counters_.bytes_sent += sizeof bytes;
    const trace::EventId sent = note_sent(connection, offset, statement, nullptr, call);
    call.out.outbox.send(connection.id, offset, sent);
}

/// Topic Aliases of our own: the first topics that a connection is sent get one [3.3.2.3.4].
void Broker::use_alias(Connection& connection, mqtt::OutgoingPublish& packet) {
    std::vector<std::string>& aliases = connection.aliases_out;
    const auto known = std::find(aliases.begin(), aliases.end(), packet.topic);
    const std::string_view topic = packet.topic;
    if (known != aliases.end()) {
        packet.topic_alias = static_cast<std::uint16_t>(known - aliases.begin() + 1);
        packet.topic = {};
        if (mqtt::encoded_size(packet, connection.version) <= connection.maximum_packet_size) return;
        packet.topic_alias = 0; // for a very short topic the alias takes more than it saves
        packet.topic = topic;
        return;
    }
    if (aliases.size() >= std::min(connection.topic_alias_maximum, options_->topic_alias_maximum_out)) return;
    packet.topic_alias = static_cast<std::uint16_t>(aliases.size() + 1);
    if (mqtt::encoded_size(packet, connection.version) > connection.maximum_packet_size) {
        packet.topic_alias = 0;
        return;
    }
    aliases.emplace_back(packet.topic);
}

mqtt::OutgoingPublish Broker::outgoing(const mqtt::Delivery& delivery, const Call& call) const {
    const mqtt::Message& message = *delivery.message;
    mqtt::OutgoingPublish packet;
    packet.qos = delivery.qos;
    packet.retain = delivery.retain;
    packet.topic = message.topic;
    packet.properties = &message.properties;
    packet.payload = message.payload.view();
    packet.subscription_identifiers = delivery.subscription_identifiers;
    if (message.expires_at != base::Instant::never()) {
        // What is left of it [MQTT-3.3.2-6]; a handshake under way outlives it [MQTT-4.3.3-7].
        const std::int64_t left_us = std::max<std::int64_t>(0, (message.expires_at - call.now).us);
        packet.has_message_expiry = true;
        packet.message_expiry_s = static_cast<std::uint32_t>(left_us / 1'000'000);
    }
    return packet;
}

void Broker::send_publish(Session& session, const mqtt::Delivery& delivery, mqtt::PacketIdentifier packet_id,
                          Attempt attempt, Call& call) {
    Connection& connection = connections_[connection_slot(session.connection)];
    mqtt::OutgoingPublish packet = outgoing(delivery, call);
    packet.packet_id = packet_id;
    packet.dup = attempt == Attempt::retransmission;
    if (session.takes_aliases) use_alias(connection, packet);
    const std::size_t offset = call.out.outbox.arena().size();
    mqtt::encode_publish(packet, connection.version, call.out.outbox.arena());
    ++counters_.packets_sent;
    ++counters_.publish_sent;
    counters_.bytes_sent += call.out.outbox.arena().size() - offset;
    const mqtt::Statement statement = packet.dup                     ? mqtt::Statement{"MQTT-4.4.0-1", "MQTT-4.4.0-1"}
                                      : delivery.retain_as_published ? mqtt::Statement{"", "MQTT-3.3.1-13"}
                                      : delivery.retain              ? mqtt::Statement{"MQTT-3.3.1-8", "MQTT-3.3.1-9"}
                                                                     : mqtt::Statement{"MQTT-3.3.1-9", "MQTT-3.3.1-12"};
    const trace::EventId sent = note_sent(connection, offset, statement, &delivery, call);
    call.out.outbox.send(connection.id, offset, sent);
}

void Broker::send_publish(Session& session, const mqtt::Inflight& inflight, Attempt attempt, Call& call) {
    send_publish(session, inflight.delivery, inflight.packet_id, attempt, call);
}

/// PUBREL again at a resumption: PUBLISH never goes again once PUBREC has come [4.3.3].
void Broker::send_pubrel(Session& session, mqtt::PacketIdentifier packet_id, Call& call) {
    mqtt::PublishResponse pubrel;
    pubrel.type = mqtt::PacketType::pubrel;
    pubrel.packet_id = packet_id;
    send(connections_[connection_slot(session.connection)], pubrel, {"MQTT-4.4.0-1", "MQTT-4.4.0-1"}, call);
}

} // namespace broker
