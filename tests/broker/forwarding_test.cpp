// What travels with a message unchanged, and how large a packet may be [5.0, 3.3.2.3, 3.1.2.11.4].
#include "support/bench.hpp"

using namespace bench;

namespace {

Client subscriber(Bench& bench, Properties of_connect = {}, unsigned qos = 1) {
    const Client made = bench.connect({.version = v5, .client_id = "sub", .properties = std::move(of_connect)});
    made.subscribe("t/#", qos);
    return made;
}

Properties largest(std::uint32_t bytes) { return properties({number(PropertyId::maximum_packet_size, bytes)}); }

} // namespace

TEST_CASE("Every forwarded property reaches the subscriber unchanged, User Properties in their order"
          " [MQTT-3.3.2-4 of 5.0]",
          "[5.0][MQTT-3.3.2-4][MQTT-3.3.2-15][MQTT-3.3.2-16][MQTT-3.3.2-17][MQTT-3.3.2-18][MQTT-3.3.2-20]"
          "[MQTT-1.5.7-1]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const Client sub = subscriber(bench, {}, 2);
    const Properties forwarded = properties(
        {user("b", "1"), number(PropertyId::payload_format_indicator, 1), user("a", "2"),
         text(PropertyId::content_type, "text/plain"), user("b", "1"), text(PropertyId::response_topic, "answer/to"),
         user("", ""), text(PropertyId::correlation_data, std::string("\0\x01\xff", 3)), user("\u00f1", "\u20ac")});
    bench.connect({.version = v5, .client_id = "pub"}).publish("t", "x", {.qos = level, .properties = forwarded});
    CHECK(sub.next<mqtt::Publish>().properties == forwarded);
}

TEST_CASE("Payload Format Indicator 0 is forwarded as it came, and none is added [MQTT-3.3.2-4 of 5.0]",
          "[5.0][MQTT-3.3.2-4]") {
    Bench bench({}, traced_or_not());
    const Client sub = subscriber(bench);
    const Properties zero = properties({number(PropertyId::payload_format_indicator, 0)});
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "x", {.properties = zero});
    pub.publish("t", "x");
    CHECK(sub.next<mqtt::Publish>().properties == zero);
    CHECK(sub.next<mqtt::Publish>().properties.empty());
}

TEST_CASE("Subscribers before 5.0 get the same message without properties") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect({.version = before_5(), .client_id = "sub"});
    sub.subscribe("t", 1);
    bench.connect({.version = v5, .client_id = "pub"}).publish("t", "x", {.properties = properties({user("a", "b")})});
    CHECK(shown(sub.take_bytes()) == "30 04 00 01 74 78");
}

