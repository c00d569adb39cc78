// Subscriptions by Topic Filter: a tree with one node a level, in flat tables of indices, so that a
// copy is a copy. Matching a Topic Name costs its levels and its matches, not the subscriptions.
#pragma once

#include "mqtt/packet.hpp"

#include <cstdint>
#include <map>
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
    std::uint32_t shared_group = 0;            // 0: not a Shared Subscription [5.0, 4.8.2]
};

class SubscriptionTree {
public:
    /// Names a Subscription until it is removed.
    using Entry = std::uint32_t;

    SubscriptionTree();

    /// Adds, or replaces the Session's Subscription of the same filter [MQTT-3.8.4-3]; true if it is
    /// new. `$share/NAME/FILTER` joins the group of that name and filter. REQUIRES: a valid Topic Filter.
    bool subscribe(SessionIndex session, std::string_view filter, mqtt::SubscriptionOptions options,
                   std::uint32_t subscription_identifier);
    /// Removes the Session's Subscription of exactly this filter [MQTT-3.10.4-1]; false if none.
    bool unsubscribe(SessionIndex session, std::string_view filter);
    bool contains(SessionIndex session, std::string_view filter) const;
    /// Removes all of a Session's Subscriptions.
    void remove_session(SessionIndex session);

    /// Appends every entry whose filter matches the Topic Name [4.7]. REQUIRES: a valid Topic Name.
    void match(std::string_view topic, std::vector<Entry>& found) const;

    /// Appends the entries of a group's members.
    void members(std::uint32_t shared_group, std::vector<Entry>& found) const;
    /// Counts a group's deliveries, so that its members take turns. REQUIRES: the group has members.
    std::uint32_t& turn_of(std::uint32_t shared_group) { return groups_.at(shared_group).turn; }

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

    struct Group {
        std::string share_name;
        NodeIndex node = root;
        std::uint32_t members = 0;
        std::uint32_t turn = 0;
    };

    /// A filter taken apart: where it stands in the tree, and the share name or nothing.
    struct Place {
        std::string_view share_name;
        std::string_view filter;
    };
    static Place place_of(std::string_view filter);
    std::uint32_t find_group(std::string_view share_name, NodeIndex node) const;
    std::uint32_t make_group(std::string_view share_name, NodeIndex node);
    void leave_group(std::uint32_t group);

    NodeIndex find_child(NodeIndex parent, std::string_view level) const;
    NodeIndex find_named(NodeIndex parent, std::string_view level, std::uint32_t hash) const;
    NodeIndex add_child(NodeIndex parent, std::string_view level);
    void insert_named(NodeIndex node);
    void erase_named(NodeIndex node);
    NodeIndex find_node(std::string_view filter) const;
    NodeIndex make_node(std::string_view filter);
    void prune(NodeIndex node);
    Entry find_entry(NodeIndex node, SessionIndex session, std::uint32_t group) const;
    Entry add_entry(NodeIndex node, SessionIndex session);
    /// The Session's entry for a filter as it was given; none if there is none.
    Entry find_entry(SessionIndex session, std::string_view filter) const;
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
    std::map<std::uint32_t, Group> groups_;
    std::uint32_t last_group_ = 0; // numbers are not used again: queued messages remember theirs
    std::size_t size_ = 0;
    std::uint64_t version_ = 1;
};

} // namespace broker
