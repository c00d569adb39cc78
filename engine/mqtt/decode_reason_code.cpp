// Which Reason Codes each packet can carry [5.0, table 2-6].
#include "mqtt/decode_parts.hpp"

#include <algorithm>
#include <initializer_list>

namespace mqtt::parts {
namespace {

using Codes = std::initializer_list<std::uint8_t>;

bool one_of(std::uint8_t code, Codes codes) { return std::find(codes.begin(), codes.end(), code) != codes.end(); }

bool listed(PacketType packet, std::uint8_t code) {
    switch (packet) {
    case PacketType::connack:
        return one_of(code, {0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
                             0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f});
    case PacketType::puback:
    case PacketType::pubrec: return one_of(code, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99});
    case PacketType::pubrel:
    case PacketType::pubcomp: return one_of(code, {0x00, 0x92});
    case PacketType::suback:
        return one_of(code, {0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2});
    case PacketType::unsuback: return one_of(code, {0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91});
    case PacketType::disconnect:
        return one_of(code, {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94,
                             0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2});
    case PacketType::auth: return one_of(code, {0x00, 0x18, 0x19});
    default: return false;
    }
}

Statement statement_of(PacketType packet) {
    switch (packet) {
    case PacketType::connack: return {"", "MQTT-3.2.2-8"};
    case PacketType::puback: return {"", "MQTT-3.4.2-1"};
    case PacketType::pubrec: return {"", "MQTT-3.5.2-1"};
    case PacketType::pubrel: return {"", "MQTT-3.6.2-1"};
    case PacketType::pubcomp: return {"", "MQTT-3.7.2-1"};
    case PacketType::suback: return {"MQTT-3.9.3-2", "MQTT-3.9.3-2"};
    case PacketType::unsuback: return {"", "MQTT-3.11.3-2"};
    case PacketType::disconnect: return {"", "MQTT-3.14.2-1"};
    case PacketType::auth: return {"", "MQTT-3.15.2-1"};
    default: return {};
    }
}

} // namespace

ReasonCode read_reason_code(Reader& reader, PacketType packet, const FieldName& field) {
    const std::size_t start = reader.at();
    const std::uint8_t code = reader.u8(field);
    if (reader.failed()) return ReasonCode::success;
    const bool allowed = has_reason_codes(reader.version()) ? listed(packet, code) : one_of(code, {0, 1, 2, 0x80});
    if (!allowed) {
        reader.fail(
            ReasonCode::protocol_error, statement_of(packet), start,
            {"Este paquete no puede llevar ese código de razón.", "This packet cannot carry that Reason Code."});
        return ReasonCode::success;
    }
    const auto reason = static_cast<ReasonCode>(code);
    if (reader.recording()) reader.explain(" (" + std::string(name(reason)) + ")");
    return reason;
}

} // namespace mqtt::parts
