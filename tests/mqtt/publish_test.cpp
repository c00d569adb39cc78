// PUBLISH [3.3] and its responses [3.4 to 3.7] on the wire.
#include "codec_checks.hpp"

using mqtt::Publish;
using mqtt::PublishResponse;

namespace {

Publish publish_of(std::string topic, std::string_view payload, QoS qos = QoS::at_most_once, unsigned packet_id = 0) {
    Publish publish;
    publish.topic = std::move(topic);
    publish.payload = base::Bytes(payload.begin(), payload.end());
    publish.qos = qos;
    publish.packet_id = static_cast<mqtt::PacketIdentifier>(packet_id);
    return publish;
}

struct Response {
    PacketType type;
    std::string_view first; // byte
    std::string_view reason_statement;
};
constexpr Response responses[] = {{PacketType::puback, "40", "MQTT-3.4.2-1"},
                                  {PacketType::pubrec, "50", "MQTT-3.5.2-1"},
                                  {PacketType::pubrel, "62", "MQTT-3.6.2-1"},
                                  {PacketType::pubcomp, "70", "MQTT-3.7.2-1"}};

std::string with_first(const Response& response, std::string_view rest) {
    return std::string(response.first) + " " + std::string(rest);
}

} // namespace

TEST_CASE("PUBLISH at QoS 0 has no Packet Identifier [MQTT-2.3.1-5, MQTT-2.2.1-2]") {
    const Publish publish = publish_of("a/b", "hi");
    check_both_ways(v31, hex("30 07 | 00 03 'a/b' | 'hi'"), publish);
    check_both_ways(v311, hex("30 07 | 00 03 'a/b' | 'hi'"), publish);
    check_both_ways(v5, hex("30 08 | 00 03 'a/b' | 00 | 'hi'"), publish);
}

TEST_CASE("PUBLISH at QoS 1 and 2 has its Packet Identifier behind the Topic Name [3.3.2.2]") {
    check_both_ways(v311, hex("32 09 | 00 03 'a/b' | 00 0a | 'hi'"), publish_of("a/b", "hi", QoS::at_least_once, 10));
    check_both_ways(v311, hex("34 09 | 00 03 'a/b' | ff ff | 'hi'"), publish_of("a/b", "hi", QoS::exactly_once, 65535));
    check_both_ways(v5, hex("32 0a | 00 03 'a/b' | 00 0a | 00 | 'hi'"),
                    publish_of("a/b", "hi", QoS::at_least_once, 10));
}

TEST_CASE("PUBLISH carries DUP in bit 3 and RETAIN in bit 0 [3.3.1.1, 3.3.1.3]") {
    Publish publish = publish_of("t", "", QoS::exactly_once, 1);
    publish.dup = true;
    publish.retain = true;
    check_both_ways(v311, hex("3d 05 | 00 01 't' | 00 01"), publish);
    publish.qos = QoS::at_least_once;
    check_both_ways(v311, hex("3b 05 | 00 01 't' | 00 01"), publish);
    publish.retain = false;
    check_both_ways(v311, hex("3a 05 | 00 01 't' | 00 01"), publish);
}

TEST_CASE("PUBLISH may have an empty payload [3.3.3]") {
    check_both_ways(v311, hex("30 03 | 00 01 't'"), publish_of("t", ""));
    check_both_ways(v5, hex("30 04 | 00 01 't' | 00"), publish_of("t", ""));
}

