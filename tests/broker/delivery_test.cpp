// PUBLISH to a client: identifiers, handshakes, and what is sent again after a reconnection [4.3, 4.4].
#include "support/bench.hpp"

#include <algorithm>

using namespace bench;

namespace {

mqtt::Connect kept(ProtocolVersion version, Properties more = {}) {
    more.add_number(PropertyId::session_expiry_interval, 1000);
    return {.version = version, .clean_start = false, .client_id = "sub", .properties = std::move(more)};
}

Properties receive_maximum(std::uint32_t value) { return properties({number(PropertyId::receive_maximum, value)}); }

} // namespace

TEST_CASE("A QoS 0 delivery has no Packet Identifier and DUP 0 [MQTT-4.3.1-1]",
          "[3.1.1][MQTT-4.3.1-1][MQTT-2.3.1-5][MQTT-3.3.1-2][5.0][MQTT-4.3.1-1][MQTT-2.2.1-2][MQTT-2.2.2-1]"
          "[MQTT-3.3.1-2]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client sub = bench.connect(kept(version));
    sub.subscribe("t", 2);
    bench.connect({.client_id = "pub"}).publish("t", "x");
    CHECK(shown(sub.take_bytes()) == (version == v5 ? "30 05 00 01 74 00 78" : "30 04 00 01 74 78"));
}

TEST_CASE("QoS 1 and 2 deliveries have an unused identifier that is not zero and DUP 0"
          " [MQTT-2.3.1-1 of 3.1.1, MQTT-2.2.1-4 of 5.0]",
          "[3.1.1][MQTT-2.3.1-1][MQTT-2.3.1-4][MQTT-4.3.2-1][MQTT-4.3.3-1][5.0][MQTT-2.2.1-4][MQTT-4.3.2-1]"
          "[MQTT-4.3.2-2][MQTT-4.3.3-1][MQTT-4.3.3-2]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(every_version()));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "x", {.qos = 1, .id = 500});
    pub.publish("t", "y", {.qos = 2, .id = 500});
    CHECK(sub.heard() == "PUBLISH t 'x' qos=1 id=1; PUBLISH t 'y' qos=2 id=2");
}

TEST_CASE("A Packet Identifier is free again after PUBACK and PUBCOMP, and none in use is given twice"
          " [MQTT-2.3.1-4 of 3.1.1, MQTT-2.2.1-4 of 5.0]",
          "[3.1.1][MQTT-2.3.1-4][MQTT-4.3.2-1][5.0][MQTT-2.2.1-4][MQTT-4.3.2-1][MQTT-4.3.3-1]") {
    Bench bench({.inflight = 2});
    const Client sub = bench.connect(kept(v311));
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "stays", {.qos = 1}); // holds identifier 1
    sub.take_bytes();
    bool reused = false;
    for (int i = 0; i < 65'540 && !reused; ++i) {
        pub.publish("t", "x", {.qos = 1});
        const auto id = sub.next<mqtt::Publish>().packet_id;
        REQUIRE(id >= 2);
        reused = i > 0 && id == 2;
        sub.puback(id);
        pub.take_bytes();
    }
    CHECK(reused); // all others came before
}

TEST_CASE("A client's identifiers and the server's are two sets [3.1.1 2.3.1, 5.0 2.2.1]",
          "[3.1.1][MQTT-2.3.1-4][5.0][MQTT-2.2.1-4]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect(kept(every_version()));
    client.subscribe("t", 2);
    client.publish("t", "x", {.qos = 2, .id = 1});
    client.pubrec(1);
    client.pubrel(1);
    client.pubcomp(1);
    CHECK(client.heard() == "PUBLISH t 'x' qos=2 id=1; PUBREC 1; PUBREL 1; PUBCOMP 1");
}

