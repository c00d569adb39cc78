// What a peer does wrong: only its own connection ends, and a 5.0 peer is told why [4.8, 4.13].
#include "support/bench.hpp"

#include <catch2/generators/catch_generators_range.hpp>

using namespace bench;

namespace {

struct Wrong {
    std::string_view what;
    std::string_view bytes;
    std::string_view reason; // that DISCONNECT tells a 5.0 Client
};

const std::vector<Wrong> wrong_in_every_version = {
    {"packet type 0", "00 00", "81"},
    {"a Remaining Length of five bytes", "30 ff ff ff ff 01", "81"},
    {"PINGREQ with reserved flags", "c1 00", "81"},
    {"PINGREQ with a body", "c0 01 00", "81"},
    {"PUBACK with reserved flags", "42 02 00 01", "81"},
    {"PUBREL with flags 0", "60 02 00 01", "81"},
    {"PUBREC cut short", "50 01 00", "81"},
    {"DISCONNECT with reserved flags", "e1 00", "81"},
    {"CONNACK", "20 03 00 00 00", "82"},
    {"SUBACK", "90 04 00 01 00 00", "82"},
    {"PINGRESP", "d0 00", "82"},
};

} // namespace

TEST_CASE("A protocol violation closes the connection that carried it, and no other [MQTT-4.8.0-1 of 3.1.1]",
          "[3.1.1][MQTT-4.8.0-1][MQTT-2.2.2-1][MQTT-2.2.2-2][MQTT-3.6.1-1][MQTT-3.14.1-1]") {
    const Wrong wrong = GENERATE(from_range(wrong_in_every_version));
    INFO(wrong.what);
    Bench bench({}, traced_or_not());
    const Client other = bench.connect({.client_id = "other"});
    other.subscribe("t");
    const Client client = bench.connect({.version = v311, .client_id = "a"});
    client.send_hex(wrong.bytes);
    CHECK(client.heard() == "closed");
    other.publish("t", "x");
    CHECK(other.heard() == "PUBLISH t 'x'");
}

TEST_CASE("A 5.0 Client that breaks the protocol is told the reason and closed [MQTT-4.13.1-1 of 5.0]",
          "[5.0][MQTT-4.13.1-1][MQTT-4.13.2-1][MQTT-2.1.3-1][MQTT-3.6.1-1][MQTT-3.14.1-1][MQTT-3.14.2-1]"
          "[MQTT-3.14.4-1][MQTT-3.14.4-2][MQTT-1.5.5-1]") {
    const Wrong wrong = GENERATE(from_range(wrong_in_every_version));
    INFO(wrong.what);
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(wrong.bytes);
    CHECK(client.heard() == "DISCONNECT " + std::string(wrong.reason) + "; closed");
}

TEST_CASE("Violations that only 5.0 knows [MQTT-4.13.1-1 of 5.0]",
          "[5.0][MQTT-4.13.1-1][MQTT-3.4.2-1][MQTT-3.5.2-1][MQTT-3.6.2-1][MQTT-3.7.2-1][MQTT-3.15.1-1][MQTT-3.15.2-1]"
          "[MQTT-3.14.1-1]") {
    const auto [bytes, reason] =
        GENERATE(std::pair("f0 00", "82"),                          // AUTH, with no method in CONNECT
                 std::pair("f0 02 18 00", "82"),                    //
                 std::pair("f0 02 01 00", "82"),                    // a Reason Code that AUTH does not have
                 std::pair("f1 00", "81"),                          // AUTH with reserved flags
                 std::pair("40 03 00 01 92", "82"),                 // a Reason Code that PUBACK does not have
                 std::pair("50 03 00 01 92", "82"),                 //
                 std::pair("62 03 00 01 80", "82"),                 //
                 std::pair("70 03 00 01 80", "82"),                 //
                 std::pair("e0 01 01", "82"),                       //
                 std::pair("40 06 00 01 00 02 01 00", "81"),        // a property that PUBACK does not have
                 std::pair("30 06 00 01 't' 02 7f 00", "81"),       // a property that does not exist
                 std::pair("30 08 00 01 't' 04 01 00 01 00", "82"), // a property twice
                 std::pair("30 06 00 01 't' 02 01 02", "82"),       // Payload Format Indicator 2
                 std::pair("30 05 00 01 't' 81 00", "81"));         // Property Length longer than it needs
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(bytes);
    CHECK(client.heard() == "DISCONNECT " + std::string(reason) + "; closed");
}

TEST_CASE("AUTH does not exist before 5.0 [MQTT-4.8.0-1 of 3.1.1]", "[3.1.1][MQTT-4.8.0-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = before_5(), .client_id = "a"});
    client.send_hex("f0 00");
    CHECK(client.heard() == "closed");
}

