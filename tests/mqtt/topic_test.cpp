// Topic Names and Topic Filters [3.1.1 and 5.0, 4.7; 5.0, 4.8.2].
#include "codec_checks.hpp"

#include "base/prng.hpp"
#include "mqtt/topic.hpp"

using mqtt::is_valid_topic_filter;
using mqtt::is_valid_topic_name;
using mqtt::matches;
using mqtt::shared_filter;

TEST_CASE("A Topic Name has 1 to 65,535 bytes [MQTT-4.7.3-1, MQTT-4.7.3-3]") {
    CHECK_FALSE(is_valid_topic_name(""));
    CHECK(is_valid_topic_name("a"));
    CHECK(is_valid_topic_name("/"));
    CHECK(is_valid_topic_name(" "));
    CHECK(is_valid_topic_name("$SYS/x"));
    CHECK(is_valid_topic_name("//"));
    CHECK(is_valid_topic_name(std::string(65535, 'a')));
    CHECK_FALSE(is_valid_topic_name(std::string(65536, 'a')));
}

TEST_CASE("A Topic Name has no wildcard and no U+0000 and is UTF-8 [MQTT-4.7.1-1, MQTT-4.7.3-2]") {
    for (const std::string_view name : {"#", "+", "a/#", "a/+/b", "a#", "+a"}) CHECK_FALSE(is_valid_topic_name(name));
    CHECK_FALSE(is_valid_topic_name(hex_text("'a' 00")));
    CHECK_FALSE(is_valid_topic_name(hex_text("ed a0 80")));
}

TEST_CASE("'#' stands alone in its level and last [MQTT-4.7.1-2 of 3.1.1, MQTT-4.7.1-1 of 5.0]") {
    for (const std::string_view filter : {"#", "a/#", "/#", "a/b/#", "+/#", "$SYS/#"}) {
        INFO(filter);
        CHECK(is_valid_topic_filter(filter));
    }
    for (const std::string_view filter : {"a#", "#a", "a/#/b", "#/", "#/a", "##", "a/b#", "a/#/"}) {
        INFO(filter);
        CHECK_FALSE(is_valid_topic_filter(filter));
    }
}

TEST_CASE("'+' fills a whole level, at any position [MQTT-4.7.1-3 of 3.1.1, MQTT-4.7.1-2 of 5.0]") {
    for (const std::string_view filter : {"+", "+/a", "a/+", "a/+/b", "+/+", "/+", "+/", "+/+/#"}) {
        INFO(filter);
        CHECK(is_valid_topic_filter(filter));
    }
    for (const std::string_view filter : {"a+", "+a", "++", "a/b+", "a/+b/c", "+#"}) {
        INFO(filter);
        CHECK_FALSE(is_valid_topic_filter(filter));
    }
}

TEST_CASE("A Topic Filter has 1 to 65,535 bytes of UTF-8 without U+0000 [MQTT-4.7.3-1 to MQTT-4.7.3-3]") {
    CHECK_FALSE(is_valid_topic_filter(""));
    CHECK_FALSE(is_valid_topic_filter(std::string(65536, 'a')));
    CHECK(is_valid_topic_filter(std::string(65535, '/')));
    CHECK_FALSE(is_valid_topic_filter(hex_text("'a/' 00")));
    CHECK_FALSE(is_valid_topic_filter(hex_text("'a/' ff")));
}

namespace {

struct Matching {
    std::string_view filter;
    std::string_view topic;
    bool match;
};
constexpr Matching matchings[] = {
    // As they are [MQTT-4.7.3-4]: capital letters, spaces and slashes count.
    {"a", "a", true},
    {"a/b", "a/b", true},
    {"a", "A", false},
    {"a", "a/b", false},
    {"a/b", "a", false},
    {"a/", "a", false},
    {"a", "a/", false},
    {"/a", "a", false},
    {"/", "/", true},
    {"a b", "a b", true},
    {"a//b", "a//b", true},
    {"a/b", "a//b", false},
    // Multi-level wildcard: the parent and any number of levels.
    {"#", "a", true},
    {"#", "a/b/c", true},
    {"#", "/", true},
    {"a/#", "a", true},
    {"a/#", "a/", true},
    {"a/#", "a/b", true},
    {"a/#", "a/b/c", true},
    {"a/#", "ab", false},
    {"a/#", "b/a", false},
    {"a/b/#", "a", false},
    {"/#", "/a", true},
    {"/#", "a", false},
    // Single-level wildcard: exactly one level, an empty one too.
    {"+", "a", true},
    {"+", "a/b", false},
    {"+", "/a", false},
    {"/+", "/a", true},
    {"+/+", "/a", true},
    {"a/+", "a", false},
    {"a/+", "a/", true},
    {"a/+", "a/b", true},
    {"a/+", "a/b/c", false},
    {"+/b", "a/b", true},
    {"+/b", "a/c", false},
    {"a/+/c", "a/b/c", true},
    {"a/+/c", "a//c", true},
    {"a/+/c", "a/b/d", false},
    {"+/+/#", "a/b", true},
    {"+/+/#", "a", false},
    {"+/#", "a", true},
    {"a/+/#", "a", false},
    // Names that begin with '$' [MQTT-4.7.2-1].
    {"#", "$SYS", false},
    {"#", "$SYS/uptime", false},
    {"+", "$SYS", false},
    {"+/uptime", "$SYS/uptime", false},
    {"+/#", "$SYS/uptime", false},
    {"$SYS/#", "$SYS/uptime", true},
    {"$SYS/#", "$SYS", true},
    {"$SYS/+", "$SYS/uptime", true},
    {"$SYS/uptime", "$SYS/uptime", true},
    {"#", "a/$SYS", true},
    {"+/+", "a/$b", true},
    {"/#", "/$a", true},
};

} // namespace

