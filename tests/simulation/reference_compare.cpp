// Where the broker and the reference are held side by side.
#include "simulation/reference.hpp"
#include "simulation/words.hpp"

#include <algorithm>

namespace simulation {

namespace {

std::vector<std::uint32_t> identifiers_of(const mqtt::Properties& properties) {
    std::vector<std::uint32_t> found;
    for (const mqtt::Property& property : properties) {
        if (property.id == PropertyId::subscription_identifier) found.push_back(property.number);
    }
    std::sort(found.begin(), found.end());
    return found;
}

ReasonCode as_told(ReasonCode reason, ProtocolVersion version) {
    if (version == ProtocolVersion::v5_0) return reason;
    return mqtt::is_error(reason) ? ReasonCode::unspecified_error : reason;
}

/// Whether the packet says what was expected, in what the reference knows about it.
bool same(const mqtt::Packet& expected, const mqtt::Packet& actual, ProtocolVersion version) {
    const bool v5 = version == ProtocolVersion::v5_0;
    if (expected.index() != actual.index()) return false;
    if (const auto* want = std::get_if<mqtt::Connack>(&expected)) {
        const auto& have = std::get<mqtt::Connack>(actual);
        return want->session_present == have.session_present && want->reason == have.reason;
    }
    if (const auto* want = std::get_if<mqtt::PublishResponse>(&expected)) {
        const auto& have = std::get<mqtt::PublishResponse>(actual);
        return want->type == have.type && want->packet_id == have.packet_id && (!v5 || want->reason == have.reason);
    }
    if (const auto* want = std::get_if<mqtt::Suback>(&expected)) {
        const auto& have = std::get<mqtt::Suback>(actual);
        std::vector<ReasonCode> reasons;
        for (const ReasonCode reason : want->reasons) reasons.push_back(as_told(reason, version));
        return want->packet_id == have.packet_id && reasons == have.reasons;
    }
    if (const auto* want = std::get_if<mqtt::Unsuback>(&expected)) {
        const auto& have = std::get<mqtt::Unsuback>(actual);
        return want->packet_id == have.packet_id && (!v5 || want->reasons == have.reasons);
    }
    if (const auto* want = std::get_if<mqtt::Disconnect>(&expected)) {
        const auto& have = std::get<mqtt::Disconnect>(actual);
        return want->reason == ReasonCode::unspecified_error ? mqtt::is_error(have.reason)
                                                             : want->reason == have.reason;
    }
    return std::get_if<mqtt::Pingresp>(&expected) != nullptr;
}

std::string at_line(int line, const std::string& text) { return "connection " + std::to_string(line) + ": " + text; }

} // namespace

std::string Reference::compare(Instant now) {
    if (!complaint_.empty()) return complaint_;
    static const Actual nothing;
    static const Expected silence;
    for (const auto& [line, actual] : *actual_) {
        const auto want = expected_.find(line);
        std::string wrong = compare_line(line, want == expected_.end() ? silence : want->second, actual, now);
        if (!wrong.empty()) return wrong;
    }
    for (const auto& [line, want] : expected_) {
        if (actual_->contains(line)) continue;
        std::string wrong = compare_line(line, want, nothing, now);
        if (!wrong.empty()) return wrong;
    }
    return {};
}

std::string Reference::compare_line(int line, const Expected& expected, const Actual& actual, Instant now) {
    const ProtocolVersion version = lines_[line].version;
    for (std::size_t i = 0; i < std::max(expected.others.size(), actual.others.size()); ++i) {
        if (i >= actual.others.size()) return at_line(line, told(expected.others[i]) + " is missing");
        if (i >= expected.others.size()) return at_line(line, told(actual.others[i]) + " was not due");
        if (!same(expected.others[i], actual.others[i], version)) {
            return at_line(line, told(actual.others[i]) + " instead of " + told(expected.others[i]));
        }
    }
    std::vector<ExpectedPublish> due = expected.publishes;
    for (std::size_t i = 0; i < actual.publishes.size(); ++i) {
        const mqtt::Publish& have = actual.publishes[i];
        if (i >= due.size()) return at_line(line, told(have) + " was not due");
        // Two copies of one message (by a group and directly) may come in either order.
        std::string wrong;
        for (std::size_t j = i; j < due.size(); ++j) {
            if (due[j].copy.message->topic != due[i].copy.message->topic) break;
            if (due[j].copy.message->payload != due[i].copy.message->payload) break;
            std::string fault = compare_publish(due[j], have, line, now);
            if (j == i) wrong = fault;
            if (!fault.empty()) continue;
            std::swap(due[i], due[j]);
            wrong.clear();
            break;
        }
        if (!wrong.empty()) return at_line(line, wrong);
    }
    if (actual.publishes.size() < due.size()) {
        const Copy& copy = due[actual.publishes.size()].copy;
        return at_line(line, "PUBLISH '" + copy.message->topic + "' '" + copy.message->payload +
                                 "' qos=" + std::to_string(copy.qos) + " is missing");
    }
    if (expected.close != actual.close) return at_line(line, actual.close ? "closed without need" : "was not closed");
    return {};
}

std::string Reference::compare_publish(ExpectedPublish& expected, const mqtt::Publish& actual, int line, Instant now) {
    const Copy& copy = expected.copy;
    const Message& message = *copy.message;
    const std::string what = told(actual);
    if (actual.topic != message.topic || base::as_text(actual.payload) != message.payload) {
        return what + " instead of '" + message.topic + "' '" + message.payload + "'";
    }
    if (mqtt::number(actual.qos) != copy.qos) return what + ": QoS must be " + std::to_string(copy.qos);
    if (actual.retain != copy.retain) return what + ": RETAIN must be " + std::to_string(copy.retain);
    if (actual.dup != expected.dup) return what + ": DUP must be " + std::to_string(expected.dup);
    const auto owner = sessions_.find(expected.session);
    if (copy.qos > 0) {
        if (actual.packet_id == 0) return what + ": Packet Identifier 0";
        if (expected.packet_id != 0 && actual.packet_id != expected.packet_id) return what + ": another identifier";
        if (owner != sessions_.end()) {
            for (Flight& flight : owner->second.flights) {
                if (flight.serial == expected.flight)
                    flight.packet_id = actual.packet_id;
                else if (flight.packet_id == actual.packet_id)
                    return what + ": Packet Identifier in use";
            }
        }
    }
    if (lines_[line].version != ProtocolVersion::v5_0) return {};
    if (identifiers_of(actual.properties) != copy.identifiers) return what + ": other Subscription Identifiers";
    mqtt::Properties rest = actual.properties;
    rest.remove(PropertyId::subscription_identifier);
    rest.remove(PropertyId::topic_alias);
    rest.remove(PropertyId::message_expiry_interval);
    if (!(rest == message.properties)) return what + ": other Properties";
    const auto left = actual.properties.number(PropertyId::message_expiry_interval);
    if (left.has_value() != (message.expires_at != Instant::never())) return what + ": Message Expiry Interval";
    if (left) {
        const std::int64_t us = std::max<std::int64_t>(0, (message.expires_at - now).us);
        const std::int64_t told_us = std::int64_t(*left) * 1'000'000;
        if (told_us > us + 999'999 || told_us < us - 999'999) return what + ": Message Expiry Interval";
    }
    return {};
}

std::string Reference::compare_state(Instant now) const {
    const std::vector<broker::SessionView> views = broker_->sessions();
    if (views.size() != sessions_.size()) return "the broker has " + std::to_string(views.size()) + " Sessions";
    for (const broker::SessionView& view : views) {
        const auto known = sessions_.find(view.client_id);
        if (known == sessions_.end()) return "a Session '" + view.client_id + "' that should not be";
        std::string wrong = compare_session(known->second, view);
        if (!wrong.empty()) return "Session '" + view.client_id + "': " + wrong;
        if (broker_->subscription_count(view.client_id) > options_.subscriptions_per_session) {
            return "more Subscriptions than the bound";
        }
    }
    if (broker_->session_count() > options_.sessions) return "more Sessions than the bound";
    if (broker_->connection_count() > options_.connections) return "more connections than the bound";
    std::size_t open = 0;
    for (const auto& [number, line] : lines_) open += line.open;
    if (broker_->connection_count() != open) return "another number of connections";
    const std::vector<mqtt::MessageRef> kept = broker_->retained();
    if (kept.size() > options_.retained_messages) return "more retained messages than the bound";
    if (kept.size() != retained_.size()) return "another number of retained messages";
    for (const mqtt::MessageRef& message : kept) {
        const auto known = retained_.find(message->topic);
        if (known == retained_.end() || known->second.payload != base::as_text(message->payload.view()) ||
            known->second.qos != mqtt::number(message->qos) || known->second.expires_at != message->expires_at) {
            return "another retained message at '" + message->topic + "'";
        }
    }
    if (broker_->next_deadline() > next_deadline()) return "a deadline that the broker does not know";
    if (next_deadline() < now) return "a deadline that has passed";
    return {};
}

std::string Reference::compare_session(const Session& session, const broker::SessionView& view) const {
    if (view.connected != (session.line != no_line)) return view.connected ? "is connected" : "is offline";
    if (view.version != session.version) return "another version";
    if (view.expiry_interval_s != session.expiry_s) return "another Session Expiry Interval";
    if (view.expires_at != session.expires_at) return "another end";
    const bool will = static_cast<bool>(view.will);
    if (will != session.will.has_value()) return will ? "has a Will Message" : "has no Will Message";
    const std::set<unsigned> unreleased(view.received_qos_2.begin(), view.received_qos_2.end());
    if (unreleased != session.unreleased) return "other unreleased Packet Identifiers";
    if (view.subscriptions.size() != session.subscriptions.size()) return "another number of Subscriptions";
    for (const broker::SubscriptionView& each : view.subscriptions) {
        const auto known = std::find_if(session.subscriptions.begin(), session.subscriptions.end(),
                                        [&](const Subscription& own) { return own.filter == each.topic_filter; });
        if (known == session.subscriptions.end() || !(known->options == each.options) ||
            known->identifier != each.subscription_identifier) {
            return "another Subscription " + each.topic_filter;
        }
    }
    if (view.queued.size() > options_.queued_messages) return "more queued messages than the bound";
    if (view.queued.size() != session.pending.size()) return "another number of queued messages";
    for (std::size_t i = 0; i < view.queued.size(); ++i) {
        const Message& known = *session.pending[i].message;
        const mqtt::Message& queued = *view.queued[i].message;
        if (known.topic != queued.topic || known.payload != base::as_text(queued.payload.view())) {
            return "another queued message";
        }
    }
    if (view.inflight.size() != session.flights.size()) return "another number of unfinished deliveries";
    for (std::size_t i = 0; i < view.inflight.size(); ++i) {
        const Flight& known = session.flights[i];
        if (known.packet_id != view.inflight[i].packet_id || known.awaiting != view.inflight[i].awaiting) {
            return "another unfinished delivery";
        }
    }
    return {};
}

void Reference::received(int line, const mqtt::Publish& publish) {
    if (publish.payload.empty()) return;
    const std::pair<std::uint64_t, std::string> key{lines_.at(line).session_serial, base::as_text(publish.payload)};
    ++accounts_[key].received[mqtt::number(publish.qos)];
}

std::string Reference::compare_accounts() const {
    std::set<std::uint64_t> away; // still offline, so still owed
    for (const auto& [id, session] : sessions_) {
        if (session.line == no_line) away.insert(session.serial);
    }
    for (const auto& [key, account] : accounts_) {
        const std::string what = "'" + key.second + "' reached an application ";
        if (account.received[0] > account.owed[0]) return what + "too often at QoS 0";
        if (account.received[2] > account.owed[2]) return what + "too often at QoS 2";
        if (account.received[1] > 0 && account.owed[1] == 0) return what + "at QoS 1, which it had not to";
        if (away.contains(key.first)) continue;
        if (account.received[1] < account.owed[1] - account.excused[1]) return what + "too seldom at QoS 1";
        if (account.received[2] < account.owed[2] - account.excused[2]) return what + "too seldom at QoS 2";
    }
    for (const auto& [id, session] : sessions_) {
        if (session.line == no_line) continue;
        if (!session.pending.empty()) return "Session '" + id + "' still has queued messages";
        if (!session.flights.empty()) return "Session '" + id + "' still has unfinished deliveries";
    }
    return {};
}

} // namespace simulation
