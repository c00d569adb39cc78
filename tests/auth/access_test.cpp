// Access rules: who may do what with which topics.
#include "auth/access.hpp"

#include "mqtt/topic.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <string>
#include <utility>
#include <vector>

using auth::Access;
using auth::AccessRule;
using auth::AccessRules;

namespace {

constexpr std::uint8_t read = 1, write = 2, subscribe = 4;

AccessRules rules_of(std::vector<AccessRule> list) {
    AccessRules rules;
    for (AccessRule& rule : list) rules.add(std::move(rule));
    return rules;
}

/// Every text of one to `levels` levels out of these words.
std::vector<std::string> texts_of(const std::vector<std::string>& words, int levels) {
    std::vector<std::string> all = words, longest = words;
    for (int level = 1; level < levels; ++level) {
        std::vector<std::string> longer;
        for (const std::string& head : longest) {
            for (const std::string& word : words) longer.push_back(head + "/" + word);
        }
        all.insert(all.end(), longer.begin(), longer.end());
        longest = longer;
    }
    return all;
}

using Pair = std::pair<std::string, std::string>;

struct Enumeration {
    std::vector<std::string> filters;
    std::vector<std::vector<bool>> matches; // by filter, for each topic
};

/// Filters of three levels, and which topics of four levels each matches. One word stands in no filter.
Enumeration enumerated() {
    Enumeration made;
    std::vector<std::string> topics;
    for (const std::string& topic : texts_of({"a", "", "other"}, 4)) {
        if (mqtt::is_valid_topic_name(topic)) topics.push_back(topic);
    }
    for (const std::string& tail : {"", "/a", "/a/a", "/other", "/a/other", "/other/other"})
        topics.push_back("$S" + tail);
    std::vector<std::string> filters = texts_of({"a", "", "+", "#"}, 3);
    for (const std::string& tail : {"", "/a", "/+", "/#", "/+/a", "/+/#"}) filters.push_back("$S" + tail);
    for (const std::string& filter : filters) {
        if (!mqtt::is_valid_topic_filter(filter)) continue;
        made.filters.push_back(filter);
        made.matches.emplace_back();
        for (const std::string& topic : topics) made.matches.back().push_back(mqtt::matches(filter, topic));
    }
    return made;
}

} // namespace

TEST_CASE("One filter covers another when it matches all that the other matches, and never otherwise") {
    // The three that are not seen to be covered: access is then denied, which is safe.
    const std::set<Pair> stricter = {{"+/#", "#"}, {"/+/#", "/#"}, {"+/+/#", "/#"}};
    const Enumeration all = enumerated();
    for (std::size_t wide = 0; wide < all.filters.size(); ++wide) {
        for (std::size_t narrow = 0; narrow < all.filters.size(); ++narrow) {
            bool expected = true;
            for (std::size_t i = 0; i < all.matches[wide].size(); ++i) {
                expected = expected && (all.matches[wide][i] || !all.matches[narrow][i]);
            }
            const bool told = auth::covers(all.filters[wide], all.filters[narrow]);
            expected = expected && !stricter.contains({all.filters[wide], all.filters[narrow]});
            if (told != expected) FAIL_CHECK(all.filters[wide] << " covers " << all.filters[narrow] << ": " << told);
        }
    }
}

TEST_CASE("Without rules everything is allowed; with one, only what a rule allows") {
    CHECK(AccessRules().allows({}, Access::write, "t"));
    CHECK(AccessRules().allows({}, Access::subscribe, "#"));
    const AccessRules rules = rules_of({{.topic_filter = "a/#"}});
    for (const Access access : {Access::read, Access::write, Access::subscribe}) {
        CHECK(rules.allows({}, access, "a/b"));
        CHECK_FALSE(rules.allows({}, access, "b"));
    }
    CHECK_FALSE(rules.allows({}, Access::subscribe, "#"));
}

