#include "sim/client.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"

#include <algorithm>

namespace sim {

using mqtt::PropertyId;
using trace::EventKind;

namespace {
constexpr base::Duration connack_timeout = base::seconds(30);
}

const std::string& Client::client_id() const {
    if (!options_.client_id) return name_;
    return options_.client_id->empty() ? assigned_client_id_ : *options_.client_id;
}

trace::Event Client::event(EventKind kind, base::Instant now) const {
    trace::Event event;
    event.kind = kind;
    event.at = now;
    event.side = trace::Side::client;
    event.actor = actor_;
    event.connection = connection_;
    event.version = version();
    return event;
}

// --- what a script makes it do ---

mqtt::Connect Client::connect_packet() const {
    mqtt::Connect connect;
    connect.version = version();
    connect.clean_start = options_.clean.value_or(true);
    connect.keep_alive_s = options_.keep_alive_s.value_or(0);
    connect.client_id = options_.client_id.value_or(name_);
    connect.user_name = options_.user_name;
    if (options_.password) {
        const base::BytesView password = base::as_bytes(*options_.password);
        connect.password = base::Bytes(password.begin(), password.end());
    }
    if (options_.will_topic) {
        mqtt::Will will;
        will.topic = *options_.will_topic;
        will.payload = options_.will_payload.value_or(base::Bytes());
        will.qos = options_.will_qos.value_or(mqtt::QoS::at_most_once);
        will.retain = options_.will_retain.value_or(false);
        if (options_.will_delay_s) will.properties.add_number(PropertyId::will_delay_interval, *options_.will_delay_s);
        connect.will = std::move(will);
    }
    const auto add = [&](PropertyId id, auto value) {
        if (value) connect.properties.add_number(id, *value);
    };
    add(PropertyId::session_expiry_interval, options_.session_expiry_s);
    add(PropertyId::receive_maximum, options_.receive_maximum);
    add(PropertyId::maximum_packet_size, options_.maximum_packet_size);
    add(PropertyId::topic_alias_maximum, options_.topic_alias_maximum);
    return connect;
}

void Client::connect(const ClientOptions& changes, std::uint32_t connection, base::Instant now, trace::Trace& trace,
                     ClientOutput& out) {
    options_ = with_changes(options_, changes);
    state_ = State::connecting;
    connection_ = connection;
    reconnect_at_ = base::Instant::never();
    refused_.reset();
    keep_alive_s_ = options_.keep_alive_s.value_or(0);
    if (options_.clean.value_or(true)) {
        sender_ = {};
        receiver_ = {};
        waiting_ = {};
    }
    Step step{now, trace, out};
    send(connect_packet(), step);
    asked_at_ = now;
    connect_event_ = out.packets.back().event;
}

void Client::disconnect(const DisconnectAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out) {
    if (state_ == State::offline) return;
    mqtt::Disconnect disconnect;
    disconnect.reason = action.reason;
    if (action.session_expiry_s) {
        disconnect.properties.add_number(PropertyId::session_expiry_interval, *action.session_expiry_s);
    }
    Step step{now, trace, out};
    send(disconnect, step);
    out.close = true;
    go_offline(now, trace);
}

bool Client::ready(Action action, std::string_view topic, Step& step) {
    if (state_ == State::connected) return true;
    if (state_ == State::connecting) {
        waiting_actions_.emplace_back(std::move(action), step.trace.cause());
        return false;
    }
    drop_offline(topic, step.now, step.trace);
    return false;
}

void Client::drop_offline(std::string_view topic, base::Instant now, trace::Trace& trace) const {
    trace::Event dropped = event(EventKind::message_dropped, now);
    dropped.number = static_cast<std::uint32_t>(trace::DropReason::client_offline);
    dropped.text = topic;
    trace.add(std::move(dropped));
}

void Client::subscribe(const SubscribeAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out) {
    Step step{now, trace, out};
    if (!ready(action, action.topic_filter, step)) return;
    mqtt::Subscribe subscribe;
    subscribe.packet_id = sender_.take_packet_id();
    subscribe.requests.push_back({action.topic_filter, action.options});
    if (action.subscription_id) {
        subscribe.properties.add_number(PropertyId::subscription_identifier, *action.subscription_id);
    }
    send(subscribe, step);
}

void Client::unsubscribe(const UnsubscribeAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out) {
    Step step{now, trace, out};
    if (!ready(action, action.topic_filter, step)) return;
    mqtt::Unsubscribe unsubscribe;
    unsubscribe.packet_id = sender_.take_packet_id();
    unsubscribe.topic_filters.push_back(action.topic_filter);
    send(unsubscribe, step);
}

void Client::publish(const PublishAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out) {
    Step step{now, trace, out};
    if (!ready(action, action.topic, step)) return;
    mqtt::Message message;
    message.topic = action.topic;
    message.payload = base::SharedBytes(action.payload);
    message.properties = action.properties;
    message.qos = action.qos;
    message.retain = action.retain;
    mqtt::Delivery delivery;
    delivery.message = mqtt::MessageRef::make(std::move(message));
    delivery.qos = action.qos;
    delivery.retain = action.retain;
    delivery.cause = trace.cause();
    if (action.qos == mqtt::QoS::at_most_once) {
        mqtt::Inflight unnumbered;
        unnumbered.delivery = std::move(delivery);
        send_publish(unnumbered, false, step);
        return;
    }
    waiting_.push_back(std::move(delivery));
    send_waiting(step);
}

void Client::send_raw(base::BytesView bytes, base::Instant now, trace::Trace& trace, ClientOutput& out) {
    if (state_ == State::offline) return;
    trace::Event sent = event(EventKind::packet_sent, now);
    sent.packet = base::SharedBytes(bytes);
    last_sent_ = now;
    const trace::EventId id = trace.add(std::move(sent));
    out.packets.push_back({base::SharedBytes(bytes), id});
}

// --- what it answers ---

void Client::send(const mqtt::Packet& packet, Step& step, const mqtt::Delivery* delivery) {
    base::Bytes bytes;
    mqtt::encode(packet, version(), bytes);
    const base::SharedBytes shared(std::move(bytes));
    trace::Event sent = event(EventKind::packet_sent, step.now);
    sent.packet = shared;
    if (delivery != nullptr) {
        sent.text = delivery->message->topic;
        sent.qos = delivery->qos;
        sent.cause = delivery->cause;
        if (step.trace.cause() != delivery->cause) sent.also = step.trace.cause();
    }
    last_sent_ = step.now;
    const trace::EventId id = step.trace.add(std::move(sent));
    step.out.packets.push_back({shared, id});
}

void Client::send_publish(const mqtt::Inflight& inflight, bool dup, Step& step) {
    const mqtt::Message& message = *inflight.delivery.message;
    mqtt::Publish publish;
    publish.dup = dup;
    publish.qos = inflight.delivery.qos;
    publish.retain = inflight.delivery.retain;
    publish.topic = message.topic;
    publish.packet_id = inflight.packet_id;
    publish.properties = message.properties;
    const base::BytesView payload = message.payload.view();
    publish.payload.assign(payload.begin(), payload.end());
    send(publish, step, &inflight.delivery);
}

void Client::send_waiting(Step& step) {
    while (!waiting_.empty() && sender_.size() < server_receive_maximum_) {
        send_publish(sender_.start(waiting_.pop_front()), false, step);
    }
}

void Client::receive(base::BytesView bytes, base::Instant now, trace::Trace& trace, ClientOutput& out) {
    Step step{now, trace, out};
    trace::Event received = event(EventKind::packet_received, now);
    received.packet = base::SharedBytes(bytes);
    received.text = mqtt::topic_in(bytes);
    const trace::EventId id = trace.add(std::move(received));
    const trace::Trace::Because because(trace, id);
    const mqtt::Decoded decoded = mqtt::decode(bytes, version());
    if (const auto* error = std::get_if<mqtt::ProtocolError>(&decoded)) {
        trace::Event told = event(EventKind::protocol_error, now);
        told.reason = error->reason;
        told.words = error->words;
        told.number = error->offset;
        told.statement = error->statement.in(version());
        told.packet = base::SharedBytes(bytes);
        trace.add(std::move(told));
        out.close = true;
        go_offline(now, trace);
        return;
    }
    const mqtt::Packet& packet = std::get<mqtt::Packet>(decoded);
    if (const auto* connack = std::get_if<mqtt::Connack>(&packet)) {
        on_connack(*connack, step);
    } else if (const auto* publish = std::get_if<mqtt::Publish>(&packet)) {
        on_publish(*publish, step);
    } else if (const auto* response = std::get_if<mqtt::PublishResponse>(&packet)) {
        on_response(*response, step);
    } else if (std::get_if<mqtt::Pingresp>(&packet)) {
        awaiting_pingresp_ = false;
    }
}

void Client::on_connack(const mqtt::Connack& connack, Step& step) {
    if (connack.reason != mqtt::ReasonCode::success) {
        refused_ = connack.reason;
        return; // the Server closes
    }
    state_ = State::connected;
    awaiting_pingresp_ = false;
    if (const auto id = connack.properties.text(PropertyId::assigned_client_identifier)) assigned_client_id_ = *id;
    keep_alive_s_ = static_cast<std::uint16_t>(
        connack.properties.number_or(PropertyId::server_keep_alive, options_.keep_alive_s.value_or(0)));
    server_receive_maximum_ =
        static_cast<std::uint16_t>(connack.properties.number_or(PropertyId::receive_maximum, 65535));
    // CONNACK of 3.1 cannot tell: a Client that asked for its Session takes it as kept.
    const bool unknown = version() == mqtt::ProtocolVersion::v3_1 && !options_.clean.value_or(true);
    if (connack.session_present || unknown) {
        for (std::size_t i = 0; i < sender_.size(); ++i) {
            const mqtt::Inflight& inflight = sender_.inflight()[i];
            if (inflight.awaiting == mqtt::Awaiting::pubcomp) {
                mqtt::PublishResponse pubrel;
                pubrel.type = mqtt::PacketType::pubrel;
                pubrel.packet_id = inflight.packet_id;
                send(pubrel, step);
            } else {
                send_publish(inflight, true, step);
            }
        }
    } else {
        sender_ = {};
        receiver_ = {};
    }
    const auto waiting = std::exchange(waiting_actions_, {});
    for (const auto& [action, cause] : waiting) {
        const trace::Trace::Because because(step.trace, cause);
        if (const auto* a = std::get_if<SubscribeAction>(&action)) subscribe(*a, step.now, step.trace, step.out);
        if (const auto* a = std::get_if<UnsubscribeAction>(&action)) unsubscribe(*a, step.now, step.trace, step.out);
        if (const auto* a = std::get_if<PublishAction>(&action)) publish(*a, step.now, step.trace, step.out);
    }
    send_waiting(step);
}

void Client::on_publish(const mqtt::Publish& publish, Step& step) {
    std::string topic = publish.topic;
    if (const auto alias = publish.properties.number(PropertyId::topic_alias)) {
        if (topic_aliases_.size() < *alias) topic_aliases_.resize(*alias);
        if (topic.empty()) topic = topic_aliases_[*alias - 1];
        topic_aliases_[*alias - 1] = topic;
    }
    const bool is_new = publish.qos != mqtt::QoS::exactly_once || receiver_.on_publish(publish.packet_id);
    if (is_new) {
        mqtt::Message message;
        message.topic = topic;
        message.payload = base::SharedBytes(publish.payload);
        message.properties = publish.properties;
        message.qos = publish.qos;
        message.retain = publish.retain;
        message.accepted_at = step.now;
        trace::Event told = event(EventKind::message_received, step.now);
        told.text = topic;
        told.qos = publish.qos;
        told.number = publish.packet_id;
        step.trace.add(std::move(told));
        inbox_.add({mqtt::MessageRef::make(std::move(message)), publish.qos, publish.retain, publish.dup, step.now});
    }
    if (publish.qos == mqtt::QoS::at_most_once) return;
    mqtt::PublishResponse response;
    response.type = publish.qos == mqtt::QoS::at_least_once ? mqtt::PacketType::puback : mqtt::PacketType::pubrec;
    response.packet_id = publish.packet_id;
    send(response, step);
}

void Client::on_response(const mqtt::PublishResponse& response, Step& step) {
    mqtt::PublishResponse answer;
    answer.packet_id = response.packet_id;
    switch (response.type) {
    case mqtt::PacketType::pubrel:
        if (!receiver_.on_pubrel(response.packet_id)) answer.reason = mqtt::ReasonCode::packet_identifier_not_found;
        answer.type = mqtt::PacketType::pubcomp;
        send(answer, step);
        break;
    case mqtt::PacketType::pubrec:
        if (sender_.on_pubrec(response.packet_id, response.reason).result ==
            mqtt::QosSender::Answer::Result::send_pubrel) {
            answer.type = mqtt::PacketType::pubrel;
            send(answer, step);
        }
        break;
    case mqtt::PacketType::pubcomp: sender_.on_pubcomp(response.packet_id); break;
    default: sender_.on_puback(response.packet_id, response.reason); break;
    }
    send_waiting(step);
}

// --- time and endings ---

void Client::go_offline(base::Instant now, trace::Trace& trace) {
    state_ = State::offline;
    awaiting_pingresp_ = false;
    topic_aliases_.clear();
    const auto waiting = std::exchange(waiting_actions_, {});
    for (const auto& [action, cause] : waiting) {
        const trace::Trace::Because because(trace, cause);
        if (const auto* a = std::get_if<SubscribeAction>(&action)) drop_offline(a->topic_filter, now, trace);
        if (const auto* a = std::get_if<UnsubscribeAction>(&action)) drop_offline(a->topic_filter, now, trace);
        if (const auto* a = std::get_if<PublishAction>(&action)) drop_offline(a->topic, now, trace);
    }
}

void Client::connection_ended(EventKind kind, base::Instant now, trace::Trace& trace) {
    if (state_ == State::offline) return;
    ended_by_ = trace.add(event(kind, now));
    go_offline(now, trace);
    if (options_.reconnect && !refused_) reconnect_at_ = now + std::max(*options_.reconnect, base::milliseconds(1));
}

base::Instant Client::next_deadline() const {
    if (state_ == State::connecting) return asked_at_ + connack_timeout;
    if (state_ == State::offline || keep_alive_s_ == 0) return base::Instant::never();
    return (awaiting_pingresp_ ? asked_at_ : last_sent_) + base::seconds(keep_alive_s_);
}

void Client::advance(base::Instant now, trace::Trace& trace, ClientOutput& out) {
    if (next_deadline() > now) return;
    if (state_ == State::connecting) {
        const trace::Trace::Because because(trace, connect_event_);
        out.close = true;
        connection_ended(EventKind::connection_lost, now, trace);
        return;
    }
    Step step{now, trace, out};
    trace::Event due = event(EventKind::keep_alive_due, now);
    due.number = keep_alive_s_;
    const trace::EventId id = trace.add(std::move(due));
    const trace::Trace::Because because(trace, id);
    if (!awaiting_pingresp_) {
        awaiting_pingresp_ = true;
        asked_at_ = now;
        send(mqtt::Pingreq{}, step);
        return;
    }
    // The last PINGREQ was never answered: the other end is gone [3.1.2.10].
    out.close = true;
    connection_ended(EventKind::connection_lost, now, trace);
}

} // namespace sim
