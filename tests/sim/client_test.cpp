// What a virtual client does by itself.
#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace world_run;
using mqtt::PacketType;
using trace::EventKind;
using trace::Side;

} // namespace

TEST_CASE("actions while connecting wait for CONNACK", "[client]") {
    Run run("client a\n@0s a connect\n@10ms a subscribe t qos=1\n@20ms a publish t \"x\" qos=1\n");
    run.until(at_ms(150));
    CHECK(run.packets(EventKind::packet_sent, PacketType::subscribe, Side::client).empty());
    run.until(at_s(2));
    const auto subscribe = run.packets(EventKind::packet_sent, PacketType::subscribe, Side::client);
    REQUIRE(subscribe.size() == 1);
    CHECK(subscribe[0].at == at_ms(200));
    CHECK(run.events[subscribe[0].cause].kind == EventKind::action);
    CHECK(run.received("a", "t") == 1);
}

TEST_CASE("what waits for a CONNACK that never comes is dropped, and the trace tells", "[client]") {
    Run run("client a\n@0s a connect\n@10ms a publish t \"x\"\n@20ms a subscribe u\n@50ms a cut\n");
    run.until(at_s(1));
    const auto dropped = run.all(EventKind::message_dropped, "a");
    REQUIRE(dropped.size() == 2);
    CHECK(dropped[0].text == "t");
    CHECK(dropped[1].text == "u");
    CHECK(dropped[0].number == static_cast<std::uint32_t>(trace::DropReason::client_offline));
    CHECK(run.events[dropped[0].cause].kind == EventKind::action);
}

TEST_CASE("publish, subscribe and unsubscribe while offline are dropped with client_offline", "[client]") {
    Run run("client a\n@0s a publish t \"x\" qos=2\n@0s a subscribe u\n@0s a unsubscribe v\n");
    run.until(at_s(1));
    const auto dropped = run.all(EventKind::message_dropped, "a");
    REQUIRE(dropped.size() == 3);
    for (const auto& event : dropped) {
        CHECK(event.number == static_cast<std::uint32_t>(trace::DropReason::client_offline));
        CHECK(event.side == Side::client);
        CHECK(run.events[event.cause].kind == EventKind::action);
    }
    CHECK(run.count(EventKind::packet_sent) == 0);
}

TEST_CASE("a connect while connected opens another connection and gives the old one up", "[client]") {
    Run run("client a\n@0s a connect\n@1s a connect\n");
    run.until(at_s(3));
    CHECK(run.client("a").state() == sim::Client::State::connected);
    CHECK(run.client("a").connection() == 2);
    CHECK(run.world.broker().connection_count() == 1);
}

TEST_CASE("reconnect: a client whose connection is lost comes back after its pause", "[client]") {
    Run run("client a reconnect=2s\n@0s a connect\n@1s a cut\n");
    run.until(at_ms(2999));
    CHECK(run.client("a").state() == sim::Client::State::offline);
    run.until(at_ms(3200));
    CHECK(run.client("a").state() == sim::Client::State::connected);
    const auto connects = run.packets(EventKind::packet_sent, PacketType::connect, Side::client);
    REQUIRE(connects.size() == 2);
    CHECK(connects[1].at == at_s(3));
    CHECK(run.events[connects[1].cause].kind == EventKind::connection_lost);
}

TEST_CASE("reconnect: neither after a DISCONNECT of its own nor after a refusal", "[client]") {
    Run run("client a reconnect=1s\nclient b version=3.1.1 id=\"\" clean=no reconnect=1s\n"
            "@0s a connect\n@0s b connect\n@1s a disconnect\n");
    run.until(at_s(10));
    CHECK(run.client("a").state() == sim::Client::State::offline);
    CHECK(run.client("b").state() == sim::Client::State::offline);
    CHECK(run.client("b").refused() == mqtt::ReasonCode::client_identifier_not_valid);
    CHECK(run.packets(EventKind::packet_sent, PacketType::connect, Side::client).size() == 2);
}

TEST_CASE("a client has never more unacknowledged messages than the Server's Receive Maximum", "[client]") {
    Run run("client a version=5\nclient b\nlink a latency=3s\n@0s a connect\n@0s b connect\n@1s b subscribe t\n"
            "@10s a publish t \"x\" qos=1 every 1ms times=700\n@10s a publish t \"y\" qos=2 every 1ms times=700\n");
    run.until(at_s(60));
    const std::size_t maximum = run.world.broker().options().receive_maximum;
    std::size_t open = 0;
    std::size_t most = 0;
    for (const trace::Event& event : run.events) {
        if (event.side != Side::client || event.actor != 1) continue;
        const PacketType type = type_of(event);
        if (event.kind == EventKind::packet_sent && type == PacketType::publish) most = std::max(most, ++open);
        if (event.kind == EventKind::packet_received && (type == PacketType::puback || type == PacketType::pubcomp))
            --open;
    }
    CHECK(most == maximum);
    CHECK(open == 0);
    CHECK(run.received("b", "t") == 1400);
}

TEST_CASE("a client takes the Topic Alias of its own publications and the identifier that the Server assigns",
          "[client]") {
    Run run("client a version=5 id=\"\"\nclient b\n@0s a connect\n@0s b connect\n@1s b subscribe casa/#\n"
            "@2s a publish casa/t \"1\" topic-alias=3\n@3s a publish \"\" \"2\" topic-alias=3\n");
    run.until(at_s(5));
    CHECK(run.received("b", "casa/t") == 2);
    CHECK(run.client("a").client_id().starts_with("auto-"));
    CHECK(run.world.broker().session(run.client("a").client_id()).has_value());
}

TEST_CASE("a refused client knows the Reason Code", "[client]") {
    Run run("client a version=5\n@0s a connect will-topic=w will-qos=1\n@1s expect a connected\n");
    run.until(at_s(2));
    CHECK_FALSE(run.client("a").refused().has_value());
    CHECK(run.count(EventKind::expectation_met) == 1);
}

TEST_CASE("bytes sent by hand reach the broker as they are", "[client]") {
    Run run("client a\nclient b\n@0s a connect\n@0s b connect\n@1s b subscribe t\n"
            "@2s a send hex:300400017478\n@3s a send hex:ff\n@4s a send hex:ff\n");
    run.until(at_ms(3500));
    CHECK(run.received("b", "t") == 1);
    CHECK(run.client("a").state() == sim::Client::State::connected); // 0xff alone is no packet yet
    run.until(at_s(6));
    CHECK(run.client("b").state() == sim::Client::State::connected);
}
