// Subscriptions by Topic Filter: a tree with one node a level, in flat tables of indices, so that a
// copy is a copy. Matching a Topic Name costs its levels and its matches, not the subscriptions.
#pragma once

#include "mqtt/packet.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broker {

/// Index of a Session in the broker's table.
using SessionIndex = std::uint32_t;

/// One Subscription of one Session.
struct Subscription {
    SessionIndex session = 0;
    mqtt::SubscriptionOptions options;
    std::uint32_t subscription_identifier = 0; // 0: none
};

class SubscriptionTree {
public:
    /// Names a Subscription until it is removed.
    using Entry = std::uint32_t;

    SubscriptionTree();

    /// Adds, or replaces the Session's Subscription of the same filter [MQTT-3.8.4-3]; true if it is
    /// new. REQUIRES: a valid Topic Filter.
    bool subscribe(SessionIndex session, std::string_view filter, mqtt::SubscriptionOptions options,
                   std::uint32_t subscription_identifier);
    /// Removes the Session's Subscription of exactly this filter [MQTT-3.10.4-1]; false if none.
    bool unsubscribe(SessionIndex session, std::string_view filter);
    bool contains(SessionIndex session, std::string_view filter) const;
    /// Removes all of a Session's Subscriptions.
    void remove_session(SessionIndex session);

    /// Appends every entry whose filter matches the Topic Name [4.7]. REQUIRES: a valid Topic Name.
    void match(std::string_view topic, std::vector<Entry>& found) const;

    const Subscription& operator[](Entry entry) const { return entries_[entry].subscription; }
    std::string filter_of(Entry entry) const;
    /// The Session's entries in the order in which they were made.
    std::vector<Entry> entries_of(SessionIndex session) const;
    std::size_t count_of(SessionIndex session) const;

    std::size_t size() const { return size_; }
    /// Changes whenever an answer of match() may have changed.
    std::uint64_t version() const { return version_; }

private:
    static constexpr std::uint32_t none = 0; // index 0 of each table is never a real entry or child
    using NodeIndex = std::uint32_t;
    static constexpr NodeIndex root = 0;

    struct Node {
        std::string level;
        NodeIndex parent = root;
        std::uint32_t hash = 0;
        NodeIndex plus = none;      // child for '+'
        NodeIndex multi = none;     // child for '#'
        std::uint32_t children = 0; // all of them, '+' and '#' included
        Entry first = none, last = none;
    };
    struct Links {
        Subscription subscription;
        NodeIndex node = root;
        Entry next_in_node = none, previous_in_node = none;
        Entry next_in_session = none, previous_in_session = none;
    };
    struct SessionEntries {
        Entry first = none, last = none;
        std::uint32_t count = 0;
    };

    NodeIndex find_child(NodeIndex parent, std::string_view level) const;
    NodeIndex find_named(NodeIndex parent, std::string_view level, std::uint32_t hash) const;
    NodeIndex add_child(NodeIndex parent, std::string_view level);
    void insert_named(NodeIndex node);
    void erase_named(NodeIndex node);
    NodeIndex find_node(std::string_view filter) const;
    NodeIndex make_node(std::string_view filter);
    void prune(NodeIndex node);
    Entry find_entry(NodeIndex node, SessionIndex session) const;
    Entry add_entry(NodeIndex node, SessionIndex session);
    void remove_entry(Entry entry);
    void collect(NodeIndex node, std::vector<Entry>& found) const;
    void match_below(NodeIndex node, std::string_view rest, bool ended, bool wildcards,
                     std::vector<Entry>& found) const;

    std::vector<Node> nodes_;
    std::vector<NodeIndex> free_nodes_;
    std::vector<NodeIndex> named_; // open addressing over (parent, level); 0 is empty
    std::size_t named_count_ = 0;
    std::vector<Links> entries_;
    std::vector<Entry> free_entries_;
    std::vector<SessionEntries> sessions_;
    std::size_t size_ = 0;
    std::uint64_t version_ = 1;
};

} // namespace broker
