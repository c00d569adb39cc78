// Connections, Sessions and Wills as the reference follows them.
#include "simulation/reference.hpp"

#include <algorithm>

namespace simulation {

void Reference::opened(int line, Instant now) {
    std::size_t open = 0;
    for (const auto& [number, other] : lines_) open += other.open;
    Line& made = lines_[line];
    if (open + 1 > options_.connections) {
        made.open = false;
        expected_[line].close = true;
        return;
    }
    made.due = now + options_.connect_timeout;
}

Session* Reference::session_of(int line) {
    const auto at = lines_.find(line);
    if (at == lines_.end() || !at->second.connected) return nullptr;
    const auto session = sessions_.find(at->second.client_id);
    return session == sessions_.end() ? nullptr : &session->second;
}

void Reference::packet(int line, const mqtt::Packet& packet, Instant now) {
    Line& from = lines_[line];
    if (!from.open) return;
    if (!from.connected) {
        if (const auto* first = std::get_if<mqtt::Connect>(&packet)) {
            connect(line, *first, now);
        } else {
            expected_[line].close = true;
            end_line(line, true, now);
        }
        return;
    }
    if (from.keep_alive_s > 0) from.due = now + base::milliseconds(1'500 * from.keep_alive_s);
    if (const auto* it = std::get_if<mqtt::Publish>(&packet))
        publish(line, *it, now);
    else if (const auto* it = std::get_if<mqtt::PublishResponse>(&packet))
        response(line, *it, now);
    else if (const auto* it = std::get_if<mqtt::Subscribe>(&packet))
        subscribe(line, *it, now);
    else if (const auto* it = std::get_if<mqtt::Unsubscribe>(&packet))
        unsubscribe(line, *it);
    else if (const auto* it = std::get_if<mqtt::Disconnect>(&packet))
        disconnect(line, *it, now);
    else if (std::get_if<mqtt::Pingreq>(&packet))
        expect(line, mqtt::Pingresp{});
    else
        fail(line, ReasonCode::protocol_error, now);
}

void Reference::malformed(int line, bool whole, Instant now) {
    Line& from = lines_[line];
    if (!from.open) return;
    const auto at = actual_->find(line);
    const bool closed = at != actual_->end() && at->second.close;
    if (!whole && !closed) return;
    // A CONNECT that is malformed may be answered with a CONNACK that refuses it [3.1.4].
    if (!from.connected && at != actual_->end() && !at->second.others.empty()) {
        if (const auto* connack = std::get_if<mqtt::Connack>(&at->second.others.front())) {
            if (mqtt::is_error(connack->reason)) expect(line, *connack);
        }
    }
    fail(line, ReasonCode::unspecified_error, now);
}

void Reference::fail(int line, ReasonCode reason, Instant now) {
    Line& from = lines_[line];
    if (from.connected && mqtt::server_sends_disconnect(from.version)) expect(line, mqtt::Disconnect{reason, {}});
    expected_[line].close = true;
    end_line(line, true, now);
}

void Reference::lost(int line, Instant now) {
    if (lines_[line].open) end_line(line, true, now);
}

std::optional<ReasonCode> Reference::refusal(const mqtt::Connect& connect) const {
    const bool v5 = connect.version == ProtocolVersion::v5_0;
    if (connect.client_id.empty() && !v5 && !(connect.version == ProtocolVersion::v3_1_1 && connect.clean_start)) {
        return ReasonCode::client_identifier_not_valid;
    }
    if (connect.will) {
        if (connect.will->qos > options_.maximum_qos) return ReasonCode::qos_not_supported;
        if (connect.will->retain && !options_.retain_available) return ReasonCode::retain_not_supported;
        if (levels(connect.will->topic) > options_.topic_levels) return ReasonCode::topic_name_invalid;
    }
    if (!sessions_.contains(connect.client_id) && sessions_.size() >= options_.sessions) {
        return ReasonCode::quota_exceeded;
    }
    return std::nullopt;
}

void Reference::refuse(int line, ReasonCode reason) {
    Line& from = lines_[line];
    if (from.version == ProtocolVersion::v5_0) {
        expect(line, mqtt::Connack{false, reason, {}});
    } else if (reason == ReasonCode::client_identifier_not_valid) {
        expect(line, mqtt::Connack{false, reason, {}});
    } else if (reason == ReasonCode::quota_exceeded) {
        expect(line, mqtt::Connack{false, ReasonCode::server_unavailable, {}});
    } // nothing else has a code before 5.0: closed without a word [MQTT-3.2.2-6]
    expected_[line].close = true;
    from.open = false;
}

/// The name that the broker gave to a Client without one: the only Session that is new to us.
std::string Reference::assigned_client_id(int line) const {
    const auto at = actual_->find(line);
    if (at != actual_->end() && !at->second.others.empty()) {
        if (const auto* connack = std::get_if<mqtt::Connack>(&at->second.others.front())) {
            if (const auto id = connack->properties.text(PropertyId::assigned_client_identifier)) {
                return std::string(*id);
            }
        }
    }
    for (const broker::SessionView& view : broker_->sessions()) {
        if (!sessions_.contains(view.client_id)) return view.client_id;
    }
    return "nobody knows";
}

void Reference::connect(int line, const mqtt::Connect& connect, Instant now) {
    Line& from = lines_[line];
    from.version = connect.version;
    if (const auto reason = refusal(connect)) {
        refuse(line, *reason);
        return;
    }
    const std::string client_id = connect.client_id.empty() ? assigned_client_id(line) : connect.client_id;
    if (connect.client_id.empty() && sessions_.contains(client_id))
        complaint_ = "an assigned Client Identifier is in use";
    auto known = sessions_.find(client_id);
    if (known != sessions_.end() && known->second.line != no_line) {
        const int older = known->second.line;
        if (lines_[older].version == ProtocolVersion::v5_0) {
            expect(older, mqtt::Disconnect{ReasonCode::session_taken_over, {}});
        }
        expected_[older].close = true;
        known->second.ending = connect.clean_start;
        known->second.coming = line;
        end_line(older, true, now);
    }
    if (sessions_.contains(client_id) && connect.clean_start) end_session(client_id, now);
    const bool present = sessions_.contains(client_id);
    Session& session = sessions_[client_id];
    if (!present) session.serial = ++serial_;
    session.client_id = client_id;
    session.line = line;
    session.coming = no_line;
    session.version = connect.version;
    session.will.reset();
    session.will_at = session.expires_at = Instant::never();
    session.asked_s = connect.version == ProtocolVersion::v5_0
                          ? connect.properties.number_or(PropertyId::session_expiry_interval, 0)
                      : connect.clean_start ? 0
                                            : 0xffffffff;
    session.expiry_s = std::min(session.asked_s, options_.session_expiry_maximum_s);
    from.connected = true;
    from.client_id = client_id;
    from.session_serial = session.serial;
    from.keep_alive_s = connect.keep_alive_s;
    const auto longest = options_.keep_alive_maximum_s;
    const bool too_long = longest > 0 && (connect.keep_alive_s == 0 || connect.keep_alive_s > longest);
    if (connect.version == ProtocolVersion::v5_0 && too_long) from.keep_alive_s = longest;
    from.due = from.keep_alive_s > 0 ? now + base::milliseconds(1'500 * from.keep_alive_s) : Instant::never();
    from.packet_maximum = connect.properties.number_or(PropertyId::maximum_packet_size, 0xffffffff);
    from.receive_maximum = connect.properties.number_or(PropertyId::receive_maximum, 65535);
    if (connect.will) {
        const mqtt::Will& will = *connect.will;
        KeptWill kept{{will.topic, std::string(base::as_text(will.payload)), mqtt::number(will.qos), will.retain,
                       Instant::never(), will.properties},
                      will.properties.number_or(PropertyId::will_delay_interval, 0),
                      will.properties.number(PropertyId::message_expiry_interval)};
        kept.message.properties.remove(PropertyId::will_delay_interval);
        kept.message.properties.remove(PropertyId::message_expiry_interval);
        session.will = std::move(kept);
    }
    from.session_present = present;
    expect(line, mqtt::Connack{present && connect.version != ProtocolVersion::v3_1, ReasonCode::success, {}});
    if (present) resume(session, now);
}

/// PUBREL goes at once, PUBLISH as far as the window reaches, in the old order.
void Reference::resume(Session& session, Instant now) {
    for (Flight& flight : session.flights) {
        flight.waits = true;
        if (flight.awaiting != mqtt::Awaiting::pubcomp) continue;
        mqtt::PublishResponse pubrel{
            PacketType::pubrel, static_cast<mqtt::PacketIdentifier>(flight.packet_id), ReasonCode::success, {}};
        expect(session.line, pubrel);
    }
    drain(session, now);
}

void Reference::disconnect(int line, const mqtt::Disconnect& disconnect, Instant now) {
    Session& session = *session_of(line);
    const auto expiry = disconnect.properties.number(PropertyId::session_expiry_interval);
    if (expiry && *expiry != 0 && session.asked_s == 0) {
        fail(line, ReasonCode::protocol_error, now);
        return;
    }
    if (expiry) session.expiry_s = std::min(*expiry, options_.session_expiry_maximum_s);
    expected_[line].close = true;
    end_line(line, disconnect.reason != ReasonCode::success, now);
}

void Reference::end_line(int line, bool with_will, Instant now) {
    Line& from = lines_[line];
    Session* session = session_of(line);
    from.open = from.connected = false;
    from.due = Instant::never();
    if (session == nullptr) return;
    session->line = no_line;
    session->ending = session->ending || session->expiry_s == 0;
    for (Flight& flight : session->flights) flight.waits = false;
    const std::string client_id = session->client_id;
    if (!with_will) {
        session->will.reset();
    } else if (session->will && session->will->delay_s > 0 && session->expiry_s > 0) {
        session->will_at = now + base::seconds(session->will->delay_s);
    } else if (session->will) {
        publish_will(*session, now);
    }
    if (session->expiry_s == 0) {
        end_session(client_id, now);
    } else if (session->expiry_s != 0xffffffff) {
        session->expires_at = now + base::seconds(session->expiry_s);
    }
}

void Reference::publish_will(Session& session, Instant now) {
    KeptWill will = std::move(*session.will);
    session.will.reset();
    session.will_at = Instant::never();
    if (will.expiry_s) will.message.expires_at = now + base::seconds(*will.expiry_s);
    route(std::move(will.message), session.client_id, false, now);
}

/// What a member of a group had not begun or not acknowledged goes to another one; a QoS 2 message
/// that was sent does not [MQTT-4.8.2-5].
void Reference::end_session(const std::string& client_id, Instant now) {
    Session ended = std::move(sessions_[client_id]);
    sessions_.erase(client_id);
    for (auto& [key, account] : accounts_) {
        if (key.first != ended.serial) continue;
        for (int qos = 0; qos < 3; ++qos) account.excused[qos] = account.owed[qos];
    }
    std::vector<Copy> orphans;
    for (const Flight& flight : ended.flights) {
        if (flight.awaiting == mqtt::Awaiting::puback && !flight.copy.group.empty()) orphans.push_back(flight.copy);
    }
    for (const Copy& copy : ended.pending) {
        if (!copy.group.empty()) orphans.push_back(copy);
    }
    for (const Copy& orphan : orphans) {
        // Without members the group is gone, with what it had not delivered [4.8.2].
        if (orphan.group_made == groups_[orphan.group]) to_groups({orphan.group}, orphan.message, now);
    }
    if (ended.will) publish_will(ended, now);
}

Instant Reference::next_deadline() const {
    Instant next = Instant::never();
    for (const auto& [number, line] : lines_) {
        if (line.open) next = std::min(next, line.due);
    }
    for (const auto& [id, session] : sessions_) next = std::min({next, session.expires_at, session.will_at});
    for (const auto& [topic, message] : retained_) next = std::min(next, message.expires_at);
    return next;
}

void Reference::advance(Instant now) {
    std::erase_if(retained_, [&](const auto& entry) { return entry.second.expires_at <= now; });
    for (auto& [number, line] : lines_) {
        if (!line.open || line.due > now) continue;
        if (line.connected) {
            fail(number, ReasonCode::keep_alive_timeout, now);
        } else {
            line.open = false;
            expected_[number].close = true;
        }
    }
    std::vector<std::string> ids;
    for (const auto& [id, session] : sessions_) ids.push_back(id);
    for (const std::string& id : ids) {
        if (sessions_.at(id).will_at <= now) publish_will(sessions_.at(id), now);
        if (sessions_.at(id).expires_at <= now) end_session(id, now);
    }
}

} // namespace simulation
