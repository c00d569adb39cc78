// Which Subscriptions a Topic Name reaches, remembered per topic. Only a memory of what the tree
// answers: a copy of the broker starts without it.
#pragma once

#include "broker/subscription_tree.hpp"

#include "base/hash.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broker {

/// Entries of the tree: ordinary Subscriptions sorted by Session, those of one Session together; then
/// Shared Subscriptions, those of one group together.
using Route = std::vector<SubscriptionTree::Entry>;

class RouteCache {
public:
    RouteCache() = default;
    RouteCache(const RouteCache&) {}
    RouteCache& operator=(const RouteCache&) {
        slots_.clear();
        known_.clear();
        return *this;
    }

    /// Whether this Topic Name was routed before: then its characters are known to be right.
    bool knows(std::string_view topic) const { return find(topic, base::hash(topic)) != nullptr; }

    /// The route of a valid Topic Name. The reference holds until the next call.
    const Route& route(std::string_view topic, const SubscriptionTree& tree);

private:
    static constexpr std::size_t topics_max = 4096; // then it begins anew
    struct Known {
        std::string topic;
        std::uint64_t hash = 0;
        std::uint64_t version = 0;
        Route route;
    };
    const Known* find(std::string_view topic, std::uint64_t hash) const;
    Known& remember(std::string_view topic, std::uint64_t hash);

    std::vector<std::uint32_t> slots_; // index into known_ plus 1; 0 is empty
    std::vector<Known> known_;
};

} // namespace broker