TEST_CASE("PUBLISH of 5.0 keeps its Properties in order [MQTT-3.3.2-18]") {
    Publish publish = publish_of("t", "x");
    publish.properties.add_number(PropertyId::payload_format_indicator, 1);
    publish.properties.add_number(PropertyId::message_expiry_interval, 60);
    publish.properties.add_user_property("b", "2");
    publish.properties.add_text(PropertyId::response_topic, "r");
    publish.properties.add_text(PropertyId::correlation_data, hex_text("00 ff"));
    publish.properties.add_user_property("a", "1");
    publish.properties.add_number(PropertyId::subscription_identifier, 128);
    publish.properties.add_number(PropertyId::subscription_identifier, 1);
    publish.properties.add_text(PropertyId::content_type, "c");
    check_both_ways(v5,
                    hex("30 2c | 00 01 't' | 27 |"
                        "01 01 |"
                        "02 00 00 00 3c |"
                        "26 00 01 'b' 00 01 '2' |"
                        "08 00 01 'r' |"
                        "09 00 02 00 ff |"
                        "26 00 01 'a' 00 01 '1' |"
                        "0b 80 01 |"
                        "0b 01 |"
                        "03 00 01 'c' |"
                        "'x'"),
                    publish);
}

TEST_CASE("PUBLISH may leave its Topic Name empty when it has a Topic Alias [3.3.2.3.4 of 5.0]") {
    Publish publish = publish_of("", "x");
    publish.properties.add_number(PropertyId::topic_alias, 7);
    check_both_ways(v5, hex("30 07 | 00 00 | 03 | 23 00 07 | 'x'"), publish);
}

TEST_CASE("PUBLISH with QoS bits 11, or DUP at QoS 0, is malformed [MQTT-3.3.1-4, MQTT-3.3.1-2]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    for (const ProtocolVersion version : {v311, v5}) {
        check_all_refused({
            {"QoS 3", version, "36 06 | 00 01 't' | 00 01 | 00", {malformed, "MQTT-3.3.1-4", 0}},
            {"QoS 3 and DUP", version, "3e 06 | 00 01 't' | 00 01 | 00", {malformed, "MQTT-3.3.1-4", 0}},
            {"DUP at QoS 0", version, "38 04 | 00 01 't' | 00", {malformed, "MQTT-3.3.1-2", 0}},
            {"DUP and RETAIN at QoS 0", version, "39 04 | 00 01 't' | 00", {malformed, "MQTT-3.3.1-2", 0}},
        });
    }
}

TEST_CASE("PUBLISH's Topic Name has at least one character and no wildcard [MQTT-4.7.3-1, MQTT-3.3.2-2]") {
    const ReasonCode invalid = ReasonCode::topic_name_invalid;
    check_all_refused({
        {"empty", v311, "30 03 | 00 00 | 'x'", {ReasonCode::malformed_packet, "MQTT-4.7.3-1", 4}},
        {"empty without alias", v5, "30 04 | 00 00 | 00 | 'x'", {ReasonCode::protocol_error, "MQTT-4.7.3-1", 4}},
        {"'#'", v311, "30 03 | 00 01 '#'", {invalid, "MQTT-3.3.2-2", 4}},
        {"'+'", v311, "30 05 | 00 03 'a/+'", {invalid, "MQTT-3.3.2-2", 4}},
        {"'+' within a level", v5, "30 05 | 00 02 'a+' | 00", {invalid, "MQTT-3.3.2-2", 4}},
        {"'#' with an alias", v5, "30 07 | 00 01 '#' | 03 23 00 01", {invalid, "MQTT-3.3.2-2", 4}},
    });
}

TEST_CASE("PUBLISH above QoS 0 has a Packet Identifier that is not 0 [MQTT-2.3.1-1, MQTT-2.2.1-3]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    check_all_refused({
        {"0 at QoS 1", v311, "32 05 | 00 01 't' | 00 00", {malformed, "MQTT-2.3.1-1", 5}},
        {"0 at QoS 2", v5, "34 06 | 00 01 't' | 00 00 | 00", {malformed, "MQTT-2.2.1-3", 5}},
        {"none", v311, "32 03 | 00 01 't'", {malformed, "", 5}},
        {"half of one", v311, "32 04 | 00 01 't' | 00", {malformed, "", 6}},
    });
}

