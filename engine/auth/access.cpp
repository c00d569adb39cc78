#include "auth/access.hpp"

#include "mqtt/topic.hpp"

namespace auth {
namespace {

/// Puts names for %u and %c. A name that is missing or that a level cannot hold fits nobody where the
/// rule allows, and anybody where it denies: false, or '+' in its place.
bool fill_in(const AccessRule& rule, const Identity& who, std::string& filled) {
    const std::string_view pattern = rule.topic_filter;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::string_view code = pattern.substr(i, 2);
        if (code != "%u" && code != "%c") {
            filled += pattern[i];
            continue;
        }
        std::string_view name = code == "%u" ? who.user_name : who.client_id;
        if (name.empty() || name.find_first_of("+#/") != std::string_view::npos) {
            if (rule.allow) return false;
            name = "+";
        }
        filled += name;
        ++i;
    }
    return true;
}

std::string_view take_level(std::string_view& rest, bool& last) {
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view level = rest.substr(0, slash);
    rest = last ? std::string_view() : rest.substr(slash + 1);
    return level;
}

bool hidden(std::string_view wild, std::string_view other) {
    return other.starts_with('$') && (wild.starts_with('+') || wild.starts_with('#'));
}

} // namespace

bool covers(std::string_view wide, std::string_view narrow) {
    if (hidden(wide, narrow)) return false;
    bool wide_ended = false, narrow_ended = false;
    while (!wide_ended && !narrow_ended) {
        const std::string_view wanted = take_level(wide, wide_ended);
        if (wanted == "#") return true;
        const std::string_view level = take_level(narrow, narrow_ended);
        if (level == "#" || (wanted != "+" && wanted != level)) return false;
    }
    return (wide_ended && narrow_ended) || (narrow_ended && wide == "#");
}

bool AccessRules::allows(const Identity& who, Access access, std::string_view topic) const {
    if (rules_.empty()) return true;
    const bool of_filter = access == Access::subscribe;
    bool allowed = false;
    for (const AccessRule& rule : rules_) {
        if ((rule.access & static_cast<std::uint8_t>(access)) == 0) continue;
        if (!rule.user_name.empty() && rule.user_name != who.user_name) continue;
        if (!rule.client_id.empty() && rule.client_id != who.client_id) continue;
        std::string filter;
        if (!fill_in(rule, who, filter)) continue;
        const bool concerned = of_filter ? covers(filter, topic) : mqtt::matches(filter, topic);
        if (!concerned) continue;
        if (!rule.allow) return false;
        allowed = true;
    }
    return allowed;
}

} // namespace auth
