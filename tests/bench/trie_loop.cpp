// Subscriptions by the hundred thousand, and topics matched against them.
#include "loops.hpp"

#include "broker/route_cache.hpp"
#include "broker/subscription_tree.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace {

struct Trie {
    broker::SubscriptionTree tree;
    broker::RouteCache cache;
};

std::unique_ptr<Trie> trie;
std::vector<std::string> topics;

template <class Take> std::uint32_t each_line(std::uint32_t length, Take take) {
    std::string_view rest(reinterpret_cast<const char*>(loop_input(length)), length);
    std::uint32_t count = 0;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        take(rest.substr(0, end), count++);
        rest.remove_prefix(end + 1);
    }
    return count;
}

} // namespace

LOOP_EXPORT std::uint32_t trie_set_up(std::uint32_t length) {
    trie = std::make_unique<Trie>();
    std::uint32_t count = 0;
    each_line(length, [&](std::string_view, std::uint32_t i) { count = i + 1; });
    const std::uint32_t sessions = std::max(1u, count / 10);
    each_line(length,
              [&](std::string_view filter, std::uint32_t i) { trie->tree.subscribe(i % sessions, filter, {}, 0); });
    return static_cast<std::uint32_t>(trie->tree.size());
}

LOOP_EXPORT std::uint32_t trie_topics(std::uint32_t length) {
    topics.clear();
    return each_line(length, [](std::string_view topic, std::uint32_t) { topics.emplace_back(topic); });
}

LOOP_EXPORT double trie_run(std::uint32_t rounds, std::uint32_t remembered) {
    std::vector<broker::SubscriptionTree::Entry> found;
    std::size_t matches = 0;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        for (const std::string& topic : topics) {
            if (remembered != 0) {
                broker::RouteCache::Known& known = trie->cache.look_up(topic);
                broker::RouteCache::refresh(known, trie->tree);
                matches += known.route.size();
            } else {
                found.clear();
                trie->tree.match(topic, found);
                matches += found.size();
            }
        }
    }
    return static_cast<double>(matches);
}
