// SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK [3.8 to 3.11] on the wire.
#include "codec_checks.hpp"

using mqtt::RetainHandling;
using mqtt::Suback;
using mqtt::Subscribe;
using mqtt::Unsuback;
using mqtt::Unsubscribe;

TEST_CASE("SUBSCRIBE before 5.0 has a QoS behind every Topic Filter [3.8.3]") {
    Subscribe subscribe;
    subscribe.packet_id = 10;
    subscribe.requests = {{"a/b", {QoS::at_least_once, false, false, RetainHandling::send}},
                          {"c/#", {QoS::exactly_once, false, false, RetainHandling::send}}};
    for (const ProtocolVersion version : {v31, v311}) {
        check_both_ways(version, hex("82 0e | 00 0a | 00 03 'a/b' 01 | 00 03 'c/#' 02"), subscribe);
    }
}

TEST_CASE("SUBSCRIBE of 5.0 has Subscription Options behind every Topic Filter [3.8.3.1]") {
    Subscribe subscribe;
    subscribe.packet_id = 10;
    subscribe.properties.add_number(PropertyId::subscription_identifier, 268'435'455);
    subscribe.requests = {{"a", {QoS::exactly_once, true, true, RetainHandling::do_not_send}},
                          {"b", {QoS::at_most_once, false, false, RetainHandling::send_if_new}},
                          {"$share/g/c", {QoS::at_least_once, false, true, RetainHandling::send}}};
    check_both_ways(v5,
                    hex("82 1d |"
                        "00 0a |"
                        "05 0b ff ff ff 7f |"
                        "00 01 'a' 2e |"
                        "00 01 'b' 10 |"
                        "00 0a '$share/g/c' 09"),
                    subscribe);
}

TEST_CASE("SUBSCRIBE needs a Packet Identifier and at least one Topic Filter [MQTT-3.8.3-3, MQTT-3.8.3-2]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    check_all_refused({
        {"Packet Identifier 0", v311, "82 06 | 00 00 | 00 01 'a' 00", {malformed, "MQTT-2.3.1-1", 2}},
        {"Packet Identifier 0", v5, "82 07 | 00 00 | 00 | 00 01 'a' 00", {malformed, "MQTT-2.2.1-3", 2}},
        {"no filter", v311, "82 02 | 00 01", {malformed, "MQTT-3.8.3-3", 4}},
        {"no filter", v5, "82 03 | 00 01 | 00", {ReasonCode::protocol_error, "MQTT-3.8.3-2", 5}},
        {"an empty filter", v311, "82 05 | 00 01 | 00 00 00", {malformed, "MQTT-4.7.3-1", 4}},
        {"an empty filter", v5, "82 06 | 00 01 | 00 | 00 00 00", {ReasonCode::protocol_error, "MQTT-4.7.3-1", 5}},
        {"no options", v311, "82 05 | 00 01 | 00 01 'a'", {malformed, "", 7}},
        {"half a length", v311, "82 07 | 00 01 | 00 01 'a' 00 | 00", {malformed, "", 9}},
    });
}

TEST_CASE("SUBSCRIBE of 3.1.1 with reserved bits or QoS 3 in a requested QoS is malformed [MQTT-3.8.3-4]") {
    for (int bits = 3; bits < 256; ++bits) {
        check_refused(v311, packet(0x82, hex("00 01 | 00 01 'a'") + base::Bytes{static_cast<base::Byte>(bits)}),
                      {ReasonCode::malformed_packet, "MQTT-3.8.3-4", 7});
    }
}

TEST_CASE("SUBSCRIBE of 5.0 with reserved bits in its options is malformed [MQTT-3.8.3-5]") {
    for (const std::string_view options : {"40", "80", "c0", "41", "7d"}) {
        check_refused(v5, packet(0x82, hex("00 01 | 00 | 00 01 'a'") + hex(options)),
                      {ReasonCode::malformed_packet, "MQTT-3.8.3-5", 8});
    }
}

TEST_CASE("SUBSCRIBE of 5.0 with Retain Handling 3 is a Protocol Error that no numbered statement covers [3.8.3.1]") {
    check_refused(v5, hex("82 07 | 00 01 | 00 | 00 01 'a' 30"), {ReasonCode::protocol_error, "", 8});
}

TEST_CASE("SUBSCRIBE of 5.0 with Maximum QoS 3 is a Protocol Error that no numbered statement covers [3.8.3.1]") {
    check_refused(v5, hex("82 07 | 00 01 | 00 | 00 01 'a' 03"), {ReasonCode::protocol_error, "", 8});
}

TEST_CASE("SUBSCRIBE with No Local on a Shared Subscription is a Protocol Error [MQTT-3.8.3-4 of 5.0]") {
    check_refused(v5, hex("82 0f | 00 01 | 00 | 00 09 '$share/g/' 04"),
                  {ReasonCode::protocol_error, "MQTT-3.8.3-4", 5});
    CHECK(decoded_as<Subscribe>(hex("82 0c | 00 01 | 00 | 00 06 'shared' 04"), v5).requests[0].options.no_local);
}

