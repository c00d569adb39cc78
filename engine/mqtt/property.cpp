#include "mqtt/property.hpp"

#include "mqtt/packet.hpp"

#include <algorithm>
#include <array>

namespace mqtt {
namespace {

constexpr std::uint32_t in(PacketType type) { return 1u << static_cast<unsigned>(type); }
template <class... Types> constexpr std::uint32_t in(PacketType first, Types... rest) {
    return in(first) | in(rest...);
}

constexpr std::uint32_t with_reason_string =
    in(PacketType::connack, PacketType::puback, PacketType::pubrec, PacketType::pubrel, PacketType::pubcomp,
       PacketType::suback, PacketType::unsuback, PacketType::disconnect, PacketType::auth);
constexpr std::uint32_t with_user_property =
    with_reason_string | in(PacketType::connect, PacketType::publish, PacketType::subscribe, PacketType::unsubscribe);

using enum PacketType;
using Id = PropertyId;
using Type = PropertyType;

// Table 2-4 of the specification, with the limits of chapter 3.
constexpr std::array<PropertyRule, 27> rules = {{
    {Id::payload_format_indicator, Type::byte, "Payload Format Indicator", "3.3.2.3.2", in(publish), true, false, 0, 1},
    {Id::message_expiry_interval, Type::four_bytes, "Message Expiry Interval", "3.3.2.3.3", in(publish), true},
    {Id::content_type, Type::utf8_string, "Content Type", "3.3.2.3.9", in(publish), true},
    {Id::response_topic, Type::utf8_string, "Response Topic", "3.3.2.3.5", in(publish), true},
    {Id::correlation_data, Type::binary, "Correlation Data", "3.3.2.3.6", in(publish), true},
    {Id::subscription_identifier, Type::variable_byte_integer, "Subscription Identifier", "3.8.2.1.2",
     in(publish, subscribe), false, false, 1, 268'435'455},
    {Id::session_expiry_interval, Type::four_bytes, "Session Expiry Interval", "3.1.2.11.2",
     in(connect, connack, disconnect)},
    {Id::assigned_client_identifier, Type::utf8_string, "Assigned Client Identifier", "3.2.2.3.7", in(connack)},
    {Id::server_keep_alive, Type::two_bytes, "Server Keep Alive", "3.2.2.3.14", in(connack)},
    {Id::authentication_method, Type::utf8_string, "Authentication Method", "3.1.2.11.9", in(connect, connack, auth)},
    {Id::authentication_data, Type::binary, "Authentication Data", "3.1.2.11.10", in(connect, connack, auth)},
    {Id::request_problem_information, Type::byte, "Request Problem Information", "3.1.2.11.7", in(connect), false,
     false, 0, 1},
    {Id::will_delay_interval, Type::four_bytes, "Will Delay Interval", "3.1.3.2.2", 0, true},
    {Id::request_response_information, Type::byte, "Request Response Information", "3.1.2.11.6", in(connect), false,
     false, 0, 1},
    {Id::response_information, Type::utf8_string, "Response Information", "3.2.2.3.15", in(connack)},
    {Id::server_reference, Type::utf8_string, "Server Reference", "3.2.2.3.16", in(connack, disconnect)},
    {Id::reason_string, Type::utf8_string, "Reason String", "3.2.2.3.9", with_reason_string},
    {Id::receive_maximum, Type::two_bytes, "Receive Maximum", "3.1.2.11.3", in(connect, connack), false, false, 1},
    {Id::topic_alias_maximum, Type::two_bytes, "Topic Alias Maximum", "3.1.2.11.5", in(connect, connack)},
    {Id::topic_alias, Type::two_bytes, "Topic Alias", "3.3.2.3.4", in(publish)},
    {Id::maximum_qos, Type::byte, "Maximum QoS", "3.2.2.3.4", in(connack), false, false, 0, 1},
    {Id::retain_available, Type::byte, "Retain Available", "3.2.2.3.5", in(connack), false, false, 0, 1},
    {Id::user_property, Type::utf8_pair, "User Property", "3.1.2.11.8", with_user_property, true, true},
    {Id::maximum_packet_size, Type::four_bytes, "Maximum Packet Size", "3.1.2.11.4", in(connect, connack), false, false,
     1},
    {Id::wildcard_subscription_available, Type::byte, "Wildcard Subscription Available", "3.2.2.3.11", in(connack),
     false, false, 0, 1},
    {Id::subscription_identifier_available, Type::byte, "Subscription Identifier Available", "3.2.2.3.12", in(connack),
     false, false, 0, 1},
    {Id::shared_subscription_available, Type::byte, "Shared Subscription Available", "3.2.2.3.13", in(connack), false,
     false, 0, 1},
}};

} // namespace

const PropertyRule* property_rule(std::uint32_t id) {
    for (const PropertyRule& rule : rules) {
        if (static_cast<std::uint32_t>(rule.id) == id) return &rule;
    }
    return nullptr;
}

const Property* Properties::find(PropertyId id) const {
    for (const Property& property : list_) {
        if (property.id == id) return &property;
    }
    return nullptr;
}

std::optional<std::uint32_t> Properties::number(PropertyId id) const {
    const Property* found = find(id);
    return found ? std::optional(found->number) : std::nullopt;
}

std::uint32_t Properties::number_or(PropertyId id, std::uint32_t absent) const {
    const Property* found = find(id);
    return found ? found->number : absent;
}

std::optional<std::string_view> Properties::text(PropertyId id) const {
    const Property* found = find(id);
    return found ? std::optional<std::string_view>(found->text) : std::nullopt;
}

void Properties::remove(PropertyId id) {
    std::erase_if(list_, [id](const Property& property) { return property.id == id; });
}

} // namespace mqtt
