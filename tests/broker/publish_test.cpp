// PUBLISH from a client: what the server answers at each QoS, step by step [3.3, 4.3].
#include "support/bench.hpp"

using namespace bench;

namespace {

struct Pair {
    Client pub;
    Client sub;
};

Pair pair_of(Bench& bench, ProtocolVersion version, unsigned qos = 0) {
    const Pair made{bench.connect({.version = version, .client_id = "pub"}),
                    bench.connect({.version = v5, .client_id = "sub"})};
    made.sub.subscribe("t/#", qos);
    return made;
}

} // namespace

TEST_CASE("A QoS 0 PUBLISH is not answered [MQTT-3.3.4-1]", "[3.1.1][MQTT-3.3.4-1][5.0][MQTT-3.3.4-1]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version());
    pub.publish("t", "x");
    CHECK(pub.heard() == "");
    CHECK(sub.heard() == "PUBLISH t 'x'");
}

TEST_CASE("A QoS 1 PUBLISH is answered with PUBACK of its identifier [MQTT-3.3.4-1]",
          "[3.1.1][MQTT-3.3.4-1][MQTT-4.3.2-2][MQTT-2.3.1-6][5.0][MQTT-3.3.4-1][MQTT-4.3.2-4][MQTT-2.2.1-5]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version());
    pub.publish("t", "x", {.qos = 1, .id = 0xabcd});
    CHECK(pub.heard() == "PUBACK 43981");
    CHECK(sub.heard() == "PUBLISH t 'x'");
}

TEST_CASE("After PUBACK the same identifier is a new message, whatever its DUP flag"
          " [MQTT-4.3.2-2 of 3.1.1, MQTT-4.3.2-5 of 5.0]",
          "[3.1.1][MQTT-4.3.2-2][5.0][MQTT-4.3.2-5]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version());
    pub.publish("t", "one", {.qos = 1, .id = 5});
    pub.publish("t", "two", {.qos = 1, .id = 5, .dup = true});
    CHECK(pub.heard() == "PUBACK 5; PUBACK 5");
    CHECK(sub.heard() == "PUBLISH t 'one'; PUBLISH t 'two'");
}

TEST_CASE("A QoS 2 PUBLISH goes through PUBREC, PUBREL and PUBCOMP of its identifier [MQTT-3.3.4-1]",
          "[3.1.1][MQTT-3.3.4-1][MQTT-4.3.3-2][MQTT-2.3.1-6][5.0][MQTT-3.3.4-1][MQTT-4.3.3-8][MQTT-4.3.3-11]"
          "[MQTT-2.2.1-5]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version());
    pub.publish("t", "x", {.qos = 2, .id = 7});
    CHECK(pub.heard() == "PUBREC 7");
    CHECK(bench.broker.session("pub")->received_qos_2 == std::vector<mqtt::PacketIdentifier>{7});
    pub.pubrel(7);
    CHECK(pub.heard() == "PUBCOMP 7");
    CHECK(bench.broker.session("pub")->received_qos_2.empty());
    CHECK(sub.heard() == "PUBLISH t 'x'");
}

TEST_CASE("Until PUBREL a repeated QoS 2 PUBLISH gets PUBREC again and is not delivered again"
          " [MQTT-4.3.3-2 of 3.1.1, MQTT-4.3.3-10 of 5.0]",
          "[3.1.1][MQTT-4.3.3-2][5.0][MQTT-4.3.3-10]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version());
    pub.publish("t", "x", {.qos = 2, .id = 7});
    pub.publish("t", "x", {.qos = 2, .id = 7, .dup = true});
    CHECK(pub.heard() == "PUBREC 7; PUBREC 7");
    CHECK(sub.heard() == "PUBLISH t 'x'");
}

TEST_CASE("A QoS 2 PUBLISH repeated after a reconnection is not delivered again"
          " [MQTT-4.3.3-2 of 3.1.1, MQTT-4.3.3-10 of 5.0]",
          "[3.1.1][MQTT-4.3.3-2][MQTT-4.1.0-1][5.0][MQTT-4.3.3-10]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const mqtt::Connect kept{.version = version,
                             .clean_start = false,
                             .client_id = "pub",
                             .properties = properties({number(PropertyId::session_expiry_interval, 100)})};
    const Client sub = bench.connect({.client_id = "sub"});
    sub.subscribe("t");
    const Client first = bench.connect(kept);
    first.publish("t", "x", {.qos = 2, .id = 7});
    first.lose();
    const Client again = bench.connect(kept);
    again.publish("t", "x", {.qos = 2, .id = 7, .dup = true});
    again.pubrel(7);
    CHECK(again.heard() == "PUBREC 7; PUBCOMP 7");
    CHECK(sub.heard() == "PUBLISH t 'x'");
}

