// Properties [5.0, 2.2.2]: every one in every packet, allowed, refused, repeated and at its limits.
#include "codec_checks.hpp"

#include "mqtt/writer.hpp"

#include <iterator>

using mqtt::Property;
using mqtt::PropertyType;

namespace {

/// Table 2-4, written down again: where a Property may stand. W is the Will.
struct Listed {
    PropertyId id;
    std::string_view where;
};
constexpr Listed table_2_4[] = {
    {PropertyId::payload_format_indicator, "PUBLISH W"},
    {PropertyId::message_expiry_interval, "PUBLISH W"},
    {PropertyId::content_type, "PUBLISH W"},
    {PropertyId::response_topic, "PUBLISH W"},
    {PropertyId::correlation_data, "PUBLISH W"},
    {PropertyId::subscription_identifier, "PUBLISH SUBSCRIBE"},
    {PropertyId::session_expiry_interval, "CONNECT CONNACK DISCONNECT"},
    {PropertyId::assigned_client_identifier, "CONNACK"},
    {PropertyId::server_keep_alive, "CONNACK"},
    {PropertyId::authentication_method, "CONNECT CONNACK AUTH"},
    {PropertyId::authentication_data, "CONNECT CONNACK AUTH"},
    {PropertyId::request_problem_information, "CONNECT"},
    {PropertyId::will_delay_interval, "W"},
    {PropertyId::request_response_information, "CONNECT"},
    {PropertyId::response_information, "CONNACK"},
    {PropertyId::server_reference, "CONNACK DISCONNECT"},
    {PropertyId::reason_string, "CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH"},
    {PropertyId::receive_maximum, "CONNECT CONNACK"},
    {PropertyId::topic_alias_maximum, "CONNECT CONNACK"},
    {PropertyId::topic_alias, "PUBLISH"},
    {PropertyId::maximum_qos, "CONNACK"},
    {PropertyId::retain_available, "CONNACK"},
    {PropertyId::user_property, "CONNECT CONNACK PUBLISH W PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE "
                                "UNSUBACK DISCONNECT AUTH"},
    {PropertyId::maximum_packet_size, "CONNECT CONNACK"},
    {PropertyId::wildcard_subscription_available, "CONNACK"},
    {PropertyId::subscription_identifier_available, "CONNACK"},
    {PropertyId::shared_subscription_available, "CONNACK"},
};

/// A place where Properties stand: what comes before their length and what behind them.
struct Place {
    std::string_view name;
    unsigned first_byte;
    std::string_view before;
    std::string_view behind;
};
constexpr Place places[] = {
    {"CONNECT", 0x10, "00 04 'MQTT' 05 02 00 00", "00 01 'c'"},
    {"W", 0x10, "00 04 'MQTT' 05 06 00 00 | 00 | 00 01 'c'", "00 01 't' | 00 00"},
    {"CONNACK", 0x20, "00 00", ""},
    {"PUBLISH", 0x30, "00 01 't'", "'x'"},
    {"PUBACK", 0x40, "00 01 00", ""},
    {"PUBREC", 0x50, "00 01 00", ""},
    {"PUBREL", 0x62, "00 01 00", ""},
    {"PUBCOMP", 0x70, "00 01 00", ""},
    {"SUBSCRIBE", 0x82, "00 01", "00 01 'f' 00"},
    {"SUBACK", 0x90, "00 01", "00"},
    {"UNSUBSCRIBE", 0xa2, "00 01", "00 01 'f'"},
    {"UNSUBACK", 0xb0, "00 01", "00"},
    {"DISCONNECT", 0xe0, "00", ""},
    {"AUTH", 0xf0, "18", ""},
};

base::Bytes packet_with(const Place& place, const base::Bytes& properties) {
    const base::Bytes length{static_cast<base::Byte>(properties.size())};
    return packet(place.first_byte, hex(place.before) + length + properties + hex(place.behind));
}

/// Where the first Property stands: behind the fixed header, what is before, and the Property Length.
std::size_t offset_in(const Place& place) { return 2 + hex(place.before).size() + 1; }

const Place& place_named(std::string_view name) {
    for (const Place& place : places) {
        if (place.name == name) return place;
    }
    throw std::invalid_argument("no such place");
}

bool is_listed(const Listed& listed, std::string_view place) {
    return (" " + std::string(listed.where) + " ").find(" " + std::string(place) + " ") != std::string::npos;
}

/// A right value of each type.
base::Bytes sample_of(PropertyId id) {
    const base::Bytes id_byte{static_cast<base::Byte>(id)};
    switch (mqtt::property_rule(static_cast<std::uint32_t>(id))->type) {
    case PropertyType::byte: return id_byte + hex("01");
    case PropertyType::two_bytes: return id_byte + hex("00 01");
    case PropertyType::four_bytes: return id_byte + hex("00 00 00 01");
    case PropertyType::variable_byte_integer: return id_byte + hex("01");
    case PropertyType::utf8_string: return id_byte + hex("00 01 's'");
    case PropertyType::binary: return id_byte + hex("00 02 ff 00");
    case PropertyType::utf8_pair: return id_byte + hex("00 01 'k' 00 01 'v'");
    }
    return {};
}

std::string title(const Listed& listed, const Place& place) {
    return std::string(mqtt::property_rule(static_cast<std::uint32_t>(listed.id))->name) + " in " +
           std::string(place.name);
}

} // namespace

