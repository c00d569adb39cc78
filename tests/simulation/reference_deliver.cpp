// One copy on its way to one Session: sent, begun, queued or dropped for a reason that has a name.
#include "simulation/reference.hpp"

#include <algorithm>

namespace simulation {

bool same_copy(const Copy& a, const Copy& b) {
    return a.message->topic == b.message->topic && a.message->payload == b.message->payload && a.qos == b.qos &&
           a.retain == b.retain && a.identifiers == b.identifiers;
}

std::vector<Reference::Member> Reference::members_of(const std::string& group, const MessageRef& message) {
    std::vector<Member> members;
    for (auto& [id, session] : sessions_) {
        for (const Subscription& subscription : session.subscriptions) {
            if (subscription.filter != group) continue;
            Copy copy{message,
                      std::min<unsigned>(message->qos, mqtt::number(subscription.options.qos)),
                      subscription.options.retain_as_published && message->retain,
                      {},
                      group,
                      groups_[group]};
            if (subscription.identifier != 0) copy.identifiers.push_back(subscription.identifier);
            members.push_back({&session, std::move(copy)});
        }
    }
    return members;
}

/// One member of each group gets it, a connected one if there is one; which one, the broker shows.
void Reference::to_groups(const std::vector<std::string>& groups, const MessageRef& message, Instant now) {
    std::vector<Choice> choices;
    for (const std::string& group : groups) {
        std::vector<Member> members = members_of(group, message);
        const auto is_offline = [](const Member& each) { return each.session->line == no_line; };
        if (!std::all_of(members.begin(), members.end(), is_offline)) std::erase_if(members, is_offline);
        if (!members.empty()) choices.push_back({group, std::move(members)});
    }
    std::size_t drops = 0; // as few as can be
    while (drops <= choices.size() && !settle(choices, 0, drops, now)) ++drops;
    if (drops > choices.size()) {
        if (complaint_.empty()) complaint_ = "no member of a group got '" + message->payload + "'";
        return;
    }
    for (Choice& choice : choices) {
        Member& member = choice.members[choice.chosen];
        if (!choice.dropped) {
            deliver(*member.session, std::move(member.copy), now);
            continue;
        }
        owe(*member.session, member.copy);
        excuse(*member.session, member.copy);
    }
}

/// Finds a member for each group from `next` on so that what the broker did is explained, with at most
/// that many copies dropped.
bool Reference::settle(std::vector<Choice>& choices, std::size_t next, std::size_t drops, Instant now) const {
    if (next == choices.size()) return true;
    Choice& choice = choices[next];
    const auto given = [&](const Member& member, bool alike) { // by the groups before this one
        return std::count_if(choices.begin(), choices.begin() + static_cast<std::ptrdiff_t>(next),
                             [&](const Choice& each) {
                                 const Member& other = each.members[each.chosen];
                                 return !each.dropped && other.session == member.session &&
                                        (!alike || look_alike(*member.session, other.copy, member.copy));
                             });
    };
    for (const bool dropped : {false, true}) {
        if (dropped && drops == 0) break;
        choice.dropped = dropped;
        for (choice.chosen = 0; choice.chosen < choice.members.size(); ++choice.chosen) {
            const Member& member = choice.members[choice.chosen];
            const bool explained =
                dropped ? would_drop(member, static_cast<std::size_t>(given(member, false)), now)
                        : surplus(member) > given(member, true) || (is_ending(*member.session) && member.copy.qos > 0);
            if (explained && settle(choices, next + 1, drops - dropped, now)) return true;
        }
    }
    return false;
}

bool Reference::shows_identifiers(const Session& session) const {
    const int line = session.line != no_line ? session.line : session.coming;
    return (line == no_line ? session.version : lines_.at(line).version) == ProtocolVersion::v5_0;
}

/// Whether two copies are alike in what this Session's Client can see, RETAIN left out.
bool Reference::look_alike(const Session& session, Copy known, const Copy& copy) const {
    known.retain = copy.retain;
    if (!shows_identifiers(session)) known.identifiers = copy.identifiers;
    return same_copy(known, copy);
}

/// Whether the Session ends with this call, so that what it was given went on to its groups.
bool Reference::is_ending(const Session& session) const {
    return session.ending || broker_->find_session(session.client_id) == nullptr;
}

/// How many more such copies the broker sent or queued than we know of.
int Reference::surplus(const Member& member) const {
    const Copy& copy = member.copy;
    int surplus = 0;
    for (const int line : {member.session->line, member.session->coming}) {
        const auto actual = actual_->find(line);
        if (actual == actual_->end()) continue;
        for (const mqtt::Publish& publish : actual->second.publishes) {
            std::vector<std::uint32_t> identifiers;
            for (const mqtt::Property& property : publish.properties) {
                if (property.id == PropertyId::subscription_identifier) identifiers.push_back(property.number);
            }
            std::sort(identifiers.begin(), identifiers.end());
            if (!shows_identifiers(*member.session)) identifiers = copy.identifiers;
            surplus += publish.topic == copy.message->topic &&
                       base::as_text(publish.payload) == copy.message->payload &&
                       mqtt::number(publish.qos) == copy.qos && !publish.dup && identifiers == copy.identifiers;
        }
    }
    if (const broker::Session* session = broker_->find_session(member.session->client_id)) {
        for (std::size_t i = 0; i < session->queue.size(); ++i) {
            const mqtt::Delivery& queued = session->queue[i];
            surplus += queued.message->topic == copy.message->topic &&
                       base::as_text(queued.message->payload.view()) == copy.message->payload &&
                       mqtt::number(queued.qos) == copy.qos &&
                       (!shows_identifiers(*member.session) || queued.subscription_identifiers == copy.identifiers);
        }
    }
    const auto alike = [&](const Copy& known) { return look_alike(*member.session, known, copy); };
    const auto expected = expected_.find(member.session->line);
    if (expected != expected_.end()) {
        for (const ExpectedPublish& publish : expected->second.publishes)
            surplus -= !publish.dup && alike(publish.copy);
    }
    for (const Copy& pending : member.session->pending) surplus -= alike(pending);
    return surplus;
}

/// `more`: copies that the groups before this one gave to the same Session.
bool Reference::would_drop(const Member& member, std::size_t more, Instant now) const {
    const Session& session = *member.session;
    if (member.copy.message->expires_at <= now) return true;
    if (session.line != no_line && !deliverable(session, member.copy, now)) return true;
    if (member.copy.qos == 0) return session.line == no_line;
    return session.pending.size() + more >= options_.queued_messages;
}

bool Reference::deliverable(const Session& session, const Copy& copy, Instant now) const {
    if (copy.message->expires_at <= now) return false;
    mqtt::Publish publish;
    publish.qos = static_cast<mqtt::QoS>(copy.qos);
    publish.topic = copy.message->topic;
    publish.packet_id = copy.qos == 0 ? 0 : 1;
    publish.properties = copy.message->properties;
    for (const std::uint32_t identifier : copy.identifiers) {
        publish.properties.add_number(PropertyId::subscription_identifier, identifier);
    }
    if (copy.message->expires_at != Instant::never()) {
        publish.properties.add_number(PropertyId::message_expiry_interval, 0);
    }
    publish.payload.assign(copy.message->payload.begin(), copy.message->payload.end());
    base::Bytes bytes;
    mqtt::encode(publish, session.version, bytes);
    return bytes.size() <= lines_.at(session.line).packet_maximum;
}

std::size_t Reference::window(const Session& session) const {
    return std::min<std::size_t>(options_.inflight, lines_.at(session.line).receive_maximum);
}

void Reference::owe(const Session& session, const Copy& copy) {
    if (!copy.message->payload.empty()) ++accounts_[{session.serial, copy.message->payload}].owed[copy.qos];
}

void Reference::excuse(const Session& session, const Copy& copy) {
    ++dropped_;
    if (!copy.message->payload.empty()) ++accounts_[{session.serial, copy.message->payload}].excused[copy.qos];
}

void Reference::deliver(Session& session, Copy copy, Instant now) {
    owe(session, copy);
    const bool connected = session.line != no_line;
    if (copy.qos == 0) {
        if (connected && deliverable(session, copy, now))
            send(session, copy);
        else
            excuse(session, copy);
        return;
    }
    const bool someone_waits =
        std::any_of(session.flights.begin(), session.flights.end(), [](const Flight& flight) { return flight.waits; });
    if (connected && session.pending.empty() && !someone_waits && session.flights.size() < window(session)) {
        if (deliverable(session, copy, now))
            start(session, std::move(copy));
        else
            excuse(session, copy);
        return;
    }
    if (session.pending.size() >= options_.queued_messages) { // what has expired holds no place
        std::erase_if(session.pending, [&](const Copy& pending) {
            const bool expired = pending.message->expires_at <= now;
            if (expired) excuse(session, pending);
            return expired;
        });
    }
    if (session.pending.size() >= options_.queued_messages)
        excuse(session, copy);
    else
        session.pending.push_back(std::move(copy));
}

void Reference::send(Session& session, const Copy& copy) {
    expected_[session.line].publishes.push_back({copy, false, 0, session.client_id, 0});
}

void Reference::start(Session& session, Copy copy) {
    const auto awaiting = copy.qos == 2 ? mqtt::Awaiting::pubrec : mqtt::Awaiting::puback;
    session.flights.push_back({++serial_, 0, copy, awaiting, false});
    expected_[session.line].publishes.push_back({std::move(copy), false, serial_, session.client_id, 0});
}

/// What waits to be sent again goes first; then the queue.
void Reference::drain(Session& session, Instant now) {
    if (session.line == no_line) return;
    const auto active = [&] {
        return static_cast<std::size_t>(std::count_if(session.flights.begin(), session.flights.end(),
                                                      [](const Flight& flight) { return !flight.waits; }));
    };
    for (std::size_t i = 0; i < session.flights.size();) {
        Flight& flight = session.flights[i];
        if (!flight.waits) {
            ++i;
            continue;
        }
        if (active() >= window(session)) return;
        flight.waits = false;
        if (flight.awaiting != mqtt::Awaiting::pubcomp) {
            Copy sized = flight.copy; // a handshake that began outlives the message's expiry [MQTT-4.3.3-7]
            if (!deliverable(session, sized, Instant{INT64_MIN})) {
                excuse(session, flight.copy);
                session.flights.erase(session.flights.begin() + static_cast<std::ptrdiff_t>(i));
                continue;
            }
            expected_[session.line].publishes.push_back(
                {flight.copy, true, flight.serial, session.client_id, flight.packet_id});
        }
        ++i;
    }
    while (!session.pending.empty() && active() < window(session)) {
        Copy copy = std::move(session.pending.front());
        session.pending.erase(session.pending.begin());
        if (deliverable(session, copy, now))
            start(session, std::move(copy));
        else
            excuse(session, copy);
    }
}

} // namespace simulation
