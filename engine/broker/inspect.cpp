#include "broker/inspect.hpp"

#include "broker/broker.hpp"

namespace broker {
namespace {

SessionView view_of(const Session& session, const SubscriptionTree& tree, SessionIndex index) {
    SessionView view;
    view.client_id = session.client_id;
    view.actor = session.actor;
    view.connected = session.connected();
    view.version = session.version;
    view.expiry_interval_s = session.expiry_interval_s;
    view.expires_at = session.expires_at;
    view.will = session.will;
    view.received_qos_2 = session.receiver.unreleased();
    for (const SubscriptionTree::Entry entry : tree.entries_of(index)) {
        view.subscriptions.push_back({tree.filter_of(entry), tree[entry].options, tree[entry].subscription_identifier});
    }
    for (std::size_t i = 0; i < session.queue.size(); ++i) view.queued.push_back(session.queue[i]);
    for (std::size_t i = 0; i < session.sender.size(); ++i) {
        const mqtt::Inflight& inflight = session.sender.inflight()[i];
        view.inflight.push_back(
            {inflight.packet_id, inflight.delivery.qos, inflight.awaiting, inflight.delivery.message});
    }
    return view;
}

} // namespace

std::vector<SessionView> Broker::sessions() const {
    std::vector<SessionView> views;
    views.reserve(session_by_client_id_.size());
    for (const auto& [client_id, index] : session_by_client_id_) {
        views.push_back(view_of(sessions_[index], subscriptions_, index));
    }
    return views;
}

std::optional<SessionView> Broker::session(std::string_view client_id) const {
    const auto known = session_by_client_id_.find(client_id);
    if (known == session_by_client_id_.end()) return std::nullopt;
    return view_of(sessions_[known->second], subscriptions_, known->second);
}

const Session* Broker::find_session(std::string_view client_id) const {
    const auto known = session_by_client_id_.find(client_id);
    return known == session_by_client_id_.end() ? nullptr : &sessions_[known->second];
}

const Session* Broker::find_session_of(trace::ActorId actor) const {
    for (const Session& session : sessions_) {
        if (session.in_use && session.actor == actor) return &session;
    }
    return nullptr;
}

bool Broker::awaits_connect(ConnectionId connection) const {
    const std::uint32_t slot = connection_slot(connection);
    return slot < connections_.size() && connections_[slot].id == connection &&
           connections_[slot].state == Connection::State::awaiting_connect;
}

mqtt::ProtocolVersion Broker::version_of(ConnectionId connection) const {
    const std::uint32_t slot = connection_slot(connection);
    return slot < connections_.size() ? connections_[slot].version : mqtt::ProtocolVersion::v3_1_1;
}

std::size_t Broker::subscription_count(std::string_view client_id) const {
    const auto known = session_by_client_id_.find(client_id);
    return known == session_by_client_id_.end() ? 0 : subscriptions_.count_of(known->second);
}

} // namespace broker