TEST_CASE("decode_publish sees what decode sees, in place") {
    const base::Bytes bytes = hex("3b 13 | 00 03 'a/b' | 00 0a | 08 | 23 00 01 | 02 00 00 00 05 | 'hi' 00");
    const auto result = mqtt::decode_publish(bytes, v5);
    const auto& view = std::get<mqtt::PublishView>(result);
    const auto publish = decoded_as<Publish>(bytes, v5);
    CHECK(view.dup == publish.dup);
    CHECK(view.qos == publish.qos);
    CHECK(view.retain == publish.retain);
    CHECK(view.topic == publish.topic);
    CHECK(view.packet_id == publish.packet_id);
    CHECK(view.properties == publish.properties);
    CHECK(base::as_text(view.payload) == base::as_text(publish.payload));
    CHECK(reinterpret_cast<const base::Byte*>(view.topic.data()) == bytes.data() + 4);
    CHECK(view.payload.data() == bytes.data() + bytes.size() - 3);
}

TEST_CASE("read_plain_publish leaves the Topic Name unchecked, and sends everything unusual to decode_publish") {
    const auto plain = [](const base::Bytes& bytes, ProtocolVersion version) {
        mqtt::PublishView view;
        return mqtt::read_plain_publish(bytes, version, view);
    };
    CHECK(plain(hex("30 03 | 00 01 '#'"), v311));
    CHECK(plain(hex("30 03 | 00 01 ff"), v311));
    CHECK(plain(hex("30 04 | 00 01 'a' 00"), v5));
    CHECK(plain(hex("32 05 | 00 01 'a' 00 01"), v311));
    CHECK_FALSE(plain(hex("30 02 | 00 00"), v311));            // no Topic Name
    CHECK_FALSE(plain(hex("32 05 | 00 01 'a' 00 00"), v311));  // Packet Identifier 0
    CHECK_FALSE(plain(hex("36 05 | 00 01 'a' 00 01"), v311));  // QoS 3
    CHECK_FALSE(plain(hex("38 03 | 00 01 'a'"), v311));        // DUP at QoS 0
    CHECK_FALSE(plain(hex("30 03 | 00 02 'a'"), v311));        // a length beyond the end
    CHECK_FALSE(plain(hex("30 03 | 00 01 'a'"), v5));          // no Property Length
    CHECK_FALSE(plain(hex("30 06 | 00 01 'a' 02 01 00"), v5)); // Properties
}

TEST_CASE("topic_in gives a PUBLISH's Topic Name, and nothing of another or a broken packet") {
    CHECK(mqtt::topic_in(hex("30 07 | 00 03 'a/b' | 'hi'")) == "a/b");
    CHECK(mqtt::topic_in(hex("3b 0a | 00 03 'a/b' | 00 0a | 00 | 'hi'")) == "a/b");
    CHECK(mqtt::topic_in(packet(0x30, hex("00 01 't'") + base::Bytes(300, 'x'))) == "t");
    for (const std::string_view other :
         {"", "30", "30 80", "30 03 | 00 02 't'", "30 01 00", "62 02 | 00 01", "c0 00"}) {
        INFO(other);
        CHECK(mqtt::topic_in(hex(other)).empty());
    }
}

TEST_CASE("encode_publish writes what differs per receiver and tells where the Packet Identifier stands") {
    mqtt::Properties shared;
    shared.add_text(PropertyId::content_type, "c");
    const std::uint32_t subscriptions[] = {1, 300};
    mqtt::OutgoingPublish out;
    out.topic = "t";
    out.properties = &shared;
    out.has_message_expiry = true;
    out.message_expiry_s = 9;
    out.topic_alias = 2;
    out.subscription_identifiers = subscriptions;
    const base::Bytes payload = hex("'x'");
    out.payload = payload;

    base::Bytes bytes = hex("ee");
    CHECK(mqtt::encode_publish(out, v5, bytes) == 0);
    CHECK(shown(bytes) == shown(hex("ee | 30 16 | 00 01 't' | 11 |"
                                    "02 00 00 00 09 | 23 00 02 | 03 00 01 'c' | 0b 01 | 0b ac 02 | 'x'")));
    CHECK(mqtt::encoded_size(out, v5) == bytes.size() - 1);

    out.qos = QoS::at_least_once;
    out.packet_id = 5;
    bytes = hex("ee");
    CHECK(mqtt::encode_publish(out, v5, bytes) == 5);
    CHECK(bytes[1 + 5 + 1] == 5);
    CHECK(mqtt::encoded_size(out, v5) == bytes.size() - 1);

    bytes.clear();
    CHECK(mqtt::encode_publish(out, v311, bytes) == 5);
    CHECK(shown(bytes) == shown(hex("32 06 | 00 01 't' | 00 05 | 'x'")));
    CHECK(mqtt::encoded_size(out, v311) == bytes.size());
}

