// Links: latency, order, cuts, stalls.
#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>

namespace {

using namespace world_run;
using mqtt::PacketType;
using sim::World;
using trace::EventKind;
using trace::Side;

} // namespace

TEST_CASE("a packet arrives after the latency of the link, each way", "[world]") {
    Run run("client a\nlink a latency=80ms\n@1s a connect\n");
    run.until(at_s(2));
    const auto sent = run.packets(EventKind::packet_sent, PacketType::connect, Side::client);
    const auto heard = run.packets(EventKind::packet_received, PacketType::connect, Side::broker);
    const auto answer = run.packets(EventKind::packet_received, PacketType::connack, Side::client);
    REQUIRE((sent.size() == 1 && heard.size() == 1 && answer.size() == 1));
    CHECK(sent[0].at == at_s(1));
    CHECK(sent[0].due == at_ms(1080));
    CHECK(heard[0].at == at_ms(1080));
    CHECK(answer[0].at == at_ms(1160));
}

TEST_CASE("jitter delays but never reorders", "[world]") {
    for (int seed = 1; seed <= 20; ++seed) {
        Run run(
            "seed " + std::to_string(seed) +
            "\nclient a\nclient b\nlink a latency=10ms jitter=300ms\nlink b latency=1ms jitter=500ms\n"
            "@0s a connect\n@0s b connect\n@2s b subscribe t qos=1\n@4s a publish t \"x\" qos=1 every 7ms times=50\n");
        run.until(at_s(10));
        // Packets come out of each wire in the order in which they went in.
        std::map<std::pair<std::uint32_t, Side>, trace::EventId> last;
        bool late = false;
        for (const trace::Event& event : run.all(EventKind::packet_received)) {
            const Side from = event.side == Side::broker ? Side::client : Side::broker;
            trace::EventId& before = last[{event.connection, from}];
            CHECK(event.cause > before);
            before = event.cause;
            const trace::Event& sent = run.events[event.cause];
            CHECK(event.at == sent.due);
            late = late || event.at > sent.at + base::milliseconds(100);
        }
        CHECK(late);
        CHECK(run.received("b", "t") == 50);
    }
}

TEST_CASE("a cut is known at both ends, loses what is on its way and publishes the Will", "[world]") {
    Run run("client a will-topic=w will-payload=\"gone\"\nclient b\n@0s a connect\n@0s b connect\n@1s b subscribe w\n"
            "@2s a publish t \"x\" qos=1\n@2050ms a cut\n");
    run.until(at_s(3));
    CHECK(run.client("a").state() == sim::Client::State::offline);
    CHECK(run.connectedness("a") == World::Connectedness::offline);
    const auto lost = run.packets(EventKind::packet_lost, PacketType::publish, Side::client, "a");
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].at == at_ms(2050));
    CHECK(run.events[lost[0].cause].kind == EventKind::packet_sent);
    CHECK(run.events[lost[0].also].kind == EventKind::link_cut);
    const auto learned = run.all(EventKind::connection_lost, "a");
    REQUIRE(learned.size() == 2);
    CHECK(learned[0].side != learned[1].side);
    CHECK(learned[0].at == at_ms(2050));
    CHECK(learned[1].at == at_ms(2050));
    CHECK(run.count(EventKind::will_published, "a") == 1);
    CHECK(run.received("b", "w") == 1);
    CHECK(run.received("b", "t") == 0);
}

TEST_CASE("a stall is unknown until 1.5 times the Keep Alive at the broker and a missing PINGRESP at the client",
          "[world]") {
    Run run("client a keepalive=10s\n@0s a connect\n@5s a stall\n");
    run.until(at_ms(5100));
    CHECK(run.connectedness("a") == World::Connectedness::half_open);
    CHECK(run.client("a").state() == sim::Client::State::connected);
    run.until(at_ms(15099)); // last heard: CONNECT at 0.1 s
    CHECK(run.count(EventKind::keep_alive_expired) == 0);
    CHECK(run.count(EventKind::connection_lost) == 0);
    CHECK(run.connectedness("a") == World::Connectedness::half_open);
    run.until(at_ms(15100));
    CHECK(run.count(EventKind::keep_alive_expired, "a") == 1);
    CHECK(run.client("a").state() == sim::Client::State::connected); // it knows nothing yet
    CHECK(run.connectedness("a") == World::Connectedness::half_open);
    // PINGREQ 10 s after CONNECT, unanswered for another 10 s.
    run.until(at_ms(19999));
    CHECK(run.packets(EventKind::packet_sent, PacketType::pingreq, Side::client).size() == 1);
    CHECK(run.packets(EventKind::packet_lost, PacketType::pingreq, Side::client).size() == 1);
    CHECK(run.client("a").state() == sim::Client::State::connected);
    run.until(at_s(20));
    CHECK(run.client("a").state() == sim::Client::State::offline);
    CHECK(run.connectedness("a") == World::Connectedness::offline);
    CHECK(run.count(EventKind::connection_lost, "a") == 1);
}

TEST_CASE("a client that goes on publishing still notices that its PINGREQ has no answer", "[world]") {
    Run run("client a keepalive=4s\n@0s a connect\n@1s a stall\n@5s a publish t \"x\" every 1s times=20\n");
    run.until(at_s(7));
    CHECK(run.client("a").state() == sim::Client::State::connected);
    run.until(at_s(8)); // PINGREQ at 4 s, no answer by 8 s
    CHECK(run.client("a").state() == sim::Client::State::offline);
}

TEST_CASE("without Keep Alive a stall is never noticed", "[world]") {
    Run run("client a\n@0s a connect\n@1s a stall\n");
    run.until(at_s(100'000));
    CHECK(run.connectedness("a") == World::Connectedness::half_open);
    CHECK(run.world.broker().connection_count() == 1);
}

TEST_CASE("after heal a new connection takes the session over from the half-open one", "[world]") {
    Run run("client a clean=no\n@0s a connect\n@1s a subscribe t qos=1\n@2s a stall\n@3s a heal\n@4s a connect\n");
    run.until(at_ms(3500));
    CHECK(run.connectedness("a") == World::Connectedness::half_open); // what was lost broke the old stream
    run.until(at_s(5));
    CHECK(run.connectedness("a") == World::Connectedness::connected);
    CHECK(run.count(EventKind::connection_taken_over, "a") == 1);
    CHECK(run.count(EventKind::session_resumed, "a") == 1);
    CHECK(run.world.broker().connection_count() == 1);
}

TEST_CASE("nothing of a stalled connection arrives after heal", "[world]") {
    Run run("client a\nclient b\n@0s a connect\n@0s b connect\n@1s b subscribe t\n@2s a stall\n@3s a heal\n"
            "@4s a publish t \"x\"\n");
    run.until(at_s(6));
    CHECK(run.received("b", "t") == 0);
    CHECK(run.packets(EventKind::packet_lost, PacketType::publish, Side::client, "a").size() == 1);
}

TEST_CASE("a client whose CONNECT is never answered gives up, and comes back after heal if it reconnects", "[world]") {
    Run run("client a reconnect=2s\nclient b\n@0s a stall\n@0s b stall\n@1s a connect\n@1s b connect\n@20s a heal\n");
    run.until(at_ms(30'999));
    CHECK(run.client("a").state() == sim::Client::State::connecting);
    run.until(at_s(40));
    CHECK(run.client("a").state() == sim::Client::State::connected);
    CHECK(run.client("b").state() == sim::Client::State::offline);
    const auto lost = run.all(EventKind::connection_lost, "a");
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].at == at_s(31));
    CHECK(type_of(run.events[lost[0].cause]) == PacketType::connect);
}
