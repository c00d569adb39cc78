// What each Client may do, by the access rules.
#include "broker/broker.hpp"

namespace broker {

auth::Identity Broker::identity(const Session& session) const { return {session.user_name, session.client_id}; }

bool Broker::allowed(const Session& session, auth::Access access, std::string_view topic) const {
    const auth::AccessRules& rules = options_->security.rules;
    return rules.empty() || rules.allows(identity(session), access, topic);
}

void Broker::note_denied(const Session& session, std::string_view topic, Call& call) {
    if (!call.trace().on()) return;
    trace::Event denied = event(trace::EventKind::access_denied, session, call);
    denied.text = topic;
    denied.reason = mqtt::ReasonCode::not_authorized;
    call.trace().add(std::move(denied));
}

} // namespace broker
