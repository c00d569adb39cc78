#include "broker/retained_messages.hpp"

#include "mqtt/topic.hpp"

#include <algorithm>

namespace broker {

bool RetainedMessages::set(mqtt::MessageRef message) {
    const auto at = messages_.find(message->topic);
    if (at != messages_.end()) {
        at->second = std::move(message);
        return true;
    }
    if (messages_.size() - own_ >= bound_) return false;
    std::string topic = message->topic;
    messages_.emplace(std::move(topic), std::move(message));
    return true;
}

void RetainedMessages::keep(mqtt::MessageRef message) {
    std::string topic = message->topic;
    if (messages_.insert_or_assign(std::move(topic), std::move(message)).second) ++own_;
}

bool RetainedMessages::clear(std::string_view topic) {
    const auto at = messages_.find(topic);
    if (at == messages_.end()) return false;
    messages_.erase(at);
    return true;
}

mqtt::MessageRef RetainedMessages::find(std::string_view topic, base::Instant now) const {
    const auto at = messages_.find(topic);
    if (at == messages_.end() || at->second->expires_at <= now) return {};
    return at->second;
}

std::vector<mqtt::MessageRef> RetainedMessages::matching(std::string_view filter, base::Instant now) const {
    std::vector<mqtt::MessageRef> found;
    if (!mqtt::has_wildcard(filter)) {
        if (mqtt::MessageRef message = find(filter, now)) found.push_back(std::move(message));
        return found;
    }
    // Only topics that begin like the filter's text before its first wildcard can match; a '#' also
    // matches its parent level, which lacks the slash before it.
    std::string_view prefix = filter.substr(0, filter.find_first_of("+#"));
    if (prefix.ends_with('/')) prefix.remove_suffix(1);
    for (auto at = messages_.lower_bound(prefix); at != messages_.end(); ++at) {
        if (!at->first.starts_with(prefix)) break;
        if (at->second->expires_at > now && mqtt::matches(filter, at->first)) found.push_back(at->second);
    }
    return found;
}

std::vector<mqtt::MessageRef> RetainedMessages::all() const {
    std::vector<mqtt::MessageRef> list;
    list.reserve(messages_.size());
    for (const auto& [topic, message] : messages_) list.push_back(message);
    return list;
}

std::vector<mqtt::MessageRef> RetainedMessages::take_expired(base::Instant now) {
    std::vector<mqtt::MessageRef> expired;
    for (auto at = messages_.begin(); at != messages_.end();) {
        if (at->second->expires_at <= now) {
            expired.push_back(at->second);
            at = messages_.erase(at);
        } else {
            ++at;
        }
    }
    return expired;
}

base::Instant RetainedMessages::next_expiry() const {
    base::Instant next = base::Instant::never();
    for (const auto& [topic, message] : messages_) next = std::min(next, message->expires_at);
    return next;
}

} // namespace broker
