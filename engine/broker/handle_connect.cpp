// CONNECT [3.1]: admission, take-over, Session State, Will Message, CONNACK.
#include "broker/broker.hpp"

#include "mqtt/topic.hpp"

namespace broker {

using mqtt::PropertyId;
using trace::EventKind;

Broker::Admission Broker::admit(const mqtt::Connect& connect) const {
    if (connect.client_id.empty()) {
        // 3.1 wants an identifier always; 3.1.1 makes one only for a clean Session.
        const bool assignable = connect.version == mqtt::ProtocolVersion::v5_0 ||
                                (connect.version == mqtt::ProtocolVersion::v3_1_1 && connect.clean_start);
        if (!assignable) {
            return {mqtt::ReasonCode::client_identifier_not_valid, {"MQTT-3.1.3-8", "MQTT-3.1.3-8"}};
        }
    }
    if (!options_->server_reference.empty()) return {mqtt::ReasonCode::use_another_server, {"", "MQTT-3.2.2-7"}};
    if (const Admission user = admit_user(connect); user.reason != mqtt::ReasonCode::success) return user;
    if (const Admission will = admit_will(connect); will.reason != mqtt::ReasonCode::success) return will;
    return {};
}

/// A Will Message is a publication to come: what could not be published is refused now.
Broker::Admission Broker::admit_will(const mqtt::Connect& connect) const {
    if (!connect.will) return {};
    if (connect.will->qos > options_->maximum_qos) {
        return {mqtt::ReasonCode::qos_not_supported, {"", "MQTT-3.2.2-12"}};
    }
    if (connect.will->retain && !options_->retain_available) {
        return {mqtt::ReasonCode::retain_not_supported, {"", "MQTT-3.2.2-13"}};
    }
    if (is_own_topic(connect.will->topic)) return {mqtt::ReasonCode::not_authorized, {"", "MQTT-3.1.4-2"}};
    if (mqtt::level_count(connect.will->topic) > options_->topic_levels) {
        return {mqtt::ReasonCode::topic_name_invalid, {"", "MQTT-3.1.4-2"}};
    }
    return {};
}

Broker::Admission Broker::admit_user(const mqtt::Connect& connect) const {
    const Security& security = options_->security;
    if (const auto method = connect.properties.text(PropertyId::authentication_method)) {
        if (find_method(*method) == nullptr) {
            return {mqtt::ReasonCode::bad_authentication_method, {"", "MQTT-4.12.0-1"}};
        }
        return {}; // the exchange will tell
    }
    if (connect.properties.find(PropertyId::authentication_data)) return {mqtt::ReasonCode::protocol_error, {}};
    if (!connect.user_name) {
        if (security.anonymous) return {};
        return {mqtt::ReasonCode::not_authorized, {"MQTT-3.2.2-5", "MQTT-3.1.4-2"}};
    }
    if (security.users.empty() && security.anonymous) return {};
    const base::BytesView password = connect.password ? base::BytesView(*connect.password) : base::BytesView();
    if (security.users.check(*connect.user_name, password)) return {};
    return {mqtt::ReasonCode::bad_user_name_or_password, {"MQTT-3.2.2-5", "MQTT-3.1.4-2"}};
}

std::string Broker::generated_client_id() {
    static constexpr char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string id;
    do {
        id = "auto-";
        for (int i = 0; i < 10; ++i) id += digits[prng_.below(36)];
    } while (session_by_client_id_.contains(id));
    return id;
}

void Broker::handle_connect(Connection& connection, const mqtt::Connect& connect, Call& call) {
    connection.version = connect.version;
    take_limits(connection, connect); // they bind the refusal as well
    const Admission admission = admit(connect);
    if (admission.reason != mqtt::ReasonCode::success) {
        refuse(connection, admission.reason, admission.statement, call);
        return;
    }
    if (connect.properties.find(PropertyId::authentication_method)) {
        begin_exchange(connection, connect, call);
    } else {
        accept(connection, connect, connect.user_name.value_or(std::string()), call);
    }
}

void Broker::accept(Connection& connection, const mqtt::Connect& connect, std::string_view user_name, Call& call) {
    const bool known = session_by_client_id_.contains(connect.client_id);
    if (!known && session_by_client_id_.size() >= options_->sessions) {
        note_limit(connection, "sessions", options_->sessions, call);
        refuse(connection, mqtt::ReasonCode::quota_exceeded, {"MQTT-3.2.2-5", "MQTT-3.2.2-7"}, call);
        return;
    }
    connection.user_name = user_name;
    const bool assigned = connect.client_id.empty();
    const std::string client_id = assigned ? generated_client_id() : connect.client_id;
    const bool session_present = open_session(connection, connect, client_id, call);
    Session& session = sessions_[connection.session];
    if (connect.will) arm_will(connection, session, *connect.will, call);
    if (!send_connack(connection, connect, session_present, assigned, call)) {
        // Its Maximum Packet Size leaves no room for any CONNACK.
        close(connection, EventKind::connection_closed, mqtt::ReasonCode::packet_too_large, {"", "MQTT-3.1.2-24"},
              Ending::abnormal, call);
        return;
    }
    if (connection.keep_alive_s > 0) {
        set_timer(call.now + base::milliseconds(1'500ll * connection.keep_alive_s), TimerKind::keep_alive,
                  connection.id);
    }
    drop_stale_timers(); // the one that waited for this CONNECT
    if (session_present) resume_deliveries(session, call);
}

/// Another connection holds this Session: it goes [MQTT-3.1.4-2 of 3.1.1, MQTT-3.1.4-3 of 5.0].
void Broker::take_over(SessionIndex index, Call& call) {
    Connection& older = *find(sessions_[index].connection);
    const mqtt::Statement statement{"MQTT-3.1.4-2", "MQTT-3.1.4-3"};
    if (mqtt::server_sends_disconnect(older.version)) {
        mqtt::Disconnect packet;
        packet.reason = mqtt::ReasonCode::session_taken_over;
        send(older, std::move(packet), statement, call);
    }
    close(older, EventKind::connection_taken_over, mqtt::ReasonCode::session_taken_over, statement, Ending::abnormal,
          call);
}

SessionIndex Broker::new_session(const std::string& client_id) {
    SessionIndex index;
    if (!free_sessions_.empty()) {
        index = free_sessions_.back();
        free_sessions_.pop_back();
    } else {
        index = static_cast<SessionIndex>(sessions_.size());
        sessions_.emplace_back();
    }
    sessions_[index].in_use = true;
    sessions_[index].client_id = client_id;
    session_by_client_id_.emplace(client_id, index);
    counters_.sessions_maximum = std::max<std::uint64_t>(counters_.sessions_maximum, session_by_client_id_.size());
    return index;
}

bool Broker::open_session(Connection& connection, const mqtt::Connect& connect, const std::string& client_id,
                          Call& call) {
    auto known = session_by_client_id_.find(client_id);
    if (known != session_by_client_id_.end() && sessions_[known->second].connected()) {
        take_over(known->second, call); // which may end the Session
        known = session_by_client_id_.find(client_id);
    }
    if (known != session_by_client_id_.end() && connect.clean_start) {
        end_session(known->second, EventKind::session_discarded, {"MQTT-3.1.2-6", "MQTT-3.1.2-4"}, call);
        known = session_by_client_id_.end();
    }
    const bool resumed = known != session_by_client_id_.end();
    const SessionIndex index = resumed ? known->second : new_session(client_id);
    Session& session = sessions_[index];
    // Back before the Will Delay ended: the old Will Message is not sent [MQTT-3.1.3-9].
    if (resumed) discard_will(session, {"", "MQTT-3.1.3-9"}, call);
    session.connection = connection.id;
    ++connectedness_version_;
    session.actor = connection.actor;
    session.version = connection.version;
    session.user_name = connection.user_name;
    session.expires_at = base::Instant::never();
    std::uint32_t expiry = connect.clean_start ? 0 : never_expires;
    if (mqtt::has_session_expiry_interval(connect.version)) {
        expiry = connect.properties.number_or(PropertyId::session_expiry_interval, 0);
    }
    session.expiry_asked_s = expiry;
    session.expiry_interval_s = std::min(expiry, options_->session_expiry_maximum_s);
    connection.session = index;
    connection.state = Connection::State::connected;
    session.takes_aliases = connection.topic_alias_maximum > 0 && options_->topic_alias_maximum_out > 0;
    if (call.trace().on()) {
        trace::Event opened =
            event(resumed ? EventKind::session_resumed : EventKind::session_created, connection, call);
        opened.text = client_id;
        opened.number = session.expiry_interval_s;
        opened.statement = (resumed               ? mqtt::Statement{"MQTT-3.1.2-4", "MQTT-3.1.2-5"}
                            : connect.clean_start ? mqtt::Statement{"MQTT-3.1.2-6", "MQTT-3.1.2-4"}
                                                  : mqtt::Statement{"MQTT-3.1.2-4", "MQTT-3.1.2-6"})
                               .in(connection.version);
        call.trace().add(std::move(opened));
    }
    return resumed;
}

void Broker::take_limits(Connection& connection, const mqtt::Connect& connect) {
    const mqtt::Properties& properties = connect.properties;
    connection.keep_alive_s = connect.keep_alive_s;
    const std::uint32_t maximum = options_->keep_alive_maximum_s;
    // Server Keep Alive binds 5.0 Clients, who are told of it; others keep their own.
    if (mqtt::has_properties(connect.version) && maximum > 0 &&
        (connect.keep_alive_s == 0 || connect.keep_alive_s > maximum)) {
        connection.keep_alive_s = maximum;
    }
    connection.maximum_packet_size = properties.number_or(PropertyId::maximum_packet_size, 0xffffffff);
    connection.receive_maximum = static_cast<std::uint16_t>(properties.number_or(PropertyId::receive_maximum, 65535));
    connection.topic_alias_maximum =
        static_cast<std::uint16_t>(properties.number_or(PropertyId::topic_alias_maximum, 0));
    connection.request_problem_information = properties.number_or(PropertyId::request_problem_information, 1) != 0;
}

void Broker::arm_will(Connection& connection, Session& session, const mqtt::Will& will, Call& call) {
    mqtt::Message message;
    message.topic = will.topic;
    message.payload = base::SharedBytes(will.payload);
    message.qos = will.qos;
    message.retain = will.retain;
    message.properties = will.properties;
    message.properties.remove(PropertyId::will_delay_interval);
    message.properties.remove(PropertyId::message_expiry_interval);
    StoredWill stored;
    stored.message = mqtt::MessageRef::make(std::move(message));
    stored.delay_s = will.properties.number_or(PropertyId::will_delay_interval, 0);
    if (const auto expiry = will.properties.number(PropertyId::message_expiry_interval)) {
        stored.has_message_expiry = true;
        stored.message_expiry_s = *expiry;
    }
    if (call.trace().on()) {
        trace::Event armed = event(EventKind::will_armed, connection, call);
        armed.text = will.topic;
        armed.qos = will.qos;
        armed.number = stored.delay_s;
        armed.statement = mqtt::Statement{"MQTT-3.1.2-8", "MQTT-3.1.2-7"}.in(connection.version);
        stored.event = call.trace().add(std::move(armed));
    }
    session.will = base::Ref<const StoredWill>::make(std::move(stored));
}

bool Broker::send_connack(Connection& connection, const mqtt::Connect& connect, bool session_present, bool assigned,
                          Call& call) {
    mqtt::Connack connack;
    connack.session_present = session_present;
    mqtt::Properties& properties = connack.properties;
    const Session& session = sessions_[connection.session];
    const std::uint32_t asked = connect.properties.number_or(PropertyId::session_expiry_interval, 0);
    if (asked != session.expiry_interval_s) {
        properties.add_number(PropertyId::session_expiry_interval, session.expiry_interval_s);
    }
    properties.add_number(PropertyId::receive_maximum, options_->receive_maximum);
    if (options_->maximum_qos < mqtt::QoS::exactly_once) {
        properties.add_number(PropertyId::maximum_qos, mqtt::number(options_->maximum_qos));
    }
    if (!options_->retain_available) properties.add_number(PropertyId::retain_available, 0);
    properties.add_number(PropertyId::maximum_packet_size, options_->maximum_packet_size);
    if (assigned) properties.add_text(PropertyId::assigned_client_identifier, session.client_id);
    properties.add_number(PropertyId::topic_alias_maximum, options_->topic_alias_maximum);
    if (!options_->wildcard_available) properties.add_number(PropertyId::wildcard_subscription_available, 0);
    if (!options_->shared_available) properties.add_number(PropertyId::shared_subscription_available, 0);
    if (connection.keep_alive_s != connect.keep_alive_s) {
        properties.add_number(PropertyId::server_keep_alive, connection.keep_alive_s);
    }
    const bool wants_response = connect.properties.number_or(PropertyId::request_response_information, 0) != 0;
    if (wants_response && !options_->response_information.empty()) {
        properties.add_text(PropertyId::response_information, options_->response_information + session.client_id + "/");
    }
    if (connection.exchange) {
        properties.add_text(PropertyId::authentication_method, connection.exchange->method);
        if (!connection.exchange->final_data.empty()) {
            properties.add_text(PropertyId::authentication_data, connection.exchange->final_data);
        }
    }
    const mqtt::Statement statement = !session_present && !connect.clean_start
                                          ? mqtt::Statement{"MQTT-3.2.2-3", "MQTT-3.2.2-3"}
                                      : session_present ? mqtt::Statement{"MQTT-3.2.2-2", "MQTT-3.2.2-3"}
                                                        : mqtt::Statement{"MQTT-3.2.2-1", "MQTT-3.2.2-2"};
    return send(connection, std::move(connack), statement, call);
}

/// What was not acknowledged goes again, in its order [MQTT-4.4.0-1, MQTT-4.6.0-1], then the queue.
void Broker::resume_deliveries(Session& session, Call& call) {
    session.unsent = session.sender.size();
    // Only PUBLISH waits for the window [MQTT-3.3.4-10].
    for (std::size_t i = 0; i < session.sender.size(); ++i) {
        const mqtt::Inflight& inflight = session.sender.inflight()[i];
        if (inflight.awaiting == mqtt::Awaiting::pubcomp) send_pubrel(session, inflight.packet_id, call);
    }
    send_queued(session, call);
}

} // namespace broker