TEST_CASE("A filter matches the names that 4.7 says it matches") {
    for (const Matching& row : matchings) {
        INFO(row.filter << " and " << row.topic);
        CHECK(matches(row.filter, row.topic) == row.match);
    }
}

namespace {

std::vector<std::string> levels_of(std::string_view topic) {
    std::vector<std::string> levels(1);
    for (const char c : topic) {
        if (c == '/') {
            levels.emplace_back();
        } else {
            levels.back() += c;
        }
    }
    return levels;
}

/// The rule of 4.7.1 and 4.7.2 word by word, on lists of levels.
bool matches_word_by_word(std::string_view filter, std::string_view topic) {
    const std::vector<std::string> wanted = levels_of(filter), given = levels_of(topic);
    if (given[0].starts_with('$') && (wanted[0] == "+" || wanted[0] == "#")) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "#") return given.size() >= i; // the parent level and any below
        if (i >= given.size() || (wanted[i] != "+" && wanted[i] != given[i])) return false;
    }
    return wanted.size() == given.size();
}

} // namespace

TEST_CASE("matches agrees with the rule word by word on short random names and filters") {
    base::Prng prng(4700);
    static constexpr std::string_view words[] = {"", "a", "b", "$", "+", "#"};
    for (int round = 0; round < 20'000; ++round) {
        std::string filter, topic;
        const std::uint64_t filter_levels = 1 + prng.below(4), topic_levels = 1 + prng.below(4);
        for (std::uint64_t i = 0; i < filter_levels; ++i) filter += (i ? "/" : "") + std::string(words[prng.below(6)]);
        for (std::uint64_t i = 0; i < topic_levels; ++i) topic += (i ? "/" : "") + std::string(words[prng.below(4)]);
        if (!is_valid_topic_filter(filter) || !is_valid_topic_name(topic)) continue;
        INFO(filter << " and " << topic);
        if (matches(filter, topic) != matches_word_by_word(filter, topic)) FAIL();
    }
}

TEST_CASE("Levels are one more than slashes [4.7.1.1]") {
    CHECK(mqtt::level_count("a") == 1);
    CHECK(mqtt::level_count("/") == 2);
    CHECK(mqtt::level_count("a/b/c") == 3);
    CHECK(mqtt::level_count("//") == 3);
}

TEST_CASE("A shared filter is $share, a ShareName and a filter [MQTT-4.8.2-1, MQTT-4.8.2-2]") {
    const auto parts = shared_filter("$share/group/a/+/#");
    REQUIRE(parts.has_value());
    CHECK(parts->share_name == "group");
    CHECK(parts->topic_filter == "a/+/#");
    CHECK(shared_filter("$share/g//")->topic_filter == "/");
    CHECK(shared_filter("$share/g/#")->topic_filter == "#");
    for (const std::string_view filter : {"$share/", "$share/g", "$share/g/", "$share//a", "$share/+/a", "$share/#/a",
                                          "$share/g+/a", "$share/g/a#", "$share/g/#/a"}) {
        INFO(filter);
        CHECK(mqtt::is_shared(filter));
        CHECK_FALSE(shared_filter(filter).has_value());
        CHECK_FALSE(is_valid_topic_filter(filter));
    }
    CHECK(is_valid_topic_filter("$share/g/a"));
    CHECK_FALSE(is_valid_topic_filter(hex_text("'$share/' ff '/a'")));
}

TEST_CASE("A filter that does not begin with $share/ is not shared [4.8.2]") {
    for (const std::string_view filter : {"$share", "$shared/g/a", "share/g/a", "/$share/g/a", "$SHARE/g/a", "a"}) {
        INFO(filter);
        CHECK_FALSE(mqtt::is_shared(filter));
        CHECK_FALSE(shared_filter(filter).has_value());
        CHECK(is_valid_topic_filter(filter));
    }
}
