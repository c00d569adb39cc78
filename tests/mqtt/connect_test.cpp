// CONNECT [3.1] and CONNACK [3.2] on the wire.
#include "codec_checks.hpp"

using mqtt::Connack;
using mqtt::Connect;

namespace {

Connect full_connect(ProtocolVersion version) {
    Connect connect;
    connect.version = version;
    connect.clean_start = false;
    connect.keep_alive_s = 60;
    connect.client_id = "sensor";
    connect.will = mqtt::Will{"gone", hex("00 ff"), QoS::exactly_once, true, {}};
    connect.user_name = "ana";
    connect.password = hex("'secret'");
    return connect;
}

} // namespace

TEST_CASE("CONNECT of 3.1 names the protocol MQIsdp, level 3") {
    Connect connect;
    connect.version = v31;
    connect.keep_alive_s = 10;
    connect.client_id = "c";
    check_both_ways(v31,
                    hex("10 0f |"
                        "00 06 'MQIsdp' |"
                        "03 |"
                        "02 |" // Clean Session
                        "00 0a |"
                        "00 01 'c'"),
                    connect);
}

TEST_CASE("CONNECT of 3.1.1 names the protocol MQTT, level 4, and may have an empty Client Identifier [MQTT-3.1.3-6]") {
    Connect connect;
    connect.keep_alive_s = 60;
    check_both_ways(v311, hex("10 0c | 00 04 'MQTT' 04 02 00 3c | 00 00"), connect);
}

TEST_CASE(
    "CONNECT's payload is in order: Client Identifier, Will Topic, Will Message, User Name, Password [MQTT-3.1.3-1]") {
    check_both_ways(v311,
                    hex("10 29 |"
                        "00 04 'MQTT' 04 |"
                        "f4 |" // User Name, Password, Will Retain, Will QoS 2, Will Flag
                        "00 3c |"
                        "00 06 'sensor' |"
                        "00 04 'gone' |"
                        "00 02 00 ff |"
                        "00 03 'ana' |"
                        "00 06 'secret'"),
                    full_connect(v311));
}

TEST_CASE("CONNECT of 5.0 has its Properties before the payload and the Will's before the Will Topic [MQTT-3.1.3-1]") {
    Connect connect = full_connect(v5);
    connect.properties.add_number(PropertyId::session_expiry_interval, 300);
    connect.properties.add_number(PropertyId::receive_maximum, 20);
    connect.properties.add_number(PropertyId::maximum_packet_size, 65536);
    connect.properties.add_number(PropertyId::topic_alias_maximum, 5);
    connect.properties.add_user_property("k", "v");
    connect.will->properties.add_number(PropertyId::will_delay_interval, 9);
    connect.will->properties.add_text(PropertyId::content_type, "txt");
    check_both_ways(v5,
                    hex("10 4d |"
                        "00 04 'MQTT' 05 f4 00 3c |"
                        "17 |" // Property Length
                        "11 00 00 01 2c |"
                        "21 00 14 |"
                        "27 00 01 00 00 |"
                        "22 00 05 |"
                        "26 00 01 'k' 00 01 'v' |"
                        "00 06 'sensor' |"
                        "0b |" // Property Length of the Will
                        "18 00 00 00 09 |"
                        "03 00 03 'txt' |"
                        "00 04 'gone' 00 02 00 ff |"
                        "00 03 'ana' 00 06 'secret'"),
                    connect);
}

TEST_CASE("CONNECT of 5.0 without Properties says Property Length 0 [MQTT-2.2.2-1]") {
    Connect connect;
    connect.version = v5;
    connect.client_id = "a";
    check_both_ways(v5, hex("10 0e | 00 04 'MQTT' 05 02 00 00 | 00 | 00 01 'a'"), connect);
}

TEST_CASE("CONNECT of 5.0 may have a Password without a User Name [3.1.2.9]") {
    Connect connect;
    connect.version = v5;
    connect.password = hex("00 01");
    check_both_ways(v5, hex("10 11 | 00 04 'MQTT' 05 42 00 00 | 00 | 00 00 | 00 02 00 01"), connect);
}

TEST_CASE("CONNECT tells its own version, whatever the version asked for") {
    for (const ProtocolVersion asked : every_version) {
        CHECK(decoded_as<Connect>(hex("10 0d | 00 04 'MQTT' 05 02 00 00 | 00 | 00 00"), asked).version == v5);
        CHECK(decoded_as<Connect>(hex("10 0c | 00 04 'MQTT' 04 02 00 00 | 00 00"), asked).version == v311);
        CHECK(decoded_as<Connect>(hex("10 0e | 00 06 'MQIsdp' 03 02 00 00 | 00 00"), asked).version == v31);
    }
}

