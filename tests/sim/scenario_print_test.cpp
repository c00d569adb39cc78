// The canonical text: parsing it gives the same scenario, and printing it again the same text.
#include "base/prng.hpp"
#include "sim/scenario_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sim;

std::string canonical(std::string_view text) {
    const ParsedScenario parsed = parse_scenario(text);
    INFO(text);
    for (const ScenarioError& error : parsed.errors)
        UNSCOPED_INFO(error.line << ":" << error.column << " " << error.en);
    REQUIRE(parsed.errors.empty());
    const std::string printed = print_scenario(parsed.scenario);
    const ParsedScenario again = parse_scenario(printed);
    UNSCOPED_INFO(printed);
    for (const ScenarioError& error : again.errors) UNSCOPED_INFO(error.line << ":" << error.column << " " << error.en);
    REQUIRE(again.errors.empty());
    REQUIRE(again.scenario == parsed.scenario);
    REQUIRE(print_scenario(again.scenario) == printed);
    return printed;
}

std::string canonical_step(const std::string& step) {
    const std::string head = "mqtt-scenario 1\nclient a version=5\n";
    const std::string printed = canonical(head + step);
    REQUIRE(printed.substr(0, head.size()) == head);
    return printed.substr(head.size(), printed.size() - head.size() - 1);
}

/// Random scenarios that are right, to be printed and read back.
class Maker {
public:
    explicit Maker(std::uint64_t seed) : prng_(seed) {}

    std::string scenario() {
        std::string text = "mqtt-scenario 1\nclient a version=5\nclient b version=5\n";
        for (std::uint64_t i = 0, lines = prng_.below(12); i < lines; ++i) text += line() + comment() + "\n";
        return text;
    }

private:
    std::string pick(const std::vector<std::string>& of) { return of[prng_.below(of.size())]; }
    std::string maybe(const std::string& text) { return prng_.chance(1, 3) ? text : ""; }
    std::string blanks() { return pick({" ", "  ", "\t"}); }
    std::string comment() { return pick({"", "", " #", " # note", "\t#x # y"}); }

