// Every bound of broker::Options: what happens at it, and that the trace tells.
#include "support/bench.hpp"

using namespace bench;

TEST_CASE("Connections above the bound are closed at once") {
    Bench bench({.connections = 2});
    const Client a = bench.connect({.client_id = "a"});
    bench.connect({.client_id = "b"});
    const Client c = bench.open();
    CHECK(c.heard() == "closed");
    CHECK(bench.limits() == "connections 2");
    CHECK(bench.broker.connection_count() == 2);
    a.lose();
    CHECK(bench.try_connect({.client_id = "c"}).heard() == "CONNACK 00");
}

TEST_CASE("Sessions above the bound are refused: 0x97, before 5.0 0x03 [MQTT-3.2.2-5 of 3.1.1, MQTT-3.2.2-7 of 5.0]",
          "[3.1.1][MQTT-3.2.2-5][5.0][MQTT-3.2.2-7]") {
    Bench bench({.sessions = 1});
    const mqtt::Connect kept{.clean_start = false, .client_id = "a"};
    bench.connect(kept).lose();
    const ProtocolVersion version = every_version();
    const Client other = bench.try_connect({.version = version, .client_id = "b"});
    CHECK(shown(other.take_bytes()) == (version == v5 ? "20 03 00 97 00" : "20 02 00 03"));
    CHECK(other.closed());
    CHECK(bench.limits() == "sessions 1");
    CHECK(bench.try_connect(kept).heard() == "CONNACK 00 present"); // who has one comes in
}

TEST_CASE("A Session that is there can be taken over and begun anew at the bound of Sessions") {
    Bench bench({.sessions = 1}, traced_or_not());
    for (int i = 0; i < 3; ++i) {
        CHECK(bench.try_connect({.clean_start = i % 2 == 0, .client_id = "a"}).heard() == "CONNACK 00");
    }
}

TEST_CASE("Subscriptions above the bound fail with 0x97, before 5.0 0x80; replacing one is no addition"
          " [MQTT-3.8.4-5 of 3.1.1, MQTT-3.8.4-7 of 5.0]",
          "[3.1.1][MQTT-3.8.4-5][5.0][MQTT-3.8.4-7]") {
    Bench bench({.subscriptions_per_session = 2});
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.ask_subscribe({{"a", {}}, {"b", {}}, {"c", {}}, {"a", {QoS::at_least_once}}});
    CHECK(client.heard() == (version == v5 ? "SUBACK 1 00 00 97 01" : "SUBACK 1 00 00 80 01"));
    CHECK(bench.limits() == "subscriptions 2");
    client.ask_unsubscribe({"b"});
    client.take_bytes();
    client.ask_subscribe({{"c", {}}});
    CHECK(client.heard() == "SUBACK 1 00");
}

TEST_CASE("A filter or a topic with more levels than allowed is refused, which the trace tells as a limit") {
    Bench bench({.topic_levels = 3});
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.ask_subscribe({{"a/b/c", {}}, {"a/b/c/d", {}}, {"///", {}}});
    CHECK(client.heard() == (version == v5 ? "SUBACK 1 00 8f 8f" : "SUBACK 1 00 80 80"));
    client.publish("a/b/c/d", "x", {.qos = 1});
    CHECK(client.heard() == (version == v5 ? "PUBACK 1 90" : "PUBACK 1"));
    CHECK(bench.limits() == "topic levels 3; topic levels 3; topic levels 3");
}

TEST_CASE("A topic of the most levels allowed is delivered") {
    Bench bench({.topic_levels = 3}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.subscribe("a/+/#");
    client.publish("a/b/c", "x");
    CHECK(client.heard() == "PUBLISH a/b/c 'x'");
}

TEST_CASE("A packet above the server's Maximum Packet Size closes the connection: in 5.0 with 0x95"
          " [MQTT-4.13.1-1 of 5.0]",
          "[5.0][MQTT-4.13.1-1]") {
    Bench bench({.maximum_packet_size = 100}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.send_hex("30 62"); // 100 bytes in all are promised
    CHECK(client.heard() == "");
    const Client other = bench.connect({.version = version, .client_id = "b"});
    other.send_hex("30 63"); // 101: the header is enough to tell
    CHECK(other.heard() == (version == v5 ? "DISCONNECT 95; closed" : "closed"));
}

TEST_CASE("A CONNECT above the server's Maximum Packet Size is closed") {
    Bench bench({.maximum_packet_size = 100}, traced_or_not());
    const Client client = bench.try_connect({.client_id = std::string(100, 'x')});
    CHECK(client.heard() == "closed");
    CHECK(bench.broker.session_count() == 0);
}

TEST_CASE("More unfinished QoS 2 PUBLISHes than the server's Receive Maximum: 0x93 [5.0, 3.3.4]",
          "[5.0][MQTT-4.13.1-1]") {
    Bench bench({.receive_maximum = 2}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.qos = 2, .id = 1});
    client.publish("t", "x", {.qos = 2, .id = 2});
    client.pubrel(1);
    client.publish("t", "x", {.qos = 2, .id = 3});
    CHECK(client.heard() == "PUBREC 1 10; PUBREC 2 10; PUBCOMP 1; PUBREC 3 10");
    client.publish("t", "x", {.qos = 2, .id = 4});
    CHECK(client.heard() == "DISCONNECT 93; closed");
}

TEST_CASE("A QoS 1 PUBLISH counts for the server's Receive Maximum as well [5.0, 3.3.4]", "[5.0][MQTT-4.13.1-1]") {
    Bench bench({.receive_maximum = 1});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.qos = 2, .id = 1});
    client.publish("t", "x", {.qos = 1, .id = 2});
    CHECK(client.heard() == "PUBREC 1 10; DISCONNECT 93; closed");
}

