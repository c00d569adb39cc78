// The subscription tree against a plain list, and the memory of routes against the tree.
#include "broker/route_cache.hpp"
#include "broker/subscription_tree.hpp"

#include "base/prng.hpp"
#include "mqtt/topic.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <set>

using broker::SessionIndex;
using broker::SubscriptionTree;

namespace {

using Found = std::vector<std::pair<SessionIndex, std::string>>;

/// What the tree must do, in the plainest way.
class NaiveList {
public:
    bool subscribe(SessionIndex session, const std::string& filter) { return list_.emplace(session, filter).second; }
    bool unsubscribe(SessionIndex session, const std::string& filter) { return list_.erase({session, filter}) > 0; }
    void remove_session(SessionIndex session) {
        std::erase_if(list_, [session](const auto& entry) { return entry.first == session; });
    }
    Found match(std::string_view topic) const {
        Found found;
        for (const auto& entry : list_) {
            if (mqtt::matches(entry.second, topic)) found.push_back(entry);
        }
        return found;
    }
    bool contains(SessionIndex session, const std::string& filter) const { return list_.contains({session, filter}); }
    std::size_t size() const { return list_.size(); }
    std::size_t count_of(SessionIndex session) const {
        return static_cast<std::size_t>(
            std::count_if(list_.begin(), list_.end(), [session](const auto& entry) { return entry.first == session; }));
    }

private:
    std::set<std::pair<SessionIndex, std::string>> list_;
};

Found found_by(const SubscriptionTree& tree, const std::vector<SubscriptionTree::Entry>& entries) {
    Found found;
    for (const SubscriptionTree::Entry entry : entries) found.emplace_back(tree[entry].session, tree.filter_of(entry));
    std::sort(found.begin(), found.end());
    return found;
}

Found matches_of(const SubscriptionTree& tree, std::string_view topic) {
    std::vector<SubscriptionTree::Entry> entries;
    tree.match(topic, entries);
    return found_by(tree, entries);
}

/// Few levels from a small alphabet, so that filters and topics meet often. Empty levels and '$' too.
std::string random_path(base::Prng& prng, bool is_filter) {
    static constexpr std::string_view levels[] = {"a", "b", "", "$x", "c", "+"};
    std::string path;
    const std::uint64_t count = 1 + prng.below(4);
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i > 0) path += '/';
        const bool last = i + 1 == count;
        path += is_filter && last && prng.chance(1, 4) ? "#" : levels[prng.below(is_filter ? 6 : 5)];
    }
    return path.empty() ? "a" : path;
}

} // namespace

TEST_CASE("The tree answers as a plain list does, through thousands of random changes"
          " [MQTT-4.7.1-2 of 3.1.1, MQTT-4.7.1-1 of 5.0]",
          "[3.1.1][MQTT-4.7.1-2][MQTT-4.7.1-3][MQTT-4.7.2-1][MQTT-3.8.4-3][MQTT-3.10.4-1][5.0][MQTT-4.7.1-1]"
          "[MQTT-4.7.1-2][MQTT-4.7.2-1][MQTT-3.8.4-3][MQTT-3.10.4-1]") {
    base::Prng prng(static_cast<std::uint64_t>(GENERATE(range(1, 6))));
    SubscriptionTree tree;
    NaiveList list;
    for (int step = 0; step < 6'000; ++step) {
        const auto session = static_cast<SessionIndex>(prng.below(12));
        const std::string filter = random_path(prng, true);
        const std::uint64_t what = prng.below(100);
        if (what < 45) {
            REQUIRE(tree.subscribe(session, filter, {}, 0) == list.subscribe(session, filter));
        } else if (what < 85) {
            REQUIRE(tree.unsubscribe(session, filter) == list.unsubscribe(session, filter));
        } else if (what == 85) {
            tree.remove_session(session);
            list.remove_session(session);
        }
        const std::string topic = random_path(prng, false);
        INFO("step " << step << ", topic " << topic);
        REQUIRE(matches_of(tree, topic) == list.match(topic));
        REQUIRE(tree.size() == list.size());
        REQUIRE(tree.contains(session, filter) == list.contains(session, filter));
        REQUIRE(tree.count_of(session) == list.count_of(session));
    }
}

