// The parts of decode(), one function a packet. Each reads from behind the fixed header.
#pragma once

#include "mqtt/decode.hpp"
#include "mqtt/reader.hpp"

namespace mqtt::parts {

inline constexpr FieldName packet_identifier{"Packet Identifier", "2.3.1", "2.2.1"};
inline constexpr FieldName reason_code{"Reason Code", "", "2.4"};
inline constexpr FieldName payload{"Payload", "2.4", "2.5"};

/// Reads the Properties of a packet (or of a Will, when `of_will`). Nothing before 5.0.
Properties read_properties(Reader& reader, PacketType packet, bool of_will = false);

/// A Packet Identifier that is not 0 [MQTT-2.3.1-1, MQTT-2.2.1-3].
PacketIdentifier read_packet_identifier(Reader& reader);

/// A Reason Code, with its name in the row; refuses codes that `packet` cannot carry.
ReasonCode read_reason_code(Reader& reader, PacketType packet, const FieldName& name = reason_code);

/// The QoS of two bits; 3 is malformed.
QoS read_qos(Reader& reader, unsigned bits, Statement statement, std::size_t offset);
std::string shown_qos(unsigned bits);

Connect read_connect(Reader& reader);
Connack read_connack(Reader& reader);
PublishView read_publish(Reader& reader, std::uint8_t first_byte);
PublishResponse read_publish_response(Reader& reader, PacketType type);
Subscribe read_subscribe(Reader& reader);
Suback read_suback(Reader& reader);
Unsubscribe read_unsubscribe(Reader& reader);
Unsuback read_unsuback(Reader& reader);
Disconnect read_disconnect(Reader& reader);
Auth read_auth(Reader& reader);

} // namespace mqtt::parts
