// A world that lives for long forgets its oldest past, and only that.
#include "sim/timeline.hpp"

#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace world_run;

TEST_CASE("too much past is given up at its old end; what is left can be lived again exactly", "[timeline]") {
    const std::string lines = "client a\nclient b\n@0s a connect\n@0s b connect\n@1s b subscribe t\n"
                              "@2s a publish t \"x\" every 1ms times=60000\n";
    sim::Timeline timeline(scenario_of(lines));
    for (int s = 1; s <= 63; ++s) timeline.advance(at_s(s));
    REQUIRE(timeline.now() == at_s(63));
    CHECK(timeline.events().first() > 1);
    CHECK(timeline.events().size() < 400'000);
    CHECK(timeline.events().last() + 1 == timeline.world().next_event());
    const std::string end = state_text(timeline.world());

    const base::Instant first = timeline.seek(at_s(0));
    CHECK(first > at_s(2));
    CHECK(timeline.world().next_event() == timeline.events().first());
    Run straight(lines);
    const auto live_to = [&](base::Instant to) {
        straight.until(to);
        straight.events.forget_before(straight.events.last());
    };
    live_to(timeline.seek(at_s(55)));
    CHECK(state_text(timeline.world()) == state_text(straight.world));
    timeline.seek(at_s(63));
    live_to(at_s(63));
    CHECK(state_text(timeline.world()) == end);
    CHECK(state_text(straight.world) == end);
}
