// Properties [5.0, 2.2.2]: length, then identifier and value, each at most once unless it repeats.
#include "mqtt/decode_parts.hpp"

#include "mqtt/topic.hpp"

namespace mqtt::parts {
namespace {

constexpr FieldName properties_name{"Properties", "", "2.2.2"};
constexpr FieldName will_properties_name{"Will Properties", "", "3.1.3.2"};
constexpr FieldName property_length{"Property Length", "", "2.2.2.1"};
constexpr FieldName property_identifier{"Property Identifier", "", "2.2.2.2"};
constexpr FieldName property_value{"Value", "", ""};
constexpr FieldName pair_name{"Name", "", "1.5.7"};
constexpr FieldName pair_value{"Value", "", "1.5.7"};

bool may_repeat(const PropertyRule& rule, PacketType packet) {
    return rule.repeats || (rule.id == PropertyId::subscription_identifier && packet == PacketType::publish);
}

void read_value(Reader& reader, const PropertyRule& rule, Property& property) {
    const std::size_t start = reader.at();
    switch (rule.type) {
    case PropertyType::byte: property.number = reader.u8(property_value); break;
    case PropertyType::two_bytes: property.number = reader.u16(property_value); break;
    case PropertyType::four_bytes: property.number = reader.u32(property_value); break;
    case PropertyType::variable_byte_integer: property.number = reader.variable_byte_integer(property_value); break;
    case PropertyType::utf8_string: property.text = reader.utf8_string(property_value); return;
    case PropertyType::binary: property.text = base::as_text(reader.binary(property_value)); return;
    case PropertyType::utf8_pair:
        property.text = reader.utf8_string(pair_name);
        property.value = reader.utf8_string(pair_value);
        return;
    }
    if (property.number < rule.minimum || property.number > rule.maximum) {
        reader.fail(ReasonCode::protocol_error, {}, start,
                    {"El valor de la propiedad está fuera de los límites que le da la especificación.",
                     "The Property's value is outside the limits that the specification sets."});
    }
}

/// Rules that concern one Property's value beyond its type.
void check_value(Reader& reader, const Property& property, std::size_t start) {
    if (property.id == PropertyId::topic_alias && property.number == 0) {
        reader.fail(ReasonCode::topic_alias_invalid, {"", "MQTT-3.3.2-8"}, start,
                    {"El alias de tópico 0 no existe.", "Topic Alias 0 does not exist."});
    }
    if (property.id == PropertyId::response_topic && !is_valid_topic_name(property.text)) {
        reader.fail(ReasonCode::protocol_error, {"", "MQTT-3.3.2-14"}, start,
                    {"El Response Topic no puede llevar comodines ni estar vacío.",
                     "The Response Topic can neither have wildcards nor be empty."});
    }
}

void read_property(Reader& reader, PacketType packet, bool of_will, Properties& properties) {
    const std::size_t start = reader.at();
    const std::uint32_t id = reader.variable_byte_integer(property_identifier);
    if (reader.failed()) return;
    const PropertyRule* rule = property_rule(id);
    if (rule == nullptr) {
        reader.fail(ReasonCode::malformed_packet, {}, start,
                    {"No existe una propiedad con este identificador.", "There is no Property of this identifier."});
        return;
    }
    if (reader.recording()) reader.explain(" (" + std::string(rule->name) + ")");
    const bool allowed = of_will ? rule->in_will : (rule->packets >> static_cast<unsigned>(packet) & 1u) != 0;
    if (!allowed) {
        reader.fail(ReasonCode::malformed_packet, {}, start,
                    {"Esta propiedad no puede ir en este paquete.", "This Property cannot stand in this packet."});
        return;
    }
    if (!may_repeat(*rule, packet) && properties.find(rule->id) != nullptr) {
        reader.fail(ReasonCode::protocol_error, {}, start,
                    {"Esta propiedad no puede repetirse.", "This Property cannot stand more than once."});
        return;
    }
    Property property;
    property.id = rule->id;
    read_value(reader, *rule, property);
    if (reader.failed()) return;
    check_value(reader, property, start);
    properties.add(std::move(property));
}

} // namespace

Properties read_properties(Reader& reader, PacketType packet, bool of_will) {
    Properties properties;
    if (!has_properties(reader.version())) return properties;
    reader.open(of_will ? will_properties_name : properties_name);
    const std::uint32_t length = reader.variable_byte_integer(property_length);
    if (!reader.failed() && length > 0) {
        const std::size_t end = reader.limit(length);
        while (!reader.failed() && !reader.at_end()) read_property(reader, packet, of_will, properties);
        reader.restore_end(end);
    }
    reader.close();
    return properties;
}

} // namespace mqtt::parts
