#include "broker/subscription_tree.hpp"

#include "base/hash.hpp"
#include "mqtt/topic.hpp"

namespace broker {
namespace {

std::uint32_t child_hash(std::uint32_t parent, std::string_view level) {
    return static_cast<std::uint32_t>(base::hash(level, base::mix(parent + 1)));
}

/// Takes the first level off `rest`; false when it was the last.
bool take_level(std::string_view& rest, std::string_view& level) {
    const std::size_t slash = rest.find('/');
    level = rest.substr(0, slash);
    if (slash == std::string_view::npos) return false;
    rest.remove_prefix(slash + 1);
    return true;
}

} // namespace

SubscriptionTree::SubscriptionTree() : nodes_(1), named_(16, none), entries_(1) {}

// --- nodes ---

SubscriptionTree::NodeIndex SubscriptionTree::find_named(NodeIndex parent, std::string_view level,
                                                         std::uint32_t hash) const {
    const std::size_t mask = named_.size() - 1;
    for (std::size_t slot = hash & mask; named_[slot] != none; slot = (slot + 1) & mask) {
        const Node& node = nodes_[named_[slot]];
        if (node.hash == hash && node.parent == parent && node.level == level) return named_[slot];
    }
    return none;
}

SubscriptionTree::NodeIndex SubscriptionTree::find_child(NodeIndex parent, std::string_view level) const {
    if (level == "+") return nodes_[parent].plus;
    if (level == "#") return nodes_[parent].multi;
    return find_named(parent, level, child_hash(parent, level));
}

void SubscriptionTree::insert_named(NodeIndex node) {
    const std::size_t mask = named_.size() - 1;
    std::size_t slot = nodes_[node].hash & mask;
    while (named_[slot] != none) slot = (slot + 1) & mask;
    named_[slot] = node;
}

void SubscriptionTree::erase_named(NodeIndex node) {
    const std::size_t mask = named_.size() - 1;
    std::size_t hole = nodes_[node].hash & mask;
    while (named_[hole] != node) hole = (hole + 1) & mask;
    // Moves back what was pushed past the hole, so that no search stops at it.
    for (std::size_t slot = (hole + 1) & mask; named_[slot] != none; slot = (slot + 1) & mask) {
        const std::size_t wanted = nodes_[named_[slot]].hash & mask;
        if (((slot - wanted) & mask) < ((slot - hole) & mask)) continue;
        named_[hole] = named_[slot];
        hole = slot;
    }
    named_[hole] = none;
    --named_count_;
}

SubscriptionTree::NodeIndex SubscriptionTree::add_child(NodeIndex parent, std::string_view level) {
    NodeIndex index;
    if (free_nodes_.empty()) {
        index = static_cast<NodeIndex>(nodes_.size());
        nodes_.emplace_back();
    } else {
        index = free_nodes_.back();
        free_nodes_.pop_back();
        nodes_[index] = Node();
    }
    nodes_[index].level = level;
    nodes_[index].parent = parent;
    ++nodes_[parent].children;
    if (level == "+") {
        nodes_[parent].plus = index;
    } else if (level == "#") {
        nodes_[parent].multi = index;
    } else {
        nodes_[index].hash = child_hash(parent, level);
        if (++named_count_ * 4 > named_.size() * 3) {
            const std::vector<NodeIndex> before =
                std::exchange(named_, std::vector<NodeIndex>(named_.size() * 2, none));
            for (const NodeIndex node : before) {
                if (node != none) insert_named(node);
            }
        }
        insert_named(index);
    }
    return index;
}

SubscriptionTree::NodeIndex SubscriptionTree::find_node(std::string_view filter) const {
    NodeIndex node = root;
    std::string_view level;
    bool more = true;
    while (more) {
        more = take_level(filter, level);
        node = find_child(node, level);
        if (node == none) return none;
    }
    return node;
}

SubscriptionTree::NodeIndex SubscriptionTree::make_node(std::string_view filter) {
    NodeIndex node = root;
    std::string_view level;
    bool more = true;
    while (more) {
        more = take_level(filter, level);
        const NodeIndex child = find_child(node, level);
        node = child != none ? child : add_child(node, level);
    }
    return node;
}

/// Removes nodes that hold nothing any more, from this one upwards.
void SubscriptionTree::prune(NodeIndex node) {
    while (node != root && nodes_[node].first == none && nodes_[node].children == 0) {
        const NodeIndex parent = nodes_[node].parent;
        if (nodes_[parent].plus == node) {
            nodes_[parent].plus = none;
        } else if (nodes_[parent].multi == node) {
            nodes_[parent].multi = none;
        } else {
            erase_named(node);
        }
        --nodes_[parent].children;
        nodes_[node] = Node();
        free_nodes_.push_back(node);
        node = parent;
    }
}

// --- entries ---

SubscriptionTree::Place SubscriptionTree::place_of(std::string_view filter) {
    const auto shared = mqtt::shared_filter(filter);
    return shared ? Place{shared->share_name, shared->topic_filter} : Place{{}, filter};
}

std::uint32_t SubscriptionTree::find_group(std::string_view share_name, NodeIndex node) const {
    for (Entry entry = nodes_[node].first; entry != none; entry = entries_[entry].next_in_node) {
        const std::uint32_t group = entries_[entry].subscription.shared_group;
        if (group != 0 && groups_.at(group).share_name == share_name) return group;
    }
    return 0;
}

std::uint32_t SubscriptionTree::make_group(std::string_view share_name, NodeIndex node) {
    if (const std::uint32_t known = find_group(share_name, node)) return known;
    groups_[++last_group_] = {std::string(share_name), node, 0, 0};
    return last_group_;
}

void SubscriptionTree::leave_group(std::uint32_t group) {
    if (group != 0 && --groups_.at(group).members == 0) groups_.erase(group);
}

void SubscriptionTree::members(std::uint32_t shared_group, std::vector<Entry>& found) const {
    const auto group = groups_.find(shared_group);
    if (group == groups_.end()) return;
    for (Entry entry = nodes_[group->second.node].first; entry != none; entry = entries_[entry].next_in_node) {
        if (entries_[entry].subscription.shared_group == shared_group) found.push_back(entry);
    }
}

SubscriptionTree::Entry SubscriptionTree::find_entry(NodeIndex node, SessionIndex session, std::uint32_t group) const {
    if (session >= sessions_.size()) return none;
    // Walks both lists at once: the shorter one decides how long it takes.
    Entry of_session = sessions_[session].first;
    Entry of_node = nodes_[node].first;
    while (of_session != none && of_node != none) {
        const auto wanted = [&](Entry entry) {
            return entries_[entry].node == node && entries_[entry].subscription.session == session &&
                   entries_[entry].subscription.shared_group == group;
        };
        if (wanted(of_session)) return of_session;
        if (wanted(of_node)) return of_node;
        of_session = entries_[of_session].next_in_session;
        of_node = entries_[of_node].next_in_node;
    }
    return none;
}

SubscriptionTree::Entry SubscriptionTree::add_entry(NodeIndex node, SessionIndex session) {
    Entry entry;
    if (free_entries_.empty()) {
        entry = static_cast<Entry>(entries_.size());
        entries_.emplace_back();
    } else {
        entry = free_entries_.back();
        free_entries_.pop_back();
        entries_[entry] = Links();
    }
    if (session >= sessions_.size()) sessions_.resize(session + 1);
    Links& links = entries_[entry];
    Node& home = nodes_[node];
    SessionEntries& own = sessions_[session];
    links.node = node;
    links.previous_in_node = home.last;
    links.previous_in_session = own.last;
    (home.last != none ? entries_[home.last].next_in_node : home.first) = entry;
    (own.last != none ? entries_[own.last].next_in_session : own.first) = entry;
    home.last = entry;
    own.last = entry;
    ++own.count;
    ++size_;
    return entry;
}

void SubscriptionTree::remove_entry(Entry entry) {
    const Links links = entries_[entry];
    Node& home = nodes_[links.node];
    SessionEntries& own = sessions_[links.subscription.session];
    (links.previous_in_node != none ? entries_[links.previous_in_node].next_in_node : home.first) = links.next_in_node;
    (links.next_in_node != none ? entries_[links.next_in_node].previous_in_node : home.last) = links.previous_in_node;
    (links.previous_in_session != none ? entries_[links.previous_in_session].next_in_session : own.first) =
        links.next_in_session;
    (links.next_in_session != none ? entries_[links.next_in_session].previous_in_session : own.last) =
        links.previous_in_session;
    --own.count;
    --size_;
    ++version_;
    leave_group(links.subscription.shared_group);
    entries_[entry] = Links();
    free_entries_.push_back(entry);
    prune(links.node);
}

SubscriptionTree::Entry SubscriptionTree::find_entry(SessionIndex session, std::string_view filter) const {
    const Place place = place_of(filter);
    const NodeIndex node = find_node(place.filter);
    if (node == none) return none;
    if (place.share_name.empty()) return find_entry(node, session, 0);
    const std::uint32_t group = find_group(place.share_name, node);
    return group == 0 ? none : find_entry(node, session, group);
}

bool SubscriptionTree::subscribe(SessionIndex session, std::string_view filter, mqtt::SubscriptionOptions options,
                                 std::uint32_t subscription_identifier) {
    const Place place = place_of(filter);
    const NodeIndex node = make_node(place.filter);
    const std::uint32_t group = place.share_name.empty() ? 0 : make_group(place.share_name, node);
    Entry entry = find_entry(node, session, group);
    const bool added = entry == none;
    if (added) {
        entry = add_entry(node, session);
        if (group != 0) ++groups_.at(group).members;
    }
    entries_[entry].subscription = {session, options, subscription_identifier, group};
    ++version_;
    return added;
}

bool SubscriptionTree::unsubscribe(SessionIndex session, std::string_view filter) {
    const Entry entry = find_entry(session, filter);
    if (entry == none) return false;
    remove_entry(entry);
    return true;
}

bool SubscriptionTree::contains(SessionIndex session, std::string_view filter) const {
    return find_entry(session, filter) != none;
}

void SubscriptionTree::remove_session(SessionIndex session) {
    if (session >= sessions_.size()) return;
    while (sessions_[session].first != none) remove_entry(sessions_[session].first);
}

// --- answers ---

void SubscriptionTree::collect(NodeIndex node, std::vector<Entry>& found) const {
    for (Entry entry = nodes_[node].first; entry != none; entry = entries_[entry].next_in_node) found.push_back(entry);
}

void SubscriptionTree::match_below(NodeIndex node, std::string_view rest, bool ended, bool wildcards,
                                   std::vector<Entry>& found) const {
    if (wildcards && nodes_[node].multi != none) collect(nodes_[node].multi, found);
    if (ended) {
        collect(node, found);
        return;
    }
    std::string_view level;
    const bool more = take_level(rest, level);
    const NodeIndex named = find_named(node, level, child_hash(node, level));
    if (named != none) match_below(named, rest, !more, true, found);
    if (wildcards && nodes_[node].plus != none) match_below(nodes_[node].plus, rest, !more, true, found);
}

void SubscriptionTree::match(std::string_view topic, std::vector<Entry>& found) const {
    // A leading wildcard does not match a Topic Name that begins with '$' [MQTT-4.7.2-1].
    match_below(root, topic, false, !topic.starts_with('$'), found);
}

std::string SubscriptionTree::filter_of(Entry entry) const {
    std::string filter;
    for (NodeIndex node = entries_[entry].node; node != root; node = nodes_[node].parent) {
        filter =
            filter.empty() && node == entries_[entry].node ? nodes_[node].level : nodes_[node].level + "/" + filter;
    }
    if (const std::uint32_t group = entries_[entry].subscription.shared_group; group != 0) {
        filter = "$share/" + groups_.at(group).share_name + "/" + filter;
    }
    return filter;
}

std::vector<SubscriptionTree::Entry> SubscriptionTree::entries_of(SessionIndex session) const {
    std::vector<Entry> list;
    if (session >= sessions_.size()) return list;
    for (Entry entry = sessions_[session].first; entry != none; entry = entries_[entry].next_in_session) {
        list.push_back(entry);
    }
    return list;
}

std::size_t SubscriptionTree::count_of(SessionIndex session) const {
    return session < sessions_.size() ? sessions_[session].count : 0;
}

} // namespace broker
