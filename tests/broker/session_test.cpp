// Session State: clean and kept, its expiry, and who takes it over [3.1.2.4, 4.1].
#include "support/bench.hpp"

using namespace bench;

namespace {

mqtt::Connect kept(ProtocolVersion version, std::uint32_t expiry_s = 100) {
    return {.version = version,
            .clean_start = false,
            .client_id = "a",
            .properties = properties({number(PropertyId::session_expiry_interval, expiry_s)})};
}

} // namespace

TEST_CASE("A kept Session has its subscriptions after a reconnection [MQTT-3.1.2-4 of 3.1.1, MQTT-3.1.2-5 of 5.0]",
          "[3.1.1][MQTT-3.1.2-4][MQTT-4.1.0-1][MQTT-3.1.4-3][5.0][MQTT-3.1.2-5][MQTT-3.1.2-23][MQTT-4.1.0-1]"
          "[MQTT-3.1.4-4]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client first = bench.connect(kept(version));
    first.subscribe("t", 1);
    first.lose();
    const Client again = bench.connect(kept(version));
    again.publish("t", "x");
    CHECK(again.heard() == "PUBLISH t 'x'");
}

TEST_CASE("A clean CONNECT drops the kept Session with its subscriptions, queue and handshakes"
          " [MQTT-3.1.2-6 of 3.1.1, MQTT-3.1.2-4 of 5.0]",
          "[3.1.1][MQTT-3.1.2-6][5.0][MQTT-3.1.2-4]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client first = bench.connect(kept(version));
    first.subscribe("t", 1);
    first.publish("t", "in flight", {.qos = 1});
    first.lose();
    bench.connect({.client_id = "other"}).publish("t", "queued", {.qos = 1});
    mqtt::Connect clean = kept(version);
    clean.clean_start = true;
    const Client again = bench.try_connect(clean);
    again.publish("t", "x");
    CHECK(again.heard() == "CONNACK 00");
    CHECK(bench.broker.subscription_count("a") == 0);
}

TEST_CASE("A clean Session's state is not used by any later Session [MQTT-3.1.2-6 of 3.1.1]", "[3.1.1][MQTT-3.1.2-6]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = before_5();
    const Client clean = bench.connect({.version = version, .clean_start = true, .client_id = "a"});
    clean.subscribe("t", 1);
    clean.lose();
    CHECK(bench.broker.session_count() == 0);
    const Client later = bench.try_connect(kept(version));
    later.publish("t", "x");
    CHECK(later.heard() == "CONNACK 00");
}

TEST_CASE("A kept Session that is offline gathers QoS 1 and 2 messages and gets them in order on its return"
          " [MQTT-3.1.2-5 of 3.1.1, MQTT-4.5.0-1 of 5.0]",
          "[3.1.1][MQTT-3.1.2-5][MQTT-4.5.0-1][MQTT-4.6.0-6][5.0][MQTT-4.5.0-1][MQTT-4.6.0-5]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client first = bench.connect(kept(version));
    first.subscribe("t", 2);
    first.lose();
    const Client other = bench.connect({.client_id = "other"});
    other.publish("t", "one", {.qos = 1});
    other.publish("t", "none", {.qos = 0});
    other.publish("t", "two", {.qos = 2});
    const Client again = bench.connect(kept(version));
    CHECK(again.heard() == "PUBLISH t 'one' qos=1 id=1; PUBLISH t 'two' qos=2 id=2");
}

TEST_CASE("QoS 0 messages are not kept for a Session that is offline, which the trace tells") {
    Bench bench;
    const Client first = bench.connect(kept(v311));
    first.subscribe("t", 2);
    first.lose();
    bench.connect({.client_id = "other"}).publish("t", "x");
    CHECK(bench.dropped(DropReason::offline_at_qos_0) == 1);
    CHECK(bench.connect(kept(v311)).heard() == "");
}