    std::string quoted() {
        std::string text = "\"";
        for (std::uint64_t i = 0, n = prng_.below(6); i < n; ++i)
            text += pick({"a", " ", "#", "=", "ñ", "😀", "\\\"", "\\\\", "\\n", "\\t", "\\u{7f}", "\\u{202e}",
                          "hex:", "every", "/"});
        return text + "\"";
    }
    std::string topic() {
        return pick({"t", "casa/sala", "\"a=b\"", "\"# x\"", "/", "\"con espacio\"", "every", "hex:zz"});
    }
    std::string name() { // without wildcards
        return pick({"t", "casa/sala", "\"a=b\"", "/", "\"con espacio\"", "every", "ñ", "\\"});
    }
    std::string filter() { return pick({"t", "+", "#", "\"#\"", "casa/#", "+/+", "\"a b/+\"", "$share/g/x"}); }
    std::string payload() {
        return pick({quoted(), quoted(), "x", "hex:00ff", "hex:", "base64:AAEC", "\"\\u{0}\"", "21.5", "every"});
    }
    std::string duration() {
        return std::to_string(prng_.below(100'000)) + pick({"", ".5", ".125"}) + pick({"ms", "s", "m"});
    }
    std::string number(std::uint64_t below) { return std::to_string(prng_.below(below)); }
    std::string yes_no() { return pick({"yes", "no"}); }

    std::string connect_options() {
        return maybe(" id=" + quoted()) + maybe(" clean=" + yes_no()) + maybe(" keepalive=" + number(65'536) + "s") +
               maybe(" user=" + quoted() + " password=" + quoted()) +
               maybe(" will-topic=" + name() + " will-payload=" + payload() + " will-qos=" + number(3)) +
               maybe(" session-expiry=" + pick({"never", "1h", "0s"})) + maybe(" reconnect=" + duration());
    }
    std::string publish_options() {
        return maybe(" qos=" + number(3)) + maybe(" user-property=\"a:" + quoted().substr(1)) +
               maybe(" retain=" + yes_no()) + maybe(" correlation-data=" + payload()) +
               maybe(" message-expiry=" + number(1'000) + "s") + maybe(" content-type=" + quoted()) +
               maybe(" user-property=k:v") + maybe(" topic-alias=7");
    }
    std::string action() {
        const std::string client = pick({"a", "b"});
        switch (prng_.below(8)) {
        case 0: return client + " connect" + connect_options();
        case 1: return client + " disconnect" + maybe(" reason=0x04") + maybe(" session-expiry=5s");
        case 2:
            return client + blanks() + "subscribe " + filter() + maybe(" qos=" + number(3)) +
                   maybe(" subscription-id=3");
        case 3: return client + " unsubscribe " + filter();
        case 4: return client + " publish " + name() + blanks() + payload() + publish_options();
        case 5: return "note " + pick({"", "es ", "en "}) + quoted();
        case 6: return "expect " + client + " received " + name() + maybe(" " + quoted()) + maybe(" times=2");
        default: return client + " " + pick({"cut", "stall", "heal", "send hex:30ff"});
        }
    }
    std::string line() {
        if (prng_.chance(1, 8)) return "";
        if (prng_.chance(1, 8)) return "link a latency=" + duration();
        return pick({"@", "+"}) + duration() + blanks() + action() + maybe(" every " + number(9) + ".5s times=2");
    }

    base::Prng prng_;
};

} // namespace

TEST_CASE("durations are printed in the shortest exact spelling", "[scenario]") {
    CHECK(print_duration(base::milliseconds(80)) == "80ms");
    CHECK(print_duration(base::milliseconds(1500)) == "1.5s");
    CHECK(print_duration(base::seconds(120)) == "2m");
    CHECK(print_duration(base::seconds(3600)) == "1h");
    CHECK(print_duration(base::seconds(90)) == "90s");
    CHECK(print_duration(base::milliseconds(500)) == "500ms");
    CHECK(print_duration(base::microseconds(1)) == "0.001ms");
    CHECK(print_duration(base::microseconds(1'000'001)) == "1.000001s");
    CHECK(print_duration({}) == "0s");
}

TEST_CASE("blank lines and comments stay", "[scenario]") {
    CHECK(canonical("mqtt-scenario 1\r\n\r\n#  hello \r\nclient   a\t clean=no   # why # not\r\n\r\n") ==
          "mqtt-scenario 1\n\n# hello\nclient a clean=no  # why # not\n\n");
}

TEST_CASE("quotes stand only where they are needed, payloads and texts always in quotes", "[scenario]") {
    CHECK(canonical_step("@0s a publish \"casa/x\" 21.5 content-type=\"text/plain\"") ==
          "@0s a publish casa/x \"21.5\" content-type=text/plain");
    CHECK(canonical_step("@0s a publish \"a=b\" \"x\"") == "@0s a publish \"a=b\" \"x\"");
    CHECK(canonical_step("@0s a publish \"a b\" hex:00") == "@0s a publish \"a b\" hex:00");
    CHECK(canonical_step("@0s a publish t hex:414243") == "@0s a publish t \"ABC\"");
    CHECK(canonical_step("@0s a subscribe #") == "@0s a subscribe \"#\"");
    CHECK(canonical_step("@0s a connect id=\"\" user=\"\"") == "@0s a connect id=\"\" user=\"\"");
    CHECK(canonical_step("@0s a connect id=\"con espacio\"") == "@0s a connect id=\"con espacio\"");
    CHECK(canonical_step("@0s a send \"A\"") == "@0s a send hex:41");
    CHECK(canonical_step("@0s expect a received every every 1s times=2") ==
          "@0s expect a received every every 1s times=2");
    CHECK(canonical_step("@0s a publish every every every 1s times=2") ==
          "@0s a publish every \"every\" every 1s times=2");
    CHECK(canonical_step("@0s a publish t \"\\u{200b}á\\u{7f}\"") == "@0s a publish t hex:e2808bc3a17f");
    CHECK(canonical_step("@0s note \"\\u{200b}á\"") == "@0s note \"\\u{200b}á\"");
}

TEST_CASE("options are printed in one order, those with their default value left out", "[scenario]") {
    CHECK(canonical_step("@0s a publish t x retain=no qos=0") == "@0s a publish t \"x\"");
    CHECK(canonical_step("@0s a subscribe t retain-handling=1 qos=2 no-local=no") ==
          "@0s a subscribe t qos=2 retain-handling=1");
    CHECK(canonical_step("@0s a connect clean=no version=5") == "@0s a connect version=5 clean=no");
    CHECK(canonical_step("@0s a disconnect reason=0") == "@0s a disconnect");
    CHECK(canonical_step("@0s expect a refused 135") == "@0s expect a refused 0x87");
    CHECK(canonical_step("@0s a publish t x user-property=b:1 message-expiry=60s user-property=a:2") ==
          "@0s a publish t \"x\" user-property=b:1 message-expiry=1m user-property=a:2");
}

TEST_CASE("an action that is printed is read back the same", "[scenario]") {
    for (const char* text : {"a publish casa/x \"1\" qos=1", "note es \"hola\"", "expect broker retained t \"\"",
                             "a subscribe \"#\"", "a cut", "expect a refused 0x87", "a connect keepalive=1m"}) {
        const ParsedAction parsed = parse_action(text, {"a"});
        REQUIRE(parsed.errors.empty());
        CHECK(print_action(parsed.actor, parsed.action) == text);
    }
}

TEST_CASE("any right scenario survives printing and parsing", "[scenario]") {
    std::size_t right = 0;
    for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
        const std::string text = Maker(seed).scenario();
        if (!parse_scenario(text).errors.empty()) continue; // e.g. every 0s, or a time too fine
        ++right;
        canonical(text);
    }
    CHECK(right > 1000);
}
