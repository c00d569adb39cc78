// How connections and Sessions end: refusals, protocol errors, Will Messages, expiry.
#include "broker/broker.hpp"

namespace broker {

using trace::EventKind;

void Broker::refuse(Connection& connection, mqtt::ReasonCode reason, mqtt::Statement statement, Call& call,
                    mqtt::Words words) {
    const bool can_tell = mqtt::has_reason_codes(connection.version) || mqtt::connect_return_code(reason).has_value();
    if (can_tell) {
        mqtt::Connack connack;
        connack.reason = reason;
        if (reason == mqtt::ReasonCode::use_another_server) {
            connack.properties.add_text(mqtt::PropertyId::server_reference, options_->server_reference);
        }
        if (!words.en.empty()) connack.properties.add_text(mqtt::PropertyId::reason_string, words.en);
        send(connection, std::move(connack), statement, call);
    }
    close(connection, EventKind::connection_refused, reason,
          can_tell ? mqtt::Statement{"MQTT-3.2.2-5", "MQTT-3.2.2-7"} : mqtt::Statement{"MQTT-3.2.2-6", ""},
          Ending::abnormal, call);
}

void Broker::fail(Connection& connection, const mqtt::ProtocolError& error, base::BytesView packet, Call& call) {
    trace::EventId noted = 0;
    if (call.trace().on()) {
        trace::Event event = this->event(EventKind::protocol_error, connection, call);
        event.reason = error.reason;
        event.statement = error.statement.in(connection.version);
        event.words = error.words;
        event.number = error.offset;
        event.packet = base::SharedBytes(packet);
        noted = call.trace().add(std::move(event));
    }
    const trace::Trace::Because because(call.trace(), noted);
    if (connection.connected()) {
        disconnect(connection, error.reason, {"MQTT-4.8.0-1", "MQTT-4.13.1-1"}, call, error.words);
        return;
    }
    const bool version_told =
        error.reason == mqtt::ReasonCode::unsupported_protocol_version && error.statement.v3 == "MQTT-3.1.2-2";
    const bool is_connect = !packet.empty() && packet[0] == 0x10;
    if (version_told || (is_connect && mqtt::has_reason_codes(connection.version))) {
        refuse(connection, error.reason, error.statement, call, error.words);
    } else {
        close(connection, EventKind::connection_refused, error.reason, {"MQTT-3.1.4-1", "MQTT-3.1.4-1"},
              Ending::abnormal, call);
    }
}

void Broker::fail(Connection& connection, mqtt::ReasonCode reason, mqtt::Statement statement, mqtt::Words words,
                  Call& call) {
    fail(connection, mqtt::ProtocolError{reason, statement, 0, words}, {}, call);
}

void Broker::disconnect(Connection& connection, mqtt::ReasonCode reason, mqtt::Statement statement, Call& call,
                        mqtt::Words words) {
    if (mqtt::server_sends_disconnect(connection.version)) {
        mqtt::Disconnect packet;
        packet.reason = reason;
        if (!words.en.empty()) packet.properties.add_text(mqtt::PropertyId::reason_string, words.en);
        send(connection, std::move(packet), statement, call);
    }
    close(connection, EventKind::connection_closed, reason, statement, Ending::abnormal, call);
}

void Broker::close(Connection& connection, trace::EventKind kind, mqtt::ReasonCode reason, mqtt::Statement statement,
                   Ending ending, Call& call) {
    trace::EventId closed = 0;
    if (call.trace().on()) {
        trace::Event event = this->event(kind, connection, call);
        event.reason = reason;
        event.statement = statement.in(connection.version);
        closed = call.trace().add(std::move(event));
    }
    const trace::Trace::Because because(call.trace(), closed);
    call.out.outbox.close(connection.id, closed);
    end_connection(connection, ending, call);
}

void Broker::handle_disconnect(Connection& connection, const mqtt::Disconnect& disconnect, Call& call) {
    Session& session = sessions_[connection.session];
    const auto expiry = disconnect.properties.number(mqtt::PropertyId::session_expiry_interval);
    if (expiry && session.expiry_asked_s == 0 && *expiry != 0) {
        fail(connection, mqtt::ReasonCode::protocol_error, {},
             {"Una sesión que terminaba con la conexión no puede alargarse al despedirse.",
              "A Session that ends with its connection cannot be prolonged on leaving."},
             call);
        return;
    }
    if (expiry) session.expiry_interval_s = std::min(*expiry, options_->session_expiry_maximum_s);
    const bool with_will = disconnect.reason != mqtt::ReasonCode::success;
    close(connection, EventKind::connection_closed, disconnect.reason,
          with_will ? mqtt::Statement{} : mqtt::Statement{"MQTT-3.14.4-2", "MQTT-3.14.4-2"},
          with_will ? Ending::abnormal : Ending::normal, call);
}

void Broker::end_connection(Connection& connection, Ending ending, Call& call) {
    if (!connection.connected()) {
        release(connection);
        return;
    }
    const SessionIndex index = connection.session;
    Session& session = sessions_[index];
    session.connection = no_connection;
    ++connectedness_version_;
    session.unsent = 0;
    release(connection);
    if (ending == Ending::normal) {
        discard_will(session, {"MQTT-3.14.4-3", "MQTT-3.14.4-3"}, call);
    } else if (session.will && session.will->delay_s > 0 && session.expiry_interval_s > 0) {
        session.will_at = call.now + base::seconds(session.will->delay_s);
        set_timer(session.will_at, TimerKind::will_delay, index);
        if (call.trace().on()) {
            trace::Event delayed = event(EventKind::will_delayed, session, call);
            delayed.number = session.will->delay_s;
            delayed.text = session.will->message->topic;
            session.will_delayed = call.trace().add(std::move(delayed));
        }
    } else if (session.will) {
        publish_will(session, {"MQTT-3.1.2-8", "MQTT-3.1.2-8"}, call);
    }
    if (session.expiry_interval_s == 0) {
        end_session(index, EventKind::session_discarded, {"MQTT-3.1.2-6", "MQTT-4.1.0-2"}, call);
    } else if (session.expiry_interval_s != never_expires) {
        session.expires_at = call.now + base::seconds(session.expiry_interval_s);
        set_timer(session.expires_at, TimerKind::session_expiry, index);
    }
}

void Broker::release(Connection& connection) {
    const std::uint32_t slot = connection_slot(connection.id);
    const ConnectionId next_generation = connection.id + (1u << 20);
    connection = Connection();
    connection.id = next_generation;
    // After 4,096 connections a slot is not used again: a number that was closed stays closed. Only
    // when there are no new slots left, after four thousand million connections, does it come back.
    if (next_generation >> 20 != 0 || connections_.size() == slots_max) free_connections_.push_back(slot);
    --connection_count_;
    drop_stale_timers();
}

void Broker::publish_will(Session& session, mqtt::Statement statement, Call& call) {
    const base::Ref<const StoredWill> will = std::move(session.will);
    session.will = {};
    session.will_at = base::Instant::never();
    Publication publication;
    publication.topic = will->message->topic;
    publication.payload = will->message->payload.view();
    publication.properties = &will->message->properties;
    publication.qos = will->message->qos;
    publication.retain = will->message->retain;
    publication.accepted_at = call.now;
    if (will->has_message_expiry) publication.expires_at = call.now + base::seconds(will->message_expiry_s);
    publication.publisher = static_cast<SessionIndex>(&session - sessions_.data());
    publication.actor = session.actor;
    publication.publisher_id = session.client_id;
    publication.version = session.version;
    if (call.trace().on()) {
        trace::Event published = event(EventKind::will_published, session, call);
        published.text = publication.topic;
        published.also = will->event;
        published.cause = call.trace().cause() == 0 ? session.will_delayed : 0;
        published.message = call.trace().next();
        published.statement = statement.in(session.version);
        publication.event = call.trace().add(std::move(published));
    }
    const trace::Trace::Because because(call.trace(), publication.event);
    if (!is_error(judge(session, publication, call))) publish(publication, call);
}

void Broker::discard_will(Session& session, mqtt::Statement statement, Call& call) {
    if (!session.will) return;
    if (call.trace().on()) {
        trace::Event discarded = event(EventKind::will_discarded, session, call);
        discarded.text = session.will->message->topic;
        discarded.also = session.will->event;
        discarded.statement = statement.in(session.version);
        call.trace().add(std::move(discarded));
    }
    session.will = {};
    session.will_at = base::Instant::never();
}

void Broker::end_session(SessionIndex index, trace::EventKind kind, mqtt::Statement statement, Call& call) {
    trace::EventId ended = 0;
    if (call.trace().on()) {
        trace::Event event = this->event(kind, sessions_[index], call);
        event.number = static_cast<std::uint32_t>(sessions_[index].queue.size() + sessions_[index].sender.size());
        event.statement = statement.in(sessions_[index].version);
        ended = call.trace().add(std::move(event));
    }
    const trace::Trace::Because because(call.trace(), ended);
    subscriptions_.remove_session(index);
    redistribute(sessions_[index], call);
    if (sessions_[index].will) publish_will(sessions_[index], {"", "MQTT-3.1.2-8"}, call);
    session_by_client_id_.erase(sessions_[index].client_id);
    sessions_[index] = Session();
    free_sessions_.push_back(index);
}

} // namespace broker
