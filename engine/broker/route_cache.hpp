// Which Subscriptions a Topic Name reaches, remembered per topic. Only a memory of what the tree
// answers: a copy of the broker starts without it.
#pragma once

#include "broker/output.hpp"
#include "broker/subscription_tree.hpp"

#include "base/hash.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broker {

/// Entries of the tree: ordinary Subscriptions sorted by Session, those of one Session together; then
/// Shared Subscriptions, those of one group together.
using Route = std::vector<SubscriptionTree::Entry>;

/// The receivers of a QoS 0 message without RETAIN when all of them take it in one of two forms.
struct FanOut {
    std::uint64_t version = 0;              // of Broker::reach_version(); 0: not worked out
    bool plain = false;                     // false: somebody needs a closer look
    std::vector<ConnectionId> receivers[2]; // before 5.0, and 5.0
    std::uint32_t offline = 0;              // Sessions that miss it
};

class RouteCache {
public:
    struct Known {
        std::string topic;
        std::uint64_t hash = 0;
        std::uint64_t version = 0;
        Route route;
        FanOut fan_out;
        std::size_t levels = 0;
        bool own = false; // $SYS: the broker's
    };

    RouteCache() = default;
    RouteCache(const RouteCache&) {}
    RouteCache& operator=(const RouteCache&) {
        slots_.clear();
        known_.clear();
        return *this;
    }

    /// What is known of this Topic Name; null if it was never asked for. What is found here had its
    /// characters checked before. Pointers hold until the next look_up().
    Known* find(std::string_view topic) {
        if (is_last(topic)) return &known_[last_];
        return find(topic, base::hash(topic));
    }
    /// The same for a valid Topic Name, remembered from now on.
    Known& look_up(std::string_view topic);
    /// Brings the route up to date with the tree.
    static void refresh(Known& known, const SubscriptionTree& tree);

private:
    static constexpr std::size_t topics_max = 4096; // then it begins anew
    /// The topic that was asked for last is the likeliest to be asked for next.
    bool is_last(std::string_view topic) const {
        return last_ < known_.size() && base::same_text(known_[last_].topic, topic);
    }
    Known* find(std::string_view topic, std::uint64_t hash);
    void remember(std::string_view topic, std::uint64_t hash);

    std::vector<std::uint32_t> slots_; // index into known_ plus 1; 0 is empty
    std::vector<Known> known_;
    std::size_t last_ = 0;
};

} // namespace broker
