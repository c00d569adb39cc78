// UNSUBSCRIBE and UNSUBACK [3.10, 3.11].
#include "support/bench.hpp"

using namespace bench;

TEST_CASE("UNSUBSCRIBE ends the subscription and is answered with its Packet Identifier [MQTT-3.10.4-1 of 3.1.1]",
          "[3.1.1][MQTT-3.10.4-1][MQTT-3.10.4-2][MQTT-3.10.4-4][MQTT-2.3.1-7]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = before_5(), .client_id = "a"});
    client.subscribe("t", 1);
    client.ask_unsubscribe({"t"}, 0x1234);
    CHECK(shown(client.take_bytes()) == "b0 02 12 34");
    client.publish("t", "x");
    CHECK(client.heard() == "");
}

TEST_CASE("UNSUBACK is sent even if nothing was deleted [MQTT-3.10.4-5]",
          "[3.1.1][MQTT-3.10.4-5][5.0][MQTT-3.10.4-5]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.ask_unsubscribe({"never"}, 9);
    CHECK(client.heard() == (version == v5 ? "UNSUBACK 9 11" : "UNSUBACK 9"));
}

TEST_CASE("UNSUBACK of 5.0 has one code for each filter, in their order [MQTT-3.11.3-1 of 5.0]",
          "[5.0][MQTT-3.11.3-1][MQTT-3.11.3-2][MQTT-3.10.4-4][MQTT-3.10.4-6][MQTT-2.2.1-6]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("a");
    client.subscribe("b");
    client.ask_unsubscribe({"b", "c", "a/#/b", "a", "a"}, 2);
    CHECK(client.heard() == "UNSUBACK 2 00 11 8f 00 11");
    CHECK(bench.broker.subscription_count("a") == 0);
}

TEST_CASE("Several filters in one UNSUBSCRIBE act like several, with one UNSUBACK [MQTT-3.10.4-6 of 3.1.1]",
          "[3.1.1][MQTT-3.10.4-6]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    for (const std::string_view filter : {"a", "b", "c"}) client.subscribe(filter);
    client.ask_unsubscribe({"a", "c"}, 7);
    CHECK(client.heard() == "UNSUBACK 7");
    CHECK(bench.broker.session("a")->subscriptions.at(0).topic_filter == "b");
    CHECK(bench.broker.subscription_count("a") == 1);
}

TEST_CASE("Filters are compared character by character, not by what they match [MQTT-3.10.4-1]",
          "[3.1.1][MQTT-3.10.4-1][5.0][MQTT-3.10.4-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.subscribe("t/+");
    client.ask_unsubscribe({"t/#", "t/u", "T/+", "t/+/", "#"}, 1);
    client.take_bytes();
    client.publish("t/u", "x");
    CHECK(client.heard() == "PUBLISH t/u 'x'");
}

TEST_CASE("UNSUBSCRIBE leaves the subscriptions of others alone [MQTT-3.10.4-1]",
          "[3.1.1][MQTT-3.10.4-1][5.0][MQTT-3.10.4-1]") {
    Bench bench({}, traced_or_not());
    const Client a = bench.connect({.client_id = "a"});
    const Client b = bench.connect({.client_id = "b"});
    a.subscribe("t");
    b.subscribe("t");
    a.ask_unsubscribe({"t"});
    a.take_bytes();
    a.publish("t", "x");
    CHECK(a.heard() == "");
    CHECK(b.heard() == "PUBLISH t 'x'");
}

TEST_CASE("Deliveries at QoS 1 and 2 that were begun are finished after UNSUBSCRIBE [MQTT-3.10.4-3]",
          "[3.1.1][MQTT-3.10.4-3][5.0][MQTT-3.10.4-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("t", 2);
    bench.connect({.client_id = "b"}).publish("t", "x", {.qos = 2});
    client.ask_unsubscribe({"t"}, 4);
    client.pubrec(1);
    client.pubcomp(1);
    CHECK(client.heard() == "PUBLISH t 'x' qos=2 id=1; UNSUBACK 4 00; PUBREL 1");
    CHECK(bench.broker.session("a")->inflight.empty());
}

TEST_CASE("A delivery that was begun is sent again on reconnection though its subscription is gone"
          " [MQTT-3.10.4-3 of 3.1.1]",
          "[3.1.1][MQTT-3.10.4-3][MQTT-4.4.0-1]") {
    Bench bench({}, traced_or_not());
    const mqtt::Connect kept{.clean_start = false, .client_id = "a"};
    const Client client = bench.connect(kept);
    client.subscribe("t", 1);
    client.publish("t", "x", {.qos = 1});
    client.ask_unsubscribe({"t"}, 4);
    client.lose();
    CHECK(bench.connect(kept).heard() == "PUBLISH t 'x' qos=1 id=1 dup");
}

TEST_CASE("After UNSUBSCRIBE nothing new is queued for the Session [MQTT-3.10.4-2]",
          "[3.1.1][MQTT-3.10.4-2][5.0][MQTT-3.10.4-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.clean_start = false, .client_id = "a"});
    client.subscribe("t", 1);
    client.ask_unsubscribe({"t"});
    client.lose();
    bench.connect({.client_id = "b"}).publish("t", "x", {.qos = 1});
    CHECK(bench.broker.session("a")->queued.empty());
}

TEST_CASE("An UNSUBSCRIBE that breaks the format closes the connection: before 5.0 without a word"
          " [MQTT-3.10.1-1 of 3.1.1]",
          "[3.1.1][MQTT-3.10.1-1][MQTT-3.10.3-2][MQTT-2.3.1-1][MQTT-4.7.3-1][MQTT-4.8.0-1]") {
    const std::string_view unsubscribe = GENERATE("a0 05 00 01 00 01 't'", "a2 02 00 01", "a2 05 00 00 00 01 't'",
                                                  "a2 04 00 01 00 00", "a2 05 00 01 00 01 ff", "a2 04 00 01 00 01");
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.send_hex(unsubscribe);
    CHECK(client.heard() == "closed");
}

TEST_CASE("An UNSUBSCRIBE that breaks the format closes the connection: in 5.0 with the reason [MQTT-3.10.1-1 of 5.0]",
          "[5.0][MQTT-3.10.1-1][MQTT-4.13.1-1]") {
    const auto [unsubscribe, heard] = GENERATE(std::pair("a0 06 00 01 00 00 01 't'", "DISCONNECT 81; closed"),
                                               std::pair("a2 03 00 01 00", "DISCONNECT 82; closed"),
                                               std::pair("a2 06 00 01 00 00 01 ff", "DISCONNECT 81; closed"));
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(unsubscribe);
    CHECK(client.heard() == heard);
}