TEST_CASE("The DUP flag on a new identifier does not pass the server's Receive Maximum [5.0, 3.3.4]",
          "[5.0][MQTT-4.13.1-1]") {
    Bench bench({.receive_maximum = 1});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.qos = 2, .id = 1});
    client.publish("t", "x", {.qos = 2, .id = 2, .dup = true});
    CHECK(client.heard() == "PUBREC 1 10; DISCONNECT 93; closed");
}

TEST_CASE("A PUBLISH sent again is none more for the server's Receive Maximum [MQTT-4.3.3-10 of 5.0]",
          "[5.0][MQTT-4.3.3-10]") {
    Bench bench({.receive_maximum = 1});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.qos = 2, .id = 1});
    client.publish("t", "x", {.qos = 2, .id = 1, .dup = GENERATE(true, false)});
    client.pubrel(1);
    CHECK(client.heard() == "PUBREC 1 10; PUBREC 1; PUBCOMP 1");
}

TEST_CASE("Before 5.0 there is no Receive Maximum: a client may have as many QoS 2 PUBLISHes open as it likes") {
    Bench bench({.receive_maximum = 2}, traced_or_not());
    const Client client = bench.connect({.version = before_5(), .client_id = "a"});
    for (unsigned id = 1; id <= 100; ++id) client.publish("t", "x", {.qos = 2, .id = id});
    CHECK_FALSE(client.closed());
}

TEST_CASE("QoS 1 PUBLISHes, which are answered at once, never pass the server's Receive Maximum") {
    Bench bench({.receive_maximum = 1}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    for (unsigned i = 1; i <= 10; ++i) client.publish("t", "x", {.qos = 1, .id = i});
    CHECK_FALSE(client.closed());
}

TEST_CASE("A PUBLISH above the server's Maximum QoS: 0x9B [5.0, 3.3.1.2]", "[5.0][MQTT-4.13.1-1]") {
    Bench bench({.maximum_qos = QoS::at_most_once}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.qos = GENERATE(1u, 2u)});
    CHECK(client.heard() == "DISCONNECT 9b; closed");
}

TEST_CASE("Retained messages above the bound are not stored: 0x97, and the trace tells") {
    Bench bench({.retained_messages = 1});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("a", "x", {.qos = 1, .retain = true});
    client.publish("b", "x", {.qos = 1, .retain = true});
    client.publish("c", "x", {.qos = 2, .retain = true});
    CHECK(client.heard() == "PUBACK 1 10; PUBACK 1 97; PUBREC 1 97");
    CHECK(bench.limits() == "retained messages 1; retained messages 1");
    client.publish("a", "y", {.qos = 1, .retain = true}); // replacing is no addition
    client.publish("a", "", {.qos = 1, .retain = true});
    client.publish("b", "x", {.qos = 1, .retain = true});
    CHECK(client.heard() == "PUBACK 1 10; PUBACK 1 10; PUBACK 1 10");
    CHECK(bench.broker.retained().size() == 1);
}

TEST_CASE("A message that was acknowledged is delivered although there was no room to retain it"
          " [MQTT-4.5.0-1 of 3.1.1]",
          "[3.1.1][MQTT-4.5.0-1]") {
    Bench bench({.retained_messages = 0});
    const Client client = bench.connect({.version = before_5(), .client_id = "a"});
    client.subscribe("t", 1);
    client.publish("t", "x", {.qos = GENERATE(0u, 1u), .retain = true});
    CHECK(client.heard().starts_with("PUBLISH t 'x'"));
}

TEST_CASE("A retained message that expired makes room for another") {
    Bench bench({.retained_messages = 1}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("a", "x",
                   {.retain = true, .properties = properties({number(PropertyId::message_expiry_interval, 5)})});
    bench.wait(seconds(5));
    client.publish("b", "x", {.retain = true});
    CHECK(bench.broker.retained("b", bench.now()));
}