TEST_CASE("Session State lasts as long as its connection, however long that is"
          " [MQTT-4.1.0-2 of 3.1.1, MQTT-4.1.0-1 of 5.0]",
          "[3.1.1][MQTT-4.1.0-2][5.0][MQTT-4.1.0-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .clean_start = true, .client_id = "a"});
    client.subscribe("t");
    bench.wait(seconds(1'000'000));
    client.publish("t", "x");
    CHECK(client.heard() == "PUBLISH t 'x'");
}

TEST_CASE("A Session of 3.1.1 without Clean Session never expires by itself [MQTT-4.1.0-1 of 3.1.1]",
          "[3.1.1][MQTT-4.1.0-1]") {
    Bench bench({}, traced_or_not());
    bench.connect(kept(before_5())).lose();
    bench.wait(seconds(1'000'000'000));
    CHECK(bench.broker.session("a"));
}

TEST_CASE("A Session expires when its Session Expiry Interval has passed since the connection closed"
          " [MQTT-4.1.0-2 of 5.0]",
          "[5.0][MQTT-4.1.0-2][MQTT-3.1.2-23]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect(kept(v5, 10));
    bench.wait(seconds(50)); // online it does not expire
    client.lose();
    bench.wait(milliseconds(9'999));
    CHECK(bench.broker.session("a"));
    bench.wait(milliseconds(1));
    CHECK_FALSE(bench.broker.session("a"));
    CHECK(bench.try_connect(kept(v5, 10)).heard() == "CONNACK 00");
}

TEST_CASE("Back in time, a Session's expiry is counted anew from the next close [MQTT-4.1.0-2 of 5.0]",
          "[5.0][MQTT-4.1.0-2]") {
    Bench bench({}, traced_or_not());
    bench.connect(kept(v5, 10)).lose();
    bench.wait(seconds(9));
    const Client again = bench.connect(kept(v5, 10));
    bench.wait(seconds(5));
    again.lose();
    bench.wait(seconds(9));
    CHECK(bench.broker.session("a"));
    bench.wait(seconds(1));
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("Without a Session Expiry Interval a 5.0 Session ends with its connection, Clean Start or not"
          " [MQTT-4.1.0-2 of 5.0]",
          "[5.0][MQTT-4.1.0-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .clean_start = false, .client_id = "a"});
    client.subscribe("t");
    client.lose();
    CHECK(bench.broker.session_count() == 0);
    CHECK(bench.broker.total_subscriptions() == 0);
}

TEST_CASE("Session Expiry Interval 0xFFFFFFFF never expires [5.0, 3.1.2.11.2]", "[5.0][MQTT-3.1.2-23]") {
    Bench bench({}, traced_or_not());
    bench.connect(kept(v5, 0xffffffff)).lose();
    bench.wait(seconds(10'000'000'000));
    CHECK(bench.broker.session("a"));
}

TEST_CASE("DISCONNECT may shorten or prolong the Session Expiry Interval [5.0, 3.14.2.2.2]", "[5.0][MQTT-4.1.0-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect(kept(v5, 10));
    const auto [until, expiry] = GENERATE(std::pair(5, 5u), std::pair(20, 20u));
    client.disconnect(ReasonCode::success, properties({number(PropertyId::session_expiry_interval, expiry)}));
    bench.wait(milliseconds(until * 1000 - 1));
    CHECK(bench.broker.session("a"));
    bench.wait(milliseconds(1));
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("DISCONNECT with Session Expiry Interval 0 ends the Session at once [5.0, 3.14.2.2.2]", "[5.0]") {
    Bench bench({}, traced_or_not());
    bench.connect(kept(v5, 10))
        .disconnect(ReasonCode::success, properties({number(PropertyId::session_expiry_interval, 0)}));
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("DISCONNECT cannot prolong a Session that was to end with its connection: 0x82 [5.0, 3.14.2.2.2]", "[5.0]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.disconnect(ReasonCode::success, properties({number(PropertyId::session_expiry_interval, 5)}));
    CHECK(client.heard() == "DISCONNECT 82; closed");
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("A Client that asked for a Session may name an expiry in DISCONNECT though the server granted none",
          "[5.0]") {
    Bench bench({.session_expiry_maximum_s = 0});
    const Client client = bench.connect(kept(v5, 10));
    client.disconnect(ReasonCode::success, properties({number(PropertyId::session_expiry_interval, 5)}));
    CHECK(client.heard() == "closed");
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("The server's greatest Session Expiry Interval binds every version") {
    Bench bench({.session_expiry_maximum_s = 60}, traced_or_not());
    bench.connect(kept(every_version(), 1000)).lose();
    bench.wait(seconds(59));
    CHECK(bench.broker.session("a"));
    bench.wait(seconds(1));
    CHECK_FALSE(bench.broker.session("a"));
}

// --- take-over ---

TEST_CASE("A CONNECT with a Client Identifier that is online disconnects the older client [MQTT-3.1.4-2 of 3.1.1]",
          "[3.1.1][MQTT-3.1.4-2]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = before_5();
    const Client older = bench.connect(kept(version));
    const Client newer = bench.try_connect(kept(version));
    CHECK(older.heard() == "closed");
    CHECK(newer.heard() == (version == v31 ? "CONNACK 00" : "CONNACK 00 present"));
}

TEST_CASE("A 5.0 client that is taken over is told so with DISCONNECT 0x8E [MQTT-3.1.4-3 of 5.0]",
          "[5.0][MQTT-3.1.4-3]") {
    Bench bench({}, traced_or_not());
    const Client older = bench.connect(kept(v5));
    older.subscribe("t");
    const Client newer = bench.try_connect(kept(GENERATE(v311, v5)));
    CHECK(older.heard() == "DISCONNECT 8e; closed");
    newer.publish("t", "x");
    CHECK(newer.heard() == "CONNACK 00 present; PUBLISH t 'x'");
}

TEST_CASE("A Session that ends with its connection is not resumed by who takes it over"
          " [MQTT-3.1.2-6 of 3.1.1, MQTT-4.1.0-2 of 5.0]",
          "[3.1.1][MQTT-3.1.2-6][5.0][MQTT-4.1.0-2]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client older = bench.connect({.version = version, .clean_start = true, .client_id = "a"});
    older.subscribe("t");
    CHECK(bench.try_connect(kept(version)).heard() == "CONNACK 00");
    CHECK(older.closed());
    CHECK(bench.broker.subscription_count("a") == 0);
}

TEST_CASE("Take-over in a loop leaves one connection and one Session [MQTT-3.1.4-2 of 3.1.1, MQTT-3.1.4-3 of 5.0]",
          "[3.1.1][MQTT-3.1.4-2][5.0][MQTT-3.1.4-3]") {
    Bench bench({}, traced_or_not());
    for (int i = 0; i < 100; ++i) bench.connect(kept(i % 2 == 0 ? v311 : v5));
    CHECK(bench.broker.connection_count() == 1);
    CHECK(bench.broker.session_count() == 1);
}

TEST_CASE("What a connection that was taken over still sends is ignored [MQTT-3.1.4-2 of 3.1.1]",
          "[3.1.1][MQTT-3.1.4-2]") {
    Bench bench({}, traced_or_not());
    const Client older = bench.connect(kept(v311));
    const Client newer = bench.connect(kept(v311));
    newer.subscribe("#");
    older.publish("t", "late");
    older.lose();
    CHECK(newer.heard() == "");
    CHECK_FALSE(newer.closed());
}

TEST_CASE("A Session moves between versions: identifiers and properties go only to a 5.0 connection") {
    Bench bench({}, traced_or_not());
    const Client modern = bench.connect(kept(v5));
    modern.subscribe("t", {QoS::at_least_once}, 9);
    modern.lose();
    const Client other = bench.connect({.version = v5, .client_id = "other"});
    other.publish("t", "x", {.qos = 1, .properties = properties({user("a", "b")})});
    const Client old = bench.connect(kept(v311));
    CHECK(old.heard() == "PUBLISH t 'x' qos=1 id=1");
    old.lose();
    CHECK(bench.connect(kept(v5)).heard() == "PUBLISH t 'x' qos=1 id=1 dup sub=9");
}
