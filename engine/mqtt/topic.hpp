// Topic Names and Topic Filters [3.1.1 and 5.0, 4.7].
#pragma once

#include <optional>
#include <string_view>

namespace mqtt {

/// A Topic Name: 1 to 65,535 bytes of valid UTF-8 without wildcards [MQTT-4.7.1-1, MQTT-4.7.3-1].
bool is_valid_topic_name(std::string_view topic);

/// A Topic Filter: 1 to 65,535 bytes; '#' alone in its level and last [MQTT-4.7.1-2]; '+' alone in
/// its level [MQTT-4.7.1-3]. `$share/...` filters are judged by their form too (5.0, 4.8.2).
bool is_valid_topic_filter(std::string_view filter);

bool has_wildcard(std::string_view filter);

/// How many levels a name or filter has: one more than it has slashes.
std::size_t level_count(std::string_view topic);

/// Whether a (non-shared) filter matches a name; wildcards do not match a first level that begins
/// with '$' [MQTT-4.7.2-1]. The reference for the tree, and for single questions.
bool matches(std::string_view filter, std::string_view topic);

/// `$share/NAME/FILTER` taken apart [5.0, 4.8.2].
struct SharedFilter {
    std::string_view share_name;
    std::string_view topic_filter;
};
/// Nothing when the filter does not begin with "$share/" or is not well-formed after it.
std::optional<SharedFilter> shared_filter(std::string_view filter);
bool is_shared(std::string_view filter);

} // namespace mqtt