TEST_CASE("PUBREC is answered with PUBREL of its identifier, and PUBCOMP ends the handshake"
          " [MQTT-4.3.3-1 of 3.1.1, MQTT-4.3.3-3 of 5.0]",
          "[3.1.1][MQTT-4.3.3-1][MQTT-2.3.1-6][5.0][MQTT-4.3.3-3][MQTT-4.3.3-4][MQTT-4.3.3-5][MQTT-2.2.1-5]"
          "[MQTT-3.6.1-1]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(every_version()));
    sub.subscribe("t", 2);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 2});
    sub.take_bytes();
    CHECK(bench.broker.session("sub")->inflight.at(0).awaiting == mqtt::Awaiting::pubrec);
    sub.pubrec(1);
    CHECK(shown(sub.take_bytes()) == "62 02 00 01");
    CHECK(bench.broker.session("sub")->inflight.at(0).awaiting == mqtt::Awaiting::pubcomp);
    sub.pubcomp(1);
    CHECK(bench.broker.session("sub")->inflight.empty());
}

TEST_CASE("PUBRELs follow the order of the PUBRECs [MQTT-4.6.0-4]", "[3.1.1][MQTT-4.6.0-4][5.0][MQTT-4.6.0-4]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(every_version()));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    for (unsigned i = 1; i <= 3; ++i) pub.publish("t", "x", {.qos = 2, .id = i});
    sub.take_bytes();
    for (const unsigned id : {3u, 1u, 2u}) sub.pubrec(id);
    CHECK(sub.heard() == "PUBREL 3; PUBREL 1; PUBREL 2");
}

TEST_CASE("A PUBREC again before PUBCOMP gets PUBREL again, never PUBLISH"
          " [MQTT-4.3.3-1 of 3.1.1, MQTT-4.3.3-6 of 5.0]",
          "[3.1.1][MQTT-4.3.3-1][5.0][MQTT-4.3.3-6]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(every_version()));
    sub.subscribe("t", 2);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 2});
    sub.pubrec(1);
    sub.pubrec(1);
    CHECK(sub.heard() == "PUBLISH t 'x' qos=2 id=1; PUBREL 1; PUBREL 1");
}

TEST_CASE("Acknowledgements of the wrong kind or of unknown identifiers change nothing") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "x", {.qos = 1});
    pub.publish("t", "y", {.qos = 2});
    sub.take_bytes();
    sub.pubcomp(1);
    sub.puback(2);
    sub.pubcomp(2);
    sub.puback(77);
    sub.pubcomp(77);
    CHECK(sub.heard() == "");
    CHECK(bench.broker.session("sub")->inflight.size() == 2);
    sub.pubrec(77);
    CHECK(sub.heard() == "PUBREL 77 92");
    CHECK_FALSE(sub.closed());
}

TEST_CASE("A refusal by the receiver, PUBACK or PUBREC of 0x80 or above, ends the delivery for good"
          " [MQTT-4.4.0-2 of 5.0]",
          "[5.0][MQTT-4.4.0-2][MQTT-4.3.3-4]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "x", {.qos = 1});
    pub.publish("t", "y", {.qos = 2});
    sub.take_bytes();
    sub.answer(PacketType::puback, 1, ReasonCode::not_authorized);
    sub.answer(PacketType::pubrec, 2, ReasonCode::quota_exceeded);
    CHECK(sub.heard() == "");
    sub.lose();
    CHECK(bench.connect(kept(v5)).heard() == "");
}

// --- after a reconnection ---

TEST_CASE("What was not acknowledged is sent again with its identifier and DUP, in its order, then the queue"
          " [MQTT-4.4.0-1]",
          "[3.1.1][MQTT-4.4.0-1][MQTT-3.3.1-1][MQTT-4.6.0-1][MQTT-4.3.2-1][5.0][MQTT-4.4.0-1][MQTT-3.3.1-1]"
          "[MQTT-4.6.0-1][MQTT-4.3.2-3][MQTT-4.3.3-3]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client sub = bench.connect(kept(version));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "1", {.qos = 2});
    pub.publish("t", "2", {.qos = 1});
    pub.publish("t", "3", {.qos = 1});
    sub.puback(2);
    sub.lose();
    pub.publish("t", "4", {.qos = 1});
    CHECK(bench.connect(kept(version)).heard() ==
          "PUBLISH t '1' qos=2 id=1 dup; PUBLISH t '3' qos=1 id=3 dup; PUBLISH t '4' qos=1 id=4");
}