TEST_CASE("SUBACK before 5.0 has Return Codes 0, 1, 2 and 0x80 only [MQTT-3.9.3-2]") {
    Suback suback;
    suback.packet_id = 10;
    suback.reasons = {ReasonCode::success, ReasonCode::granted_qos_1, ReasonCode::granted_qos_2,
                      ReasonCode::unspecified_error};
    check_both_ways(v311, hex("90 06 | 00 0a | 00 01 02 80"), suback);
    for (int code = 0; code < 256; ++code) {
        if (code <= 2 || code == 0x80) continue;
        check_refused(v311, hex("90 03 | 00 0a") + base::Bytes{static_cast<base::Byte>(code)},
                      {ReasonCode::protocol_error, "MQTT-3.9.3-2", 4});
    }
}

TEST_CASE("SUBACK before 5.0 says 0x80 for every failure [3.9.3]") {
    const Suback suback{10, {}, {ReasonCode::not_authorized, ReasonCode::granted_qos_1}};
    CHECK(shown(encoded(suback, v311)) == "90 04 00 0a 80 01");
}

TEST_CASE("SUBACK of 5.0 carries the Reason Codes listed for it only [MQTT-3.9.3-2]") {
    Suback suback{10, {}, {}};
    suback.properties.add_text(PropertyId::reason_string, "r");
    suback.reasons = {ReasonCode::granted_qos_2, ReasonCode::wildcard_subscriptions_not_supported};
    check_both_ways(v5, hex("90 09 | 00 0a | 04 1f 00 01 'r' | 02 a2"), suback);
    const std::string listed = hex_text("00 01 02 80 83 87 8f 91 97 9e a1 a2");
    for (int code = 0; code < 256; ++code) {
        const base::Bytes bytes = hex("90 04 | 00 0a | 00") + base::Bytes{static_cast<base::Byte>(code)};
        if (listed.find(static_cast<char>(code)) != std::string::npos) {
            CHECK(decoded_as<Suback>(bytes, v5).reasons == std::vector{static_cast<ReasonCode>(code)});
        } else {
            check_refused(v5, bytes, {ReasonCode::protocol_error, "MQTT-3.9.3-2", 5});
        }
    }
}

TEST_CASE("UNSUBSCRIBE packs its Topic Filters back to back [MQTT-3.10.3-1]") {
    Unsubscribe unsubscribe;
    unsubscribe.packet_id = 10;
    unsubscribe.topic_filters = {"a/b", "#"};
    check_both_ways(v311, hex("a2 0a | 00 0a | 00 03 'a/b' | 00 01 '#'"), unsubscribe);
    check_both_ways(v5, hex("a2 0b | 00 0a | 00 | 00 03 'a/b' | 00 01 '#'"), unsubscribe);
    unsubscribe.properties.add_user_property("k", "v");
    check_both_ways(v5, hex("a2 12 | 00 0a | 07 26 00 01 'k' 00 01 'v' | 00 03 'a/b' | 00 01 '#'"), unsubscribe);
}

TEST_CASE("UNSUBSCRIBE needs a Packet Identifier and at least one Topic Filter [MQTT-3.10.3-2]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    check_all_refused({
        {"Packet Identifier 0", v311, "a2 05 | 00 00 | 00 01 'a'", {malformed, "MQTT-2.3.1-1", 2}},
        {"no filter", v311, "a2 02 | 00 01", {malformed, "MQTT-3.10.3-2", 4}},
        {"no filter", v5, "a2 03 | 00 01 | 00", {ReasonCode::protocol_error, "MQTT-3.10.3-2", 5}},
        {"an empty filter", v311, "a2 04 | 00 01 | 00 00", {malformed, "MQTT-4.7.3-1", 4}},
        {"an empty filter", v5, "a2 05 | 00 01 | 00 | 00 00", {ReasonCode::protocol_error, "MQTT-4.7.3-1", 5}},
        {"a filter cut off", v311, "a2 05 | 00 01 | 00 02 'a'", {malformed, "", 7}},
    });
}

TEST_CASE("UNSUBACK has no payload before 5.0 [3.11.3]") {
    check_both_ways(v311, hex("b0 02 | 00 0a"), Unsuback{10, {}, {}});
    check_refused(v311, hex("b0 03 | 00 0a | 00"), {ReasonCode::malformed_packet, "", 4});
    CHECK(shown(encoded(Unsuback{10, {}, {ReasonCode::success}}, v311)) == "b0 02 00 0a");
}

TEST_CASE("UNSUBACK of 5.0 carries the Reason Codes listed for it only [MQTT-3.11.3-2]") {
    check_both_ways(v5, hex("b0 05 | 00 0a | 00 | 00 11"),
                    Unsuback{10, {}, {ReasonCode::success, ReasonCode::no_subscription_existed}});
    const std::string listed = hex_text("00 11 80 83 87 8f 91");
    for (int code = 0; code < 256; ++code) {
        const base::Bytes bytes = hex("b0 04 | 00 0a | 00") + base::Bytes{static_cast<base::Byte>(code)};
        if (listed.find(static_cast<char>(code)) != std::string::npos) {
            CHECK(decoded_as<Unsuback>(bytes, v5).reasons == std::vector{static_cast<ReasonCode>(code)});
        } else {
            check_refused(v5, bytes, {ReasonCode::protocol_error, "MQTT-3.11.3-2", 5});
        }
    }
}
