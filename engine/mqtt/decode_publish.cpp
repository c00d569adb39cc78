// PUBLISH [3.3] and its responses PUBACK, PUBREC, PUBREL, PUBCOMP [3.4 to 3.7].
#include "mqtt/decode_parts.hpp"

#include "mqtt/topic.hpp"

namespace mqtt::parts {
namespace {

constexpr FieldName topic_name{"Topic Name", "3.3.2.1", "3.3.2.1"};

void check_topic(Reader& reader, std::string_view topic, std::size_t offset, bool aliased) {
    if (topic.empty()) {
        if (aliased) return;
        reader.fail(has_properties(reader.version()) ? ReasonCode::protocol_error : ReasonCode::malformed_packet,
                    {"MQTT-4.7.3-1", "MQTT-4.7.3-1"}, offset,
                    {"El nombre del tópico debe tener al menos un carácter.",
                     "The Topic Name must have at least one character."});
        return;
    }
    if (has_wildcard(topic)) {
        reader.fail(ReasonCode::topic_name_invalid, {"MQTT-3.3.2-2", "MQTT-3.3.2-2"}, offset,
                    {"No se puede publicar en un tópico con comodines.", "One cannot publish to a wildcard topic."});
    }
}

} // namespace

std::string shown_qos(unsigned bits) {
    static constexpr std::string_view words[] = {"0 (at most once)", "1 (at least once)", "2 (exactly once)",
                                                 "3 (reserved)"};
    return std::string(words[bits & 3]);
}

QoS read_qos(Reader& reader, unsigned bits, Statement statement, std::size_t offset) {
    if (bits > 2) {
        reader.fail(ReasonCode::malformed_packet, statement, offset,
                    {"No existe una calidad de servicio 3.", "There is no QoS 3."});
        return QoS::at_most_once;
    }
    return static_cast<QoS>(bits);
}

PacketIdentifier read_packet_identifier(Reader& reader) {
    const std::size_t start = reader.at();
    const PacketIdentifier id = reader.u16(packet_identifier);
    if (id == 0) {
        reader.fail(ReasonCode::malformed_packet, {"MQTT-2.3.1-1", "MQTT-2.2.1-3"}, start,
                    {"El identificador de paquete no puede ser 0.", "The Packet Identifier cannot be 0."});
    }
    return id;
}

PublishView read_publish(Reader& reader, std::uint8_t first) {
    PublishView publish;
    publish.dup = (first & 8) != 0;
    publish.qos = read_qos(reader, first >> 1 & 3u, {"MQTT-3.3.1-4", "MQTT-3.3.1-4"}, 0);
    publish.retain = (first & 1) != 0;
    if (publish.dup && publish.qos == QoS::at_most_once) {
        reader.fail(ReasonCode::malformed_packet, {"MQTT-3.3.1-2", "MQTT-3.3.1-2"}, 0,
                    {"Con QoS 0 la bandera DUP debe ser 0.", "At QoS 0 the DUP flag must be 0."});
    }
    const std::size_t topic_at = reader.at() + 2;
    publish.topic = reader.utf8_string(topic_name);
    if (publish.qos != QoS::at_most_once) publish.packet_id = read_packet_identifier(reader);
    publish.properties = read_properties(reader, PacketType::publish);
    if (!reader.failed()) {
        check_topic(reader, publish.topic, topic_at, publish.properties.find(PropertyId::topic_alias) != nullptr);
    }
    if (!reader.failed()) publish.payload = reader.bytes(reader.left(), payload);
    return publish;
}

PublishResponse read_publish_response(Reader& reader, PacketType type) {
    PublishResponse response;
    response.type = type;
    response.packet_id = read_packet_identifier(reader);
    // 5.0: Reason Code and Properties may be left out when they say nothing [3.4.2.1].
    if (!has_reason_codes(reader.version()) || reader.at_end()) return response;
    response.reason = read_reason_code(reader, type);
    if (!reader.at_end()) response.properties = read_properties(reader, type);
    return response;
}

} // namespace mqtt::parts
