// Admission: which CONNECT a broker takes, and how it refuses the others [3.1].
#include "support/bench.hpp"

using namespace bench;

namespace {

// A CONNECT of 3.1.1 by hand: name, level, flags, keep alive, Client Identifier "a".
constexpr std::string_view good_311 = "10 0d | 00 04 'MQTT' 04 02 00 00 | 00 01 'a'";
constexpr std::string_view good_5 = "10 0e | 00 04 'MQTT' 05 02 00 00 00 | 00 01 'a'";

} // namespace

TEST_CASE("A valid CONNECT is answered with CONNACK code 0, the first packet of all"
          " [MQTT-3.1.4-4 of 3.1.1, MQTT-3.1.4-5 of 5.0]",
          "[3.1.1][MQTT-3.1.4-4][MQTT-3.2.0-1][5.0][MQTT-3.1.4-5][MQTT-3.2.0-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.try_connect({.version = every_version(), .client_id = "a"});
    CHECK(client.heard() == "CONNACK 00");
    CHECK(bench.broker.session("a")->connected);
}

TEST_CASE("Nothing is sent before CONNECT has come, and one CONNACK only on a connection [MQTT-3.2.0-1]",
          "[3.1.1][MQTT-3.2.0-1][5.0][MQTT-3.2.0-1][MQTT-3.2.0-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.open(v5);
    CHECK(client.heard() == "");
    client.send_hex(good_5);
    client.send_hex("c0 00");
    CHECK(client.heard() == "CONNACK 00; PINGRESP");
}

TEST_CASE("A first packet other than CONNECT closes the connection without an answer [MQTT-3.1.0-1]",
          "[3.1.1][MQTT-3.1.0-1][5.0][MQTT-3.1.0-1][MQTT-3.14.0-1]") {
    const std::string_view first =
        GENERATE("c0 00", "30 03 00 01 't'", "82 06 00 01 00 01 'a' 00", "e0 00", "20 02 00 00", "f0 00");
    Bench bench({}, traced_or_not());
    const Client client = bench.open();
    client.send_hex(first);
    CHECK(client.heard() == "closed");
    CHECK(bench.broker.connection_count() == 0);
}

TEST_CASE("A second CONNECT on a connection closes it [MQTT-3.1.0-2 of 3.1.1]", "[3.1.1][MQTT-3.1.0-2]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = before_5();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.send(mqtt::Connect{.version = version, .client_id = "a"});
    CHECK(client.heard() == "closed");
}

