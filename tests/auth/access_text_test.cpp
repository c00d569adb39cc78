// A rules file: sections, kinds of rules, and where it is wrong.
#include "auth/access.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

using auth::Access;

namespace {

/// Which of read, write and subscribe a rules file gives: "rws", "r-s", "---".
std::string given(std::string_view text, const auth::Identity& who, std::string_view topic) {
    const auth::AccessText rules = auth::read_access_rules(text);
    REQUIRE(rules.error == "");
    std::string letters;
    letters += rules.rules.allows(who, Access::read, topic) ? 'r' : '-';
    letters += rules.rules.allows(who, Access::write, topic) ? 'w' : '-';
    letters += rules.rules.allows(who, Access::subscribe, topic) ? 's' : '-';
    return letters;
}

std::string error_of(std::string_view text) { return auth::read_access_rules(text).error; }

constexpr std::string_view sections = "topic all/1\n"
                                      "user ana maria\n"
                                      "topic read ana/1\n"
                                      "pattern every/%c\n"
                                      "client phone\n"
                                      "topic phone/1\n"
                                      "all\n"
                                      "topic all/2\n";

} // namespace

TEST_CASE("Each kind of rule gives its accesses") {
    CHECK(given("topic t", {}, "t") == "rws");
    CHECK(given("topic readwrite t", {}, "t") == "rws");
    CHECK(given("topic read t", {}, "t") == "r-s");
    CHECK(given("topic write t", {}, "t") == "-w-");
    CHECK(given("topic subscribe t", {}, "t") == "--s");
    CHECK(given("topic #\ntopic deny t", {}, "t") == "---");
    CHECK(given("topic #\ntopic deny t", {}, "u") == "rws");
}

TEST_CASE("A rule holds for its section: everybody, a user, a client") {
    for (const std::string_view topic : {"all/1", "all/2"}) CHECK(given(sections, {"x", "y"}, topic) == "rws");
    CHECK(given(sections, {"ana maria", "y"}, "ana/1") == "r-s");
    CHECK(given(sections, {"ana", "y"}, "ana/1") == "---");
    CHECK(given(sections, {"", "phone"}, "phone/1") == "rws");
    CHECK(given(sections, {"ana maria", "y"}, "phone/1") == "---");
}

TEST_CASE("A pattern holds for everybody, in whatever section it stands") {
    CHECK(given(sections, {"", "y"}, "every/y") == "rws");
    CHECK(given("user ana\npattern deny every/%c\nall\ntopic #", {"", "y"}, "every/y") == "---");
}

TEST_CASE("A topic may hold blanks and begin like a kind") {
    CHECK(given("topic read my own topic", {}, "my own topic") == "r-s");
    CHECK(given("topic my own topic", {}, "my own topic") == "rws");
    CHECK(given("topic read", {}, "read") == "rws");
    CHECK(given("topic write read", {}, "read") == "-w-");
}

TEST_CASE("Empty lines, comments, blanks around and CR LF change nothing") {
    CHECK(given("\n  \t\n# topic no\n  topic\tread  t \r\n#", {}, "t") == "r-s");
    CHECK(auth::read_access_rules("# nothing\n\r\n").rules.empty());
}

TEST_CASE("A line that is no rule is an error with its number") {
    const std::string expected = "expected user NAME, client ID, all, topic ... or pattern ...";
    CHECK(error_of("tropic a") == "line 1: " + expected);
    CHECK(error_of("topic a\n\nuser") == "line 3: " + expected);
    CHECK(error_of("client \n") == "line 1: " + expected);
    CHECK(error_of("# x\nall of them") == "line 2: " + expected);
    CHECK(error_of("Topic a") == "line 1: " + expected);
}

TEST_CASE("A rule without a right Topic Filter is an error with its line") {
    for (const std::string_view rule : {"topic", "pattern", "topic a/#/b", "topic read a+", "pattern deny #/a"}) {
        INFO(rule);
        CHECK(error_of("user ana\n" + std::string(rule)) == "line 2: expected a Topic Filter");
    }
}

TEST_CASE("The rules before a wrong line are there, those behind it are not") {
    const auth::AccessText text = auth::read_access_rules("topic a\nwrong\ntopic b");
    CHECK(text.error != "");
    CHECK(text.rules.allows({}, Access::read, "a"));
    CHECK_FALSE(text.rules.allows({}, Access::read, "b"));
}