TEST_CASE("Without an Authentication Method the server sends no AUTH, and none is taken [MQTT-4.12.0-6 of 5.0]",
          "[5.0][MQTT-4.12.0-6][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send(mqtt::Auth{ReasonCode::re_authenticate, {}});
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("What follows a violation in the same bytes is not processed [MQTT-4.8.0-1 of 3.1.1, MQTT-4.13.1-1 of 5.0]",
          "[3.1.1][MQTT-4.8.0-1][5.0][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const Client other = bench.connect({.client_id = "other"});
    other.subscribe("#");
    const Client client = bench.connect({.client_id = "a"});
    client.send_hex("30 03 00 01 't' | 00 00 | 30 03 00 01 'u'");
    CHECK(client.heard() == "closed");
    CHECK(other.heard() == "PUBLISH t ''");
}

TEST_CASE("DISCONNECT closes the connection, and nothing behind it is processed [MQTT-3.14.4-3]",
          "[3.1.1][MQTT-3.14.4-3][5.0][MQTT-3.14.4-3]") {
    Bench bench({}, traced_or_not());
    const Client other = bench.connect({.client_id = "other"});
    other.subscribe("#");
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.send_hex("e0 00 | 30 03 00 01 't'");
    CHECK(client.heard() == "closed");
    CHECK(other.heard() == "");
}

TEST_CASE("The server's DISCONNECT has no Session Expiry Interval [MQTT-3.14.2-2 of 5.0]", "[5.0][MQTT-3.14.2-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex("00 00");
    CHECK_FALSE(client.next<mqtt::Disconnect>().properties.find(mqtt::PropertyId::session_expiry_interval));
}

TEST_CASE("Only a DISCONNECT of 5.0 is ever sent by the server, and only after CONNACK"
          " [MQTT-4.8.0-1 of 3.1.1, MQTT-3.14.0-1 of 5.0]",
          "[3.1.1][MQTT-4.8.0-1][5.0][MQTT-3.14.0-1]") {
    Bench bench({}, traced_or_not());
    const Client before = bench.open(v5);
    const Client old = bench.connect({.version = before_5(), .client_id = "a"});
    bench.shut_down();
    CHECK(before.heard() == "closed");
    CHECK(old.heard() == "closed");
}

TEST_CASE("The trace tells a violation with its statement, its words and its bytes") {
    Bench bench;
    bench.connect({.version = v311, .client_id = "a"}).send_hex("82 02 00 01");
    bench.connect({.version = v5, .client_id = "b"}).send_hex("82 03 00 01 00");
    const auto events = bench.events(EventKind::protocol_error);
    REQUIRE(events.size() == 2);
    CHECK(events[0].statement == "MQTT-3.8.3-3");
    CHECK(events[1].statement == "MQTT-3.8.3-2");
    CHECK_FALSE(events[0].words.es.empty());
    CHECK_FALSE(events[0].words.en.empty());
    CHECK(shown(events[0].packet.view()) == "82 02 00 01");
}

TEST_CASE("Random bytes close their own connection at worst, and every answer is well-formed"
          " [MQTT-4.8.0-1 of 3.1.1, MQTT-4.13.1-1 of 5.0]",
          "[3.1.1][MQTT-4.8.0-1][5.0][MQTT-4.13.1-1][MQTT-3.14.2-1]") {
    Bench bench({.topic_alias_maximum = 3}, traced_or_not());
    const Client other = bench.connect({.client_id = "other"});
    base::Prng prng(7);
    for (int round = 0; round < 2'000; ++round) {
        const Client client = bench.connect({.version = prng.chance(1, 2) ? v311 : v5, .client_id = "a"});
        base::Bytes bytes;
        const std::size_t length = prng.below(24);
        for (std::size_t i = 0; i < length; ++i) {
            bytes.push_back(static_cast<base::Byte>(prng.chance(1, 2) ? prng.below(12) : prng.below(256)));
        }
        if (length > 1) bytes[1] = static_cast<base::Byte>(length - 2);
        client.send(bytes);
        REQUIRE(client.heard().find("wrong") == std::string::npos);
        client.lose();
    }
    other.send(mqtt::Pingreq{});
    CHECK(other.heard() == "PINGRESP");
}

TEST_CASE("Valid packets with one byte changed are taken or refused, and every answer is well-formed"
          " [MQTT-4.13.1-1 of 5.0]",
          "[5.0][MQTT-4.13.1-1][MQTT-3.14.2-1]") {
    static constexpr std::string_view valid[] = {"10 11 00 04 'MQTT' 05 02 00 00 03 21 00 05 00 01 'a'",
                                                 "30 0a 00 01 't' 05 02 00 00 00 07 'x'",
                                                 "34 0b 00 01 't' 00 05 03 23 00 02 'xy'",
                                                 "32 0c 00 01 't' 00 05 05 26 00 00 00 00 'x'",
                                                 "82 0c 00 01 02 0b 03 00 01 't' 01 00 00 00",
                                                 "a2 06 00 02 00 00 01 't'",
                                                 "62 03 00 05 92",
                                                 "40 04 00 01 00 00",
                                                 "e0 07 00 05 11 00 00 00 00",
                                                 "c0 00"};
    Bench bench({.topic_alias_maximum = 3}, traced_or_not());
    base::Prng prng(static_cast<std::uint64_t>(GENERATE(range(1, 4))));
    for (int round = 0; round < 3'000; ++round) {
        base::Bytes bytes = hex(valid[prng.below(std::size(valid))]);
        bytes[prng.below(bytes.size())] = static_cast<base::Byte>(prng.chance(1, 2) ? prng.below(8) : prng.below(256));
        const bool connected = prng.chance(3, 4);
        const Client client = connected ? bench.connect({.version = v5, .client_id = "a"}) : bench.open(v5);
        INFO(shown(bytes));
        client.send(bytes);
        const std::string heard = client.heard();
        INFO(heard);
        const bool in_older_form =
            !connected && heard.find("wrong: 20 02 00 0") == 0; // the CONNECT named 3.1.1 or nothing
        REQUIRE((in_older_form || heard.find("wrong") == std::string::npos));
        client.lose();
    }
}