TEST_CASE("A response to PUBLISH repeats its Packet Identifier and nothing else before 5.0 [MQTT-2.3.1-6]") {
    for (const Response& response : responses) {
        const base::Bytes bytes = hex(with_first(response, "02 | 12 34"));
        for (const ProtocolVersion version : every_version) {
            check_both_ways(version, bytes, PublishResponse{response.type, 0x1234, ReasonCode::success, {}});
        }
        for (const ProtocolVersion version : {v31, v311}) {
            check_refused(version, hex(with_first(response, "03 | 12 34 | 00")), {ReasonCode::malformed_packet, "", 4});
        }
    }
}

TEST_CASE("A response of 5.0 may leave out what says nothing [3.4.2.1]") {
    for (const Response& response : responses) {
        const bool second_half = response.type == PacketType::pubrel || response.type == PacketType::pubcomp;
        const auto code = second_half ? ReasonCode::packet_identifier_not_found : ReasonCode::quota_exceeded;
        const std::string code_byte = second_half ? "92" : "97";
        PublishResponse packet{response.type, 1, code, {}};
        check_both_ways(v5, hex(with_first(response, "03 | 00 01 | " + code_byte)), packet);
        CHECK(decoded(hex(with_first(response, "04 | 00 01 | " + code_byte + " | 00")), v5) == mqtt::Packet(packet));
        packet.properties.add_text(PropertyId::reason_string, "no");
        check_both_ways(v5, hex(with_first(response, "09 | 00 01 | " + code_byte + " | 05 1f 00 02 'no'")), packet);
        packet.reason = ReasonCode::success;
        check_both_ways(v5, hex(with_first(response, "09 | 00 01 | 00 | 05 1f 00 02 'no'")), packet);
    }
}

TEST_CASE("A response needs a Packet Identifier that is not 0 [MQTT-2.3.1-1, MQTT-2.2.1-3]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    for (const Response& response : responses) {
        check_refused(v311, hex(with_first(response, "02 | 00 00")), {malformed, "MQTT-2.3.1-1", 2});
        check_refused(v5, hex(with_first(response, "02 | 00 00")), {malformed, "MQTT-2.2.1-3", 2});
        check_refused(v311, hex(with_first(response, "00")), {malformed, "", 2});
        check_refused(v311, hex(with_first(response, "01 | 00")), {malformed, "", 3});
    }
}

TEST_CASE("A response carries only the Reason Codes listed for it [MQTT-3.4.2-1, 3.5.2-1, 3.6.2-1, 3.7.2-1]") {
    const std::string first_half = hex_text("00 10 80 83 87 90 91 97 99");
    const std::string second_half = hex_text("00 92");
    for (const Response& response : responses) {
        const bool second = response.type == PacketType::pubrel || response.type == PacketType::pubcomp;
        const std::string& listed = second ? second_half : first_half;
        for (int code = 0; code < 256; ++code) {
            const base::Bytes bytes =
                hex(with_first(response, "03 | 00 01")) + base::Bytes{static_cast<base::Byte>(code)};
            if (listed.find(static_cast<char>(code)) != std::string::npos) {
                CHECK(decoded_as<PublishResponse>(bytes, v5).reason == static_cast<ReasonCode>(code));
            } else {
                check_refused(v5, bytes, {ReasonCode::protocol_error, response.reason_statement, 4});
            }
        }
    }
}
