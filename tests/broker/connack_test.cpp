// What CONNACK says: Session Present, and in 5.0 what this server can do [3.2].
#include "support/bench.hpp"

using namespace bench;

namespace {

mqtt::Connack connack_of(Bench& bench, const mqtt::Connect& connect) {
    return bench.try_connect(connect).next<mqtt::Connack>();
}

} // namespace

TEST_CASE("A clean CONNECT gets Session Present 0, also where state was kept"
          " [MQTT-3.2.2-1 of 3.1.1, MQTT-3.2.2-2 of 5.0]",
          "[3.1.1][MQTT-3.2.2-1][MQTT-3.1.2-6][5.0][MQTT-3.2.2-2][MQTT-3.1.2-4]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = GENERATE(v311, v5);
    const Properties kept = properties({number(PropertyId::session_expiry_interval, 100)});
    bench.connect({.version = version, .clean_start = false, .client_id = "a", .properties = kept}).lose();
    CHECK(bench.try_connect({.version = version, .clean_start = true, .client_id = "a"}).heard() == "CONNACK 00");
}

TEST_CASE("Session Present is 1 exactly where Session State was there and is resumed"
          " [MQTT-3.2.2-2 of 3.1.1, MQTT-3.2.2-3 of 5.0]",
          "[3.1.1][MQTT-3.2.2-2][MQTT-3.2.2-3][5.0][MQTT-3.2.2-3][MQTT-3.1.2-5][MQTT-3.1.2-6]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = GENERATE(v311, v5);
    const mqtt::Connect connect{.version = version,
                                .clean_start = false,
                                .client_id = "a",
                                .properties = properties({number(PropertyId::session_expiry_interval, 100)})};
    const Client first = bench.try_connect(connect);
    CHECK(first.heard() == "CONNACK 00");
    first.lose();
    CHECK(bench.try_connect(connect).heard() == "CONNACK 00 present");
}

TEST_CASE("3.1 has no Session Present: the byte stays 0 although the Session is resumed [3.1, CONNACK]", "[3.1]") {
    Bench bench;
    const mqtt::Connect connect{.version = v31, .clean_start = false, .client_id = "a"};
    bench.connect(connect).lose();
    const Client again = bench.try_connect(connect);
    CHECK(shown(again.take_bytes()) == "20 02 00 00");
    CHECK(bench.events(EventKind::session_resumed).size() == 1);
}

TEST_CASE("A CONNACK that refuses has Session Present 0, though a Session is kept"
          " [MQTT-3.2.2-4 of 3.1.1, MQTT-3.2.2-6 of 5.0]",
          "[3.1.1][MQTT-3.2.2-4][5.0][MQTT-3.2.2-6][MQTT-3.2.2-7]") {
    Bench bench({.retain_available = false});
    const Properties kept = properties({number(PropertyId::session_expiry_interval, 100)});
    bench.connect({.version = v5, .clean_start = false, .client_id = "a", .properties = kept}).lose();
    const Client refused = bench.try_connect({.version = v5,
                                              .clean_start = false,
                                              .client_id = "a",
                                              .will = mqtt::Will{.topic = "t", .payload = {}, .retain = true}});
    CHECK(refused.heard() == "CONNACK 9a; closed");
}

TEST_CASE("CONNACK's acknowledge flags have no bit but Session Present [MQTT-3.2.2-1 of 5.0]", "[5.0][MQTT-3.2.2-1]") {
    Bench bench;
    const mqtt::Connect connect{.version = v5,
                                .clean_start = false,
                                .client_id = "a",
                                .properties = properties({number(PropertyId::session_expiry_interval, 100)})};
    const Client first = bench.try_connect(connect);
    CHECK(first.take_bytes().at(2) == 0);
    first.lose();
    CHECK(bench.try_connect(connect).take_bytes().at(2) == 1);
}

TEST_CASE("CONNACK before 5.0 is four bytes [MQTT-3.1.4-4 of 3.1.1]", "[3.1.1][MQTT-3.1.4-4]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.try_connect({.version = before_5(), .client_id = "a"});
    CHECK(shown(client.take_bytes()) == "20 02 00 00");
}

TEST_CASE("CONNACK of 5.0 tells the server's limits [5.0, 3.2.2.3]", "[5.0]") {
    Bench bench({.maximum_packet_size = 5000, .receive_maximum = 7, .topic_alias_maximum = 3});
    const Properties told = connack_of(bench, {.version = v5, .client_id = "a"}).properties;
    CHECK(told.number(PropertyId::receive_maximum) == 7);
    CHECK(told.number(PropertyId::maximum_packet_size) == 5000);
    CHECK(told.number(PropertyId::topic_alias_maximum) == 3);
    CHECK(told.number_or(PropertyId::retain_available, 1) == 1);
    CHECK(told.number_or(PropertyId::wildcard_subscription_available, 1) == 1);
    CHECK_FALSE(told.find(PropertyId::maximum_qos)); // it could only say 0 or 1
}

