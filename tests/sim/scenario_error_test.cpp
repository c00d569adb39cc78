// Every kind of mistake: where it is, what was expected, and the nearest right spelling.
#include "sim/scenario_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using namespace sim;

const std::string before = "mqtt-scenario 1\nclient phone\nclient five version=5\n"; // the line under test is 4

struct Row {
    std::string_view line;
    std::uint32_t column;
    std::uint32_t length;
    std::string_view nearest;
    std::string_view says; // part of the English message
};

ScenarioError only_error(const std::string& text) {
    const ParsedScenario parsed = parse_scenario(text);
    REQUIRE(parsed.errors.size() == 1);
    return parsed.errors[0];
}

void check_rows(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        INFO("line: " << row.line);
        const ScenarioError error = only_error(before + std::string(row.line));
        INFO(error.en << " / " << error.es);
        CHECK(error.line == 4);
        CHECK(error.column == row.column);
        CHECK(error.length == row.length);
        CHECK(error.nearest == row.nearest);
        CHECK(error.en.find(row.says) != std::string::npos);
        CHECK_FALSE(error.es.empty());
        CHECK(error.es != error.en);
    }
}

bool expects(const ScenarioError& error, std::string_view what) {
    return std::find(error.expected.begin(), error.expected.end(), what) != error.expected.end();
}

} // namespace

TEST_CASE("the first line must name format and version", "[scenario]") {
    for (const char* text : {"", "\n", "client a", "mqtt-scenario", "mqtt-scenario 0", "mqtt-scenario 1 x",
                             "mqtt-scenario 1 # x", "mqtt-scenari 1", " # x"}) {
        INFO(text);
        const ParsedScenario parsed = parse_scenario(text);
        REQUIRE(parsed.errors.size() == 1);
        CHECK(parsed.errors[0].line == 1);
        CHECK(parsed.errors[0].column == 1);
        CHECK(parsed.errors[0].nearest == "mqtt-scenario 1");
    }
}

TEST_CASE("a text of a newer version says so, and nothing more", "[scenario]") {
    for (const char* version : {"2", "10", "99999999999999999999999"}) {
        const ScenarioError error = only_error(std::string("mqtt-scenario ") + version + "\n???\n");
        CHECK(error.en.find("newer version") != std::string::npos);
        CHECK(error.es.find("más nueva") != std::string::npos);
        CHECK(error.column == 15);
    }
}

TEST_CASE("each wrong line gives an error and the next is read", "[scenario]") {
    const auto parsed = parse_scenario("mqtt-scenario 1\nclien a\nclient b\n@x b cut\n@1s b cut\n");
    REQUIRE(parsed.errors.size() == 2);
    CHECK(parsed.errors[0].line == 2);
    CHECK(parsed.errors[1].line == 4);
    REQUIRE(parsed.scenario.lines.size() == 4);
    CHECK(std::holds_alternative<BlankLine>(parsed.scenario.lines[0].content));
    CHECK(std::holds_alternative<StepLine>(parsed.scenario.lines[3].content));
}

TEST_CASE("columns count code points", "[scenario]") {
    const ScenarioError error = only_error(before + "@0s note \"día ñ 😀\" más");
    CHECK(error.column == 20);
    CHECK(error.length == 3);
    CHECK(error.found == "más");
}

TEST_CASE("a line of no known kind", "[scenario]") {
    check_rows({
        {"clinet x", 1, 6, "client", "not understood"},
        {"Title \"x\"", 1, 5, "title", "not understood"},
        {"lnik phone latency=1s", 1, 4, "link", "not understood"},
        {"2s phone cut", 1, 2, "@2s", "not understood"},
        {"phone cut", 1, 5, "@2s phone", "time before"},
        {"expect phone offline", 1, 6, "@2s expect", "time before"},
        {"\"client\" x", 1, 8, "client", "not understood"},
    });
}

TEST_CASE("words and quotes", "[scenario]") {
    check_rows({
        {"title \"abc", 7, 4, "", "closing quote"},
        {"title \"a\"b", 10, 1, "", "blank is missing"},
        {"title a\"b", 8, 1, "", "A quote can only open"},
        {"title \"a\\q\"", 9, 2, "", "not a known escape"},
        {"title \"a\\u{}\"", 9, 3, "", "not a known escape"},
        {"title \"a\\u{d800}\"", 9, 8, "", "not a known escape"},
        {"title \"a\\u{110000}\"", 9, 10, "", "not a known escape"},
        {"title \"a\\u{1234567}\"", 9, 9, "", "not a known escape"},
        {"title \"a\\", 9, 1, "", "not a known escape"},
        {"title Hola mundo", 7, 10, "\"Hola mundo\"", "goes in quotes"},
        {"title fr \"x\"", 7, 2, "", "not understood"},
        {"title", 6, 0, "", "too short"},
        {"title \"a\" b", 11, 1, "", "too much"},
        {"title \"a\x01\"", 9, 1, "", "U+0001"},
        {"title \"a\xff\"", 9, 1, "", "0xFF"},
    });
}

