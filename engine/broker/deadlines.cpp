// What happens by itself when time passes.
#include "broker/broker.hpp"

namespace broker {

using trace::EventKind;

void Broker::set_timer(base::Instant at, TimerKind kind, std::uint32_t owner) {
    timers_.set(at, kind, owner);
    // Deadlines that no longer hold wait for their time; a peer that reconnects in a loop must not
    // make them many.
    const std::size_t live = 2 * (connection_count_ + session_count()) + retained_.size();
    if (timers_.size() > 4 * live + 64) {
        timers_.keep_if([this](const Timer& timer) { return holds(timer); });
    }
}

void Broker::drop_stale_timers() {
    while (timers_.size() > 0 && !holds(timers_.peek())) timers_.take();
}

bool Broker::holds(const Timer& timer) const {
    if (timer.kind == TimerKind::sys) return true;
    if (timer.kind == TimerKind::retained_expiry) return timer.at == retained_expiry_at_;
    if (timer.kind == TimerKind::connect_timeout || timer.kind == TimerKind::keep_alive) {
        const std::uint32_t slot = connection_slot(timer.owner);
        if (slot >= connections_.size()) return false;
        const Connection& connection = connections_[slot];
        if (!connection.in_use || connection.id != timer.owner) return false;
        return connection.connected() == (timer.kind == TimerKind::keep_alive);
    }
    if (timer.owner >= sessions_.size()) return false;
    const Session& session = sessions_[timer.owner];
    if (!session.in_use || session.connected()) return false;
    return timer.kind == TimerKind::session_expiry ? session.expires_at == timer.at
                                                   : session.will && session.will_at == timer.at;
}

void Broker::on_timer(const Timer& timer, Call& call) {
    if (!holds(timer)) return;
    switch (timer.kind) {
    case TimerKind::connect_timeout:
        close(*find(timer.owner), EventKind::connection_refused, mqtt::ReasonCode::maximum_connect_time, {},
              Ending::abnormal, call);
        break;
    case TimerKind::keep_alive: on_keep_alive(*find(timer.owner), call); break;
    case TimerKind::session_expiry:
        end_session(timer.owner, EventKind::session_expired, {"", "MQTT-4.1.0-2"}, call);
        break;
    case TimerKind::will_delay: publish_will(sessions_[timer.owner], {"", "MQTT-3.1.2-8"}, call); break;
    case TimerKind::retained_expiry: on_retained_expiry(call); break;
    case TimerKind::sys:
        publish_sys(call);
        set_timer(call.now + options_->sys_interval, TimerKind::sys, 0);
        break;
    }
}

void Broker::on_retained_expiry(Call& call) {
    for (const mqtt::MessageRef& message : retained_.take_expired(call.now)) {
        if (!call.trace().on()) continue;
        trace::Event expired;
        expired.kind = EventKind::message_expired;
        expired.at = call.now;
        expired.text = message->topic;
        expired.message = message->event;
        expired.version = mqtt::ProtocolVersion::v5_0;
        expired.statement = "MQTT-3.3.2-5";
        expired.cause = message->event;
        call.trace().add(std::move(expired));
    }
    retained_expiry_at_ = retained_.next_expiry();
    if (retained_expiry_at_ != base::Instant::never()) set_timer(retained_expiry_at_, TimerKind::retained_expiry, 0);
}

/// Silence beyond 1.5 times the Keep Alive [MQTT-3.1.2-24 of 3.1.1, MQTT-3.1.2-22 of 5.0].
void Broker::on_keep_alive(Connection& connection, Call& call) {
    const base::Duration allowed = base::milliseconds(1'500ll * connection.keep_alive_s);
    const base::Instant deadline = connection.last_heard + allowed;
    if (deadline > call.now) {
        set_timer(deadline, TimerKind::keep_alive, connection.id);
        return;
    }
    const mqtt::Statement statement{"MQTT-3.1.2-24", "MQTT-3.1.2-22"};
    trace::EventId expired = 0;
    if (call.trace().on()) {
        trace::Event event = this->event(EventKind::keep_alive_expired, connection, call);
        event.number = connection.keep_alive_s;
        event.statement = statement.in(connection.version);
        event.cause = connection.opened;
        expired = call.trace().add(std::move(event));
    }
    const trace::Trace::Because because(call.trace(), expired);
    disconnect(connection, mqtt::ReasonCode::keep_alive_timeout, statement, call);
}

} // namespace broker
