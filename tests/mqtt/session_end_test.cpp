// PINGREQ, PINGRESP [3.12, 3.13], DISCONNECT [3.14] and AUTH [3.15] on the wire, and CONNACK's Reason Codes.
#include "codec_checks.hpp"

using mqtt::Auth;
using mqtt::Disconnect;

TEST_CASE("PINGREQ and PINGRESP are two bytes [3.12, 3.13]") {
    for (const ProtocolVersion version : every_version) {
        check_both_ways(version, hex("c0 00"), mqtt::Pingreq{});
        check_both_ways(version, hex("d0 00"), mqtt::Pingresp{});
        check_refused(version, hex("c0 01 00"), {ReasonCode::malformed_packet, "", 2});
        check_refused(version, hex("d0 01 00"), {ReasonCode::malformed_packet, "", 2});
    }
}

TEST_CASE("DISCONNECT before 5.0 is two bytes [3.14]") {
    for (const ProtocolVersion version : {v31, v311}) {
        check_both_ways(version, hex("e0 00"), Disconnect{});
        CHECK(shown(encoded(Disconnect{ReasonCode::server_busy, {}}, version)) == "e0 00");
        check_refused(version, hex("e0 01 00"), {ReasonCode::malformed_packet, "", 2});
    }
}

TEST_CASE("DISCONNECT of 5.0 may leave out what says nothing [3.14.2.1]") {
    check_both_ways(v5, hex("e0 00"), Disconnect{});
    check_both_ways(v5, hex("e0 01 | 8e"), Disconnect{ReasonCode::session_taken_over, {}});
    CHECK(decoded(hex("e0 01 | 00"), v5) == mqtt::Packet(Disconnect{}));
    CHECK(decoded(hex("e0 02 | 00 00"), v5) == mqtt::Packet(Disconnect{}));
    Disconnect disconnect{ReasonCode::disconnect_with_will_message, {}};
    disconnect.properties.add_number(PropertyId::session_expiry_interval, 0);
    check_both_ways(v5, hex("e0 07 | 04 | 05 11 00 00 00 00"), disconnect);
}

TEST_CASE("DISCONNECT carries the Reason Codes listed for it only [MQTT-3.14.2-1]") {
    const std::string listed = hex_text("00 04 80 81 82 83 87 89 8b 8d 8e 8f 90 93 94 95 96 97 98 99 9a 9b 9c 9d 9e 9f"
                                        "a0 a1 a2");
    for (int code = 0; code < 256; ++code) {
        if (code == 0x8c) continue; // table 2-6 lists it for DISCONNECT, table 3-10 does not
        const base::Bytes bytes = hex("e0 01") + base::Bytes{static_cast<base::Byte>(code)};
        if (listed.find(static_cast<char>(code)) != std::string::npos) {
            CHECK(decoded_as<Disconnect>(bytes, v5).reason == static_cast<ReasonCode>(code));
        } else {
            check_refused(v5, bytes, {ReasonCode::protocol_error, "MQTT-3.14.2-1", 2});
        }
    }
}

TEST_CASE("AUTH carries Reason Codes 0, 0x18 and 0x19 only [MQTT-3.15.2-1]") {
    Auth auth{ReasonCode::continue_authentication, {}};
    auth.properties.add_text(PropertyId::authentication_method, "M");
    auth.properties.add_text(PropertyId::authentication_data, hex_text("00 01"));
    check_both_ways(v5, hex("f0 0b | 18 | 09 | 15 00 01 'M' | 16 00 02 00 01"), auth);
    check_both_ways(v5, hex("f0 00"), Auth{});
    CHECK(decoded(hex("f0 02 | 19 00"), v5) == mqtt::Packet(Auth{ReasonCode::re_authenticate, {}}));
    for (int code = 0; code < 256; ++code) {
        if (code == 0 || code == 0x18 || code == 0x19) continue;
        check_refused(v5, hex("f0 02") + base::Bytes{static_cast<base::Byte>(code), 0},
                      {ReasonCode::protocol_error, "MQTT-3.15.2-1", 2});
    }
}

TEST_CASE("AUTH may leave its Property Length out only together with its Reason Code [3.15.2.1, MQTT-2.2.2-1]") {
    CHECK(shown(encoded(Auth{ReasonCode::continue_authentication, {}}, v5)) == "f0 02 18 00");
}

TEST_CASE("CONNACK of 5.0 carries the Reason Codes listed for it only [MQTT-3.2.2-8]") {
    const std::string listed = hex_text("00 80 81 82 83 84 85 86 87 88 89 8a 8c 90 95 97 99 9a 9b 9c 9d 9f");
    for (int code = 0; code < 256; ++code) {
        const base::Bytes bytes = hex("20 03 | 00") + base::Bytes{static_cast<base::Byte>(code), 0};
        if (listed.find(static_cast<char>(code)) != std::string::npos) {
            CHECK(decoded_as<mqtt::Connack>(bytes, v5).reason == static_cast<ReasonCode>(code));
        } else {
            check_refused(v5, bytes, {ReasonCode::protocol_error, "MQTT-3.2.2-8", 3});
        }
    }
}