TEST_CASE("After PUBREC it is PUBREL that is sent again, never PUBLISH [MQTT-4.4.0-1]",
          "[3.1.1][MQTT-4.4.0-1][MQTT-4.3.3-1][5.0][MQTT-4.4.0-1][MQTT-4.3.3-5][MQTT-4.3.3-6]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client sub = bench.connect(kept(version));
    sub.subscribe("t", 2);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 2});
    sub.pubrec(1);
    sub.lose();
    const Client again = bench.connect(kept(version));
    CHECK(again.heard() == "PUBREL 1");
    again.pubcomp(1);
    again.lose();
    CHECK(bench.connect(kept(version)).heard() == "");
}

TEST_CASE("Nothing is sent again while the connection lasts [MQTT-4.4.0-1 of 5.0]", "[5.0][MQTT-4.4.0-1]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "x", {.qos = 1});
    pub.publish("t", "y", {.qos = 2});
    sub.take_bytes();
    bench.wait(seconds(100'000));
    CHECK(sub.heard() == "");
}

TEST_CASE("What is sent again keeps its RETAIN flag and its Subscription Identifiers [MQTT-4.4.0-1 of 5.0]",
          "[5.0][MQTT-4.4.0-1]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5));
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 1, .retain = true});
    sub.subscribe("t", {QoS::at_least_once}, 6);
    sub.lose();
    CHECK(bench.connect(kept(v5)).heard() == "PUBLISH t 'x' qos=1 id=1 dup retain sub=6");
}

TEST_CASE("A message that its client's Maximum Packet Size no longer allows is not sent again but dropped"
          " [MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24][MQTT-3.1.2-25]") {
    Bench bench;
    const Client sub = bench.connect(kept(v5));
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", std::string(200, 'x'), {.qos = 1});
    pub.publish("t", "small", {.qos = 1});
    sub.lose();
    const Client again = bench.connect(kept(v5, properties({number(PropertyId::maximum_packet_size, 100)})));
    CHECK(again.heard() == "PUBLISH t 'small' qos=1 id=2 dup");
    CHECK(bench.broker.session("sub")->inflight.size() == 1);
}

// --- windows ---

TEST_CASE("No more than the client's Receive Maximum is sent unacknowledged; the rest waits [MQTT-3.3.4-9 of 5.0]",
          "[5.0][MQTT-3.3.4-9][MQTT-4.9.0-1][MQTT-4.9.0-2]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5, receive_maximum(2)));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    for (unsigned i = 1; i <= 4; ++i) pub.publish("t", std::to_string(i), {.qos = 2, .id = i});
    pub.publish("t", "now", {.qos = 0});
    CHECK(sub.heard() == "PUBLISH t '1' qos=2 id=1; PUBLISH t '2' qos=2 id=2; PUBLISH t 'now'");
    sub.pubrec(1); // still unfinished
    CHECK(sub.heard() == "PUBREL 1");
    sub.pubcomp(1);
    CHECK(sub.heard() == "PUBLISH t '3' qos=2 id=3");
    sub.answer(PacketType::pubrec, 2, ReasonCode::unspecified_error);
    CHECK(sub.heard() == "PUBLISH t '4' qos=2 id=4");
}

TEST_CASE("At zero quota everything but PUBLISH is still sent and answered [MQTT-3.3.4-10 of 5.0]",
          "[5.0][MQTT-3.3.4-10][MQTT-4.9.0-3]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5, receive_maximum(1)));
    sub.subscribe("t", 2);
    sub.publish("t", "x", {.qos = 2, .id = 9});
    sub.send(mqtt::Pingreq{});
    sub.ask_subscribe({{"u", {}}}, 8);
    sub.pubrel(9);
    sub.pubrec(1);
    CHECK(sub.heard() == "PUBLISH t 'x' qos=2 id=1; PUBREC 9; PINGRESP; SUBACK 8 00; PUBCOMP 9; PUBREL 1");
}

