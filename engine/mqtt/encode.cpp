#include "mqtt/encode.hpp"

#include "mqtt/writer.hpp"

namespace mqtt {

void write_property(base::Bytes& out, const Property& property) {
    write_u8(out, static_cast<unsigned>(property.id));
    switch (property_rule(static_cast<std::uint32_t>(property.id))->type) {
    case PropertyType::byte: write_u8(out, property.number); break;
    case PropertyType::two_bytes: write_u16(out, property.number); break;
    case PropertyType::four_bytes: write_u32(out, property.number); break;
    case PropertyType::variable_byte_integer: write_variable_byte_integer(out, property.number); break;
    case PropertyType::utf8_string:
    case PropertyType::binary: write_string(out, property.text); break;
    case PropertyType::utf8_pair:
        write_string(out, property.text);
        write_string(out, property.value);
        break;
    }
}

std::size_t property_size(const Property& property) {
    switch (property_rule(static_cast<std::uint32_t>(property.id))->type) {
    case PropertyType::byte: return 2;
    case PropertyType::two_bytes: return 3;
    case PropertyType::four_bytes: return 5;
    case PropertyType::variable_byte_integer: return 1 + variable_byte_integer_size(property.number);
    case PropertyType::utf8_string:
    case PropertyType::binary: return 3 + property.text.size();
    case PropertyType::utf8_pair: return 5 + property.text.size() + property.value.size();
    }
    return 0;
}

void write_properties(base::Bytes& out, const Properties& properties) {
    std::size_t length = 0;
    for (const Property& property : properties) length += property_size(property);
    write_variable_byte_integer(out, static_cast<std::uint32_t>(length));
    for (const Property& property : properties) write_property(out, property);
}

namespace {

/// Writes the part of each packet behind the fixed header.
class BodyWriter {
public:
    BodyWriter(base::Bytes& out, ProtocolVersion version) : out_(out), version_(version) {}

    void operator()(const Connect& connect) {
        write_string(out_, version_ == ProtocolVersion::v3_1 ? "MQIsdp" : "MQTT");
        write_u8(out_, static_cast<unsigned>(version_));
        write_u8(out_, connect_flags(connect));
        write_u16(out_, connect.keep_alive_s);
        properties(connect.properties);
        write_string(out_, connect.client_id);
        if (connect.will) {
            properties(connect.will->properties);
            write_string(out_, connect.will->topic);
            write_string(out_, base::as_text(connect.will->payload));
        }
        if (connect.user_name) write_string(out_, *connect.user_name);
        if (connect.password) write_string(out_, base::as_text(*connect.password));
    }
    void operator()(const Connack& connack) {
        write_u8(out_, connack.session_present && version_ != ProtocolVersion::v3_1 ? 1 : 0);
        write_u8(out_, has_reason_codes(version_) ? static_cast<unsigned>(connack.reason)
                                                  : connect_return_code(connack.reason).value_or(3));
        properties(connack.properties);
    }
    void operator()(const PublishResponse& response) {
        write_u16(out_, response.packet_id);
        reason_and_properties(response.reason, response.properties);
    }
    void operator()(const Subscribe& subscribe) {
        write_u16(out_, subscribe.packet_id);
        properties(subscribe.properties);
        for (const Subscribe::Request& request : subscribe.requests) {
            write_string(out_, request.topic_filter);
            write_u8(out_, subscription_options(request.options));
        }
    }
    void operator()(const Suback& suback) {
        write_u16(out_, suback.packet_id);
        properties(suback.properties);
        for (const ReasonCode reason : suback.reasons) {
            const bool failure = is_error(reason) && !has_reason_codes(version_);
            write_u8(out_, failure ? 0x80u : static_cast<unsigned>(reason));
        }
    }
    void operator()(const Unsubscribe& unsubscribe) {
        write_u16(out_, unsubscribe.packet_id);
        properties(unsubscribe.properties);
        for (const std::string& filter : unsubscribe.topic_filters) write_string(out_, filter);
    }
    void operator()(const Unsuback& unsuback) {
        write_u16(out_, unsuback.packet_id);
        properties(unsuback.properties);
        if (!has_reason_codes(version_)) return;
        for (const ReasonCode reason : unsuback.reasons) write_u8(out_, static_cast<unsigned>(reason));
    }
    void operator()(const Disconnect& disconnect) { reason_and_properties(disconnect.reason, disconnect.properties); }
    void operator()(const Auth& auth) {
        if (auth.reason == ReasonCode::success && auth.properties.empty()) return;
        write_u8(out_, static_cast<unsigned>(auth.reason));
        write_properties(out_, auth.properties);
    }
    void operator()(const Publish&) {} // encode() gives it to encode_publish
    void operator()(const Pingreq&) {}
    void operator()(const Pingresp&) {}

private:
    void properties(const Properties& properties) {
        if (has_properties(version_)) write_properties(out_, properties);
    }