TEST_CASE("A Protocol Name or level that is not known is refused [MQTT-3.1.2-1, MQTT-3.1.2-2]") {
    const ReasonCode unsupported = ReasonCode::unsupported_protocol_version;
    for (const ProtocolVersion version : every_version) {
        check_all_refused({
            {"another name", version, "10 0c | 00 04 'MQTX' 04 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-1", 2}},
            {"small letters", version, "10 0c | 00 04 'mqtt' 04 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-1", 2}},
            {"an empty name", version, "10 08 | 00 00 04 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-1", 2}},
            {"level 6", version, "10 0c | 00 04 'MQTT' 06 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-2", 8}},
            {"level 0", version, "10 0c | 00 04 'MQTT' 00 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-2", 8}},
            {"MQTT 3", version, "10 0c | 00 04 'MQTT' 03 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-2", 8}},
            {"MQIsdp 4", version, "10 0e | 00 06 'MQIsdp' 04 02 00 3c | 00 00", {unsupported, "MQTT-3.1.2-2", 10}},
        });
    }
}

TEST_CASE("Connect Flags that contradict each other are malformed [3.1.2.3 to 3.1.2.9]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    check_all_refused({
        {"the reserved flag", v311, "10 0c | 00 04 'MQTT' 04 03 00 3c | 00 00", {malformed, "MQTT-3.1.2-3", 9}},
        {"the reserved flag", v5, "10 0d | 00 04 'MQTT' 05 03 00 3c | 00 | 00 00", {malformed, "MQTT-3.1.2-3", 9}},
        {"no Will, QoS 1", v311, "10 0c | 00 04 'MQTT' 04 0a 00 3c | 00 00", {malformed, "MQTT-3.1.2-13", 9}},
        {"no Will, QoS 1", v5, "10 0d | 00 04 'MQTT' 05 0a 00 3c | 00 | 00 00", {malformed, "MQTT-3.1.2-11", 9}},
        {"no Will, retain", v311, "10 0c | 00 04 'MQTT' 04 22 00 3c | 00 00", {malformed, "MQTT-3.1.2-15", 9}},
        {"no Will, retain", v5, "10 0d | 00 04 'MQTT' 05 22 00 3c | 00 | 00 00", {malformed, "MQTT-3.1.2-13", 9}},
        {"Will QoS 3",
         v311,
         "10 11 | 00 04 'MQTT' 04 1e 00 3c | 00 00 | 00 01 't' 00 00",
         {malformed, "MQTT-3.1.2-14", 9}},
        {"Will QoS 3",
         v5,
         "10 13 | 00 04 'MQTT' 05 1e 00 3c | 00 | 00 00 | 00 | 00 01 't' 00 00",
         {malformed, "MQTT-3.1.2-12", 9}},
        {"only a Password", v311, "10 0e | 00 04 'MQTT' 04 42 00 3c | 00 00 | 00 00", {malformed, "MQTT-3.1.2-22", 9}},
        {"only a Password",
         v31,
         "10 10 | 00 06 'MQIsdp' 03 42 00 3c | 00 00 | 00 00",
         {malformed, "MQTT-3.1.2-22", 11}},
    });
}

TEST_CASE("A Will Topic has no wildcard [MQTT-4.7.1-1 of 3.1.1, MQTT-4.7.0-1 of 5.0]") {
    const ReasonCode invalid = ReasonCode::topic_name_invalid;
    check_refused(v311, hex("10 11 | 00 04 'MQTT' 04 06 00 3c | 00 00 | 00 01 '#' 00 00"),
                  {invalid, "MQTT-4.7.1-1", 16});
    check_refused(v311, hex("10 12 | 00 04 'MQTT' 04 06 00 3c | 00 00 | 00 02 'a+' 00 00"),
                  {invalid, "MQTT-4.7.1-1", 16});
    check_refused(v5, hex("10 13 | 00 04 'MQTT' 05 06 00 3c | 00 | 00 00 | 00 | 00 01 '#' 00 00"),
                  {invalid, "MQTT-4.7.0-1", 18});
}

TEST_CASE("An empty Will Topic breaks the rule about empty names [MQTT-4.7.3-1]") {
    const auto in_v311 = mqtt::decode(hex("10 10 | 00 04 'MQTT' 04 06 00 3c | 00 00 | 00 00 | 00 00"), v311);
    CHECK(std::get<mqtt::ProtocolError>(in_v311).statement.v3 == "MQTT-4.7.3-1");
    const auto in_v5 = mqtt::decode(hex("10 12 | 00 04 'MQTT' 05 06 00 3c | 00 | 00 00 | 00 | 00 00 | 00 00"), v5);
    CHECK(std::get<mqtt::ProtocolError>(in_v5).statement.v5 == "MQTT-4.7.3-1");
}