TEST_CASE("Table 2-4 has 27 Properties, and property_rule knows no other identifier [2.2.2.2]") {
    std::size_t known = 0;
    for (std::uint32_t id = 0; id < 0x400; ++id) known += mqtt::property_rule(id) != nullptr ? 1 : 0;
    CHECK(known == 27);
    CHECK(std::size(table_2_4) == 27);
    CHECK(mqtt::property_rule(0) == nullptr);
    CHECK(mqtt::property_rule(0xffffffff) == nullptr);
}

TEST_CASE("A Property is taken in every packet that table 2-4 lists for it [2.2.2.2]") {
    for (const Listed& listed : table_2_4) {
        for (const Place& place : places) {
            if (!is_listed(listed, place.name)) continue;
            INFO(title(listed, place));
            const base::Bytes bytes = packet_with(place, sample_of(listed.id));
            CHECK(shown(encoded(decoded(bytes, v5), v5)) == shown(bytes));
        }
    }
}

TEST_CASE("A Property in a packet that table 2-4 does not list makes it malformed [2.2.2.2]") {
    // "A Control Packet which contains an Identifier which is not valid for its packet type [...] is a
    // Malformed Packet. If received, use a CONNACK or DISCONNECT packet with Reason Code 0x81".
    for (const Listed& listed : table_2_4) {
        for (const Place& place : places) {
            if (is_listed(listed, place.name)) continue;
            INFO(title(listed, place));
            check_refused(v5, packet_with(place, sample_of(listed.id)),
                          {ReasonCode::malformed_packet, "", offset_in(place)});
        }
    }
}

TEST_CASE("A Property stands once, but for User Property and a PUBLISH's Subscription Identifier [2.2.2.2]") {
    for (const Listed& listed : table_2_4) {
        for (const Place& place : places) {
            if (!is_listed(listed, place.name)) continue;
            INFO(title(listed, place));
            const base::Bytes once = sample_of(listed.id);
            const base::Bytes bytes = packet_with(place, once + once);
            const bool repeats = listed.id == PropertyId::user_property ||
                                 (listed.id == PropertyId::subscription_identifier && place.name == "PUBLISH");
            if (repeats) {
                CHECK(shown(encoded(decoded(bytes, v5), v5)) == shown(bytes));
            } else {
                check_refused(v5, bytes, {ReasonCode::protocol_error, "", offset_in(place) + once.size()});
            }
        }
    }
}

TEST_CASE("An identifier that the specification does not list is malformed [2.2.2.2]") {
    for (const Place& place : places) {
        for (const std::string_view id : {"00", "04", "0a", "2b", "7f", "80 01"}) {
            INFO(place.name << " with " << id);
            check_refused(v5, packet_with(place, hex(id) + hex("00 00 00 00")),
                          {ReasonCode::malformed_packet, "", offset_in(place)});
        }
    }
}

TEST_CASE("A Property cut off by the Property Length is malformed, where the bytes end [2.2.2.1]") {
    for (const Listed& listed : table_2_4) {
        for (const Place& place : places) {
            if (!is_listed(listed, place.name)) continue;
            const base::Bytes whole = sample_of(listed.id);
            for (std::size_t length = 1; length < whole.size(); ++length) {
                INFO(title(listed, place) << " cut to " << length);
                const base::Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
                check_refused(v5, packet_with(place, cut),
                              {ReasonCode::malformed_packet, "", offset_in(place) + length});
            }
        }
    }
}

TEST_CASE("A Property Length beyond the packet is malformed [2.2.2.1]") {
    check_refused(v5, hex("e0 02 | 00 | 01"), {ReasonCode::malformed_packet, "", 4});
    check_refused(v5, hex("e0 03 | 00 | 80 00"), {ReasonCode::malformed_packet, "MQTT-1.5.5-1", 3});
    check_refused(v5, hex("e0 02 | 00 | 80"), {ReasonCode::malformed_packet, "", 4});
    check_refused(v5, hex("30 05 | 00 01 't' | 7f 'x'"), {ReasonCode::malformed_packet, "", 7});
}