TEST_CASE("A server without QoS 2 says so in CONNACK, and yet grants what it can to any SUBSCRIBE"
          " [MQTT-3.2.2-9 of 5.0]",
          "[5.0][MQTT-3.2.2-9][MQTT-3.2.2-10]") {
    Bench bench({.maximum_qos = QoS::at_least_once}, traced_or_not());
    const Client client = bench.try_connect({.version = v5, .client_id = "a"});
    CHECK(client.next<mqtt::Connack>().properties.number(PropertyId::maximum_qos) == 1);
    client.ask_subscribe({{"a", {QoS::exactly_once}}, {"b", {QoS::at_least_once}}, {"c", {QoS::at_most_once}}});
    CHECK(client.heard() == "SUBACK 1 01 01 00");
}

TEST_CASE("A Will above the server's Maximum QoS is refused with 0x9B [MQTT-3.2.2-12 of 5.0]", "[5.0][MQTT-3.2.2-12]") {
    Bench bench({.maximum_qos = QoS::at_most_once}, traced_or_not());
    const Client client = bench.try_connect(
        {.version = v5, .client_id = "a", .will = mqtt::Will{.topic = "t", .payload = {}, .qos = QoS::at_least_once}});
    CHECK(client.heard() == "CONNACK 9b; closed");
}

TEST_CASE("A retained Will is refused with 0x9A where nothing is retained, which CONNACK tells others"
          " [MQTT-3.2.2-13 of 5.0]",
          "[5.0][MQTT-3.2.2-13]") {
    Bench bench({.retain_available = false}, traced_or_not());
    const mqtt::Will will{.topic = "t", .payload = {}, .retain = true};
    CHECK(bench.try_connect({.version = v5, .client_id = "a", .will = will}).heard() == "CONNACK 9a; closed");
    const Properties told = connack_of(bench, {.version = v5, .client_id = "a"}).properties;
    CHECK(told.number(PropertyId::retain_available) == 0);
}

TEST_CASE("Session Expiry Interval stands in CONNACK where the server uses another than was asked [5.0, 3.2.2.3.2]",
          "[5.0]") {
    Bench bench({.session_expiry_maximum_s = 60});
    const auto ask = [&](std::uint32_t asked) {
        const Properties wish = properties({number(PropertyId::session_expiry_interval, asked)});
        return connack_of(bench, {.version = v5, .client_id = "a", .properties = wish})
            .properties.number(PropertyId::session_expiry_interval);
    };
    CHECK(ask(61) == 60);
    CHECK(ask(60) == std::nullopt);
    CHECK(ask(0) == std::nullopt);
}

TEST_CASE("No Response Information and no Authentication Method come unasked [MQTT-3.1.2-28 of 5.0]",
          "[5.0][MQTT-3.1.2-28][MQTT-4.12.0-6]") {
    Bench bench;
    const Properties told = connack_of(bench, {.version = v5, .client_id = "a"}).properties;
    CHECK_FALSE(told.find(PropertyId::response_information));
    CHECK_FALSE(told.find(PropertyId::authentication_method));
}

TEST_CASE("With Request Problem Information 0, no acknowledgement carries Reason String or User Property"
          " [MQTT-3.1.2-29 of 5.0]",
          "[5.0][MQTT-3.1.2-29][MQTT-3.9.2-1][MQTT-3.9.2-2][MQTT-3.11.2-1][MQTT-3.11.2-2]") {
    Bench bench({.topic_levels = 2});
    const Client client =
        bench.connect({.version = v5,
                       .client_id = "a",
                       .properties = properties({number(PropertyId::request_problem_information, 0)})});
    client.ask_subscribe({{"a/b/c", {}}, {"a/#/b", {}}});
    CHECK(client.next<mqtt::Suback>().properties.empty());
    client.ask_unsubscribe({"never"});
    CHECK(client.next<mqtt::Unsuback>().properties.empty());
    client.publish("a/b/c", "x", {.qos = 1});
    CHECK(client.next<mqtt::PublishResponse>().properties.empty());
    client.publish("a/b/c", "x", {.qos = 2});
    CHECK(client.next<mqtt::PublishResponse>().properties.empty());
}