TEST_CASE("A second CONNECT of a 5.0 Client is a Protocol Error: DISCONNECT 0x82 [MQTT-3.1.0-2 of 5.0]",
          "[5.0][MQTT-3.1.0-2][MQTT-3.2.0-2][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send(mqtt::Connect{.version = v5, .client_id = "a"});
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("A second CONNECT is answered with a Reason Code of DISCONNECT, whatever version it names"
          " [MQTT-3.1.0-2 of 5.0]",
          "[5.0][MQTT-3.1.0-2][MQTT-3.14.2-1]") {
    const std::string_view second = GENERATE("10 0e 00 04 'MQTT' 06 02 00 00 00 00 01 'a'",  // level 6
                                             "10 0e 00 04 'MXTT' 05 02 00 00 00 00 01 'a'"); // another name
    Bench bench;
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(second);
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("A CONNECT with another Protocol Name is not processed and the connection closes [MQTT-3.1.2-1]",
          "[3.1.1][MQTT-3.1.2-1][5.0][MQTT-3.1.2-1]") {
    const std::string_view connect =
        GENERATE("10 0d 00 04 'MXTT' 04 02 00 00 00 01 'a'", "10 0e 00 04 'mqtt' 05 02 00 00 00 00 01 'a'",
                 "10 0f 00 06 'MQIsdq' 03 02 00 00 00 01 'a'");
    Bench bench({}, traced_or_not());
    const Client client = bench.open();
    client.send_hex(connect);
    CHECK(client.heard() == "closed");
    CHECK(bench.broker.session_count() == 0);
}

TEST_CASE("An unsupported Protocol Level is answered with CONNACK 0x01, then closed [MQTT-3.1.2-2]",
          "[3.1.1][MQTT-3.1.2-2][MQTT-3.2.2-4][MQTT-3.2.2-5][5.0][MQTT-3.1.2-2][MQTT-3.1.4-2]") {
    const std::string_view connect =
        GENERATE("10 0d 00 04 'MQTT' 03 02 00 00 00 01 'a'", "10 0d 00 04 'MQTT' 06 02 00 00 00 01 'a'",
                 "10 0d 00 04 'MQTT' 00 02 00 00 00 01 'a'", "10 0f 00 06 'MQIsdp' 04 02 00 00 00 01 'a'");
    Bench bench({}, traced_or_not());
    const Client client = bench.open();
    client.send_hex(connect);
    CHECK(shown(client.take_bytes()) == "20 02 00 01");
    CHECK(client.closed());
}

TEST_CASE("CONNECT with the reserved flag set is malformed: 3.1.1 closes, 5.0 says 0x81 [MQTT-3.1.2-3]",
          "[3.1.1][MQTT-3.1.2-3][MQTT-3.1.4-1][5.0][MQTT-3.1.2-3][MQTT-3.1.4-1]") {
    Bench bench({}, traced_or_not());
    const Client old = bench.open(v311);
    old.send_hex("10 0d 00 04 'MQTT' 04 03 00 00 00 01 'a'");
    CHECK(old.heard() == "closed");
    const Client modern = bench.open(v5);
    modern.send_hex("10 0e 00 04 'MQTT' 05 03 00 00 00 00 01 'a'");
    CHECK(modern.heard() == "CONNACK 81; closed");
}

TEST_CASE("A malformed CONNECT of 3.1.1 is closed without any CONNACK [MQTT-3.1.4-1 of 3.1.1]",
          "[3.1.1][MQTT-3.1.4-1][MQTT-1.5.3-1][MQTT-1.5.3-2][MQTT-2.2.2-2]") {
    const std::string_view connect = GENERATE("10 0c 00 04 'MQTT' 04 02 00 00 00 01",        // identifier missing
                                              "10 0e 00 04 'MQTT' 04 02 00 00 00 01 'a' 00", // a byte left over
                                              "10 0d 00 04 'MQTT' 04 02 00 00 00 01 ff",     // not UTF-8
                                              "10 0d 00 04 'MQTT' 04 02 00 00 00 01 00",     // U+0000
                                              "10 0d 00 04 'MQTT' 04 1a 00 00 00 01 'a'",    // Will QoS 3 without Will
                                              "10 0d 00 04 'MQTT' 04 42 00 00 00 01 'a'",    // password alone
                                              "11 0d 00 04 'MQTT' 04 02 00 00 00 01 'a'");   // header flags
    Bench bench({}, traced_or_not());
    const Client client = bench.open();
    client.send_hex(connect);
    CHECK(client.heard() == "closed");
}

TEST_CASE("A malformed CONNECT of 5.0 is refused with a Reason Code, then closed [MQTT-3.1.4-1 of 5.0]",
          "[5.0][MQTT-3.1.4-1][MQTT-3.2.2-7][MQTT-3.2.2-6][MQTT-3.2.2-8][MQTT-1.5.4-1][MQTT-1.5.4-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.open(v5);
    SECTION("not UTF-8") {
        client.send_hex("10 0e 00 04 'MQTT' 05 02 00 00 00 00 01 ff");
        CHECK(client.heard() == "CONNACK 81; closed");
    }
    SECTION("U+0000") {
        client.send_hex("10 0e 00 04 'MQTT' 05 02 00 00 00 00 01 00");
        CHECK(client.heard() == "CONNACK 81; closed");
    }
    SECTION("a Property twice") {
        client.send_hex("10 14 00 04 'MQTT' 05 02 00 00 06 21 00 01 21 00 01 00 01 'a'");
        CHECK(client.heard() == "CONNACK 82; closed");
    }
    SECTION("Receive Maximum 0") {
        client.send_hex("10 11 00 04 'MQTT' 05 02 00 00 03 21 00 00 00 01 'a'");
        CHECK(client.heard() == "CONNACK 82; closed");
    }
    SECTION("a Property that CONNECT does not have") {
        client.send_hex("10 11 00 04 'MQTT' 05 02 00 00 03 23 00 01 00 01 'a'");
        CHECK(client.heard() == "CONNACK 81; closed");
    }
}

TEST_CASE("Authentication Data without an Authentication Method is a Protocol Error [5.0, 3.1.2.11.10]", "[5.0]") {
    Bench bench;
    const Client client = bench.try_connect(
        {.version = v5, .client_id = "a", .properties = properties({text(PropertyId::authentication_data, "x")})});
    CHECK(client.heard() == "CONNACK 82; closed");
}

TEST_CASE("An Authentication Method that the server does not know is refused with 0x8C [MQTT-4.12.0-1 of 5.0]",
          "[5.0][MQTT-4.12.0-1][MQTT-3.1.4-2]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.try_connect(
        {.version = v5, .client_id = "a", .properties = properties({text(PropertyId::authentication_method, "m")})});
    CHECK(client.heard() == "CONNACK 8c; closed");
}

TEST_CASE("After a refused CONNECT nothing that the client sent behind it is processed"
          " [MQTT-3.1.4-5 of 3.1.1, MQTT-3.1.4-6 of 5.0]",
          "[3.1.1][MQTT-3.1.4-5][5.0][MQTT-3.1.4-6]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect({.client_id = "sub"});
    sub.subscribe("#");
    const Client client = bench.open();
    client.send(hex("10 0d 00 04 'MQTT' 09 02 00 00 00 01 'a'") + hex(good_311) + hex("30 03 00 01 't'"));
    CHECK(shown(client.take_bytes()) == "20 02 00 01");
    CHECK(sub.heard() == "");
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("Client Identifiers of 1 to 23 letters and digits are taken [MQTT-3.1.3-5]",
          "[3.1.1][MQTT-3.1.3-5][5.0][MQTT-3.1.3-5]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    for (const std::string id : {"a", "0123456789ABCDEFGHIJKLM", "nopqrstuvwxyzNOPQRSTUVW", "XYZ"}) {
        CHECK(bench.try_connect({.version = version, .client_id = id}).heard() == "CONNACK 00");
    }
    CHECK(bench.broker.session_count() == 4);
}

TEST_CASE("Client Identifiers of more than 23 characters are taken, from 3.1 clients too, as brokers do [3.1, CONNECT]",
          "[3.1]") {
    Bench bench;
    const std::string long_id(24, 'x');
    CHECK(bench.try_connect({.version = v31, .client_id = long_id}).heard() == "CONNACK 00");
    CHECK(bench.try_connect({.version = v311, .client_id = long_id}).heard() == "CONNACK 00");
}

TEST_CASE("Client Identifiers are told apart byte by byte: case, spaces, accents and a byte order mark count"
          " [MQTT-3.1.3-2]",
          "[3.1.1][MQTT-3.1.3-2][MQTT-1.5.3-3][5.0][MQTT-3.1.3-2][MQTT-1.5.4-3]") {
    Bench bench;
    for (const std::string id : {"casa", "Casa", "casa ", "cas\u00e1", "casa\u0301", "\ufeffcasa"}) {
        bench.connect({.client_id = id});
    }
    CHECK(bench.broker.session_count() == 6);
    CHECK(bench.broker.connection_count() == 6);
}

TEST_CASE("An empty Client Identifier with Clean Session 1 gets one of the server's making [MQTT-3.1.3-6 of 3.1.1]",
          "[3.1.1][MQTT-3.1.3-6][MQTT-3.1.3-7]") {
    Bench bench({}, traced_or_not());
    CHECK(bench.try_connect({.client_id = ""}).heard() == "CONNACK 00");
    CHECK(bench.try_connect({.client_id = ""}).heard() == "CONNACK 00");
    REQUIRE(bench.broker.sessions().size() == 2);
    CHECK(bench.broker.sessions()[0].client_id != bench.broker.sessions()[1].client_id);
}

TEST_CASE("An empty Client Identifier with Clean Session 0 is refused with 0x02, then closed [MQTT-3.1.3-8 of 3.1.1]",
          "[3.1.1][MQTT-3.1.3-8][MQTT-3.1.3-9][MQTT-3.2.2-4][MQTT-3.2.2-5]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.try_connect({.clean_start = false, .client_id = ""});
    CHECK(shown(client.take_bytes()) == "20 02 00 02");
    CHECK(client.closed());
}

TEST_CASE("3.1 refuses an empty Client Identifier always [3.1, CONNECT]", "[3.1]") {
    Bench bench;
    const Client client = bench.try_connect({.version = v31, .clean_start = GENERATE(true, false), .client_id = ""});
    CHECK(shown(client.take_bytes()) == "20 02 00 02");
    CHECK(client.closed());
}

TEST_CASE("5.0 assigns an identifier to an empty one and tells it in CONNACK, where it names the Session"
          " [MQTT-3.1.3-6 of 5.0]",
          "[5.0][MQTT-3.1.3-6][MQTT-3.1.3-7][MQTT-3.2.2-16]") {
    Bench bench({}, traced_or_not());
    const bool clean = GENERATE(true, false);
    const Client client = bench.try_connect({.version = v5, .clean_start = clean, .client_id = ""});
    const auto connack = client.next<mqtt::Connack>();
    const auto assigned = connack.properties.text(PropertyId::assigned_client_identifier);
    REQUIRE(assigned);
    CHECK(bench.broker.session(*assigned)->connected);
}

TEST_CASE("A named Client is assigned no identifier [MQTT-3.2.2-16 of 5.0]", "[5.0][MQTT-3.2.2-16]") {
    Bench bench;
    const Client client = bench.try_connect({.version = v5, .client_id = "a"});
    CHECK_FALSE(client.next<mqtt::Connack>().properties.find(PropertyId::assigned_client_identifier));
}

TEST_CASE("A connection on which no CONNECT comes is closed after the connect timeout") {
    Bench bench({.connect_timeout = seconds(10)}, traced_or_not());
    const Client silent = bench.open();
    const Client half = bench.open();
    half.send_hex("10 0d 00 04"); // an unfinished CONNECT is none
    const Client done = bench.connect({.client_id = "a"});
    bench.wait(milliseconds(9'999));
    CHECK(silent.heard() == "");
    bench.wait(milliseconds(1));
    CHECK(silent.heard() == "closed");
    CHECK(half.heard() == "closed");
    CHECK(done.heard() == "");
}

TEST_CASE("Before 5.0 no CONNACK tells of a fault that has no Return code [MQTT-3.2.2-6 of 3.1.1]",
          "[3.1.1][MQTT-3.2.2-6]") {
    Bench bench({.maximum_qos = QoS::at_least_once}, traced_or_not());
    const Client client = bench.try_connect(
        {.client_id = "a", .will = mqtt::Will{.topic = "t", .payload = {}, .qos = QoS::exactly_once}});
    CHECK(client.heard() == "closed");
}

TEST_CASE("A server is reached over any ordered, lossless stream of bytes: it asks for nothing else"
          " [MQTT-7.1.1-1 of 3.1.1, MQTT-4.2-1 of 5.0]",
          "[3.1.1][MQTT-7.1.1-1][MQTT-7.0.0-2][5.0][MQTT-4.2-1]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.open();
    client.send_split(hex(good_311), 5);
    CHECK(client.heard() == "CONNACK 00");
}
