// Time travel: every moment that was lived can be the present again, exactly as it was.
#include "sim/timeline.hpp"

#include "sim/scenario_texts.hpp"
#include "sim/world_run.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace world_run;
using sim::Timeline;
using trace::EventKind;

const std::string busy =
    "client a clean=no reconnect=1s keepalive=3s will-topic=w will-payload=\"gone\"\n"
    "client b version=5 clean=no session-expiry=1h\nlink a jitter=50ms\n"
    "@0s a connect\n@0s b connect\n@1s b subscribe # qos=2\n@1s a subscribe b/# qos=1\n"
    "@2s a publish t \"x\" qos=2 retain=yes every 100ms times=40\n"
    "@2s b publish b/t \"y\" qos=1 every 150ms times=30\n@3s a cut\n@5s b stall\n@7s b heal\n@8s b connect\n";

std::string trace_of(const Timeline& timeline) { return trace_text(timeline.events(), timeline.world().actors()); }

void act(Timeline& timeline, const std::string& line) {
    const sim::ParsedAction parsed = action_of(timeline.world(), line);
    timeline.act(parsed.actor, parsed.action);
}

/// Every moment at which something happened, and one between each two.
std::vector<base::Instant> moments(const trace::Events& events) {
    std::vector<base::Instant> list;
    for (const trace::Event& event : events) {
        if (!list.empty() && list.back() == event.at) continue;
        if (!list.empty()) list.push_back(list.back() + base::microseconds((event.at - list.back()).us / 2));
        list.push_back(event.at);
    }
    return list;
}

const base::Bytes connect_p = hex("10 0d 00 04 'MQTT' 04 02 00 00 00 01 'p'");
const base::Bytes subscribe_t = hex("82 06 00 01 00 01 't' 00");
const base::Bytes publish_t = hex("30 04 00 01 't' 'x'");

} // namespace

TEST_CASE("seeking to any moment, backwards and forwards, shows the world as it was then", "[timeline]") {
    std::vector<std::string> scripts = {busy};
    for (const auto& file : scenario_texts::files()) scripts.push_back(scenario_texts::lines_of(file));
    for (const std::string& script : scripts) {
        Timeline timeline(scenario_of(script));
        timeline.advance(at_s(30));
        const std::string trace = trace_of(timeline);
        const std::vector<base::Instant> times = moments(timeline.events());
        Run straight(script);
        std::vector<std::string> states;
        for (const base::Instant at : times) states.push_back(state_text(straight.until(at).world));
        straight.until(at_s(30));
        for (std::size_t i = times.size(); i-- > 0;) {
            REQUIRE(timeline.seek(times[i]) == times[i]);
            CHECK(state_text(timeline.world()) == states[i]);
        }
        for (std::size_t i = 0; i < times.size(); ++i) {
            REQUIRE(timeline.seek(times[i]) == times[i]);
            CHECK(state_text(timeline.world()) == states[i]);
        }
        timeline.seek(at_s(30));
        CHECK(timeline.at_edge());
        CHECK(state_text(timeline.world()) == state_text(straight.world));
        CHECK((trace_of(timeline) == trace));
        CHECK((straight.trace() == trace));
        CHECK(timeline.take_forked_from() == 0);
    }
}

TEST_CASE("a moment between the last event and the horizon can be the present", "[timeline]") {
    Timeline timeline(scenario_of("client a\n@0s a connect\n"));
    timeline.advance(at_s(100));
    CHECK(timeline.seek(at_s(50)) == at_s(50));
    CHECK_FALSE(timeline.at_edge());
    CHECK(timeline.advance(at_s(60)) == at_s(60));
    CHECK(timeline.horizon() == at_s(100));
    CHECK(timeline.advance(at_s(101)) == at_s(101));
    CHECK(timeline.at_edge());
}