TEST_CASE("names of clients", "[scenario]") {
    check_rows({
        {"client", 7, 0, "", "too short"},
        {"client a.b", 8, 3, "", "not a name"},
        {"client -a", 8, 2, "", "not a name"},
        {"client \"a\"", 8, 3, "", "not a name"},
        {"client a×b", 8, 3, "", "not a name"},
        {"client broker", 8, 6, "", "reserved"},
        {"client note", 8, 4, "", "reserved"},
        {"client phone", 8, 5, "", "already a client"},
        {"link phoen latency=1s", 6, 5, "phone", "no client"},
        {"@0s fone cut", 5, 4, "phone", "no client"},
        {"@0s expect phon offline", 12, 4, "phone", "no client"},
        {"@0s broker cut", 5, 6, "", "no client"},
    });
}

TEST_CASE("options that are unknown, twice, or have a wrong value", "[scenario]") {
    check_rows({
        {"client c claen=no", 10, 8, "clean=no", "not an option of “client”"},
        {"client c clean=si", 10, 8, "clean=yes", "not a right value"},
        {"client c clean=no clean=no", 19, 8, "", "stands twice"},
        {"client c clean=\"no\"", 10, 10, "clean=no", "not a right value"},
        {"client c version=5.0", 10, 11, "version=5", "not a right value"},
        {"client c version=4", 10, 9, "version=3.1.1", "not a right value"},
        {"client c keepalive=60", 10, 12, "keepalive=60s", "not a right value"},
        {"client c keepalive=1.5s", 10, 14, "", "whole seconds"},
        {"client c keepalive=70000s", 10, 16, "keepalive=65535s", "not a right value"},
        {"client c keepalive=", 10, 10, "", "not a right value"},
        {"client c will-topic=a/# ", 10, 14, "", "no wildcards"},
        {"client c will-qos=1", 10, 10, "", "without “will-topic=”"},
        {"client c password=x", 10, 10, "", "without “user=”"},
        {"client c hello", 10, 5, "", "too much"},
        {"client c version=5 session-expiry=nevr", 20, 19, "session-expiry=never", "not a right value"},
        {"client c version=5 receive-maximum=0", 20, 17, "receive-maximum=1", "1 to 65535"},
        {"client c version=5 maximum-packet-size=x", 20, 21, "", "a number"},
        {"client c user=\"\\u{0}\"", 10, 12, "", "U+0000"},
        {"link phone", 11, 0, "", "too short"},
        {"link phone latency=-1s", 12, 11, "", "not a right value"},
        {"link phone latency=1.00001ms", 12, 17, "", "finer"},
        {"seed x", 6, 1, "", "a number"},
        {"seed 18446744073709551616", 6, 20, "18446744073709551615", "a number"},
    });
    const ScenarioError error = only_error(before + "@0s phone publish t x qos=3");
    CHECK(error.expected == std::vector<std::string>{"qos=0", "qos=1", "qos=2"});
    CHECK(error.nearest == "qos=2");
    CHECK(error.en.find("qos=0, qos=1 or qos=2") != std::string::npos);
    CHECK(error.es.find("qos=0, qos=1 o qos=2") != std::string::npos);
}

TEST_CASE("options of 5.0 need a client of 5.0", "[scenario]") {
    check_rows({
        {"client c session-expiry=1h", 10, 17, "", "MQTT 5.0 only"},
        {"client c version=3.1.1 will-topic=t will-delay=1s", 37, 13, "", "MQTT 5.0 only"},
        {"@0s phone connect receive-maximum=1", 19, 17, "", "“phone” does not"},
        {"@0s phone disconnect reason=0x04", 22, 11, "", "MQTT 5.0 only"},
        {"@0s phone subscribe t qos=1 no-local=yes", 29, 12, "", "MQTT 5.0 only"},
        {"@0s phone publish t x content-type=a", 23, 14, "", "MQTT 5.0 only"},
        {"@0s phone publish \"\" x topic-alias=1", 24, 13, "", "MQTT 5.0 only"},
    });
    CHECK(expects(only_error(before + "@0s phone subscribe t no-local=yes"), "version=5 on the “client” line"));
}