TEST_CASE("Every flag of CONNECT promises a field of the payload [MQTT-3.1.2-9, MQTT-3.1.2-19, MQTT-3.1.2-21]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    check_all_refused({
        {"no Client Identifier", v311, "10 0a | 00 04 'MQTT' 04 02 00 3c", {malformed, "", 12}},
        {"Will without a topic", v311, "10 0c | 00 04 'MQTT' 04 06 00 3c | 00 00", {malformed, "", 14}},
        {"Will without a message", v311, "10 0f | 00 04 'MQTT' 04 06 00 3c | 00 00 | 00 01 't'", {malformed, "", 17}},
        {"no User Name", v311, "10 0c | 00 04 'MQTT' 04 82 00 3c | 00 00", {malformed, "", 14}},
        {"no Password", v311, "10 0e | 00 04 'MQTT' 04 c2 00 3c | 00 00 | 00 00", {malformed, "", 16}},
        {"a field too many", v311, "10 0e | 00 04 'MQTT' 04 02 00 3c | 00 00 | 00 00", {malformed, "", 14}},
        {"a field too many", v5, "10 0f | 00 04 'MQTT' 05 02 00 3c | 00 | 00 00 | 00 00", {malformed, "", 15}},
    });
}

TEST_CASE("3.1 lets User Name and Password be missing although their flags are set [3.1, CONNECT, payload]") {
    // "the Remaining Length field from the fixed header takes precedence over the User Name flag"
    const auto without_both = mqtt::decode(hex("10 0f | 00 06 'MQIsdp' 03 c2 00 3c | 00 01 'c'"), v31);
    REQUIRE(std::holds_alternative<mqtt::Packet>(without_both));
    CHECK_FALSE(std::get<Connect>(std::get<mqtt::Packet>(without_both)).user_name.has_value());
    const auto without_password =
        mqtt::decode(hex("10 14 | 00 06 'MQIsdp' 03 c2 00 3c | 00 01 'c' | 00 03 'ana'"), v31);
    REQUIRE(std::holds_alternative<mqtt::Packet>(without_password));
    CHECK_FALSE(std::get<Connect>(std::get<mqtt::Packet>(without_password)).password.has_value());
}

TEST_CASE("CONNACK of 3.1.1 has Session Present and a Return code [3.2.2]") {
    check_both_ways(v311, hex("20 02 | 00 00"), Connack{});
    check_both_ways(v311, hex("20 02 | 01 00"), Connack{true, ReasonCode::success, {}});
    check_both_ways(v311, hex("20 02 | 00 01"), Connack{false, ReasonCode::unsupported_protocol_version, {}});
    check_both_ways(v311, hex("20 02 | 00 02"), Connack{false, ReasonCode::client_identifier_not_valid, {}});
    check_both_ways(v311, hex("20 02 | 00 03"), Connack{false, ReasonCode::server_unavailable, {}});
    check_both_ways(v31, hex("20 02 | 00 04"), Connack{false, ReasonCode::bad_user_name_or_password, {}});
    check_both_ways(v31, hex("20 02 | 00 05"), Connack{false, ReasonCode::not_authorized, {}});
}

TEST_CASE("CONNACK of 3.1 has no Session Present: its first byte is reserved [3.1, CONNACK]") {
    CHECK(shown(encoded(Connack{true, ReasonCode::success, {}}, v31)) == "20 02 00 00");
}

TEST_CASE("CONNACK of 5.0 has a Reason Code and Properties, even when there are none [MQTT-2.2.2-1]") {
    check_both_ways(v5, hex("20 03 | 01 00 | 00"), Connack{true, ReasonCode::success, {}});
    Connack refused{false, ReasonCode::server_moved, {}};
    refused.properties.add_text(PropertyId::server_reference, "b.example");
    refused.properties.add_text(PropertyId::reason_string, "moved");
    check_both_ways(v5, hex("20 17 | 00 9d | 14 | 1c 00 09 'b.example' | 1f 00 05 'moved'"), refused);
}

TEST_CASE("Bits 7 to 1 of the Connect Acknowledge Flags are 0 [MQTT-3.2.2-1 of 5.0]") {
    for (int bit = 1; bit < 8; ++bit) {
        const auto flags = base::Bytes{static_cast<base::Byte>(1 << bit)};
        check_refused(v311, packet(0x20, flags + hex("00")), {ReasonCode::malformed_packet, "", 2});
        check_refused(v5, packet(0x20, flags + hex("00 00")), {ReasonCode::malformed_packet, "MQTT-3.2.2-1", 2});
    }
}
