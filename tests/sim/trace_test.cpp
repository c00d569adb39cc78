// What holds for every trace: dense numbers, causes, determinism.
#include "sim/scenario_texts.hpp"
#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>

namespace {

using namespace world_run;
using trace::EventKind;

/// What happens without another event: a person, a deadline, a real client.
bool may_be_first(const trace::Event& event) {
    static const std::set<EventKind> kinds = {EventKind::action,          EventKind::note,
                                              EventKind::expectation_met, EventKind::expectation_failed,
                                              EventKind::keep_alive_due,  EventKind::session_expired,
                                              EventKind::will_published,  EventKind::message_expired};
    return kinds.contains(event.kind);
}

} // namespace

TEST_CASE("events are numbered without gaps and their time never goes back", "[trace]") {
    for (const auto& file : scenario_texts::files()) {
        INFO(file.filename().string());
        Run run(scenario_texts::lines_of(file));
        run.until(at_s(30));
        trace::EventId id = 0;
        base::Instant at;
        for (const trace::Event& event : run.events) {
            CHECK(event.id == ++id);
            CHECK(event.at >= at);
            at = event.at;
        }
        CHECK(run.world.next_event() == id + 1);
    }
}

TEST_CASE("every cause is older than its event, and every chain of causes ends in an action or a deadline", "[trace]") {
    for (const auto& file : scenario_texts::files()) {
        INFO(file.filename().string());
        Run run(scenario_texts::lines_of(file));
        run.until(at_s(30));
        for (const trace::Event& event : run.events) {
            INFO(sim::trace_line(event, run.world.actors()));
            CHECK(event.cause < event.id);
            CHECK(event.also < event.id);
            CHECK(event.message <= event.id);
            if (event.cause == 0) CHECK(may_be_first(event));
            if (event.message != 0) {
                const EventKind kind = run.events[event.message].kind;
                CHECK((kind == EventKind::message_accepted || kind == EventKind::will_published));
            }
        }
    }
}

TEST_CASE("a packet that arrives or is lost was sent, with the same bytes", "[trace]") {
    for (const auto& file : scenario_texts::files()) {
        Run run(scenario_texts::lines_of(file));
        run.until(at_s(30));
        std::set<trace::EventId> arrived;
        for (const trace::Event& event : run.events) {
            if (event.kind == EventKind::packet_lost) {
                CHECK(run.events[event.cause].kind == EventKind::packet_sent);
                CHECK(base::as_text(event.packet.view()) == base::as_text(run.events[event.cause].packet.view()));
                CHECK(arrived.insert(event.cause).second);
            }
            if (event.kind == EventKind::packet_received) {
                CHECK(run.events[event.cause].kind == EventKind::packet_sent);
                CHECK(run.events[event.cause].side != event.side);
            }
        }
    }
}

TEST_CASE("a real client's packets are the causes of what they bring about", "[trace]") {
    Run run("client a\n@0s a connect\n@1s a subscribe t\n");
    run.until(at_s(2));
    run.world.port_opened(1, "real", run.events);
    const std::string connect = {0x10, 0x0d, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'p'};
    const std::string publish = {0x30, 0x04, 0, 1, 't', 'x'};
    run.world.port_received(1, base::as_bytes(connect), run.events);
    run.world.port_received(1, base::as_bytes(publish), run.events);
    run.until(at_s(3));
    const auto received = run.all(EventKind::message_received, "a");
    REQUIRE(received.size() == 1);
    const trace::Event* event = &received[0];
    while (event->cause != 0) event = &run.events[event->cause];
    CHECK(event->kind == EventKind::packet_sent);
    CHECK(event->side == trace::Side::client);
    CHECK(run.world.actors()[event->actor - 1].real);
}

TEST_CASE("the same scenario gives the same trace, and another seed another one", "[trace]") {
    const std::string lines = "client a reconnect=1s keepalive=5s\nclient b version=5 id=\"\"\nlink a jitter=50ms\n"
                              "@0s a connect\n@0s b connect\n@1s b subscribe # qos=2\n"
                              "@2s a publish t \"x\" qos=2 every 100ms times=20\n@3s a cut\n";
    Run one("seed 1\n" + lines);
    Run again("seed 1\n" + lines);
    Run other("seed 2\n" + lines);
    for (Run* run : {&one, &again, &other}) run->until(at_s(30));
    CHECK(one.trace() == again.trace());
    CHECK(one.trace() != other.trace());
}

TEST_CASE("a copy of a world goes on in exactly the same way, at every step", "[trace]") {
    for (const auto& file : scenario_texts::files()) {
        INFO(file.filename().string());
        Run whole(scenario_texts::lines_of(file));
        whole.until(at_s(30));
        Run run(scenario_texts::lines_of(file));
        for (int step = 0; run.world.next_moment() <= at_s(30); ++step) {
            run.world.step(run.events);
            if (step % 7 != 0) continue;
            sim::World copy = run.world;
            trace::Events events = run.events;
            run_until(copy, events, at_s(30));
            CHECK((trace_text(events, copy.actors()) == whole.trace()));
            CHECK(state_text(copy) == state_text(whole.world));
        }
    }
}