TEST_CASE("playing from the past runs through known time into new", "[timeline]") {
    Timeline timeline(scenario_of(busy));
    timeline.advance(at_s(6));
    timeline.seek(at_s(1));
    for (int ms = 1000; ms <= 20'000; ms += 130) CHECK(timeline.advance(at_ms(ms)) == at_ms(ms));
    Run straight(busy);
    straight.until(timeline.now());
    CHECK(timeline.at_edge());
    CHECK((trace_of(timeline) == straight.trace()));
    CHECK(state_text(timeline.world()) == state_text(straight.world));
}

TEST_CASE("one call does no more steps than it may", "[timeline]") {
    Timeline timeline(scenario_of(busy));
    CHECK(timeline.advance(at_s(30), 10) < at_s(30));
    CHECK(timeline.world().steps() == 10);
    while (timeline.advance(at_s(30), 10) < at_s(30)) {
    }
    timeline.seek(at_s(0));
    const std::uint64_t before = timeline.world().steps();
    timeline.advance(at_s(30), 10);
    CHECK(timeline.world().steps() == before + 10);
}

TEST_CASE("an action in the past forks: what came after is forgotten and another future begins", "[timeline]") {
    Timeline timeline(scenario_of(busy));
    timeline.advance(at_s(10));
    const std::string before = trace_of(timeline);
    timeline.seek(at_ms(2500));
    const trace::EventId from = timeline.world().next_event();
    act(timeline, "a publish fork \"z\" qos=1");
    CHECK(timeline.at_edge());
    CHECK(timeline.horizon() == at_ms(2500));
    CHECK(timeline.take_forked_from() == from);
    CHECK(timeline.take_forked_from() == 0);
    timeline.advance(at_s(10));
    const std::string after = trace_of(timeline);
    const std::size_t kept = before.find('\n' + std::to_string(from) + ' ');
    REQUIRE(kept != std::string::npos);
    CHECK((after.substr(0, kept) == before.substr(0, kept)));
    CHECK((after != before));
    trace::EventId id = 0;
    for (const trace::Event& event : timeline.events()) CHECK(event.id == ++id);

    Run straight(busy);
    straight.until(at_ms(2500));
    straight.act("a publish fork \"z\" qos=1");
    straight.until(at_s(10));
    CHECK((straight.trace() == after));
    // The new past can be travelled as well, with what was done in it.
    timeline.seek(at_s(1));
    timeline.seek(at_s(10));
    CHECK((trace_of(timeline) == after));
    CHECK(state_text(timeline.world()) == state_text(straight.world));
}

TEST_CASE("actions and real clients are lived again as they came", "[timeline]") {
    Timeline timeline(scenario_of("client a\n@0s a connect\n@1s a subscribe t\n"));
    Run straight("client a\n@0s a connect\n@1s a subscribe t\n");
    timeline.advance(at_s(2));
    timeline.port_opened(1, "real");
    timeline.port_received(1, base::BytesView(connect_p).first(5));
    timeline.advance(at_s(3));
    timeline.port_received(1, base::BytesView(connect_p).subspan(5));
    timeline.port_received(1, publish_t);
    timeline.port_received(99, publish_t); // nobody
    act(timeline, "a disconnect");
    timeline.advance(at_s(4));
    timeline.port_closed(1);
    timeline.advance(at_s(5));
    const std::string trace = trace_of(timeline);
    const std::string state = state_text(timeline.world());
    timeline.take_port_output();
    for (const int s : {4, 3, 2, 1, 0, 2, 5}) timeline.seek(at_s(s));
    CHECK((trace_of(timeline) == trace));
    CHECK(state_text(timeline.world()) == state);
    CHECK(timeline.take_port_output().empty()); // nothing is sent twice
}

TEST_CASE("a real client lives on at the edge while the present is in the past", "[timeline]") {
    Timeline timeline(scenario_of("client a\n@0s a connect\n@1s a subscribe t\n"));
    timeline.advance(at_s(2));
    timeline.port_opened(1, "real");
    timeline.port_received(1, connect_p);
    timeline.take_port_output();
    timeline.advance(at_s(3));
    timeline.seek(at_ms(500));
    const std::string present = state_text(timeline.world());
    timeline.port_received(1, subscribe_t + publish_t);
    timeline.advance_edge(at_s(4));
    CHECK(state_text(timeline.world()) == present);
    CHECK_FALSE(timeline.at_edge());
    const auto output = timeline.take_port_output();
    REQUIRE(output.size() == 1);
    CHECK(shown(output[0].bytes) == shown(hex("90 03 00 01 00") + publish_t));
    CHECK(timeline.horizon() == at_s(4));
    timeline.seek(at_s(4));
    CHECK(timeline.at_edge());
    CHECK(timeline.world().find_client("a")->inbox().size() == 1);
    CHECK(timeline.take_port_output().empty());
}

TEST_CASE("playing through a real client's past and forking sends it nothing twice", "[timeline]") {
    Timeline timeline(scenario_of("client a\n@0s a connect\n"));
    timeline.advance(at_s(1));
    timeline.port_opened(1, "real");
    timeline.port_received(1, connect_p);
    timeline.take_port_output();
    timeline.advance(at_s(5));
    timeline.seek(at_ms(500));
    timeline.advance(at_s(3));
    act(timeline, "a disconnect");
    CHECK(timeline.take_port_output().empty());
    CHECK(timeline.world().ports().at(1).open); // nothing of it was forgotten: it goes on
}

TEST_CASE("a fork closes the connection of a real client that took part in what is forgotten", "[timeline]") {
    Timeline timeline(scenario_of("client a\n@0s a connect\n"));
    timeline.advance(at_s(1));
    timeline.port_opened(1, "older");
    timeline.port_received(1, connect_p);
    timeline.advance(at_s(3));
    timeline.port_opened(2, "younger");
    timeline.port_received(1, hex("c0 00"));
    timeline.take_port_output();
    timeline.seek(at_s(2));
    act(timeline, "a disconnect");
    std::vector<std::uint32_t> closed;
    for (const auto& item : timeline.take_port_output()) {
        if (item.close) closed.insert(closed.end(), item.ports.begin(), item.ports.end());
    }
    CHECK(closed == std::vector<std::uint32_t>{1, 2});
    CHECK(timeline.world().ports().empty());
    timeline.advance(at_s(3));
    CHECK(timeline.world().broker().connection_count() == 0);
}
