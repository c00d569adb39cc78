// PUBLISH, SUBSCRIBE and the handshakes as the reference follows them.
#include "simulation/reference.hpp"

#include <algorithm>

namespace simulation {

namespace {

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == '/')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

} // namespace

std::size_t levels(const std::string& topic) { return split(topic).size(); }

bool filter_matches(const std::string& filter, const std::string& topic) {
    const std::vector<std::string> want = split(filter), have = split(topic);
    if (topic[0] == '$' && (want[0] == "+" || want[0] == "#")) return false;
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (want[i] == "#") return true; // also where the parent level is the last one
        if (i >= have.size()) return false;
        if (want[i] != "+" && want[i] != have[i]) return false;
    }
    return want.size() == have.size();
}

std::string plain_filter(const std::string& filter) {
    if (!filter.starts_with("$share/")) return filter;
    return filter.substr(filter.find('/', 7) + 1);
}

void Reference::publish(int line, const mqtt::Publish& publish, Instant now) {
    Line& from = lines_[line];
    Session& session = *session_of(line);
    const bool v5 = from.version == ProtocolVersion::v5_0;
    const bool known = publish.qos == mqtt::QoS::exactly_once && session.unreleased.contains(publish.packet_id);
    if (publish.qos > options_.maximum_qos) return fail(line, ReasonCode::qos_not_supported, now);
    if (publish.retain && !options_.retain_available) return fail(line, ReasonCode::retain_not_supported, now);
    if (v5 && publish.qos != mqtt::QoS::at_most_once && !known &&
        session.unreleased.size() >= options_.receive_maximum) {
        return fail(line, ReasonCode::receive_maximum_exceeded, now);
    }
    Message message{publish.topic,
                    std::string(base::as_text(publish.payload)),
                    mqtt::number(publish.qos),
                    publish.retain,
                    Instant::never(),
                    publish.properties};
    if (const auto alias = publish.properties.number(PropertyId::topic_alias)) {
        if (*alias > options_.topic_alias_maximum) return fail(line, ReasonCode::topic_alias_invalid, now);
        if (!message.topic.empty())
            from.aliases[*alias] = message.topic;
        else if (!from.aliases.contains(*alias))
            return fail(line, ReasonCode::protocol_error, now);
        message.topic = from.aliases[*alias];
        message.properties.remove(PropertyId::topic_alias);
    }
    if (const auto expiry = publish.properties.number(PropertyId::message_expiry_interval)) {
        message.expires_at = now + base::seconds(*expiry);
        message.properties.remove(PropertyId::message_expiry_interval);
    }
    ReasonCode reason = ReasonCode::success;
    if (!known) {
        if (publish.qos == mqtt::QoS::exactly_once) session.unreleased.insert(publish.packet_id);
        reason = levels(message.topic) > options_.topic_levels
                     ? ReasonCode::topic_name_invalid
                     : route(std::move(message), session.client_id, v5 && publish.qos != mqtt::QoS::at_most_once, now);
        if (mqtt::is_error(reason) && v5) session.unreleased.erase(publish.packet_id);
    }
    if (publish.qos == mqtt::QoS::at_most_once) return;
    const PacketType answer = publish.qos == mqtt::QoS::at_least_once ? PacketType::puback : PacketType::pubrec;
    expect(line, mqtt::PublishResponse{answer, publish.packet_id, reason, {}});
}

/// Retains; then one copy to each Session that has a Subscription for it, and one to each group.
ReasonCode Reference::route(Message arrived, const std::string& publisher, bool can_tell, Instant now) {
    if (levels(arrived.topic) > options_.topic_levels) return ReasonCode::topic_name_invalid;
    arrived.publisher = publisher;
    if (arrived.retain && !keep_retained(arrived) && can_tell) return ReasonCode::quota_exceeded;
    const MessageRef message = std::make_shared<const Message>(std::move(arrived));
    bool reached = false;
    std::map<std::uint64_t, std::string> groups; // in the order in which they were made
    for (auto& [id, session] : sessions_) {
        Copy copy{message, 0, false, {}, {}};
        bool any = false;
        for (const Subscription& subscription : session.subscriptions) {
            const mqtt::SubscriptionOptions& options = subscription.options;
            if (!filter_matches(plain_filter(subscription.filter), message->topic)) continue;
            if (subscription.filter.starts_with("$share/")) {
                groups[groups_[subscription.filter]] = subscription.filter;
                continue;
            }
            if (options.no_local && id == publisher) continue;
            any = true;
            copy.qos = std::max<unsigned>(copy.qos, mqtt::number(options.qos));
            copy.retain = copy.retain || (options.retain_as_published && message->retain);
            if (subscription.identifier != 0) copy.identifiers.push_back(subscription.identifier);
        }
        if (!any) continue;
        reached = true;
        copy.qos = std::min(copy.qos, message->qos);
        std::sort(copy.identifiers.begin(), copy.identifiers.end());
        deliver(session, std::move(copy), now);
    }
    std::vector<std::string> in_order;
    for (const auto& [made, group] : groups) in_order.push_back(group);
    to_groups(in_order, message, now);
    return reached || !groups.empty() ? ReasonCode::success : ReasonCode::no_matching_subscribers;
}

