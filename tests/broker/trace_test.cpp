// What the broker tells in its trace: every byte, and why [broker.hpp].
#include "support/bench.hpp"

using namespace bench;

namespace {

trace::Event only(const std::vector<trace::Event>& events) {
    REQUIRE(events.size() == 1);
    return events[0];
}

} // namespace

TEST_CASE("Every packet stands in the trace with its bytes, received and sent") {
    Bench bench;
    const Client client = bench.try_connect({.version = v5, .client_id = "a"});
    client.ask_subscribe({{"t", {QoS::at_least_once}}});
    client.publish("t", "x", {.qos = 1});
    client.puback(1);
    client.send(mqtt::Pingreq{});
    base::Bytes sent;
    for (const trace::Event& event : bench.events(EventKind::packet_sent)) base::append(sent, event.packet.view());
    CHECK(shown(sent) == shown(client.take_bytes()));
    std::string types;
    for (const trace::Event& event : bench.events(EventKind::packet_received)) {
        types += std::string(name(static_cast<PacketType>(event.packet.view()[0] >> 4))) + " ";
        CHECK(event.connection == 1);
        CHECK(event.actor == 1);
    }
    CHECK(types == "CONNECT SUBSCRIBE PUBLISH PUBACK PINGREQ ");
}

TEST_CASE("A delivery leads back to the PUBLISH that caused it: sent, matched, accepted, received") {
    Bench bench;
    const Client sub = bench.connect({.client_id = "sub"});
    sub.subscribe("t/+");
    bench.connect({.client_id = "pub"}).publish("t/u", "x");
    const trace::Event accepted = only(bench.events(EventKind::message_accepted));
    const trace::Event matched = only(bench.events(EventKind::message_matched));
    const trace::Event sent = bench.events(EventKind::packet_sent).back();
    const trace::Event received = bench.events(EventKind::packet_received).back();
    CHECK(sent.cause == matched.id);
    CHECK(matched.cause == accepted.id);
    CHECK(accepted.cause == received.id);
    CHECK(sent.message == accepted.id);
    CHECK(matched.text == "t/+");
    CHECK(sent.actor == 1);
}

TEST_CASE("A message that waited tells both causes: what queued it and what set it free") {
    Bench bench;
    const mqtt::Connect kept{.clean_start = false, .client_id = "sub"};
    const Client sub = bench.connect(kept);
    sub.subscribe("t", 1);
    sub.lose();
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 1});
    const trace::Event queued = only(bench.events(EventKind::message_queued));
    CHECK(queued.statement == "MQTT-3.1.2-5");
    bench.connect(kept);
    const trace::Event sent = bench.events(EventKind::packet_sent).back();
    CHECK(sent.cause == queued.id);
    CHECK(sent.also == bench.events(EventKind::packet_received).back().id);
}

TEST_CASE("A full window is seen as messages that are queued") {
    Bench bench({.inflight = 1});
    const Client sub = bench.connect({.version = v5, .client_id = "sub"});
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "1", {.qos = 1});
    CHECK(bench.events(EventKind::message_queued).empty());
    pub.publish("t", "2", {.qos = 1});
    CHECK(only(bench.events(EventKind::message_queued)).statement == "MQTT-3.3.4-9");
}

TEST_CASE("Sessions are told from their creation to their end") {
    Bench bench;
    const mqtt::Connect kept{.version = v5,
                             .clean_start = false,
                             .client_id = "a",
                             .properties = properties({number(PropertyId::session_expiry_interval, 5)})};
    bench.connect(kept).lose();
    CHECK(only(bench.events(EventKind::session_created)).text == "a");
    bench.connect(kept).lose();
    CHECK(only(bench.events(EventKind::session_resumed)).statement == "MQTT-3.1.2-5");
    bench.wait(seconds(5));
    CHECK(only(bench.events(EventKind::session_expired)).statement == "MQTT-4.1.0-2");
    bench.connect({.client_id = "b"}).lose();
    CHECK(only(bench.events(EventKind::session_discarded)).statement == "MQTT-3.1.2-6");
}

TEST_CASE("A Will is told from being armed to its end, and its publication names the arming") {
    Bench bench;
    const Properties delay = properties({number(PropertyId::will_delay_interval, 3)});
    const mqtt::Connect connect{.version = v5,
                                .client_id = "a",
                                .will = mqtt::Will{.topic = "w", .payload = {}, .properties = delay},
                                .properties = properties({number(PropertyId::session_expiry_interval, 50)})};
    bench.connect(connect).lose();
    CHECK(only(bench.events(EventKind::will_delayed)).number == 3);
    bench.wait(seconds(3));
    const trace::Event published = only(bench.events(EventKind::will_published));
    CHECK(published.also == only(bench.events(EventKind::will_armed)).id);
    CHECK(published.statement == "MQTT-3.1.2-8");
    bench.connect(connect).disconnect();
    CHECK(only(bench.events(EventKind::will_discarded)).statement == "MQTT-3.14.4-3");
}

TEST_CASE("A message for nobody, a QoS 0 message for one who is away and one of one's own are told as dropped") {
    Bench bench;
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x");
    CHECK(bench.dropped(DropReason::no_matching_subscription) == 1);
    client.subscribe("t", {QoS::at_most_once, true});
    client.publish("t", "x");
    CHECK(bench.dropped(DropReason::no_local) == 1);
}

TEST_CASE("A refusal by the receiver is told with its reason [MQTT-4.4.0-2 of 5.0]", "[5.0][MQTT-4.4.0-2]") {
    Bench bench;
    const Client sub = bench.connect({.version = v5, .client_id = "sub"});
    sub.subscribe("t", 1);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 1});
    sub.answer(PacketType::puback, 1, ReasonCode::quota_exceeded);
    const trace::Event dropped = only(bench.events(EventKind::message_dropped));
    CHECK(dropped.number == static_cast<std::uint32_t>(DropReason::refused_by_receiver));
    CHECK(dropped.reason == ReasonCode::quota_exceeded);
    CHECK(dropped.statement == "MQTT-4.4.0-2");
}

TEST_CASE("A topic too deep to publish to is dropped for its levels, not for want of rights") {
    Bench bench({.topic_levels = 2});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("a/b/c", "x");
    CHECK(only(bench.events(EventKind::message_dropped)).reason == ReasonCode::topic_name_invalid);
    CHECK(bench.dropped(DropReason::not_authorized) == 0);
}
