// CONNECT [3.1] and CONNACK [3.2].
#include "mqtt/decode_parts.hpp"

#include "mqtt/topic.hpp"

namespace mqtt::parts {
namespace {

constexpr FieldName protocol_name{"Protocol Name", "3.1.2.1", "3.1.2.1"};
constexpr FieldName protocol_level{"Protocol Level", "3.1.2.2", "3.1.2.2"};
constexpr FieldName connect_flags{"Connect Flags", "3.1.2.3", "3.1.2.3"};
constexpr FieldName user_name_flag{"User Name Flag", "3.1.2.8", "3.1.2.8"};
constexpr FieldName password_flag{"Password Flag", "3.1.2.9", "3.1.2.9"};
constexpr FieldName will_retain{"Will Retain", "3.1.2.7", "3.1.2.7"};
constexpr FieldName will_qos{"Will QoS", "3.1.2.6", "3.1.2.6"};
constexpr FieldName will_flag{"Will Flag", "3.1.2.5", "3.1.2.5"};
constexpr FieldName clean_session{"Clean Session", "3.1.2.4", "3.1.2.4"};
constexpr FieldName clean_start{"Clean Start", "3.1.2.4", "3.1.2.4"};
constexpr FieldName reserved_flag{"Reserved", "3.1.2.3", "3.1.2.3"};
constexpr FieldName keep_alive{"Keep Alive", "3.1.2.10", "3.1.2.10"};
constexpr FieldName client_identifier{"Client Identifier", "3.1.3.1", "3.1.3.1"};
constexpr FieldName will_topic{"Will Topic", "3.1.3.2", "3.1.3.3"};
constexpr FieldName will_payload{"Will Message", "3.1.3.3", "3.1.3.4"};
constexpr FieldName user_name{"User Name", "3.1.3.4", "3.1.3.5"};
constexpr FieldName password{"Password", "3.1.3.5", "3.1.3.6"};
constexpr FieldName acknowledge_flags{"Connect Acknowledge Flags", "3.2.2.1", "3.2.2.1"};
constexpr FieldName reserved_bits{"Reserved", "3.2.2.1", "3.2.2.1"};
constexpr FieldName session_present{"Session Present", "3.2.2.2", "3.2.2.1.1"};
constexpr FieldName return_code{"Connect Return code", "3.2.2.3", "3.2.2.2"};
constexpr FieldName connect_reason{"Connect Reason Code", "3.2.2.3", "3.2.2.2"};

ProtocolVersion read_version(Reader& reader) {
    const std::size_t name_at = reader.at();
    const std::string_view name = reader.utf8_string(protocol_name);
    const std::size_t level_at = reader.at();
    const std::uint8_t level = reader.u8(protocol_level);
    if (reader.failed()) return reader.version();
    if (name != "MQTT" && name != "MQIsdp") {
        reader.fail(ReasonCode::unsupported_protocol_version, {"MQTT-3.1.2-1", "MQTT-3.1.2-1"}, name_at,
                    {"El nombre del protocolo no es \"MQTT\".", "The Protocol Name is not \"MQTT\"."});
    }
    const bool known = name == "MQIsdp" ? level == 3 : level == 4 || level == 5;
    if (!known) {
        reader.fail(ReasonCode::unsupported_protocol_version, {"MQTT-3.1.2-2", "MQTT-3.1.2-2"}, level_at,
                    {"El servidor no habla esta versión del protocolo.",
                     "The Server does not speak this version of the protocol."});
        return reader.version();
    }
    return static_cast<ProtocolVersion>(level);
}

struct ConnectFlags {
    std::uint8_t bits = 0;
    std::size_t offset = 0;
    bool user_name() const { return bits & 0x80; }
    bool password() const { return bits & 0x40; }
    bool will_retain() const { return bits & 0x20; }
    unsigned will_qos() const { return bits >> 3 & 3u; }
    bool will() const { return bits & 0x04; }
    bool clean_start() const { return bits & 0x02; }
    bool reserved() const { return bits & 0x01; }
};

void add_connect_flag_rows(Reader& reader, const ConnectFlags& flags) {
    if (!reader.recording()) return;
    const auto bit = [](bool set) { return std::string(set ? "1" : "0"); };
    reader.bits(user_name_flag, flags.offset, 7, 7, bit(flags.user_name()));
    reader.bits(password_flag, flags.offset, 6, 6, bit(flags.password()));
    reader.bits(will_retain, flags.offset, 5, 5, bit(flags.will_retain()));
    reader.bits(will_qos, flags.offset, 4, 3, shown_qos(flags.will_qos()));
    reader.bits(will_flag, flags.offset, 2, 2, bit(flags.will()));
    reader.bits(has_properties(reader.version()) ? clean_start : clean_session, flags.offset, 1, 1,
                bit(flags.clean_start()));
    reader.bits(reserved_flag, flags.offset, 0, 0, bit(flags.reserved()));
}

ConnectFlags read_connect_flags(Reader& reader) {
    ConnectFlags flags;
    flags.offset = reader.at();
    reader.open(connect_flags);
    flags.bits = reader.u8_of_bits();
    if (!reader.failed()) add_connect_flag_rows(reader, flags);
    reader.close();
    if (flags.reserved()) {
        reader.fail(ReasonCode::malformed_packet, {"MQTT-3.1.2-3", "MQTT-3.1.2-3"}, flags.offset,
                    {"La bandera reservada de CONNECT debe ser 0.", "The reserved flag of CONNECT must be 0."});
    }
    if (!flags.will() && (flags.will_qos() != 0 || flags.will_retain())) {
        reader.fail(ReasonCode::malformed_packet,
                    flags.will_qos() != 0 ? Statement{"MQTT-3.1.2-13", "MQTT-3.1.2-11"}
                                          : Statement{"MQTT-3.1.2-15", "MQTT-3.1.2-13"},
                    flags.offset,
                    {"Sin bandera de Will, su QoS y su retención deben ser 0.",
                     "Without the Will Flag, Will QoS and Will Retain must be 0."});
    }
    if (flags.will_qos() == 3) {
        reader.fail(ReasonCode::malformed_packet, {"MQTT-3.1.2-14", "MQTT-3.1.2-12"}, flags.offset,
                    {"No existe una calidad de servicio 3.", "There is no QoS 3."});
    }
    const bool password_alone = flags.password() && !flags.user_name();
    if (password_alone && !has_properties(reader.version())) {
        reader.fail(ReasonCode::malformed_packet, {"MQTT-3.1.2-22", ""}, flags.offset,
                    {"Antes de 5.0 no hay contraseña sin nombre de usuario.",
                     "Before 5.0 there is no password without a user name."});
    }
    return flags;
}

Will read_will(Reader& reader, const ConnectFlags& flags) {
    Will will;
    will.qos = static_cast<QoS>(flags.will_qos());
    will.retain = flags.will_retain();
    will.properties = read_properties(reader, PacketType::connect, true);
    const std::size_t topic_at = reader.at();
    will.topic = reader.utf8_string(will_topic);
    if (!reader.failed() && !is_valid_topic_name(will.topic)) {
        reader.fail(ReasonCode::topic_name_invalid,
                    will.topic.empty() ? Statement{"MQTT-4.7.3-1", "MQTT-4.7.3-1"}
                                       : Statement{"MQTT-4.7.1-1", "MQTT-4.7.0-1"},
                    topic_at + 2,
                    {"El tópico del Will no puede estar vacío ni llevar comodines.",
                     "The Will Topic can neither be empty nor have wildcards."});
    }
    const base::BytesView bytes = reader.binary(will_payload);
    will.payload.assign(bytes.begin(), bytes.end());
    return will;
}

} // namespace

Connect read_connect(Reader& reader) {
    Connect connect;
    connect.version = read_version(reader);
    reader.set_version(connect.version);
    const ConnectFlags flags = read_connect_flags(reader);
    connect.clean_start = flags.clean_start();
    connect.keep_alive_s = reader.u16(keep_alive);
    connect.properties = read_properties(reader, PacketType::connect);
    connect.client_id = reader.utf8_string(client_identifier);
    if (flags.will()) connect.will = read_will(reader, flags);
    const bool may_be_missing = connect.version == ProtocolVersion::v3_1;
    if (flags.user_name() && !(may_be_missing && reader.at_end()))
        connect.user_name = std::string(reader.utf8_string(user_name));
    if (flags.password() && !(may_be_missing && reader.at_end())) {
        const base::BytesView bytes = reader.binary(password);
        connect.password = base::Bytes(bytes.begin(), bytes.end());
    }
    return connect;
}

Connack read_connack(Reader& reader) {
    Connack connack;
    const std::size_t flags_at = reader.at();
    reader.open(acknowledge_flags);
    const std::uint8_t flags = reader.u8_of_bits();
    reader.bits(reserved_bits, flags_at, 7, 1, std::to_string(flags >> 1));
    reader.bits(session_present, flags_at, 0, 0, (flags & 1) ? "1" : "0");
    reader.close();
    if ((flags & 0xfe) != 0) {
        reader.fail(ReasonCode::malformed_packet, {"", "MQTT-3.2.2-1"}, flags_at,
                    {"Los bits 7 a 1 deben ser 0.", "Bits 7 to 1 must be 0."});
    }
    connack.session_present = flags & 1;
    if (has_reason_codes(reader.version())) {
        connack.reason = read_reason_code(reader, PacketType::connack, connect_reason);
    } else {
        connack.reason = from_connect_return_code(reader.u8(return_code));
        if (reader.recording()) reader.explain(" (" + std::string(name(connack.reason)) + ")");
    }
    connack.properties = read_properties(reader, PacketType::connack);
    return connack;
}

} // namespace mqtt::parts