TEST_CASE("A tree that grows large and is emptied again finds everything and then nothing") {
    SubscriptionTree tree;
    for (std::uint32_t i = 0; i < 5'000; ++i) tree.subscribe(i % 50, "d/" + std::to_string(i) + "/t", {}, 0);
    CHECK(tree.size() == 5'000);
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        const std::string topic = "d/" + std::to_string(i) + "/t";
        REQUIRE(matches_of(tree, topic) == Found{{i % 50, topic}});
    }
    for (SessionIndex session = 0; session < 50; ++session) tree.remove_session(session);
    CHECK(tree.size() == 0);
    CHECK(matches_of(tree, "d/7/t").empty());
}

TEST_CASE("Subscribing again keeps the entry and changes its options and identifier") {
    SubscriptionTree tree;
    tree.subscribe(3, "a/+", {mqtt::QoS::at_most_once}, 1);
    CHECK_FALSE(tree.subscribe(3, "a/+", {mqtt::QoS::exactly_once, true}, 9));
    const auto entries = tree.entries_of(3);
    REQUIRE(entries.size() == 1);
    CHECK(tree[entries[0]].options.qos == mqtt::QoS::exactly_once);
    CHECK(tree[entries[0]].options.no_local);
    CHECK(tree[entries[0]].subscription_identifier == 9);
}

TEST_CASE("A Session's entries stand in the order in which they were made") {
    SubscriptionTree tree;
    for (const std::string_view filter : {"c", "a/#", "b", "#"}) tree.subscribe(0, filter, {}, 0);
    tree.unsubscribe(0, "a/#");
    std::vector<std::string> filters;
    for (const auto entry : tree.entries_of(0)) filters.push_back(tree.filter_of(entry));
    CHECK(filters == std::vector<std::string>{"c", "b", "#"});
}

TEST_CASE("A copy of a tree is a tree of its own") {
    SubscriptionTree tree;
    tree.subscribe(0, "a/b", {}, 0);
    SubscriptionTree copy = tree;
    copy.subscribe(1, "a/#", {}, 0);
    tree.unsubscribe(0, "a/b");
    CHECK(matches_of(tree, "a/b").empty());
    CHECK(matches_of(copy, "a/b").size() == 2);
}

TEST_CASE("The version changes whenever an answer may have changed") {
    SubscriptionTree tree;
    std::uint64_t before = tree.version();
    const auto changed = [&] { return std::exchange(before, tree.version()) != tree.version(); };
    tree.subscribe(0, "a", {}, 0);
    CHECK(changed());
    tree.subscribe(0, "a", {mqtt::QoS::at_least_once}, 0);
    CHECK(changed());
    tree.unsubscribe(0, "b");
    CHECK_FALSE(changed());
    tree.unsubscribe(0, "a");
    CHECK(changed());
    tree.subscribe(0, "a", {}, 0);
    changed();
    tree.remove_session(0);
    CHECK(changed());
}

// --- the memory of routes ---

TEST_CASE("A remembered route is what the tree answers, through random changes and more topics than it keeps") {
    base::Prng prng(11);
    SubscriptionTree tree;
    broker::RouteCache routes;
    for (int step = 0; step < 20'000; ++step) {
        if (prng.chance(1, 4)) {
            const auto session = static_cast<SessionIndex>(prng.below(6));
            const std::string filter = random_path(prng, true);
            if (prng.chance(1, 2)) {
                tree.subscribe(session, filter, {}, 0);
            } else {
                tree.unsubscribe(session, filter);
            }
        }
        const std::string topic = prng.chance(1, 2) ? random_path(prng, false) : "t/" + std::to_string(step);
        broker::RouteCache::Known& known = routes.look_up(topic);
        broker::RouteCache::refresh(known, tree);
        const broker::Route& route = known.route;
        REQUIRE(found_by(tree, route) == matches_of(tree, topic));
        REQUIRE(std::is_sorted(route.begin(), route.end(),
                               [&](auto a, auto b) { return tree[a].session < tree[b].session; }));
        REQUIRE(routes.find(topic) != nullptr);
    }
    CHECK_FALSE(routes.find("t/0") != nullptr); // forgotten long ago: the memory is bounded
}

TEST_CASE("A route is known once it was asked for, and a copy of the memory knows nothing") {
    SubscriptionTree tree;
    broker::RouteCache routes;
    CHECK_FALSE(routes.find("a") != nullptr);
    routes.look_up("a");
    CHECK(routes.find("a") != nullptr);
    CHECK_FALSE(routes.find("b") != nullptr);
    broker::RouteCache copy = routes;
    CHECK_FALSE(copy.find("a") != nullptr);
    broker::RouteCache assigned;
    assigned.look_up("b");
    assigned = routes;
    CHECK_FALSE(assigned.find("a") != nullptr);
    CHECK_FALSE(assigned.find("b") != nullptr);
}
