// CONNACK of 5.0: response information, another server, what is available, and
// reasons in words.
#include "support/bench.hpp"

using namespace bench;

namespace {

Properties told_to(Bench& bench, std::vector<mqtt::Property> asked) {
    const Client client = bench.try_connect({.version = v5, .client_id = "a", .properties = properties(asked)});
    const auto connack = client.next<mqtt::Connack>();
    CHECK(connack.reason == ReasonCode::success);
    return connack.properties;
}

std::string reason_of(const Properties& properties) {
    return std::string(properties.text(PropertyId::reason_string).value_or("-"));
}

} // namespace

TEST_CASE("Response Information comes to those who asked for it, with a topic "
          "of their own [MQTT-3.1.2-28 of 5.0]",
          "[5.0][MQTT-3.1.2-28]") {
    Bench bench({.response_information = "answers/"});
    CHECK(
        told_to(bench, {number(PropertyId::request_response_information, 1)}).text(PropertyId::response_information) ==
        "answers/a/");
    CHECK_FALSE(
        told_to(bench, {number(PropertyId::request_response_information, 0)}).find(PropertyId::response_information));
    CHECK_FALSE(told_to(bench, {}).find(PropertyId::response_information));
    Bench without;
    CHECK_FALSE(
        told_to(without, {number(PropertyId::request_response_information, 1)}).find(PropertyId::response_information));
}

TEST_CASE("Response Information names the Client Identifier that the server "
          "assigned") {
    Bench bench({.response_information = "answers/"});
    const Client client = bench.try_connect(
        {.version = v5, .properties = properties({number(PropertyId::request_response_information, 1)})});
    const Properties told = client.next<mqtt::Connack>().properties;
    const auto assigned = told.text(PropertyId::assigned_client_identifier);
    REQUIRE(assigned);
    CHECK(told.text(PropertyId::response_information) == "answers/" + std::string(*assigned) + "/");
}

TEST_CASE("A server that sends its clients elsewhere refuses with 0x9C and "
          "says where; before 5.0 it just closes"
          " [MQTT-3.2.2-7 of 5.0, MQTT-3.2.2-6 of 3.1.1]",
          "[3.1.1][MQTT-3.2.2-6][5.0][MQTT-3.2.2-7]") {
    Bench bench({.server_reference = "other.example:1883"}, traced_or_not());
    const Client client = bench.try_connect({.version = v5, .client_id = "a"});
    const auto connack = client.next<mqtt::Connack>();
    CHECK(connack.reason == ReasonCode::use_another_server);
    CHECK(connack.properties.text(PropertyId::server_reference) == "other.example:1883");
    CHECK(client.heard() == "closed");
    const Client old = bench.try_connect({.version = before_5(), .client_id = "a"});
    CHECK(old.heard() == "closed");
}

TEST_CASE("A Client Identifier that cannot be is refused with 0x85, before 5.0 with "
          "0x02, then closed"
          " [MQTT-3.1.3-8 of 5.0, MQTT-3.1.3-8, MQTT-3.1.3-9 of 3.1.1]",
          "[3.1.1][MQTT-3.1.3-8][MQTT-3.1.3-9][MQTT-3.2.2-5][5.0][MQTT-3.1.3-8]") {
    Bench bench({}, traced_or_not());
    const Client old = bench.try_connect({.version = v311, .clean_start = false});
    CHECK(shown(old.take_bytes()) == "20 02 00 02");
    CHECK(old.closed());
    // 5.0 gives everybody an identifier: only one that is no UTF-8 string can be
    // refused.
    const Client client = bench.open(v5);
    client.send_hex("10 0e | 00 04 'MQTT' 05 02 00 00 00 | 00 01 ff");
    CHECK(client.closed());
    CHECK(bench.broker.session_count() == 0);
}

TEST_CASE("CONNACK says what is not available, and is silent of what is [5.0, "
          "3.2.2.3]",
          "[5.0][MQTT-3.2.2-9][MQTT-3.2.2-13]") {
    Bench all;
    const Properties full = told_to(all, {});
    Bench none({.maximum_qos = QoS::at_most_once,
                .retain_available = false,
                .wildcard_available = false,
                .shared_available = false});
    const Properties poor = told_to(none, {});
    for (const PropertyId id :
         {PropertyId::maximum_qos, PropertyId::retain_available, PropertyId::wildcard_subscription_available,
          PropertyId::shared_subscription_available}) {
        CHECK_FALSE(full.find(id));
        CHECK(poor.number(id) == 0);
    }
    CHECK_FALSE(poor.find(PropertyId::subscription_identifier_available));
}

TEST_CASE("A CONNACK that refuses a wrong CONNECT says why in words, if the "
          "client has room for them"
          " [MQTT-3.2.2-19 of 5.0]",
          "[5.0][MQTT-3.2.2-19][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    // The reserved flag of the Connect Flags is 1.
    const Client client = bench.open(v5);
    client.send_hex("10 0e | 00 04 'MQTT' 05 03 00 00 00 | 00 01 'a'");
    const auto connack = client.next<mqtt::Connack>();
    CHECK(connack.reason == ReasonCode::malformed_packet);
    CHECK(reason_of(connack.properties) != "-");
    CHECK(client.heard() == "closed");
}

TEST_CASE("A CONNACK that refuses is never larger than the client takes "
          "[MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24][MQTT-3.2.2-19]") {
    Bench bench({.server_reference = "a.server.with.a.rather.long.name.example:1883"}, traced_or_not());
    const Client client = bench.try_connect(
        {.version = v5, .client_id = "a", .properties = properties({number(PropertyId::maximum_packet_size, 20)})});
    CHECK(client.take_bytes().size() <= 20);
    CHECK(client.closed());
}

TEST_CASE("DISCONNECT says why in words, with Request Problem Information 0 as "
          "well [MQTT-3.1.2-29 of 5.0]",
          "[5.0][MQTT-3.1.2-29][MQTT-3.14.2-3]") {
    Bench bench({}, traced_or_not());
    const unsigned wanted = GENERATE(0u, 1u);
    const Client client =
        bench.connect({.version = v5,
                       .client_id = "a",
                       .properties = properties({number(PropertyId::request_problem_information, wanted)})});
    client.send_hex("d0 00");
    const auto disconnect = client.next<mqtt::Disconnect>();
    CHECK(disconnect.reason == ReasonCode::protocol_error);
    CHECK(reason_of(disconnect.properties) == "A Client does not send this packet at this point.");
    CHECK(client.heard() == "closed");
}

TEST_CASE("DISCONNECT leaves its words out where they would be too much for "
          "the client, and itself where it would be"
          " [MQTT-3.14.2-3, MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.14.2-3][MQTT-3.14.2-4][MQTT-3.1.2-24]") {
    // 2 + 1 + 1 + 3 bytes and the 49 characters of the words.
    for (const auto& [maximum, words] : {std::pair{1000u, true}, {56u, true}, {55u, false}, {30u, false}}) {
        Bench each;
        const Client client =
            each.connect({.version = v5,
                          .client_id = "a",
                          .properties = properties({number(PropertyId::maximum_packet_size, maximum)})});
        client.send_hex("d0 00");
        const base::Bytes sent = client.take_bytes();
        INFO(maximum << ": " << shown(sent));
        CHECK(sent.size() == (words ? 56 : 3));
        CHECK(client.closed());
    }
}

TEST_CASE("Reason Strings go to 5.0 clients only: before, a connection just ends", "[3.1.1][MQTT-4.8.0-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = before_5(), .client_id = "a"});
    client.send_hex("d0 00");
    CHECK(client.heard() == "closed");
}
