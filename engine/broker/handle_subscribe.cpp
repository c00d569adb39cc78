// SUBSCRIBE and UNSUBSCRIBE [3.8, 3.10].
#include "broker/broker.hpp"

#include "mqtt/topic.hpp"

namespace broker {

using mqtt::ReasonCode;
using trace::EventKind;

void Broker::handle_subscribe(Connection& connection, const mqtt::Subscribe& subscribe, Call& call) {
    const std::uint32_t identifier = subscribe.properties.number_or(mqtt::PropertyId::subscription_identifier, 0);
    mqtt::Suback suback;
    suback.packet_id = subscribe.packet_id;
    std::vector<bool> wants_retained;
    for (const mqtt::Subscribe::Request& request : subscribe.requests) {
        bool send_retained = false;
        suback.reasons.push_back(subscribe_one(connection, request, identifier, send_retained, call));
        wants_retained.push_back(send_retained);
    }
    if (!send(connection, std::move(suback), {"MQTT-3.8.4-1", "MQTT-3.8.4-1"}, call)) {
        refuse_to_answer(connection, call);
        return;
    }
    for (std::size_t i = 0; i < subscribe.requests.size(); ++i) {
        if (wants_retained[i]) send_retained(connection, subscribe.requests[i], identifier, call);
    }
}

/// The answer is larger than the Client takes, and to leave it out would break the protocol.
void Broker::refuse_to_answer(Connection& connection, Call& call) {
    disconnect(connection, ReasonCode::packet_too_large, {"", "MQTT-3.1.2-24"}, call);
}

ReasonCode Broker::subscribe_one(Connection& connection, const mqtt::Subscribe::Request& request,
                                 std::uint32_t identifier, bool& send_retained, Call& call) {
    const std::string& filter = request.topic_filter;
    if (!mqtt::is_valid_topic_filter(filter)) return ReasonCode::topic_filter_invalid;
    if (mqtt::level_count(filter) > options_->topic_levels) {
        note_limit(connection, "topic levels", options_->topic_levels, call);
        return ReasonCode::topic_filter_invalid;
    }
    const bool shared = mqtt::is_shared(filter);
    if (shared && !options_->shared_available) return ReasonCode::shared_subscriptions_not_supported;
    if (!options_->wildcard_available && mqtt::has_wildcard(filter)) {
        return ReasonCode::wildcard_subscriptions_not_supported;
    }
    const SessionIndex index = connection.session;
    const std::string_view asked = shared ? mqtt::shared_filter(filter)->topic_filter : std::string_view(filter);
    if (!allowed(sessions_[index], auth::Access::subscribe, asked)) {
        note_denied(sessions_[index], filter, call);
        return ReasonCode::not_authorized;
    }
    if (subscriptions_.count_of(index) >= options_->subscriptions_per_session &&
        !subscriptions_.contains(index, filter)) {
        note_limit(connection, "subscriptions", options_->subscriptions_per_session, call);
        return ReasonCode::quota_exceeded;
    }
    mqtt::SubscriptionOptions granted = request.options;
    granted.qos = mqtt::lower(granted.qos, options_->maximum_qos);
    const bool added = subscriptions_.subscribe(index, filter, granted, identifier);
    if (call.trace().on()) {
        trace::Event told =
            event(added ? EventKind::subscription_added : EventKind::subscription_replaced, connection, call);
        told.text = filter;
        told.qos = granted.qos;
        told.statement = added ? "" : "MQTT-3.8.4-3";
        call.trace().add(std::move(told));
    }
    if (shared) return static_cast<ReasonCode>(mqtt::number(granted.qos)); // no retained messages [4.8.2]
    const mqtt::RetainHandling handling = request.options.retain_handling;
    send_retained = handling == mqtt::RetainHandling::send || (handling == mqtt::RetainHandling::send_if_new && added);
    return static_cast<ReasonCode>(mqtt::number(granted.qos));
}

/// Messages sent because of a new Subscription have RETAIN 1 [MQTT-3.3.1-8].
void Broker::send_retained(Connection& connection, const mqtt::Subscribe::Request& request, std::uint32_t identifier,
                           Call& call) {
    Session& session = sessions_[connection.session];
    const mqtt::QoS granted = mqtt::lower(request.options.qos, options_->maximum_qos);
    for (mqtt::MessageRef& message : retained_.matching(request.topic_filter, call.now)) {
        if (!allowed(session, auth::Access::read, message->topic)) continue;
        if (request.options.no_local && message->publisher == session.client_id) continue; // [MQTT-3.8.3-3]
        mqtt::Delivery delivery;
        delivery.qos = mqtt::lower(message->qos, granted);
        delivery.retain = true;
        if (identifier != 0) delivery.subscription_identifiers.push_back(identifier);
        if (call.trace().on()) {
            trace::Event told = event(EventKind::retained_sent, connection, call);
            told.text = message->topic;
            told.qos = delivery.qos;
            told.message = message->event;
            told.also = message->event;
            told.statement = mqtt::Statement{"MQTT-3.3.1-6", "MQTT-3.3.1-9"}.in(connection.version);
            delivery.cause = call.trace().add(std::move(told));
        }
        delivery.message = std::move(message);
        deliver(session, std::move(delivery), call);
    }
}

void Broker::handle_unsubscribe(Connection& connection, const mqtt::Unsubscribe& unsubscribe, Call& call) {
    mqtt::Unsuback unsuback;
    unsuback.packet_id = unsubscribe.packet_id;
    for (const std::string& filter : unsubscribe.topic_filters) {
        if (!mqtt::is_valid_topic_filter(filter)) {
            unsuback.reasons.push_back(ReasonCode::topic_filter_invalid);
            continue;
        }
        const bool removed = subscriptions_.unsubscribe(connection.session, filter);
        unsuback.reasons.push_back(removed ? ReasonCode::success : ReasonCode::no_subscription_existed);
        if (removed && call.trace().on()) {
            trace::Event told = event(EventKind::subscription_removed, connection, call);
            told.text = filter;
            told.statement = "MQTT-3.10.4-1";
            call.trace().add(std::move(told));
        }
    }
    if (!send(connection, std::move(unsuback), {"MQTT-3.10.4-4", "MQTT-3.10.4-4"}, call)) {
        refuse_to_answer(connection, call);
    }
}

} // namespace broker
