// Reason Codes [5.0, 2.4], CONNACK Return codes [3.1.1, 3.2.2.3], and the names of packets and versions.
#include "codec_checks.hpp"

#include <set>

TEST_CASE("Every listed Reason Code has a name of its own, and no other value has one [2.4]") {
    std::set<std::string_view> names;
    int listed = 0;
    for (int code = 0; code < 256; ++code) {
        const std::string_view text = name(static_cast<ReasonCode>(code));
        if (text == "Unknown") continue;
        ++listed;
        names.insert(text);
    }
    CHECK(listed == 43);
    CHECK(names.size() == 43);
    CHECK(name(ReasonCode::session_taken_over) == "Session taken over");
    CHECK(name(static_cast<ReasonCode>(0xa3)) == "Unknown");
}

TEST_CASE("A Reason Code from 0x80 on is a failure [2.4]") {
    CHECK_FALSE(is_error(ReasonCode::success));
    CHECK_FALSE(is_error(ReasonCode::re_authenticate));
    CHECK_FALSE(is_error(static_cast<ReasonCode>(0x7f)));
    CHECK(is_error(ReasonCode::unspecified_error));
    CHECK(is_error(static_cast<ReasonCode>(0xff)));
}

TEST_CASE("CONNACK Return codes 0 to 5 and Reason Codes say the same both ways [3.1.1, 3.2.2.3]") {
    for (std::uint8_t code = 0; code <= 5; ++code) {
        CHECK(mqtt::connect_return_code(mqtt::from_connect_return_code(code)) == code);
    }
    CHECK(mqtt::from_connect_return_code(6) == ReasonCode::unspecified_error);
    CHECK(mqtt::connect_return_code(ReasonCode::server_busy) == 3);
    CHECK(mqtt::connect_return_code(ReasonCode::banned) == 5);
}

TEST_CASE("A refusal that 3.1.1 has no Return code for has none: close without CONNACK [MQTT-3.2.2-6]") {
    CHECK_FALSE(mqtt::connect_return_code(ReasonCode::malformed_packet).has_value());
    CHECK_FALSE(mqtt::connect_return_code(ReasonCode::protocol_error).has_value());
    CHECK_FALSE(mqtt::connect_return_code(ReasonCode::bad_authentication_method).has_value());
}

TEST_CASE("Packets and versions have the specification's names") {
    CHECK(name(PacketType::connect) == "CONNECT");
    CHECK(name(PacketType::pubcomp) == "PUBCOMP");
    CHECK(name(PacketType::auth) == "AUTH");
    CHECK(name(PacketType{}) == "Reserved");
    CHECK(name(v31) == "3.1");
    CHECK(name(v311) == "3.1.1");
    CHECK(name(v5) == "5.0");
    CHECK(type_of(mqtt::PublishResponse{PacketType::pubrel, 1, ReasonCode::success, {}}) == PacketType::pubrel);
}
