#include "broker/route_cache.hpp"

#include <algorithm>

namespace broker {

RouteCache::Known* RouteCache::find(std::string_view topic, std::uint64_t hash) {
    if (slots_.empty()) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        Known& known = known_[slots_[slot] - 1];
        if (known.hash != hash || known.topic != topic) continue;
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
    known_.push_back({std::string(topic), hash, 0, {}, {}});
    last_ = known_.size() - 1;
    slots_[slot] = static_cast<std::uint32_t>(known_.size());
}

RouteCache::Known& RouteCache::route(std::string_view topic, const SubscriptionTree& tree) {
    if (!is_last(topic)) {
        const std::uint64_t hash = base::hash(topic);
        if (find(topic, hash) == nullptr) remember(topic, hash);
    }
    Known& known = known_[last_];
    if (known.version != tree.version()) {
        known.route.clear();
        tree.match(topic, known.route);
        std::stable_sort(known.route.begin(), known.route.end(), [&](auto a, auto b) {
            const Subscription &x = tree[a], &y = tree[b];
            if (x.shared_group != y.shared_group) return x.shared_group < y.shared_group;
            return x.session < y.session;
        });
        known.version = tree.version();
    }
    return known;
}

} // namespace broker