TEST_CASE("After PUBCOMP the same identifier is a new message [MQTT-4.3.3-2 of 3.1.1, MQTT-4.3.3-12 of 5.0]",
          "[3.1.1][MQTT-4.3.3-2][5.0][MQTT-4.3.3-12]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version());
    for (const std::string_view payload : {"one", "two"}) {
        pub.publish("t", payload, {.qos = 2, .id = 7});
        pub.pubrel(7);
    }
    CHECK(sub.heard() == "PUBLISH t 'one'; PUBLISH t 'two'");
}

TEST_CASE("PUBREL of an unknown identifier is answered with PUBCOMP, in 5.0 with 0x92"
          " [MQTT-4.3.3-2 of 3.1.1, MQTT-4.3.3-11 of 5.0]",
          "[3.1.1][MQTT-4.3.3-2][5.0][MQTT-4.3.3-11][MQTT-3.7.2-1]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.pubrel(9);
    CHECK(client.heard() == (version == v5 ? "PUBCOMP 9 92" : "PUBCOMP 9"));
}

TEST_CASE("Acknowledgements follow the order of what they acknowledge [MQTT-4.6.0-2]",
          "[3.1.1][MQTT-4.6.0-2][MQTT-4.6.0-3][5.0][MQTT-4.6.0-2][MQTT-4.6.0-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.subscribe("t");
    client.publish("t", "1", {.qos = 1, .id = 30});
    client.publish("t", "2", {.qos = 2, .id = 10});
    client.publish("t", "3", {.qos = 1, .id = 20});
    client.publish("t", "4", {.qos = 2, .id = 5});
    client.pubrel(5);
    client.pubrel(10);
    CHECK(client.heard() == "PUBLISH t '1'; PUBACK 30; PUBLISH t '2'; PUBREC 10; PUBLISH t '3'; PUBACK 20; "
                            "PUBLISH t '4'; PUBREC 5; PUBCOMP 5; PUBCOMP 10");
}

TEST_CASE("Messages of one publisher on one topic and QoS arrive in the order in which they came [MQTT-4.6.0-5]",
          "[3.1.1][MQTT-4.6.0-5][MQTT-4.6.0-6][5.0][MQTT-4.6.0-5][MQTT-4.6.0-6]") {
    Bench bench({.inflight = 3}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const auto [pub, sub] = pair_of(bench, v311, level);
    for (unsigned i = 1; i <= 20; ++i) pub.publish("t", std::to_string(i), {.qos = level, .id = i});
    for (unsigned i = 1; i <= 20; ++i) {
        mqtt::Packet packet = sub.next_packet();
        while (std::holds_alternative<mqtt::PublishResponse>(packet)) packet = sub.next_packet(); // PUBRELs
        const auto& publish = std::get<mqtt::Publish>(packet);
        CHECK(base::as_text(publish.payload) == std::to_string(i));
        if (level == 1) sub.puback(publish.packet_id);
        if (level == 2) {
            sub.pubrec(publish.packet_id);
            sub.pubcomp(publish.packet_id);
        }
    }
}

TEST_CASE("Nobody's message: 5.0 says No matching subscribers, older versions just acknowledge [5.0, 3.4.2.1]",
          "[5.0][MQTT-3.4.2-1][MQTT-3.5.2-1]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.publish("t", "x", {.qos = 1, .id = 3});
    client.publish("t", "x", {.qos = 2, .id = 4});
    client.pubrel(4);
    CHECK(client.heard() == (version == v5 ? "PUBACK 3 10; PUBREC 4 10; PUBCOMP 4" : "PUBACK 3; PUBREC 4; PUBCOMP 4"));
}

TEST_CASE("A subscriber that is offline is a matching subscriber") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect({.clean_start = false, .client_id = "sub"});
    sub.subscribe("t", 1);
    sub.lose();
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "x", {.qos = 1, .id = 3});
    CHECK(pub.heard() == "PUBACK 3");
}

