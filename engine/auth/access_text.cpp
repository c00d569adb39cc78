// Reading a rules file.
#include "auth/access.hpp"

#include "mqtt/topic.hpp"

namespace auth {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view take_word(std::string_view& rest) {
    const std::size_t end = rest.find_first_of(blanks);
    const std::string_view word = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : trimmed(rest.substr(end));
    return word;
}

struct Kind {
    std::string_view word;
    std::uint8_t access;
    bool allow;
};
// Mosquitto's "read" covers the subscription and what comes of it.
constexpr Kind kinds[] = {
    {"read", 5, true}, {"write", 2, true}, {"readwrite", 7, true}, {"subscribe", 4, true}, {"deny", 7, false}};

/// The rule that a `topic` or `pattern` line states; an error otherwise.
std::string_view take_rule(std::string_view rest, AccessRule& rule) {
    std::string_view after = rest;
    const std::string_view word = take_word(after);
    for (const Kind& kind : kinds) {
        if (word != kind.word || after.empty()) continue;
        rule.access = kind.access;
        rule.allow = kind.allow;
        rest = after;
    }
    if (!mqtt::is_valid_topic_filter(rest)) return "expected a Topic Filter";
    rule.topic_filter = rest;
    return {};
}

} // namespace

AccessText read_access_rules(std::string_view text) {
    AccessText result;
    AccessRule section;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.empty() || line.starts_with('#')) continue;
        const std::string_view word = take_word(line);
        std::string_view error;
        if (word == "user" && !line.empty()) {
            section = AccessRule();
            section.user_name = line;
        } else if (word == "client" && !line.empty()) {
            section = AccessRule();
            section.client_id = line;
        } else if (word == "all" && line.empty()) {
            section = AccessRule();
        } else if (word == "topic" || word == "pattern") {
            AccessRule rule = word == "topic" ? section : AccessRule();
            error = take_rule(line, rule);
            if (error.empty()) result.rules.add(std::move(rule));
        } else {
            error = "expected user NAME, client ID, all, topic ... or pattern ...";
        }
        if (!error.empty()) {
            result.error = "line ";
            result.error += std::to_string(number);
            result.error += ": ";
            result.error += error;
            return result;
        }
    }
    return result;
}

} // namespace auth
