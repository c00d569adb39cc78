#include "mqtt/decode.hpp"

#include "mqtt/decode_parts.hpp"

namespace mqtt {
namespace {

using namespace parts;

constexpr FieldName fixed_header{"Fixed header", "2.2", "2.1"};
constexpr FieldName packet_type{"Control Packet type", "2.2.1", "2.1.2"};
constexpr FieldName flags{"Flags", "2.2.2", "2.1.3"};
constexpr FieldName dup_flag{"DUP flag", "3.3.1.1", "3.3.1.1"};
constexpr FieldName qos_level{"QoS level", "3.3.1.2", "3.3.1.2"};
constexpr FieldName retain_flag{"RETAIN", "3.3.1.3", "3.3.1.3"};
constexpr FieldName remaining_length{"Remaining Length", "2.2.3", "2.1.4"};

std::string binary_digits(unsigned value, int count) {
    std::string text;
    for (int bit = count - 1; bit >= 0; --bit) text += (value >> bit & 1) ? '1' : '0';
    return text;
}

void add_flag_rows(Reader& reader, PacketType type, std::uint8_t first) {
    if (!reader.recording()) return;
    if (type != PacketType::publish) {
        reader.bits(flags, 0, 3, 0, binary_digits(first & 15u, 4));
        return;
    }
    reader.bits(dup_flag, 0, 3, 3, (first & 8) ? "1" : "0");
    reader.bits(qos_level, 0, 2, 1, shown_qos(first >> 1 & 3u));
    reader.bits(retain_flag, 0, 0, 0, (first & 1) ? "1" : "0");
}

Statement flags_statement(PacketType type) {
    switch (type) {
    case PacketType::pubrel: return {"MQTT-3.6.1-1", "MQTT-3.6.1-1"};
    case PacketType::subscribe: return {"MQTT-3.8.1-1", "MQTT-3.8.1-1"};
    case PacketType::unsubscribe: return {"MQTT-3.10.1-1", "MQTT-3.10.1-1"};
    case PacketType::disconnect: return {"MQTT-3.14.1-1", "MQTT-3.14.1-1"};
    case PacketType::auth: return {"", "MQTT-3.15.1-1"};
    default: return {"MQTT-2.2.2-2", "MQTT-2.1.3-1"};
    }
}

/// The type nibble and the flags [3.1.1 2.2.2, 5.0 2.1.3].
void read_first_byte(Reader& reader, std::uint8_t first) {
    const auto type = static_cast<PacketType>(first >> 4);
    reader.bits(packet_type, 0, 7, 4, std::to_string(first >> 4) + " (" + std::string(name(type)) + ")");
    const bool known = first >> 4 != 0 && (type != PacketType::auth || has_properties(reader.version()));
    if (!known) {
        reader.fail(ReasonCode::malformed_packet, {}, 0,
                    {"Este tipo de paquete no existe en esta versión de MQTT.",
                     "This version of MQTT has no packet of this type."});
        return;
    }
    add_flag_rows(reader, type, first);
    const bool two = type == PacketType::pubrel || type == PacketType::subscribe || type == PacketType::unsubscribe;
    const bool dup_allowed = two && reader.version() == ProtocolVersion::v3_1;
    const unsigned looked_at = dup_allowed ? first & 7u : first & 15u;
    if (type != PacketType::publish && looked_at != (two ? 2u : 0u)) {
        reader.fail(ReasonCode::malformed_packet, flags_statement(type), 0,
                    {"Las banderas reservadas no tienen el valor que exige este tipo de paquete.",
                     "The reserved flags do not have the value that this type of packet demands."});
    }
}

/// " = 1 + 2*128": how a length of several bytes comes about [3.1.1 2.2.3].
std::string worked_out(std::uint32_t length) {
    std::string text = " = " + std::to_string(length & 0x7f);
    std::uint32_t weight = 128;
    for (length >>= 7; length > 0; length >>= 7, weight *= 128) {
        text += " + " + std::to_string(length & 0x7f) + "*" + std::to_string(weight);
    }
    return text;
}

/// Reads up to the end of the Remaining Length; gives the first byte.
std::uint8_t read_fixed_header(Reader& reader) {
    reader.open(fixed_header);
    const std::uint8_t first = reader.u8_of_bits();
    if (!reader.failed()) read_first_byte(reader, first);
    const std::size_t start = reader.at();
    const std::uint32_t length = reader.variable_byte_integer(remaining_length);
    if (reader.recording() && reader.at() - start > 1) reader.explain(worked_out(length));
    reader.close();
    if (reader.failed()) return first;
    if (length > reader.left()) {
        reader.fail(ReasonCode::malformed_packet, {}, reader.at() + reader.left(),
                    {"Faltan bytes: la longitud remanente promete más.",
                     "Bytes are missing: the Remaining Length promises more."});
    } else if (length < reader.left()) {
        reader.fail(ReasonCode::malformed_packet, {}, reader.at() + length,
                    {"Sobran bytes detrás de lo que dice la longitud remanente.",
                     "There are bytes behind what the Remaining Length says."});
    }
    return first;
}

Packet publish_of(const PublishView& view) {
    Publish packet;
    packet.dup = view.dup;
    packet.qos = view.qos;
    packet.retain = view.retain;
    packet.topic = view.topic;
    packet.packet_id = view.packet_id;
    packet.properties = view.properties;
    packet.payload.assign(view.payload.begin(), view.payload.end());
    return packet;
}

Packet read_body(Reader& reader, std::uint8_t first) {
    const auto type = static_cast<PacketType>(first >> 4);
    switch (type) {
    case PacketType::connect: return read_connect(reader);
    case PacketType::connack: return read_connack(reader);
    case PacketType::publish: return publish_of(read_publish(reader, first));
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp: return read_publish_response(reader, type);
    case PacketType::subscribe: return read_subscribe(reader);
    case PacketType::suback: return read_suback(reader);
    case PacketType::unsubscribe: return read_unsubscribe(reader);
    case PacketType::unsuback: return read_unsuback(reader);
    case PacketType::pingreq: return Pingreq{};
    case PacketType::pingresp: return Pingresp{};
    case PacketType::disconnect: return read_disconnect(reader);
    case PacketType::auth: return read_auth(reader);
    }
    return Pingreq{}; // type 0 never comes here: the fixed header refuses it
}

void refuse_leftover(Reader& reader) {
    if (reader.failed() || reader.at_end()) return;
    reader.fail(ReasonCode::malformed_packet, {}, reader.at(),
                {"Sobran bytes al final del paquete.", "There are bytes left over at the end of the packet."});
}

} // namespace

Decoded decode(base::BytesView packet, ProtocolVersion version, FieldList* fields) {
    Reader reader(packet, version, fields);
    const std::uint8_t first = read_fixed_header(reader);
    if (reader.failed()) return reader.error();
    Packet decoded = read_body(reader, first);
    refuse_leftover(reader);
    if (reader.failed()) return reader.error();
    return decoded;
}

std::variant<PublishView, ProtocolError> decode_publish(base::BytesView packet, ProtocolVersion version) {
    Reader reader(packet, version, nullptr);
    const std::uint8_t first = read_fixed_header(reader);
    if (reader.failed()) return reader.error();
    PublishView view = read_publish(reader, first);
    if (reader.failed()) return reader.error();
    return view;
}

bool read_plain_publish(base::BytesView packet, ProtocolVersion version, PublishView& view) {
    const base::Byte first = packet[0];
    const unsigned qos = first >> 1 & 3u;
    if (qos == 3 || (qos == 0 && (first & 8) != 0)) return false;
    std::size_t at = 1;
    while (packet[at] & 0x80) ++at;
    ++at;
    if (packet.size() - at < 2) return false;
    const std::size_t length = std::size_t(packet[at] << 8 | packet[at + 1]);
    at += 2;
    const std::size_t behind = (qos > 0 ? 2 : 0) + (has_properties(version) ? 1 : 0);
    if (packet.size() - at < length + behind || length == 0) return false;
    view.topic = base::as_text(packet.subspan(at, length));
    at += length;
    if (qos > 0) {
        view.packet_id = static_cast<PacketIdentifier>(packet[at] << 8 | packet[at + 1]);
        if (view.packet_id == 0) return false;
        at += 2;
    }
    if (has_properties(version) && packet[at++] != 0) return false;
    view.dup = (first & 8) != 0;
    view.qos = static_cast<QoS>(qos);
    view.retain = (first & 1) != 0;
    view.payload = packet.subspan(at);
    return true;
}

std::optional<PublishResponse> read_plain_response(base::BytesView packet) {
    if (packet.size() != 4) return std::nullopt;
    const auto type = static_cast<PacketType>(packet[0] >> 4);
    if (type < PacketType::puback || type > PacketType::pubcomp) return std::nullopt;
    if ((packet[0] & 15) != (type == PacketType::pubrel ? 2 : 0)) return std::nullopt;
    PublishResponse response;
    response.type = type;
    response.packet_id = static_cast<PacketIdentifier>(packet[2] << 8 | packet[3]);
    if (response.packet_id == 0) return std::nullopt;
    return response;
}

std::string_view topic_in(base::BytesView packet) {
    if (packet.empty() || packet[0] >> 4 != static_cast<int>(PacketType::publish)) return {};
    Reader reader(packet, ProtocolVersion::v3_1_1, nullptr);
    reader.u8_of_bits();
    reader.variable_byte_integer(remaining_length);
    return reader.unchecked_string(parts::payload);
}

Dissection dissect(base::BytesView bytes, ProtocolVersion version) {
    FieldList fields;
    const Decoded decoded = decode(bytes, version, &fields);
    fields.close_all(bytes.size());
    Dissection dissection{fields.take(), std::nullopt};
    if (const auto* error = std::get_if<ProtocolError>(&decoded)) dissection.error = *error;
    return dissection;
}

} // namespace mqtt