/// False: a new topic above the bound.
bool Reference::keep_retained(const Message& message) {
    if (message.payload.empty()) {
        retained_.erase(message.topic);
        return true;
    }
    if (!retained_.contains(message.topic) && retained_.size() >= options_.retained_messages) return false;
    retained_[message.topic] = message;
    return true;
}

bool Reference::has_members(const std::string& group) const {
    for (const auto& [id, session] : sessions_) {
        for (const Subscription& each : session.subscriptions) {
            if (each.filter == group) return true;
        }
    }
    return false;
}

void Reference::subscribe(int line, const mqtt::Subscribe& subscribe, Instant now) {
    Session& session = *session_of(line);
    mqtt::Suback suback;
    suback.packet_id = subscribe.packet_id;
    const std::uint32_t identifier = subscribe.properties.number_or(PropertyId::subscription_identifier, 0);
    std::vector<Copy> copies;
    for (const mqtt::Subscribe::Request& request : subscribe.requests) {
        const std::string& filter = request.topic_filter;
        const bool shared = filter.starts_with("$share/");
        const auto old = std::find_if(session.subscriptions.begin(), session.subscriptions.end(),
                                      [&](const Subscription& each) { return each.filter == filter; });
        const bool is_new = old == session.subscriptions.end();
        ReasonCode reason{};
        if (levels(filter) > options_.topic_levels)
            reason = ReasonCode::topic_filter_invalid;
        else if (shared && !options_.shared_available)
            reason = ReasonCode::shared_subscriptions_not_supported;
        else if (!options_.wildcard_available && filter.find_first_of("+#") != std::string::npos)
            reason = ReasonCode::wildcard_subscriptions_not_supported;
        else if (is_new && session.subscriptions.size() >= options_.subscriptions_per_session)
            reason = ReasonCode::quota_exceeded;
        if (reason != ReasonCode::success) {
            suback.reasons.push_back(reason);
            continue;
        }
        mqtt::SubscriptionOptions granted = request.options;
        granted.qos = std::min(granted.qos, options_.maximum_qos);
        suback.reasons.push_back(static_cast<ReasonCode>(mqtt::number(granted.qos)));
        if (shared && !has_members(filter)) groups_[filter] = ++serial_;
        if (is_new)
            session.subscriptions.push_back({filter, granted, identifier});
        else
            *old = {filter, granted, identifier};
        const auto handling = granted.retain_handling;
        const bool wanted =
            handling == mqtt::RetainHandling::send || (handling == mqtt::RetainHandling::send_if_new && is_new);
        if (shared || !wanted) continue;
        for (const auto& [topic, message] : retained_) {
            if (!filter_matches(filter, topic) || message.expires_at <= now) continue;
            if (granted.no_local && message.publisher == session.client_id) continue;
            Copy copy{std::make_shared<const Message>(message),
                      std::min<unsigned>(message.qos, mqtt::number(granted.qos)),
                      true,
                      {},
                      {}};
            if (identifier != 0) copy.identifiers.push_back(identifier);
            copies.push_back(std::move(copy));
        }
    }
    expect(line, suback);
    for (Copy& copy : copies) deliver(session, std::move(copy), now);
}

void Reference::unsubscribe(int line, const mqtt::Unsubscribe& unsubscribe) {
    Session& session = *session_of(line);
    mqtt::Unsuback unsuback;
    unsuback.packet_id = unsubscribe.packet_id;
    for (const std::string& filter : unsubscribe.topic_filters) {
        const auto gone =
            std::erase_if(session.subscriptions, [&](const Subscription& each) { return each.filter == filter; });
        unsuback.reasons.push_back(gone > 0 ? ReasonCode::success : ReasonCode::no_subscription_existed);
    }
    expect(line, unsuback);
}

void Reference::response(int line, const mqtt::PublishResponse& response, Instant now) {
    Session& session = *session_of(line);
    const auto answer = [&](PacketType type, bool known) {
        const ReasonCode reason = known ? ReasonCode::success : ReasonCode::packet_identifier_not_found;
        expect(line, mqtt::PublishResponse{type, response.packet_id, reason, {}});
    };
    if (response.type == PacketType::pubrel) {
        answer(PacketType::pubcomp, session.unreleased.erase(response.packet_id) > 0);
        return;
    }
    const auto flight = std::find_if(session.flights.begin(), session.flights.end(), [&](const Flight& each) {
        return each.packet_id == response.packet_id && response.packet_id != 0;
    });
    const bool known = flight != session.flights.end();
    const bool error = mqtt::is_error(response.reason);
    if (response.type == PacketType::pubrec && !error) {
        const bool at_qos_2 = known && flight->awaiting != mqtt::Awaiting::puback;
        if (at_qos_2) flight->awaiting = mqtt::Awaiting::pubcomp;
        answer(PacketType::pubrel, at_qos_2);
        return;
    }
    const mqtt::Awaiting ends = response.type == PacketType::puback   ? mqtt::Awaiting::puback
                                : response.type == PacketType::pubrec ? mqtt::Awaiting::pubrec
                                                                      : mqtt::Awaiting::pubcomp;
    if (!known || flight->awaiting != ends) return;
    if (error) excuse(session, flight->copy);
    session.flights.erase(flight);
    drain(session, now);
}

} // namespace simulation
