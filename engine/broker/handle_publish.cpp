// PUBLISH and the QoS handshakes with a publisher [3.3, 4.3].
#include "broker/broker.hpp"

#include "mqtt/topic.hpp"

namespace broker {

using mqtt::PropertyId;
using trace::EventKind;

void Broker::handle_publish(Connection& connection, base::BytesView packet, Call& call) {
    mqtt::PublishView view;
    RouteCache::Known* known = nullptr;
    if (mqtt::read_plain_publish(packet, connection.version, view)) known = routes_.find(view.topic);
    if (known != nullptr && view.qos == mqtt::QoS::at_most_once && !view.retain) {
        accept_publish(connection, view, packet, known, call); // the hot path: nothing more to check
        return;
    }
    const base::BytesView whole = packet;
    if (known == nullptr) {
        auto decoded = mqtt::decode_publish(packet, connection.version);
        if (const auto* error = std::get_if<mqtt::ProtocolError>(&decoded)) {
            fail(connection, *error, packet, call);
            return;
        }
        view = std::move(std::get<mqtt::PublishView>(decoded));
        if (!view.properties.empty()) packet = {};
    }
    std::optional<mqtt::ProtocolError> error = check_capabilities(connection, view);
    if (!error) error = resolve_topic(connection, view);
    if (error) {
        fail(connection, *error, whole, call);
        return;
    }
    accept_publish(connection, view, packet, known, call);
}

/// What CONNACK said that this Server does not take, or takes only so much of.
std::optional<mqtt::ProtocolError> Broker::check_capabilities(const Connection& connection,
                                                              const mqtt::PublishView& view) const {
    if (view.qos > options_->maximum_qos) {
        return mqtt::ProtocolError{
            mqtt::ReasonCode::qos_not_supported,
            {"", "MQTT-3.2.2-11"},
            0,
            {"El servidor no acepta esa calidad de servicio.", "The Server does not take that QoS."}};
    }
    if (view.retain && !options_->retain_available) {
        return mqtt::ProtocolError{
            mqtt::ReasonCode::retain_not_supported,
            {"", "MQTT-3.2.2-14"},
            0,
            {"El servidor no guarda mensajes retenidos.", "The Server keeps no retained messages."}};
    }
    if (view.properties.find(PropertyId::subscription_identifier)) {
        return mqtt::ProtocolError{mqtt::ReasonCode::protocol_error,
                                   {"", "MQTT-3.3.4-6"},
                                   0,
                                   {"Un cliente no envía identificadores de suscripción en PUBLISH.",
                                    "A Client sends no Subscription Identifiers in PUBLISH."}};
    }
    const mqtt::QosReceiver& receiver = sessions_[connection.session].receiver;
    // QoS 1 is answered at once, so what is unfinished is QoS 2. A repeated PUBLISH is none more.
    const bool one_more = view.qos != mqtt::QoS::at_most_once &&
                          !(view.qos == mqtt::QoS::exactly_once && receiver.contains(view.packet_id));
    if (mqtt::has_receive_maximum(connection.version) && one_more && receiver.size() >= options_->receive_maximum) {
        return mqtt::ProtocolError{mqtt::ReasonCode::receive_maximum_exceeded,
                                   {"", "MQTT-3.3.4-7"},
                                   0,
                                   {"Demasiados mensajes QoS 2 sin terminar (Receive Maximum).",
                                    "Too many unfinished QoS 2 messages (Receive Maximum)."}};
    }
    return std::nullopt;
}

/// Topic Aliases of the Client [5.0, 3.3.2.3.4]: sets the mapping, or puts the name in.
std::optional<mqtt::ProtocolError> Broker::resolve_topic(Connection& connection, mqtt::PublishView& view) {
    const auto alias = view.properties.number(PropertyId::topic_alias);
    if (!alias) return std::nullopt;
    if (*alias > options_->topic_alias_maximum) {
        return mqtt::ProtocolError{mqtt::ReasonCode::topic_alias_invalid,
                                   {"", "MQTT-3.3.2-9"},
                                   0,
                                   {"El alias pasa del máximo que dijo el servidor.",
                                    "The Topic Alias is above the maximum that the Server told."}};
    }
    if (connection.topic_aliases.size() < *alias) connection.topic_aliases.resize(*alias);
    std::string& name = connection.topic_aliases[*alias - 1];
    if (!view.topic.empty()) {
        name = view.topic;
    } else if (name.empty()) {
        return mqtt::ProtocolError{mqtt::ReasonCode::protocol_error,
                                   {"", "MQTT-3.3.2-7"},
                                   0,
                                   {"Este alias todavía no tiene tópico en esta conexión.",
                                    "This Topic Alias has no topic yet on this connection."}};
    }
    view.topic = name;
    view.properties.remove(PropertyId::topic_alias);
    return std::nullopt;
}

void Broker::accept_publish(Connection& connection, const mqtt::PublishView& view, base::BytesView packet,
                            RouteCache::Known* known, Call& call) {
    Session& session = sessions_[connection.session];
    ++counters_.publish_received;
    if (view.qos == mqtt::QoS::exactly_once && !session.receiver.on_publish(view.packet_id)) {
        answer_publish(connection, view, mqtt::ReasonCode::success, call); // a duplicate: not published again
        return;
    }
    mqtt::Properties forwarded;
    Publication publication;
    publication.topic = view.topic;
    publication.payload = view.payload;
    publication.qos = view.qos;
    publication.retain = view.retain;
    publication.accepted_at = call.now;
    publication.publisher = connection.session;
    publication.actor = connection.actor;
    publication.from_client = true;
    publication.publisher_id = session.client_id;
    publication.version = connection.version;
    publication.packet = packet;
    publication.known = known ? known : &routes_.look_up(view.topic);
    if (!view.properties.empty()) {
        forwarded = view.properties;
        if (const auto expiry = forwarded.number(PropertyId::message_expiry_interval)) {
            publication.expires_at = call.now + base::seconds(*expiry);
            forwarded.remove(PropertyId::message_expiry_interval);
        }
        publication.properties = &forwarded;
    }
    mqtt::ReasonCode reason = judge(session, publication, call);
    if (!is_error(reason)) {
        if (call.trace().on()) {
            trace::Event accepted = event(EventKind::message_accepted, connection, call);
            accepted.text = view.topic;
            accepted.qos = view.qos;
            accepted.message = call.trace().next();
            publication.event = call.trace().add(std::move(accepted));
        }
        const trace::Trace::Because because(call.trace(), publication.event);
        reason = publish(publication, call);
    }
    if (is_error(reason) && view.qos == mqtt::QoS::exactly_once && mqtt::has_reason_codes(connection.version)) {
        session.receiver.on_pubrel(view.packet_id); // refused: the identifier is free again [MQTT-4.3.3-9]
    }
    answer_publish(connection, view, reason, call);
}

/// Whether a Client may publish this at all; the trace tells why not.
mqtt::ReasonCode Broker::judge(const Session& session, const Publication& publication, Call& call) {
    mqtt::ReasonCode reason = mqtt::ReasonCode::success;
    // $SYS is the broker's alone [4.7.2].
    const bool own = publication.known ? publication.known->own : is_own_topic(publication.topic);
    const std::size_t levels = publication.known ? publication.known->levels : mqtt::level_count(publication.topic);
    if (own || !allowed(session, auth::Access::write, publication.topic)) {
        reason = mqtt::ReasonCode::not_authorized;
        note_denied(session, publication.topic, call);
    } else if (levels > options_->topic_levels) {
        reason = mqtt::ReasonCode::topic_name_invalid;
    }
    if (reason == mqtt::ReasonCode::success || !call.trace().on()) return reason;
    if (reason == mqtt::ReasonCode::topic_name_invalid)
        note_limit(session, "topic levels", options_->topic_levels, call);
    trace::Event dropped = event(EventKind::message_dropped, session, call);
    dropped.text = publication.topic;
    dropped.reason = reason;
    dropped.number =
        static_cast<std::uint32_t>(reason == mqtt::ReasonCode::not_authorized ? trace::DropReason::not_authorized
                                                                              : trace::DropReason::too_many_levels);
    dropped.statement = mqtt::Statement{"MQTT-3.3.5-2", ""}.in(session.version);
    call.trace().add(std::move(dropped));
    return reason;
}

void Broker::answer_publish(Connection& connection, const mqtt::PublishView& view, mqtt::ReasonCode reason,
                            Call& call) {
    if (view.qos == mqtt::QoS::at_most_once) return;
    mqtt::PublishResponse response;
    response.type = view.qos == mqtt::QoS::at_least_once ? mqtt::PacketType::puback : mqtt::PacketType::pubrec;
    response.packet_id = view.packet_id;
    response.reason = reason;
    const mqtt::Statement statement = view.qos == mqtt::QoS::at_least_once
                                          ? mqtt::Statement{"MQTT-4.3.2-2", "MQTT-4.3.2-4"}
                                          : mqtt::Statement{"MQTT-4.3.3-2", "MQTT-4.3.3-8"};
    send_response(connection, response, statement, call);
}

/// Retains, then hands to every Session with a matching Subscription.
mqtt::ReasonCode Broker::publish(Publication& publication, Call& call) {
    const mqtt::ReasonCode reason = publication.retain ? retain(publication, call) : mqtt::ReasonCode::success;
    // Whoever can be told that it was not taken is told, and nobody gets it; from others it was taken.
    const bool can_tell = publication.qos != mqtt::QoS::at_most_once && mqtt::has_reason_codes(publication.version) &&
                          publication.from_client;
    if (is_error(reason) && can_tell) return reason;
    return route(publication, call) ? mqtt::ReasonCode::success : mqtt::ReasonCode::no_matching_subscribers;
}

mqtt::ReasonCode Broker::retain(Publication& publication, Call& call) {
    trace::Event told;
    told.at = call.now;
    told.actor = publication.actor;
    told.version = publication.version;
    told.text = publication.topic;
    told.qos = publication.qos;
    told.message = publication.event;
    if (publication.payload.empty()) {
        told.kind = EventKind::retained_cleared;
        told.statement = mqtt::Statement{"MQTT-3.3.1-10", "MQTT-3.3.1-6"}.in(publication.version);
        if (retained_.clear(publication.topic) && call.trace().on()) call.trace().add(std::move(told));
        return mqtt::ReasonCode::success;
    }
    if (!retained_.set(publication.message())) {
        told.kind = EventKind::limit_reached;
        told.text = "retained messages";
        told.number = options_->retained_messages;
        told.reason = mqtt::ReasonCode::quota_exceeded;
        if (call.trace().on()) call.trace().add(std::move(told));
        return mqtt::ReasonCode::quota_exceeded;
    }
    told.kind = EventKind::retained_set;
    told.statement = "MQTT-3.3.1-5";
    if (call.trace().on()) call.trace().add(std::move(told));
    if (publication.expires_at < retained_expiry_at_) {
        retained_expiry_at_ = publication.expires_at;
        set_timer(retained_expiry_at_, TimerKind::retained_expiry, 0);
    }
    return mqtt::ReasonCode::success;
}

void Broker::handle_response(Connection& connection, const mqtt::PublishResponse& response, Call& call) {
    Session& session = sessions_[connection.session];
    if (response.type == mqtt::PacketType::pubrel) {
        handle_pubrel(connection, session, response, call);
        return;
    }
    const mqtt::QosSender::Answer answer =
        response.type == mqtt::PacketType::puback   ? session.sender.on_puback(response.packet_id, response.reason)
        : response.type == mqtt::PacketType::pubrec ? session.sender.on_pubrec(response.packet_id, response.reason)
                                                    : session.sender.on_pubcomp(response.packet_id);
    note_answer(session, answer, response, call);
    using Result = mqtt::QosSender::Answer::Result;
    const bool unknown_pubrec =
        answer.result == Result::unknown && response.type == mqtt::PacketType::pubrec && !is_error(response.reason);
    if (answer.result == Result::send_pubrel || unknown_pubrec) {
        mqtt::PublishResponse pubrel;
        pubrel.type = mqtt::PacketType::pubrel;
        pubrel.packet_id = response.packet_id;
        if (unknown_pubrec) pubrel.reason = mqtt::ReasonCode::packet_identifier_not_found;
        send_response(connection, pubrel, {"MQTT-4.3.3-1", "MQTT-4.3.3-4"}, call);
    }
    if (answer.result == Result::completed || answer.result == Result::refused) send_queued(session, call);
}

void Broker::note_answer(Session& session, const mqtt::QosSender::Answer& answer, const mqtt::PublishResponse& response,
                         Call& call) {
    using Result = mqtt::QosSender::Answer::Result;
    if (answer.result == Result::completed || answer.result == Result::refused) {
        // It left the tail that waits to be sent again, if it stood there.
        const std::size_t size_before = session.sender.size() + 1;
        if (session.unsent > 0 && answer.index >= size_before - session.unsent) --session.unsent;
    }
    if (!call.trace().on() || answer.result == Result::unknown) return;
    trace::Event told = event(answer.result == Result::completed ? EventKind::message_delivered
                              : answer.result == Result::refused ? EventKind::message_dropped
                                                                 : EventKind::inflight_changed,
                              session, call);
    told.number = response.packet_id;
    told.text = answer.delivery.message->topic;
    told.message = answer.delivery.message->event;
    told.qos = answer.delivery.qos;
    if (answer.result == Result::refused) {
        told.number = static_cast<std::uint32_t>(trace::DropReason::refused_by_receiver);
        told.reason = response.reason;
        told.statement = mqtt::Statement{"", "MQTT-4.4.0-2"}.in(session.version);
    }
    call.trace().add(std::move(told));
}

void Broker::handle_pubrel(Connection& connection, Session& session, const mqtt::PublishResponse& pubrel, Call& call) {
    const bool known = session.receiver.on_pubrel(pubrel.packet_id);
    mqtt::PublishResponse pubcomp;
    pubcomp.type = mqtt::PacketType::pubcomp;
    pubcomp.packet_id = pubrel.packet_id;
    if (!known) pubcomp.reason = mqtt::ReasonCode::packet_identifier_not_found;
    send_response(connection, pubcomp, {"MQTT-4.3.3-2", "MQTT-4.3.3-11"}, call);
}

} // namespace broker
