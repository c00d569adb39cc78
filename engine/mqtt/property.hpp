// Properties of MQTT 5.0 [2.2.2]: kept in the order in which they stand in the packet.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqtt {

enum class PacketType : std::uint8_t;

enum class PropertyId : std::uint8_t {
    payload_format_indicator = 0x01,
    message_expiry_interval = 0x02,
    content_type = 0x03,
    response_topic = 0x08,
    correlation_data = 0x09,
    subscription_identifier = 0x0b,
    session_expiry_interval = 0x11,
    assigned_client_identifier = 0x12,
    server_keep_alive = 0x13,
    authentication_method = 0x15,
    authentication_data = 0x16,
    request_problem_information = 0x17,
    will_delay_interval = 0x18,
    request_response_information = 0x19,
    response_information = 0x1a,
    server_reference = 0x1c,
    reason_string = 0x1f,
    receive_maximum = 0x21,
    topic_alias_maximum = 0x22,
    topic_alias = 0x23,
    maximum_qos = 0x24,
    retain_available = 0x25,
    user_property = 0x26,
    maximum_packet_size = 0x27,
    wildcard_subscription_available = 0x28,
    subscription_identifier_available = 0x29,
    shared_subscription_available = 0x2a,
};

enum class PropertyType : std::uint8_t {
    byte,
    two_bytes,
    four_bytes,
    variable_byte_integer,
    utf8_string,
    binary,
    utf8_pair
};

/// What the specification's table 2-4 says of one Property.
struct PropertyRule {
    PropertyId id;
    PropertyType type;
    std::string_view name;
    std::string_view section;
    std::uint32_t packets;     // bit 1 << PacketType where allowed
    bool in_will = false;      // allowed among the Will Properties
    bool repeats = false;      // may stand more than once (in a packet that allows it)
    std::uint32_t minimum = 0; // of an integer
    std::uint32_t maximum = 0xffffffff;
};

/// The rule of a Property Identifier; null for an identifier that the specification does not list.
const PropertyRule* property_rule(std::uint32_t id);

/// One Property. Integers are in `number`, strings and binary data in `text`; a UTF-8 String Pair
/// has its name in `text` and its value in `value`.
struct Property {
    PropertyId id{};
    std::uint32_t number = 0;
    std::string text;
    std::string value;
    friend bool operator==(const Property&, const Property&) = default;
};

class Properties {
public:
    bool empty() const { return list_.empty(); }
    std::size_t size() const { return list_.size(); }
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }
    const Property* find(PropertyId id) const;

    std::optional<std::uint32_t> number(PropertyId id) const;
    std::uint32_t number_or(PropertyId id, std::uint32_t absent) const;
    std::optional<std::string_view> text(PropertyId id) const;

    void add(Property property) { list_.push_back(std::move(property)); }
    void add_number(PropertyId id, std::uint32_t value) { list_.push_back({id, value, {}, {}}); }
    void add_text(PropertyId id, std::string_view value) { list_.push_back({id, 0, std::string(value), {}}); }
    void add_user_property(std::string_view name, std::string_view value) {
        list_.push_back({PropertyId::user_property, 0, std::string(name), std::string(value)});
    }
    /// Removes every Property of that identifier.
    void remove(PropertyId id);

    friend bool operator==(const Properties&, const Properties&) = default;

private:
    std::vector<Property> list_;
};

} // namespace mqtt