TEST_CASE("actions", "[scenario]") {
    check_rows({
        {"@0s", 4, 0, "", "too short"},
        {"@0s phone", 10, 0, "", "too short"},
        {"@0s phone conect", 11, 6, "connect", "not understood"},
        {"@0s phone subcribe x", 11, 8, "subscribe", "not understood"},
        {"@0s phone subscribe", 20, 0, "", "a Topic Filter"},
        {"@0s phone subscribe qos=1", 21, 5, "", "a Topic Filter"},
        {"@0s phone subscribe casa/#/x", 21, 8, "", "not a Topic Filter"},
        {"@0s phone subscribe casa+", 21, 5, "", "not a Topic Filter"},
        {"@0s phone subscribe \"\"", 21, 2, "", "at least one character"},
        {"@0s phone unsubscribe x y", 25, 1, "", "too much"},
        {"@0s phone unsubscribe x qos=1", 25, 5, "", "too much"},
        {"@0s phone publish casa/+ x", 19, 6, "", "no wildcards"},
        {"@0s phone publish \"\" x", 19, 2, "", "at least one character"},
        {"@0s phone publish t", 20, 0, "", "payload"},
        {"@0s phone publish t qos=1", 21, 5, "", "payload"},
        {"@0s phone publish t hex:4", 21, 5, "", "not hexadecimal"},
        {"@0s phone publish t hex:4g", 21, 6, "", "not hexadecimal"},
        {"@0s phone publish t base64:SGVsbG8", 21, 14, "", "not base64"},
        {"@0s phone publish t base64:SGVsbG9=", 21, 15, "", "not base64"},
        {"@0s phone publish t x retian=yes", 23, 10, "retain=yes", "not an option of “publish”"},
        {"@0s five publish t x user-property=a", 22, 15, "", "name:value"},
        {"@0s phone send", 15, 0, "", "hex:"},
        {"@0s phone send \"\"", 16, 2, "", "not a right value"},
        {"@0s phone cut now", 15, 3, "", "too much"},
        {"@0s five disconnect reason=0x8e", 21, 11, "", "not a right value"},
        {"@0s five disconnect reason=300", 21, 10, "", "a code"},
    });
}

TEST_CASE("expectations", "[scenario]") {
    check_rows({
        {"@0s expect", 11, 0, "", "too short"},
        {"@0s expect phone", 17, 0, "", "received"},
        {"@0s expect phone recieved x", 18, 8, "received", "not understood"},
        {"@0s expect phone retained x", 18, 8, "received", "not understood"},
        {"@0s expect broker received x", 19, 8, "retained", "not understood"},
        {"@0s expect phone received casa/+", 27, 6, "", "no wildcards"},
        {"@0s expect phone received x times=0", 29, 7, "times=1", "a number"},
        {"@0s expect phone refused", 25, 0, "", "a code"},
        {"@0s expect phone refused never", 26, 5, "", "a code"},
        {"@0s expect phone connected qos=1", 28, 5, "", "too much"},
    });
}

TEST_CASE("times and repetitions", "[scenario]") {
    check_rows({
        {"@2 phone cut", 1, 2, "@2s", "not a time"},
        {"@2min phone cut", 1, 5, "@2m", "not a time"},
        {"+ phone cut", 1, 1, "", "not a time"},
        {"@-1s phone cut", 1, 4, "", "not a time"},
        {"@1.s phone cut", 1, 4, "", "not a time"},
        {"@0.0001ms phone cut", 1, 9, "", "finer"},
        {"@99999999999999999999h phone cut", 1, 22, "", "past the last moment"},
        {"@87601h phone cut", 1, 7, "", "past the last moment"},
        {"@0s phone cut every", 20, 0, "", "too short"},
        {"@0s phone cut every 2", 21, 1, "2s", "not a time"},
        {"@0s phone cut every 0s times=2", 21, 2, "", "not a time"},
        {"@0s phone cut every 2s", 23, 0, "", "times=10"},
        {"@0s phone cut every 2s time=3", 24, 6, "times=3", "not understood"},
        {"@0s phone cut every 2s times=0", 24, 7, "times=1", "a number"},
        {"@0s phone cut every 1ms times=200001", 15, 5, "", "too many steps"},
        {"@0s phone cut every 87600h times=3", 15, 5, "", "past the last moment"},
    });
}

TEST_CASE("a wrong step says nothing about the version of its client", "[scenario]") {
    const auto parsed = parse_scenario(before + "@0s phone publsh\n@0s phone subscribe t no-local=yes\n");
    REQUIRE(parsed.errors.size() == 2);
    CHECK(parsed.errors[1].line == 5);
}

TEST_CASE("one title a language, one seed", "[scenario]") {
    CHECK(only_error("mqtt-scenario 1\ntitle es \"a\"\ntitle es \"b\"").line == 3);
    CHECK(only_error("mqtt-scenario 1\nseed 1\nseed 1").line == 3);
}

TEST_CASE("a client whose options are wrong is known all the same", "[scenario]") {
    CHECK(only_error("mqtt-scenario 1\nclient a claen=no\n@0s a connect\n").line == 2);
    CHECK(only_error("mqtt-scenario 1\nclient a user=\"x version=5\n@0s a subscribe t no-local=yes\n").line == 2);
    CHECK(only_error("mqtt-scenario 1\nclient a claen=no version=5\n@0s a subscribe t no-local=yes\n").line == 2);
    CHECK(only_error("mqtt-scenario 1\nclient a\n@0s a connect vresion=5\n@1s a subscribe t no-local=yes\n").line == 3);
}
