// Texts from outside: bounded work and a clear error, whatever they hold.
#include "base/prng.hpp"
#include "sim/scenario_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

namespace {

using namespace sim;

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

void check_sound(const ParsedScenario& parsed) {
    REQUIRE(parsed.errors.size() <= 100);
    for (const ScenarioError& error : parsed.errors) {
        REQUIRE(error.line >= 1);
        REQUIRE(error.column >= 1);
        REQUIRE_FALSE(error.es.empty());
        REQUIRE_FALSE(error.en.empty());
    }
    if (!parsed.errors.empty()) return;
    const std::string printed = print_scenario(parsed.scenario);
    REQUIRE(parse_scenario(printed).scenario == parsed.scenario);
}

} // namespace

TEST_CASE("a text above the bound is refused unread", "[scenario]") {
    const auto parsed = parse_scenario("mqtt-scenario 1\n" + repeated("#\n", 131'072));
    REQUIRE(parsed.errors.size() == 1);
    CHECK(parsed.errors[0].en.find("too large") != std::string::npos);
    CHECK(parsed.scenario.lines.empty());
    CHECK(parse_action(repeated("a", 300'000), {"a"}).errors.size() == 1);
}

TEST_CASE("lines, clients and steps have bounds", "[scenario]") {
    ScenarioBounds bounds;
    bounds.lines = 3;
    bounds.clients = 1;
    bounds.steps = 5;
    bounds.end = base::seconds(10);
    bounds.repeated_bytes = 200;
    const auto only = [&](const std::string& text) {
        const auto parsed = parse_scenario("mqtt-scenario 1\n" + text, bounds);
        return parsed.errors.size() == 1 ? parsed.errors[0] : ScenarioError{};
    };
    CHECK(only("\n\n\n\n\n").line == 5);
    CHECK(only("client a\nclient b").line == 3);
    CHECK(only("client a\n@0s a cut every 1s times=4\n@0s a cut every 1s times=2").line == 4);
    CHECK(only("client a\n@11s a cut").line == 3);
    CHECK(only("client a\n@6s a cut\n+6s a cut").line == 4);
    CHECK(only("client a\n@6s a cut every 3s times=3").line == 3);
    CHECK(only("client a\n@0s a publish t \"" + repeated("x", 100) + "\" every 1s times=2").line == 3);
    CHECK(parse_scenario("mqtt-scenario 1\nclient a\n@6s a cut every 2s times=3", bounds).errors.empty());
}

TEST_CASE("at most a hundred errors are told", "[scenario]") {
    CHECK(parse_scenario("mqtt-scenario 1\n" + repeated("x\n", 4'000)).errors.size() == 100);
}

TEST_CASE("a string of MQTT has at most 65,535 bytes", "[scenario]") {
    const std::string head = "mqtt-scenario 1\nclient a\n@0s a ";
    CHECK(parse_scenario(head + "subscribe " + repeated("x", 65'535)).errors.empty());
    CHECK(parse_scenario(head + "subscribe " + repeated("x", 65'536)).errors.size() == 1);
    CHECK(parse_scenario(head + "publish " + repeated("x", 65'536) + " y").errors.size() == 1);
    CHECK(parse_scenario(head + "publish t " + repeated("x", 200'000)).errors.empty());
    CHECK(parse_scenario(head + "connect user=" + repeated("x", 65'536)).errors.size() == 1);
    CHECK(parse_scenario(head + "connect will-topic=t will-payload=" + repeated("x", 65'536)).errors.size() == 1);
}

TEST_CASE("very long lines and many words are read in bounded time", "[scenario]") {
    const std::string head = "mqtt-scenario 1\nclient a version=5\n";
    for (const std::string& line :
         {repeated("a ", 100'000), repeated("\"", 200'000), repeated("\\", 200'000),
          "title \"" + repeated("\\u{", 60'000), "@0s a publish t x" + repeated(" user-property=a:b", 10'000),
          "@" + repeated("9", 200'000) + "s a cut", "@0." + repeated("9", 200'000) + "s a cut",
          "seed " + repeated("1", 200'000), repeated("=", 200'000), "@0s a subscribe " + repeated("/", 65'535),
          "client " + repeated("ñ", 100'000)})
        check_sound(parse_scenario(head + line));
    std::string clients = "mqtt-scenario 1\n";
    for (int i = 0; i < 500; ++i) clients += "client " + repeated("x", 28) + std::to_string(i) + "\n";
    check_sound(parse_scenario(clients + repeated("@0s " + repeated("x", 29) + "y cut\n", 1'000)));
}

TEST_CASE("NULs, other control characters and invalid UTF-8 are errors with their place", "[scenario]") {
    using namespace std::string_view_literals;
    for (std::string_view line : {"title \"a\0b\""sv, "# a\0b"sv, "title \"a\rb\""sv, "# \xc0\xaf"sv,
                                  "# \xed\xa0\x80"sv, "# \xf4\x90\x80\x80"sv, "# \xe2\x82"sv, "\x80"sv, "# \x7f"sv}) {
        const auto parsed = parse_scenario("mqtt-scenario 1\n" + std::string(line));
        REQUIRE(parsed.errors.size() == 1);
        CHECK(parsed.errors[0].line == 2);
        CHECK(parsed.errors[0].length == 1);
    }
}

TEST_CASE("no text made of pieces of the language or of random bytes breaks the parser", "[scenario]") {
    constexpr std::string_view pieces[] = {"client ",
                                           "a",
                                           "b ",
                                           "@1s ",
                                           "+1ms ",
                                           "every ",
                                           "times=",
                                           "2s",
                                           "\n",
                                           "\"",
                                           "\\u{",
                                           "}",
                                           "#",
                                           "=",
                                           "hex:",
                                           "base64:",
                                           "publish ",
                                           "subscribe ",
                                           "expect ",
                                           "received ",
                                           "note ",
                                           "broker ",
                                           "qos=",
                                           "1",
                                           "0x87",
                                           "version=5",
                                           "never",
                                           "session-expiry=",
                                           "will-topic=",
                                           " ",
                                           "\t",
                                           "\r\n",
                                           "\xff",
                                           "99999999999999999999",
                                           "ñ",
                                           "user-property=",
                                           ":"};
    base::Prng prng(2024);
    for (int round = 0; round < 4'000; ++round) {
        std::string text = prng.chance(9, 10) ? "mqtt-scenario 1\nclient a\nclient b version=5\n" : "";
        for (std::uint64_t i = 0, n = prng.below(40); i < n; ++i) {
            if (prng.chance(1, 20))
                text.push_back(static_cast<char>(prng.below(256)));
            else
                text += pieces[prng.below(std::size(pieces))];
        }
        INFO(text);
        check_sound(parse_scenario(text));
        parse_action(text, {"a", "b"});
    }
}

TEST_CASE("a right scenario with any one byte changed is read or refused, never worse", "[scenario]") {
    const std::string text =
        "mqtt-scenario 1\ntitle es \"Hola\"\nclient a version=5 will-topic=t\nlink a latency=80ms\n"
        "@2s a publish casa/x \"21.5\" qos=1 message-expiry=30s every 2s times=3\n"
        "+500ms expect a received casa/x hex:00ff times=1\n";
    base::Prng prng(7);
    for (std::size_t at = 0; at < text.size(); ++at)
        for (int change = 0; change < 8; ++change) {
            std::string changed = text;
            changed[at] = static_cast<char>(prng.below(256));
            check_sound(parse_scenario(changed));
        }
}
