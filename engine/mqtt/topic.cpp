#include "mqtt/topic.hpp"

#include "mqtt/utf8.hpp"

#include <algorithm>

namespace mqtt {
namespace {

constexpr std::size_t longest = 65535;

/// Takes the first level off `rest`; `last` tells whether it was the only one.
std::string_view next_level(std::string_view& rest, bool& last) {
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view level = rest.substr(0, slash);
    rest = last ? std::string_view() : rest.substr(slash + 1);
    return level;
}

bool wildcards_stand_right(std::string_view filter) {
    bool last = false;
    while (!last) {
        const std::string_view level = next_level(filter, last);
        if (level.find_first_of("+#") == std::string_view::npos) continue;
        if (level.size() != 1) return false;
        if (level == "#" && !last) return false;
    }
    return true;
}

bool has_right_length(std::string_view topic) { return !topic.empty() && topic.size() <= longest; }

} // namespace

bool is_valid_topic_name(std::string_view topic) {
    return has_right_length(topic) && !has_wildcard(topic) && is_valid_utf8(topic);
}

bool is_valid_topic_filter(std::string_view filter) {
    if (!has_right_length(filter) || !is_valid_utf8(filter)) return false;
    if (is_shared(filter)) return shared_filter(filter).has_value();
    return wildcards_stand_right(filter);
}

bool has_wildcard(std::string_view filter) { return filter.find_first_of("+#") != std::string_view::npos; }

std::size_t level_count(std::string_view topic) {
    return 1 + static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/'));
}

bool matches(std::string_view filter, std::string_view topic) {
    if (topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'))) return false;
    bool filter_ended = false, topic_ended = false;
    while (!filter_ended && !topic_ended) {
        const std::string_view wanted = next_level(filter, filter_ended);
        if (wanted == "#") return true;
        const std::string_view level = next_level(topic, topic_ended);
        if (wanted != "+" && wanted != level) return false;
    }
    if (topic_ended && !filter_ended) return filter == "#"; // "a/#" matches "a" as well
    return filter_ended && topic_ended;
}

bool is_shared(std::string_view filter) { return filter.starts_with("$share/"); }

std::optional<SharedFilter> shared_filter(std::string_view filter) {
    if (!is_shared(filter)) return std::nullopt;
    filter.remove_prefix(std::string_view("$share/").size());
    const std::size_t slash = filter.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const SharedFilter parts{filter.substr(0, slash), filter.substr(slash + 1)};
    if (parts.share_name.empty() || has_wildcard(parts.share_name)) return std::nullopt;
    if (parts.topic_filter.empty() || !wildcards_stand_right(parts.topic_filter)) return std::nullopt;
    return parts;
}

} // namespace mqtt