TEST_CASE("A PUBLISH of a client with a Subscription Identifier is a Protocol Error [5.0, 3.3.4]",
          "[5.0][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.properties = properties({number(PropertyId::subscription_identifier, 3)})});
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("A Response Topic with a wildcard is a Protocol Error [MQTT-3.3.2-13 of 5.0]",
          "[5.0][MQTT-3.3.2-13][MQTT-3.3.2-14]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.properties = properties({text(PropertyId::response_topic, "a/#")})});
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("A Content Type that is not UTF-8 is malformed [MQTT-3.3.2-19 of 5.0]",
          "[5.0][MQTT-3.3.2-19][MQTT-1.5.4-1][MQTT-1.5.7-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    const mqtt::Property wrong =
        GENERATE(text(PropertyId::content_type, "\xff"), user("\xc0\x80", "b"), user("a", "\xff"));
    client.publish("t", "x", {.properties = properties({wrong})});
    CHECK(client.heard() == "DISCONNECT 81; closed");
}

// --- Maximum Packet Size of the client ---

TEST_CASE("A message that makes too large a packet is dropped for that client alone, as if delivered"
          " [MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24][MQTT-3.1.2-25]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const Client small = subscriber(bench, largest(60), 2);
    const Client large = bench.connect({.version = v5, .client_id = "large"});
    large.subscribe("t", 2);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", std::string(100, 'x'), {.qos = level});
    CHECK(small.heard() == "");
    CHECK(large.next<mqtt::Publish>().payload.size() == 100);
    CHECK(bench.broker.session("sub")->inflight.empty());
    pub.publish("t", "fits", {.qos = level, .id = 2});
    CHECK(base::as_text(small.next<mqtt::Publish>().payload) == "fits");
}

TEST_CASE("The client's Maximum Packet Size counts the whole packet, to the byte [MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u);
    const std::size_t header = level == 0 ? 6 : 8; // first byte, length, topic "t", identifier, properties
    const Client sub = subscriber(bench, largest(60), 1);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", std::string(60 - header + 1, 'x'), {.qos = level});
    CHECK(sub.heard() == "");
    pub.publish("t", std::string(60 - header, 'x'), {.qos = level, .id = 2});
    CHECK(sub.take_bytes().size() == 60);
}

TEST_CASE("Messages too large for a client are dropped from its queue when it is back, and the trace tells"
          " [MQTT-3.1.2-25 of 5.0]",
          "[5.0][MQTT-3.1.2-25]") {
    Bench bench;
    mqtt::Connect kept{.version = v5,
                       .clean_start = false,
                       .client_id = "sub",
                       .properties = properties({number(PropertyId::session_expiry_interval, 100)})};
    const Client sub = bench.connect(kept);
    sub.subscribe("t", 1);
    sub.lose();
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", std::string(100, 'x'), {.qos = 1});
    pub.publish("t", "fits", {.qos = 1});
    kept.properties.add_number(PropertyId::maximum_packet_size, 60);
    CHECK(bench.connect(kept).heard() == "PUBLISH t 'fits' qos=1 id=1");
    CHECK(bench.dropped(DropReason::packet_too_large) == 1);
}

TEST_CASE("A retained message too large for the client is not sent [MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24][MQTT-3.1.2-25]") {
    Bench bench({}, traced_or_not());
    bench.connect({.client_id = "pub"}).publish("t", std::string(100, 'x'), {.retain = true});
    CHECK(subscriber(bench, largest(60)).heard() == "");
}

TEST_CASE("No packet of any kind is above the client's Maximum Packet Size [MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24]") {
    Bench bench;
    SECTION("CONNACK") {
        const Client client = bench.try_connect({.version = v5, .client_id = "a", .properties = largest(10)});
        CHECK(client.take_bytes().size() <= 10);
    }
    SECTION("SUBACK") {
        const Client client = bench.connect({.version = v5, .client_id = "a", .properties = largest(60)});
        client.ask_subscribe(std::vector<mqtt::Subscribe::Request>(100, {"t", {}}));
        CHECK(client.take_bytes().size() <= 60);
    }
    SECTION("UNSUBACK") {
        const Client client = bench.connect({.version = v5, .client_id = "a", .properties = largest(60)});
        client.ask_unsubscribe(std::vector<std::string>(100, "t"));
        CHECK(client.take_bytes().size() <= 60);
    }
}

TEST_CASE("No acknowledgement carries a Reason String or User Properties: none can be too large"
          " [MQTT-3.2.2-19 of 5.0]",
          "[5.0][MQTT-3.2.2-19][MQTT-3.2.2-20][MQTT-3.4.2-2][MQTT-3.4.2-3][MQTT-3.5.2-2][MQTT-3.5.2-3][MQTT-3.6.2-2]"
          "[MQTT-3.6.2-3][MQTT-3.7.2-2][MQTT-3.7.2-3][MQTT-3.9.2-1][MQTT-3.9.2-2][MQTT-3.11.2-1][MQTT-3.11.2-2]"
          "[MQTT-3.14.2-3][MQTT-3.14.2-4]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.try_connect({.version = v5, .client_id = "a", .properties = largest(30)});
    const Properties told = client.next<mqtt::Connack>().properties;
    CHECK_FALSE(told.find(PropertyId::reason_string));
    CHECK_FALSE(told.find(PropertyId::user_property));
    client.publish("t", "x", {.qos = 1, .id = 1});
    client.publish("t", "x", {.qos = 2, .id = 2});
    client.pubrel(9);
    client.pubrec(9);
    CHECK(shown(client.take_bytes()) == "40 03 00 01 10 50 03 00 02 10 70 03 00 09 92 62 03 00 09 92");
    client.ask_subscribe({{"a/#/b", {}}}, 3);
    client.ask_unsubscribe({"a/#/b"}, 4);
    CHECK(shown(client.take_bytes()) == "90 04 00 03 00 8f b0 04 00 04 00 8f");
    client.send_hex("f0 00");
    CHECK(shown(client.take_bytes()) == "e0 01 82");
}
