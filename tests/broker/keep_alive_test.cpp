// Keep Alive: silence beyond one and a half times its length [3.1.2.10], and PINGREQ [3.12].
#include "support/bench.hpp"

using namespace bench;

TEST_CASE("Silence of 1.5 times the Keep Alive closes the connection as if the network had failed"
          " [MQTT-3.1.2-24 of 3.1.1]",
          "[3.1.1][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = before_5(), .keep_alive_s = 5, .client_id = "a"});
    bench.wait(milliseconds(7'499));
    CHECK(client.heard() == "");
    bench.wait(milliseconds(1));
    CHECK(client.heard() == "closed");
}

TEST_CASE("A 5.0 Client that is silent too long is told Keep Alive timeout, 0x8D [MQTT-3.1.2-22 of 5.0]",
          "[5.0][MQTT-3.1.2-22]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .keep_alive_s = 5, .client_id = "a"});
    bench.wait(milliseconds(7'499));
    CHECK(client.heard() == "");
    bench.wait(milliseconds(1));
    CHECK(client.heard() == "DISCONNECT 8d; closed");
}

TEST_CASE("Any packet begins the Keep Alive anew [MQTT-3.1.2-24 of 3.1.1, MQTT-3.1.2-22 of 5.0]",
          "[3.1.1][MQTT-3.1.2-24][5.0][MQTT-3.1.2-22]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .keep_alive_s = 10, .client_id = "a"});
    const auto send = GENERATE(0, 1, 2);
    for (int i = 0; i < 5; ++i) {
        bench.wait(seconds(14));
        if (send == 0) client.send(mqtt::Pingreq{});
        if (send == 1) client.publish("t", "x");
        if (send == 2) client.publish("t", "x", {.qos = 1});
    }
    CHECK_FALSE(client.closed());
    bench.wait(seconds(15));
    CHECK(client.closed());
}

TEST_CASE("Half a packet does not count: a Control Packet must be received [MQTT-3.1.2-24 of 3.1.1]",
          "[3.1.1][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.keep_alive_s = 10, .client_id = "a"});
    bench.wait(seconds(14));
    client.send_hex("30 0a 00 01");
    bench.wait(seconds(1));
    CHECK(client.heard() == "closed");
}

TEST_CASE("What the server sends does not keep a silent client alive [MQTT-3.1.2-24 of 3.1.1]",
          "[3.1.1][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    const Client silent = bench.connect({.keep_alive_s = 10, .client_id = "a"});
    silent.subscribe("t");
    const Client other = bench.connect({.client_id = "b"});
    bench.wait(seconds(8));
    other.publish("t", "x");
    bench.wait(seconds(7));
    CHECK(silent.heard() == "PUBLISH t 'x'; closed");
}

TEST_CASE("Keep Alive 0 turns it off [3.1.2.10]", "[3.1.1][MQTT-3.1.2-24][5.0][MQTT-3.1.2-22]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .keep_alive_s = 0, .client_id = "a"});
    bench.wait(seconds(10'000'000));
    CHECK_FALSE(client.closed());
}

TEST_CASE("The longest Keep Alive is 18 hours, 12 minutes and 15 seconds [3.1.2.10]", "[3.1.1][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.keep_alive_s = 65535, .client_id = "a"});
    bench.wait(milliseconds(65535ll * 1500 - 1));
    CHECK_FALSE(client.closed());
    bench.wait(milliseconds(1));
    CHECK(client.closed());
}

TEST_CASE("A Server Keep Alive binds 5.0 Clients that asked for more or for none, and CONNACK tells it"
          " [MQTT-3.1.2-22 of 5.0]",
          "[5.0][MQTT-3.1.2-22]") {
    Bench bench({.keep_alive_maximum_s = 10}, traced_or_not());
    const auto asked = static_cast<std::uint16_t>(GENERATE(0, 11, 60));
    const Client client = bench.try_connect({.version = v5, .keep_alive_s = asked, .client_id = "a"});
    CHECK(client.next<mqtt::Connack>().properties.number(PropertyId::server_keep_alive) == 10);
    bench.wait(milliseconds(14'999));
    CHECK(client.heard() == "");
    bench.wait(milliseconds(1));
    CHECK(client.heard() == "DISCONNECT 8d; closed");
}

TEST_CASE("Without a Server Keep Alive in CONNACK the Client's own value holds [MQTT-3.2.2-22 of 5.0]",
          "[5.0][MQTT-3.2.2-22]") {
    Bench bench({.keep_alive_maximum_s = 10}, traced_or_not());
    const Client client = bench.try_connect({.version = v5, .keep_alive_s = 8, .client_id = "a"});
    CHECK_FALSE(client.next<mqtt::Connack>().properties.find(PropertyId::server_keep_alive));
    bench.wait(milliseconds(11'999));
    CHECK_FALSE(client.closed());
    bench.wait(milliseconds(1));
    CHECK(client.closed());
}

TEST_CASE("Every PINGREQ is answered with PINGRESP [MQTT-3.12.4-1]", "[3.1.1][MQTT-3.12.4-1][5.0][MQTT-3.12.4-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.send_hex("c0 00 c0 00");
    CHECK(client.heard() == "PINGRESP; PINGRESP");
}

TEST_CASE("The clock of a connection does not outlive it: its slot's next client has a clock of its own") {
    Bench bench({}, traced_or_not());
    const Client gone = bench.connect({.keep_alive_s = 10, .client_id = "a"});
    bench.wait(seconds(14));
    gone.lose();
    const Client next = bench.connect({.keep_alive_s = 10, .client_id = "b"});
    CHECK(broker::connection_slot(next.id()) == broker::connection_slot(gone.id()));
    bench.wait(milliseconds(14'999));
    CHECK_FALSE(next.closed());
    bench.wait(milliseconds(1));
    CHECK(next.closed());
}

TEST_CASE("The trace tells that a Keep Alive expired, and by which statement") {
    Bench bench;
    bench.connect({.keep_alive_s = 5, .client_id = "a"});
    bench.connect({.version = v5, .keep_alive_s = 5, .client_id = "b"});
    bench.wait(seconds(8));
    const auto events = bench.events(EventKind::keep_alive_expired);
    REQUIRE(events.size() == 2);
    CHECK(events[0].statement == "MQTT-3.1.2-24");
    CHECK(events[1].statement == "MQTT-3.1.2-22");
    CHECK(events[0].number == 5);
}
