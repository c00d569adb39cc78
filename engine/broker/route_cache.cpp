#include "broker/route_cache.hpp"

#include "mqtt/topic.hpp"

#include <algorithm>

namespace broker {

RouteCache::Known* RouteCache::find(std::string_view topic, std::uint64_t hash) {
    if (slots_.empty()) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        Known& known = known_[slots_[slot] - 1];
        if (known.hash != hash || !base::same_text(known.topic, topic)) continue;
        last_ = slots_[slot] - 1;
        return &known;
    }
    return nullptr;
}

void RouteCache::remember(std::string_view topic, std::uint64_t hash) {
    if (slots_.empty() || known_.size() == topics_max) {
        slots_.assign(topics_max * 2, 0);
        known_.clear();
    }
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    Known fresh;
    fresh.topic = topic;
    fresh.hash = hash;
    fresh.levels = mqtt::level_count(topic);
    fresh.own = topic == "$SYS" || topic.starts_with("$SYS/");
    known_.push_back(std::move(fresh));
    last_ = known_.size() - 1;
    slots_[slot] = static_cast<std::uint32_t>(known_.size());
}

RouteCache::Known& RouteCache::look_up(std::string_view topic) {
    if (!is_last(topic)) {
        const std::uint64_t hash = base::hash(topic);
        if (find(topic, hash) == nullptr) remember(topic, hash);
    }
    return known_[last_];
}

void RouteCache::refresh(Known& known, const SubscriptionTree& tree) {
    if (known.version == tree.version()) return;
    known.route.clear();
    tree.match(known.topic, known.route);
    std::stable_sort(known.route.begin(), known.route.end(), [&](auto a, auto b) {
        const Subscription &x = tree[a], &y = tree[b];
        if (x.shared_group != y.shared_group) return x.shared_group < y.shared_group;
        return x.session < y.session;
    });
    known.version = tree.version();
}

} // namespace broker