TEST_CASE("Integers of Properties stay within their limits [3.1.2.11, 3.2.2.3, 3.3.2.3]") {
    struct Limit {
        std::string_view place;
        std::string_view property;
        bool right;
    };
    const Limit limits[] = {
        {"PUBLISH", "01 00", true},
        {"PUBLISH", "01 01", true},
        {"PUBLISH", "01 02", false},
        {"PUBLISH", "01 ff", false},
        {"W", "01 02", false},
        {"PUBLISH", "02 00 00 00 00", true},
        {"PUBLISH", "02 ff ff ff ff", true},
        {"PUBLISH", "0b 00", false},
        {"SUBSCRIBE", "0b 00", false},
        {"SUBSCRIBE", "0b ff ff ff 7f", true},
        {"CONNECT", "11 ff ff ff ff", true},
        {"CONNECT", "11 00 00 00 00", true},
        {"CONNACK", "13 00 00", true},
        {"CONNACK", "13 ff ff", true},
        {"CONNECT", "17 00", true},
        {"CONNECT", "17 02", false},
        {"W", "18 00 00 00 00", true},
        {"W", "18 ff ff ff ff", true},
        {"CONNECT", "19 00", true},
        {"CONNECT", "19 02", false},
        {"CONNECT", "21 00 00", false},
        {"CONNECT", "21 ff ff", true},
        {"CONNACK", "21 00 00", false},
        {"CONNECT", "22 00 00", true},
        {"CONNECT", "22 ff ff", true},
        {"PUBLISH", "23 ff ff", true},
        {"CONNACK", "24 00", true},
        {"CONNACK", "24 02", false},
        {"CONNACK", "25 00", true},
        {"CONNACK", "25 02", false},
        {"CONNECT", "27 00 00 00 00", false},
        {"CONNECT", "27 00 00 00 01", true},
        {"CONNACK", "27 00 00 00 00", false},
        {"CONNECT", "27 ff ff ff ff", true},
        {"CONNACK", "28 00", true},
        {"CONNACK", "28 02", false},
        {"CONNACK", "29 00", true},
        {"CONNACK", "29 02", false},
        {"CONNACK", "2a 00", true},
        {"CONNACK", "2a 02", false},
    };
    for (const Limit& limit : limits) {
        INFO(limit.property << " in " << limit.place);
        const Place& place = place_named(limit.place);
        const base::Bytes bytes = packet_with(place, hex(limit.property));
        if (limit.right) {
            CHECK(shown(encoded(decoded(bytes, v5), v5)) == shown(bytes));
        } else {
            check_refused(v5, bytes, {ReasonCode::protocol_error, "", offset_in(place) + 1});
        }
    }
}

TEST_CASE("Topic Alias 0 does not exist [MQTT-3.3.2-8]") {
    check_refused(v5, packet_with(place_named("PUBLISH"), hex("23 00 00")),
                  {ReasonCode::topic_alias_invalid, "MQTT-3.3.2-8", 6});
}

TEST_CASE("A Response Topic is a Topic Name: not empty, without wildcards [MQTT-3.3.2-14]") {
    for (const std::string_view value : {"08 00 01 '#'", "08 00 03 'a/+'", "08 00 00"}) {
        for (const std::string_view name : {"PUBLISH", "W"}) {
            const Place& place = place_named(name);
            check_refused(v5, packet_with(place, hex(value)),
                          {ReasonCode::protocol_error, "MQTT-3.3.2-14", offset_in(place)});
        }
    }
}

TEST_CASE("Strings of Properties are valid UTF-8, both halves of a pair too [MQTT-1.5.4-1, MQTT-1.5.7-1]") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    const Place& place = place_named("CONNACK");
    const std::size_t at = offset_in(place);
    check_refused(v5, packet_with(place, hex("1f 00 01 ff")), {malformed, "MQTT-1.5.4-1", at + 3});
    check_refused(v5, packet_with(place, hex("1f 00 01 00")), {malformed, "MQTT-1.5.4-2", at + 3});
    check_refused(v5, packet_with(place, hex("26 00 01 ff 00 01 'v'")), {malformed, "MQTT-1.5.4-1", at + 3});
    check_refused(v5, packet_with(place, hex("26 00 01 'k' 00 01 ff")), {malformed, "MQTT-1.5.4-1", at + 6});
}

TEST_CASE("Properties are found, read and removed by identifier") {
    mqtt::Properties properties;
    CHECK(properties.empty());
    CHECK(properties.number_or(PropertyId::receive_maximum, 65535) == 65535);
    CHECK_FALSE(properties.text(PropertyId::content_type).has_value());
    properties.add_user_property("a", "1");
    properties.add_number(PropertyId::receive_maximum, 3);
    properties.add_text(PropertyId::content_type, "c");
    properties.add_user_property("b", "2");
    CHECK(properties.size() == 4);
    CHECK(properties.number(PropertyId::receive_maximum) == 3u);
    CHECK(properties.number_or(PropertyId::receive_maximum, 65535) == 3);
    CHECK(properties.text(PropertyId::content_type) == "c");
    CHECK(properties.find(PropertyId::user_property)->text == "a");
    properties.remove(PropertyId::user_property);
    CHECK(properties.size() == 2);
    CHECK(properties.find(PropertyId::user_property) == nullptr);
}

TEST_CASE("property_size is what write_property writes") {
    for (const Listed& listed : table_2_4) {
        for (const std::uint32_t number : {1u, 127u, 128u, 16'384u, 2'097'152u}) {
            const Property property{listed.id, number, "some text", "its value"};
            base::Bytes bytes;
            mqtt::write_property(bytes, property);
            CHECK(bytes.size() == mqtt::property_size(property));
        }
    }
}