TEST_CASE("A rule gives the accesses that it names and no other") {
    const std::uint8_t given = read | subscribe;
    const AccessRules rules = rules_of({{.access = given, .topic_filter = "a"}});
    CHECK(rules.allows({}, Access::read, "a"));
    CHECK(rules.allows({}, Access::subscribe, "a"));
    CHECK_FALSE(rules.allows({}, Access::write, "a"));
    CHECK_FALSE(rules_of({{.access = write, .topic_filter = "a"}}).allows({}, Access::read, "a"));
}

TEST_CASE("A rule with a user name or a Client Identifier is for that one alone") {
    const AccessRules rules =
        rules_of({{.user_name = "ana", .topic_filter = "a"}, {.client_id = "phone", .topic_filter = "p"}});
    CHECK(rules.allows({"ana", "x"}, Access::write, "a"));
    CHECK_FALSE(rules.allows({"eva", "x"}, Access::write, "a"));
    CHECK_FALSE(rules.allows({"", "ana"}, Access::write, "a"));
    CHECK(rules.allows({"", "phone"}, Access::write, "p"));
    CHECK_FALSE(rules.allows({"phone", "x"}, Access::write, "p"));
}

TEST_CASE("A rule that denies wins over one that allows, wherever it stands") {
    for (const bool first : {true, false}) {
        std::vector<AccessRule> list = {{.topic_filter = "a/#"}};
        list.insert(first ? list.begin() : list.end(), {.allow = false, .topic_filter = "a/secret"});
        const AccessRules rules = rules_of(list);
        CHECK(rules.allows({}, Access::read, "a/b"));
        CHECK_FALSE(rules.allows({}, Access::read, "a/secret"));
        CHECK_FALSE(rules.allows({}, Access::write, "a/secret"));
    }
}

TEST_CASE(
    "A rule that denies refuses the filters that it covers; what a wider one would bring is refused on delivery") {
    const AccessRules rules = rules_of({{.topic_filter = "#"}, {.allow = false, .topic_filter = "a/+/x"}});
    for (const char* filter : {"a/b/x", "a/+/x"}) CHECK_FALSE(rules.allows({}, Access::subscribe, filter));
    for (const char* filter : {"#", "a/#", "+/+/+", "a/+/#", "a", "b/#", "a/+/y"})
        CHECK(rules.allows({}, Access::subscribe, filter));
    CHECK_FALSE(rules.allows({}, Access::read, "a/b/x"));
    CHECK(rules.allows({}, Access::read, "a/b/y"));
}

TEST_CASE("%u is the user name and %c the Client Identifier, each as often as it stands") {
    const AccessRules rules = rules_of({{.topic_filter = "home/%u/%c/%u%c/#"}});
    CHECK(rules.allows({"ana", "x1"}, Access::write, "home/ana/x1/anax1/t"));
    CHECK(rules.allows({"ana", "x1"}, Access::subscribe, "home/ana/x1/anax1/#"));
    CHECK_FALSE(rules.allows({"eva", "x1"}, Access::write, "home/ana/x1/anax1/t"));
    CHECK_FALSE(rules.allows({"ana", "x1"}, Access::write, "home/%u/%c/%u%c/t"));
    CHECK(rules_of({{.topic_filter = "a%/%x"}}).allows({}, Access::write, "a%/%x"));
}

TEST_CASE("A name that is missing or holds a wildcard or a slash fills in nothing") {
    const AccessRules rules = rules_of({{.topic_filter = "home/%u/#"}, {.topic_filter = "dev/%c"}});
    for (const char* name : {"", "+", "#", "a/b", "a+"}) {
        CHECK_FALSE(rules.allows({name, name}, Access::subscribe, "home/ana/t"));
        CHECK_FALSE(rules.allows({name, name}, Access::write, std::string("home/") + name + "/t"));
        CHECK_FALSE(rules.allows({name, name}, Access::write, "dev/x"));
    }
}