TEST_CASE("A lower Receive Maximum after a reconnection holds for what is sent again [MQTT-3.3.4-9 of 5.0]",
          "[5.0][MQTT-3.3.4-9][MQTT-4.9.0-2]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v5));
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.client_id = "pub"});
    for (const std::string_view payload : {"1", "2", "3"}) pub.publish("t", payload, {.qos = 1});
    sub.lose();
    const Client again = bench.connect(kept(v5, receive_maximum(2)));
    pub.publish("t", "4", {.qos = 1});
    CHECK(again.heard() == "PUBLISH t '1' qos=1 id=1 dup; PUBLISH t '2' qos=1 id=2 dup");
    again.puback(2);
    CHECK(again.heard() == "PUBLISH t '3' qos=1 id=3 dup");
    again.puback(1);
    again.puback(3);
    CHECK(again.heard() == "PUBLISH t '4' qos=1 id=4");
}

TEST_CASE("PUBRELs are sent again at once: Receive Maximum delays PUBLISH packets only [MQTT-3.3.4-10 of 5.0]",
          "[5.0][MQTT-3.3.4-10][MQTT-4.4.0-1]") {
    Bench bench;
    const Client sub = bench.connect(kept(v5));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    for (const unsigned id : {1u, 2u, 3u}) {
        pub.publish("t", "x", {.qos = 2, .id = id});
        sub.pubrec(id);
    }
    sub.lose();
    CHECK(bench.connect(kept(v5, receive_maximum(1))).heard() == "PUBREL 1; PUBREL 2; PUBREL 3");
}

TEST_CASE("The broker's own window holds for every version [MQTT-4.6.0-6 of 3.1.1]", "[3.1.1][MQTT-4.6.0-6]") {
    Bench bench({.inflight = 2}, traced_or_not());
    const Client sub = bench.connect(kept(every_version()));
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.client_id = "pub"});
    for (const std::string_view payload : {"1", "2", "3"}) pub.publish("t", payload, {.qos = 1});
    CHECK(sub.heard() == "PUBLISH t '1' qos=1 id=1; PUBLISH t '2' qos=1 id=2");
    CHECK(bench.broker.session("sub")->queued.size() == 1);
    sub.puback(1);
    CHECK(sub.heard() == "PUBLISH t '3' qos=1 id=3");
}

TEST_CASE("A client that loses its connection at every message gets each at least once and QoS 2 exactly once"
          " [MQTT-4.4.0-1]",
          "[3.1.1][MQTT-4.4.0-1][MQTT-4.3.3-1][5.0][MQTT-4.4.0-1]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    Client sub = bench.connect(kept(version));
    sub.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    for (unsigned i = 1; i <= 5; ++i) pub.publish("t", std::to_string(i), {.qos = 2, .id = i});
    std::string taken; // a client that remembers which identifiers it has
    std::vector<unsigned> held;
    for (int round = 0; round < 30; ++round) {
        const mqtt::Packet packet = sub.next_packet();
        if (const auto* publish = std::get_if<mqtt::Publish>(&packet)) {
            if (std::find(held.begin(), held.end(), publish->packet_id) == held.end())
                taken += base::as_text(publish->payload);
            held.push_back(publish->packet_id);
            sub.pubrec(publish->packet_id);
        } else {
            sub.pubcomp(std::get<mqtt::PublishResponse>(packet).packet_id);
        }
        sub.lose();
        sub = bench.connect(kept(version));
        if (bench.broker.session("sub")->inflight.empty()) break;
    }
    CHECK(taken == "12345");
    CHECK(bench.broker.session("sub")->inflight.empty());
}