TEST_CASE("A message that a client may not publish is acknowledged and goes nowhere: 5.0 is told why"
          " [MQTT-3.3.5-2 of 3.1.1, MQTT-3.4.2-1 of 5.0]",
          "[3.1.1][MQTT-3.3.5-2][5.0][MQTT-3.4.2-1][MQTT-3.5.2-1]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client sub = bench.connect({.client_id = "sub"});
    sub.subscribe("$SYS/#");
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.publish("$SYS/x", "x", {.qos = 1, .id = 3});
    client.publish("$SYS/x", "x", {.qos = 2, .id = 4});
    client.publish("$SYS/x", "x");
    CHECK(client.heard() == (version == v5 ? "PUBACK 3 87; PUBREC 4 87" : "PUBACK 3; PUBREC 4"));
    CHECK(sub.heard() == "");
}

TEST_CASE("After a PUBREC of 0x80 or above the identifier is free for a new message [MQTT-4.3.3-9 of 5.0]",
          "[5.0][MQTT-4.3.3-9]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, v5);
    pub.publish("$SYS/x", "refused", {.qos = 2, .id = 4});
    pub.publish("t", "taken", {.qos = 2, .id = 4});
    CHECK(pub.heard() == "PUBREC 4 87; PUBREC 4");
    CHECK(sub.heard() == "PUBLISH t 'taken'");
}

TEST_CASE("DUP of a client's PUBLISH does not travel on [MQTT-3.3.1-3]", "[3.1.1][MQTT-3.3.1-3][5.0][MQTT-3.3.1-3]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version(), 2);
    pub.publish("t", "x", {.qos = 1, .id = 3, .dup = true});
    pub.publish("t", "y", {.qos = 2, .id = 4, .dup = true});
    CHECK(sub.heard() == "PUBLISH t 'x' qos=1 id=1; PUBLISH t 'y' qos=2 id=2");
}

TEST_CASE("A PUBLISH that breaks the format closes its connection: before 5.0 without a word [MQTT-3.3.1-4 of 3.1.1]",
          "[3.1.1][MQTT-3.3.1-4][MQTT-3.3.1-2][MQTT-2.3.1-1][MQTT-4.8.0-1]") {
    const std::string_view publish = GENERATE("36 06 00 01 't' 00 01 'x'", // QoS 3
                                              "38 04 00 01 't' 'x'",       // DUP at QoS 0
                                              "32 06 00 01 't' 00 00 'x'", // identifier 0
                                              "32 04 00 01 't' 00",        // half an identifier
                                              "30 01 00");                 // half a length
    Bench bench({}, traced_or_not());
    const Client other = bench.connect({.client_id = "b"});
    other.subscribe("#");
    const Client client = bench.connect({.client_id = "a"});
    client.send_hex(publish);
    CHECK(client.heard() == "closed");
    CHECK(other.heard() == "");
}

TEST_CASE("A PUBLISH that breaks the format closes its connection: in 5.0 with 0x81 [MQTT-3.3.1-4 of 5.0]",
          "[5.0][MQTT-3.3.1-4][MQTT-3.3.1-2][MQTT-4.13.1-1]") {
    const std::string_view publish = GENERATE("36 07 00 01 't' 00 01 00 'x'", "38 05 00 01 't' 00 'x'",
                                              "32 07 00 01 't' 00 00 00 'x'", "30 04 00 01 't' 05");
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(publish);
    CHECK(client.heard() == "DISCONNECT 81; closed");
}

TEST_CASE("A topic that was routed before is checked all the same when it comes in a malformed PUBLISH"
          " [MQTT-4.8.0-1 of 3.1.1, MQTT-4.13.1-1 of 5.0]",
          "[3.1.1][MQTT-4.8.0-1][5.0][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.publish("t", "x", {.qos = 1});
    client.publish("t", "x", {.qos = 1});
    client.take_bytes();
    client.send_hex("32 05 00 01 't' 00 00");
    CHECK(client.heard() == "closed");
}

TEST_CASE("Payloads are anything, from nothing up to the bound [MQTT-3.3.4-1]",
          "[3.1.1][MQTT-3.3.4-1][5.0][MQTT-3.3.4-1]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench, every_version(), 1);
    for (const std::size_t size : {0u, 1u, 127u, 128u, 16'383u, 16'384u, 1'000'000u}) {
        const std::string payload(size, '\xff');
        pub.publish("t", payload, {.qos = 1});
        const auto publish = sub.next<mqtt::Publish>();
        CHECK(base::as_text(publish.payload) == payload);
        sub.puback(publish.packet_id);
    }
}
