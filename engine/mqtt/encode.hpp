// Control Packets to bytes. With decode, the only place that knows how versions differ on the wire.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/packet.hpp"

#include <span>

namespace mqtt {

/// Appends the packet in the form of `version`; what that version lacks is left out.
/// REQUIRES: strings of at most 65,535 bytes and a body of at most 268,435,455.
void encode(const Packet& packet, ProtocolVersion version, base::Bytes& out);

/// A PUBLISH as a Server sends it: message parts that are shared, and what differs per receiver.
struct OutgoingPublish {
    bool dup = false;
    QoS qos = QoS::at_most_once;
    bool retain = false;
    std::string_view topic;
    PacketIdentifier packet_id = 0;
    const Properties* properties = nullptr; // of the message, without expiry and alias; may be null
    std::uint32_t message_expiry_s = 0;     // what is left; only with has_message_expiry
    bool has_message_expiry = false;
    std::uint16_t topic_alias = 0; // 0: none
    std::span<const std::uint32_t> subscription_identifiers;
    base::BytesView payload;
};

/// Bytes of the whole packet that encode_publish would write.
std::size_t encoded_size(const OutgoingPublish& publish, ProtocolVersion version);
/// Appends the packet; returns where its Packet Identifier stands, from the start of the packet
/// (0 at QoS 0), so that the same bytes can be patched for another receiver.
std::size_t encode_publish(const OutgoingPublish& publish, ProtocolVersion version, base::Bytes& out);

} // namespace mqtt
