// From lines to moments.
#include "sim/scenario_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

namespace {

using namespace sim;

struct Moment {
    std::int64_t ms;
    std::uint32_t line;
    friend bool operator==(const Moment&, const Moment&) = default;
};

std::vector<Moment> moments(const std::string& steps) {
    const ParsedScenario parsed = parse_scenario("mqtt-scenario 1\nclient a\n" + steps);
    REQUIRE(parsed.errors.empty());
    std::vector<Moment> all;
    for (const TimedAction& action : timed_actions(parsed.scenario)) all.push_back({action.at.us / 1000, action.line});
    return all;
}

} // namespace

TEST_CASE("a relative time counts from the step line before it", "[scenario]") {
    CHECK(moments("+1s a connect\n\n+500ms a cut\n@4s a connect\n+1s a cut\n") ==
          std::vector<Moment>{{1000, 3}, {1500, 5}, {4000, 6}, {5000, 7}});
}

TEST_CASE("a repeated step counts for the next relative time with its first moment", "[scenario]") {
    CHECK(moments("@1s a connect every 2s times=3\n+1s a cut\n") ==
          std::vector<Moment>{{1000, 3}, {2000, 4}, {3000, 3}, {5000, 3}});
}

TEST_CASE("steps of the same moment keep the order of the text", "[scenario]") {
    CHECK(moments("@2s a cut\n@1s a connect\n@2s a heal\n@1s note \"x\"\n") ==
          std::vector<Moment>{{1000, 4}, {1000, 6}, {2000, 3}, {2000, 5}});
}

TEST_CASE("changes replace what they name and keep the rest", "[scenario]") {
    ClientOptions base;
    base.clean = false;
    base.keep_alive_s = std::uint16_t{60};
    base.will_topic = "t";
    ClientOptions changes;
    changes.clean = true;
    changes.user_name = "ana";
    changes.reconnect = base::seconds(2);
    const ClientOptions after = with_changes(base, changes);
    CHECK(after.clean == true);
    CHECK(after.keep_alive_s == 60);
    CHECK(after.will_topic == "t");
    CHECK(after.user_name == "ana");
    CHECK(after.reconnect == base::seconds(2));
    CHECK(with_changes(base, {}) == base);
    CHECK(with_changes({}, base) == base);
}
