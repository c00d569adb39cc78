// Packets to bytes, bytes to the Outbox and to the trace.
#include "broker/broker.hpp"

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

void Broker::send(Connection& connection, const mqtt::Packet& packet, mqtt::Statement statement, Call& call) {
    const std::size_t offset = call.out.outbox.arena().size();
    mqtt::encode(packet, connection.version, call.out.outbox.arena());
    const trace::EventId sent = note_sent(connection, offset, statement, nullptr, call);
    call.out.outbox.send(connection.id, offset, sent);
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
    const std::size_t offset = call.out.outbox.arena().size();
    mqtt::encode_publish(packet, connection.version, call.out.outbox.arena());
    const mqtt::Statement statement = packet.dup        ? mqtt::Statement{"MQTT-4.4.0-1", "MQTT-4.4.0-1"}
                                      : delivery.retain ? mqtt::Statement{"MQTT-3.3.1-8", "MQTT-3.3.1-9"}
                                                        : mqtt::Statement{"MQTT-3.3.1-9", "MQTT-3.3.1-12"};
    const trace::EventId sent = note_sent(connection, offset, statement, &delivery, call);
    call.out.outbox.send(connection.id, offset, sent);
}

void Broker::send_publish(Session& session, const mqtt::Inflight& inflight, Attempt attempt, Call& call) {
    send_publish(session, inflight.delivery, inflight.packet_id, attempt, call);
}

/// PUBLISH with DUP, or PUBREL where PUBREC has come: never PUBLISH again after that [4.3.3].
void Broker::send_again(Session& session, const mqtt::Inflight& inflight, Call& call) {
    if (inflight.awaiting != mqtt::Awaiting::pubcomp) {
        send_publish(session, inflight, Attempt::retransmission, call);
        return;
    }
    mqtt::PublishResponse pubrel;
    pubrel.type = mqtt::PacketType::pubrel;
    pubrel.packet_id = inflight.packet_id;
    send(connections_[connection_slot(session.connection)], pubrel, {"MQTT-4.4.0-1", "MQTT-4.4.0-1"}, call);
}

} // namespace broker