    /// The short forms of 5.0: nothing for Success alone, no length for no Properties [3.4.2.1].
    void reason_and_properties(ReasonCode reason, const Properties& properties) {
        if (!has_reason_codes(version_) || (reason == ReasonCode::success && properties.empty())) return;
        write_u8(out_, static_cast<unsigned>(reason));
        if (!properties.empty()) write_properties(out_, properties);
    }

    static unsigned connect_flags(const Connect& connect) {
        unsigned flags = connect.clean_start ? 0x02 : 0;
        if (connect.will) {
            flags |= 0x04u | unsigned(number(connect.will->qos)) << 3 | (connect.will->retain ? 0x20u : 0u);
        }
        if (connect.user_name) flags |= 0x80;
        if (connect.password) flags |= 0x40;
        return flags;
    }

    unsigned subscription_options(const SubscriptionOptions& options) const {
        unsigned bits = number(options.qos);
        if (!has_properties(version_)) return bits;
        bits |= (options.no_local ? 4u : 0u) | (options.retain_as_published ? 8u : 0u);
        return bits | unsigned(options.retain_handling) << 4;
    }

    base::Bytes& out_;
    ProtocolVersion version_;
};

unsigned first_byte(const Packet& packet) {
    const PacketType type = type_of(packet);
    const bool two = type == PacketType::pubrel || type == PacketType::subscribe || type == PacketType::unsubscribe;
    return unsigned(type) << 4 | (two ? 2u : 0u);
}

OutgoingPublish outgoing(const Publish& publish) {
    OutgoingPublish out;
    out.dup = publish.dup;
    out.qos = publish.qos;
    out.retain = publish.retain;
    out.topic = publish.topic;
    out.packet_id = publish.packet_id;
    out.properties = &publish.properties;
    out.payload = publish.payload;
    return out;
}

std::size_t publish_properties_size(const OutgoingPublish& publish) {
    std::size_t size = publish.has_message_expiry ? 5 : 0;
    if (publish.topic_alias != 0) size += 3;
    for (const std::uint32_t id : publish.subscription_identifiers) size += 1 + variable_byte_integer_size(id);
    if (publish.properties != nullptr) {
        for (const Property& property : *publish.properties) size += property_size(property);
    }
    return size;
}

std::size_t publish_body_size(const OutgoingPublish& publish, ProtocolVersion version, std::size_t properties_size) {
    std::size_t size = 2 + publish.topic.size() + publish.payload.size();
    if (publish.qos != QoS::at_most_once) size += 2;
    if (has_properties(version)) size += variable_byte_integer_size(properties_size) + properties_size;
    return size;
}

void write_publish_properties(const OutgoingPublish& publish, std::size_t size, base::Bytes& out) {
    write_variable_byte_integer(out, static_cast<std::uint32_t>(size));
    if (publish.has_message_expiry) {
        write_property(out, {PropertyId::message_expiry_interval, publish.message_expiry_s, {}, {}});
    }
    if (publish.topic_alias != 0) write_property(out, {PropertyId::topic_alias, publish.topic_alias, {}, {}});
    if (publish.properties != nullptr) {
        for (const Property& property : *publish.properties) write_property(out, property);
    }
    for (const std::uint32_t id : publish.subscription_identifiers) {
        write_property(out, {PropertyId::subscription_identifier, id, {}, {}});
    }
}

} // namespace

void encode(const Packet& packet, ProtocolVersion version, base::Bytes& out) {
    if (const auto* publish = std::get_if<Publish>(&packet)) {
        encode_publish(outgoing(*publish), version, out);
        return;
    }
    base::Bytes body;
    std::visit(BodyWriter(body, version), packet);
    write_u8(out, first_byte(packet));
    write_variable_byte_integer(out, static_cast<std::uint32_t>(body.size()));
    base::append(out, body);
}

std::size_t encoded_size(const OutgoingPublish& publish, ProtocolVersion version) {
    const std::size_t body = publish_body_size(publish, version, publish_properties_size(publish));
    return 1 + variable_byte_integer_size(body) + body;
}

std::size_t encode_publish(const OutgoingPublish& publish, ProtocolVersion version, base::Bytes& out) {
    const std::size_t start = out.size();
    const std::size_t properties_size = has_properties(version) ? publish_properties_size(publish) : 0;
    const std::size_t body = publish_body_size(publish, version, properties_size);
    write_u8(out, 0x30u | (publish.dup ? 8u : 0u) | unsigned(number(publish.qos)) << 1 | (publish.retain ? 1u : 0u));
    write_variable_byte_integer(out, static_cast<std::uint32_t>(body));
    write_string(out, publish.topic);
    std::size_t packet_id_at = 0;
    if (publish.qos != QoS::at_most_once) {
        packet_id_at = out.size() - start;
        write_u16(out, publish.packet_id);
    }
    if (has_properties(version)) write_publish_properties(publish, properties_size, out);
    base::append(out, publish.payload);
    return packet_id_at;
}

} // namespace mqtt
