// From a published message to each Session: its Subscriptions, its window, its queue.
#include "broker/broker.hpp"

namespace broker {

using trace::DropReason;
using trace::EventKind;

bool Broker::route(Publication& publication, Call& call) {
    RouteCache::Known& known = publication.known ? *publication.known : routes_.look_up(publication.topic);
    RouteCache::refresh(known, subscriptions_);
    const bool simple = publication.qos == mqtt::QoS::at_most_once && !publication.retain && !call.trace().on();
    if (simple && publication.expires_at > call.now) {
        if (known.fan_out.version != reach_version()) remember_fan_out(known);
        if (known.fan_out.plain) {
            send_fan_out(known.fan_out, publication, call);
            return !known.route.empty();
        }
    }
    const Route& route = known.route;
    bool reached = false;
    const SubscriptionTree::Entry* at = route.data();
    const SubscriptionTree::Entry* const end = at + route.size();
    while (at != end) {
        const std::uint32_t group = subscriptions_[*at].shared_group;
        const SessionIndex session = subscriptions_[*at].session;
        const SubscriptionTree::Entry* last = at + 1;
        while (last != end && subscriptions_[*last].shared_group == group &&
               (group != 0 || subscriptions_[*last].session == session)) {
            ++last;
        }
        if (group != 0) fan_out(publication, call); // an ordinary copy comes before a group's
        reached = (group != 0 ? route_to_group(at, last, publication, call)
                              : route_to_session(at, last, publication, call)) ||
                  reached;
        at = last;
    }
    fan_out(publication, call);
    if (!reached) note_nobody(publication, call);
    return reached;
}

bool Broker::route_to_session(const SubscriptionTree::Entry* first, const SubscriptionTree::Entry* last,
                              Publication& publication, Call& call) {
    const Target target = target_of(first, last, publication);
    if (!target.any) {
        if (call.trace().on()) note_no_local(target, publication, call);
        return false;
    }
    deliver_to(target, publication, call);
    return true;
}

/// One member of a group gets the message [5.0, 4.8.2].
bool Broker::route_to_group(const SubscriptionTree::Entry* first, const SubscriptionTree::Entry* last,
                            Publication& publication, Call& call) {
    const SubscriptionTree::Entry* chosen = choose_member(first, last, publication.topic);
    if (chosen == nullptr) {
        note_denied(sessions_[subscriptions_[*first].session], publication.topic, call);
        return false;
    }
    Target target = target_of(chosen, chosen + 1, publication);
    target.shared_group = subscriptions_[*chosen].shared_group;
    deliver_to(target, publication, call);
    return true;
}

const SubscriptionTree::Entry* Broker::choose_member(const SubscriptionTree::Entry* first,
                                                     const SubscriptionTree::Entry* last, std::string_view topic) {
    const auto count = static_cast<std::uint32_t>(last - first);
    std::uint32_t& turn = subscriptions_.turn_of(subscriptions_[*first].shared_group);
    const SubscriptionTree::Entry* chosen = nullptr;
    for (std::uint32_t i = 0; i < count; ++i) {
        const SubscriptionTree::Entry* candidate = first + (turn + i) % count;
        const Session& session = sessions_[subscriptions_[*candidate].session];
        if (!allowed(session, auth::Access::read, topic)) continue;
        if (chosen == nullptr || session.connected()) chosen = candidate;
        if (session.connected()) break;
    }
    if (chosen != nullptr) turn = static_cast<std::uint32_t>(chosen - first) + 1;
    return chosen;
}

/// What a Session that has ended was to get as a member of a group goes to another member. A QoS 2
/// message whose delivery had begun does not [MQTT-4.8.2-5].
void Broker::redistribute(const Session& ended, Call& call) {
    std::vector<mqtt::Delivery> orphans;
    for (std::size_t i = 0; i < ended.sender.size(); ++i) {
        const mqtt::Inflight& inflight = ended.sender.inflight()[i];
        const bool may_go = inflight.awaiting == mqtt::Awaiting::puback && inflight.delivery.shared_group != 0;
        if (may_go) orphans.push_back(inflight.delivery);
    }
    for (std::size_t i = 0; i < ended.queue.size(); ++i) {
        if (ended.queue[i].shared_group != 0) orphans.push_back(ended.queue[i]);
    }
    std::vector<SubscriptionTree::Entry> members;
    for (mqtt::Delivery& orphan : orphans) {
        members.clear();
        subscriptions_.members(orphan.shared_group, members);
        if (members.empty()) continue;
        const SubscriptionTree::Entry* chosen =
            choose_member(members.data(), members.data() + members.size(), orphan.message->topic);
        if (chosen == nullptr) continue;
        const Subscription& subscription = subscriptions_[*chosen];
        orphan.retain_as_published = subscription.options.retain_as_published;
        orphan.retain = orphan.retain_as_published && orphan.message->retain;
        orphan.qos = mqtt::lower(orphan.message->qos, subscription.options.qos);
        orphan.subscription_identifiers.clear();
        if (subscription.subscription_identifier != 0) {
            orphan.subscription_identifiers.push_back(subscription.subscription_identifier);
        }
        deliver(sessions_[subscription.session], std::move(orphan), call);
    }
}

void Broker::note_nobody(const Publication& publication, Call& call) {
    ++counters_.publish_dropped;
    if (!call.trace().on() || publication.topic.starts_with("$SYS")) return;
    trace::Event dropped;
    dropped.kind = EventKind::message_dropped;
    dropped.at = call.now;
    dropped.actor = publication.actor;
    dropped.version = publication.version;
    dropped.number = static_cast<std::uint32_t>(DropReason::no_matching_subscription);
    dropped.text = publication.topic;
    dropped.message = publication.event;
    dropped.qos = publication.qos;
    call.trace().add(std::move(dropped));
}

/// Several matching Subscriptions of one Session: one copy, at the highest QoS [MQTT-3.3.5-1 of
/// 3.1.1, MQTT-3.3.4-2 of 5.0], with all their identifiers [MQTT-3.3.4-4].
Broker::Target Broker::target_of(const SubscriptionTree::Entry* first, const SubscriptionTree::Entry* last,
                                 const Publication& publication) {
    Target target;
    target.session = subscriptions_[*first].session;
    target.entry = *first;
    identifiers_.clear();
    for (const SubscriptionTree::Entry* at = first; at != last; ++at) {
        const Subscription& subscription = subscriptions_[*at];
        if (subscription.options.no_local && subscription.session == publication.publisher) continue;
        if (!target.any || subscription.options.qos > target.qos) target.entry = *at;
        target.qos = target.any ? std::max(target.qos, subscription.options.qos) : subscription.options.qos;
        target.retain_as_published = target.retain_as_published || subscription.options.retain_as_published;
        if (subscription.subscription_identifier != 0) identifiers_.push_back(subscription.subscription_identifier);
        target.any = true;
    }
    return target;
}

void Broker::note_no_local(const Target& target, const Publication& publication, Call& call) {
    trace::Event dropped = event(EventKind::message_dropped, sessions_[target.session], call);
    dropped.number = static_cast<std::uint32_t>(DropReason::no_local);
    dropped.text = publication.topic;
    dropped.message = publication.event;
    dropped.statement = "MQTT-3.8.3-3";
    call.trace().add(std::move(dropped));
}

void Broker::deliver_to(const Target& target, Publication& publication, Call& call) {
    Session& session = sessions_[target.session];
    const mqtt::QoS qos = mqtt::lower(publication.qos, target.qos);
    const bool retain = target.retain_as_published && publication.retain;
    if (!allowed(session, auth::Access::read, publication.topic)) {
        note_denied(session, publication.topic, call);
        return;
    }
    const bool plain = qos == mqtt::QoS::at_most_once && session.connected() && identifiers_.empty() &&
                       target.shared_group == 0 && !session.takes_aliases &&
                       connections_[connection_slot(session.connection)].maximum_packet_size == 0xffffffff;
    if (plain && !call.trace().on() && publication.expires_at > call.now) {
        const unsigned form = (mqtt::has_properties(session.version) ? 1u : 0u) | (retain ? 2u : 0u);
        fan_out_[form].push_back(session.connection);
        return;
    }
    mqtt::Delivery delivery;
    delivery.message = publication.message();
    delivery.qos = qos;
    delivery.retain = retain;
    delivery.retain_as_published = target.retain_as_published;
    delivery.subscription_identifiers = identifiers_;
    delivery.shared_group = target.shared_group;
    if (call.trace().on()) {
        trace::Event matched = event(EventKind::message_matched, session, call);
        matched.text = subscriptions_.filter_of(target.entry);
        matched.qos = qos;
        matched.message = publication.event;
        matched.statement = mqtt::Statement{"MQTT-3.8.4-6", "MQTT-3.8.4-8"}.in(session.version);
        delivery.cause = call.trace().add(std::move(matched));
    }
    deliver(session, std::move(delivery), call);
}

/// QoS 0 to many: each form of the packet is written once and addressed to all who take it.
void Broker::fan_out(Publication& publication, Call& call) {
    for (unsigned form = 0; form < 4; ++form) {
        std::vector<ConnectionId>& receivers = fan_out_[form];
        if (receivers.empty()) continue;
        send_form(receivers, form, publication, call);
        receivers.clear();
    }
}

/// Works out whether a QoS 0 message of this topic can go to all its receivers without looking at
/// each, and who they are.
void Broker::remember_fan_out(RouteCache::Known& known) {
    FanOut& fan_out = known.fan_out;
    fan_out = {};
    fan_out.version = reach_version();
    SessionIndex before = no_session;
    for (const SubscriptionTree::Entry entry : known.route) {
        const Subscription& subscription = subscriptions_[entry];
        const Session& session = sessions_[subscription.session];
        const bool special = subscription.shared_group != 0 || subscription.subscription_identifier != 0 ||
                             subscription.options.no_local || session.takes_aliases;
        if (special || !options_->security.rules.empty()) return;
        if (subscription.session == before) continue; // one copy, whatever the overlap
        before = subscription.session;
        if (!session.connected()) {
            ++fan_out.offline;
            continue;
        }
        if (connections_[connection_slot(session.connection)].maximum_packet_size != 0xffffffff) return;
        fan_out.receivers[mqtt::has_properties(session.version) ? 1 : 0].push_back(session.connection);
    }
    fan_out.plain = true;
}

void Broker::send_fan_out(const FanOut& fan_out, const Publication& publication, Call& call) {
    for (unsigned form = 0; form < 2; ++form) {
        if (!fan_out.receivers[form].empty()) send_form(fan_out.receivers[form], form, publication, call);
    }
    counters_.publish_dropped += fan_out.offline;
    if (fan_out.receivers[0].empty() && fan_out.receivers[1].empty() && fan_out.offline == 0) {
        note_nobody(publication, call);
    }
}

/// `form`: 1 for 5.0, 2 for RETAIN.
void Broker::send_form(std::span<const ConnectionId> receivers, unsigned form, const Publication& publication,
                       Call& call) {
    const bool v5 = (form & 1) != 0, retain = (form & 2) != 0;
    Outbox& outbox = call.out.outbox;
    const std::size_t offset = outbox.arena().size();
    const bool as_it_came = !publication.packet.empty() && publication.properties == nullptr &&
                            mqtt::has_properties(publication.version) == v5 && publication.packet[0] == 0x30 && !retain;
    if (as_it_came) {
        base::append(outbox.arena(), publication.packet);
    } else {
        mqtt::OutgoingPublish packet;
        packet.retain = retain;
        packet.topic = publication.topic;
        packet.properties = publication.properties;
        packet.payload = publication.payload;
        if (publication.expires_at != base::Instant::never()) {
            packet.has_message_expiry = true;
            packet.message_expiry_s = static_cast<std::uint32_t>((publication.expires_at - call.now).us / 1'000'000);
        }
        mqtt::encode_publish(packet, v5 ? mqtt::ProtocolVersion::v5_0 : mqtt::ProtocolVersion::v3_1_1, outbox.arena());
    }
    const std::size_t length = outbox.arena().size() - offset;
    counters_.packets_sent += receivers.size();
    counters_.publish_sent += receivers.size();
    counters_.bytes_sent += receivers.size() * length;
    if (receivers.size() == 1) {
        outbox.send_range(receivers.front(), offset, length, 0);
    } else {
        outbox.send_to_many(offset, length, receivers);
    }
}

std::size_t Broker::window(const Session& session) const {
    const Connection& connection = connections_[connection_slot(session.connection)];
    return std::min<std::size_t>(options_->inflight, connection.receive_maximum);
}

/// Hands one delivery to a Session: sent at once, started, queued, or dropped.
void Broker::deliver(Session& session, mqtt::Delivery delivery, Call& call) {
    if (delivery.qos == mqtt::QoS::at_most_once) {
        if (!session.connected()) {
            drop(session, delivery, DropReason::offline_at_qos_0, {}, call);
        } else if (deliverable(session, delivery, call)) {
            send_publish(session, delivery, 0, Attempt::first, call);
        }
        return;
    }
    const bool can_start =
        session.connected() && session.queue.empty() && session.unsent == 0 && session.sender.size() < window(session);
    if (!can_start) {
        enqueue(session, std::move(delivery), call);
    } else if (deliverable(session, delivery, call)) {
        send_publish(session, session.sender.start(std::move(delivery)), Attempt::first, call);
    }
}

/// Expired messages do not hold the place of live ones [MQTT-3.3.2-5].
void Broker::make_room(Session& session, Call& call) {
    for (std::size_t i = session.queue.size(); i > 0; --i) {
        const mqtt::Delivery& queued = session.queue[i - 1];
        if (queued.message->expires_at > call.now) continue;
        note_expired(session, queued, call);
        session.queue.erase(i - 1);
    }
}

void Broker::enqueue(Session& session, mqtt::Delivery delivery, Call& call) {
    if (session.queue.size() >= options_->queued_messages) make_room(session, call);
    if (session.queue.size() >= options_->queued_messages) {
        if (!session.queue_full_told) note_limit(session, "queued messages", options_->queued_messages, call);
        session.queue_full_told = true;
        drop(session, delivery, DropReason::queue_full, {}, call);
        return;
    }
    if (call.trace().on()) {
        trace::Event queued = event(EventKind::message_queued, session, call);
        queued.text = delivery.message->topic;
        queued.qos = delivery.qos;
        queued.message = delivery.message->event;
        queued.cause = delivery.cause;
        queued.statement = session.connected() ? mqtt::Statement{"", "MQTT-3.3.4-9"}.in(session.version)
                                               : mqtt::Statement{"MQTT-3.1.2-5", "MQTT-4.5.0-1"}.in(session.version);
        delivery.cause = call.trace().add(std::move(queued));
    }
    session.queue.push_back(std::move(delivery));
}

/// First what was unacknowledged before a resumption, in its order; then the queue, as far as the
/// window goes [MQTT-3.3.4-9].
void Broker::send_queued(Session& session, Call& call) {
    if (!session.connected()) return;
    const std::size_t window = this->window(session);
    while (session.unsent > 0 && session.sender.size() - session.unsent < window) {
        const std::size_t index = session.sender.size() - session.unsent;
        --session.unsent;
        send_unsent(session, index, call);
    }
    while (session.unsent == 0 && !session.queue.empty() && session.sender.size() < window) {
        mqtt::Delivery delivery = session.queue.pop_front();
        session.queue_full_told = false;
        if (!deliverable(session, delivery, call)) continue;
        send_publish(session, session.sender.start(std::move(delivery)), Attempt::first, call);
    }
}

/// Sends a PUBLISH again, unless the Client's Maximum Packet Size is smaller now: then it counts as
/// delivered [MQTT-3.1.2-25]. PUBREL went at the resumption already.
void Broker::send_unsent(Session& session, std::size_t index, Call& call) {
    const mqtt::Inflight& inflight = session.sender.inflight()[index];
    if (inflight.awaiting == mqtt::Awaiting::pubcomp) return;
    const Connection& connection = connections_[connection_slot(session.connection)];
    if (mqtt::encoded_size(outgoing(inflight.delivery, call), session.version) <= connection.maximum_packet_size) {
        send_publish(session, inflight, Attempt::retransmission, call);
        return;
    }
    drop(session, inflight.delivery, DropReason::packet_too_large, {"", "MQTT-3.1.2-25"}, call);
    session.sender.give_up(index);
}

bool Broker::deliverable(const Session& session, const mqtt::Delivery& delivery, Call& call) {
    if (delivery.message->expires_at <= call.now) {
        note_expired(session, delivery, call);
        return false;
    }
    const Connection& connection = connections_[connection_slot(session.connection)];
    if (connection.maximum_packet_size == 0xffffffff) return true;
    if (mqtt::encoded_size(outgoing(delivery, call), session.version) <= connection.maximum_packet_size) return true;
    drop(session, delivery, DropReason::packet_too_large, {"", "MQTT-3.1.2-25"}, call);
    return false;
}

void Broker::note_expired(const Session& session, const mqtt::Delivery& delivery, Call& call) {
    if (!call.trace().on()) return;
    trace::Event expired = event(EventKind::message_expired, session, call);
    expired.text = delivery.message->topic;
    expired.message = delivery.message->event;
    expired.cause = delivery.cause;
    expired.statement = "MQTT-3.3.2-5";
    call.trace().add(std::move(expired));
}

void Broker::drop(const Session& session, const mqtt::Delivery& delivery, DropReason reason, mqtt::Statement statement,
                  Call& call) {
    if (!call.trace().on()) return;
    trace::Event dropped = event(EventKind::message_dropped, session, call);
    dropped.number = static_cast<std::uint32_t>(reason);
    dropped.text = delivery.message->topic;
    dropped.qos = delivery.qos;
    dropped.message = delivery.message->event;
    dropped.cause = delivery.cause;
    dropped.statement = statement.in(session.version);
    call.trace().add(std::move(dropped));
}

} // namespace broker
