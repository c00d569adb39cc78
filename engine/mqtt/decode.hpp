// Bytes of one whole Control Packet to a value, and to the rows of an opened packet: one walk for
// both, so that what the inspector shows is what the broker read.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/field.hpp"
#include "mqtt/packet.hpp"
#include "mqtt/protocol_error.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace mqtt {

using Decoded = std::variant<Packet, ProtocolError>;

/// Decodes one whole packet (see next_frame). `version` is the connection's; a CONNECT tells its
/// own. With `fields`, every byte read gets its row, up to the mistake if there is one.
Decoded decode(base::BytesView packet, ProtocolVersion version, FieldList* fields = nullptr);

/// A PUBLISH read in place: topic and payload point into the packet.
struct PublishView {
    bool dup = false;
    QoS qos = QoS::at_most_once;
    bool retain = false;
    std::string_view topic; // empty with a Topic Alias
    PacketIdentifier packet_id = 0;
    Properties properties;
    base::BytesView payload;
};

/// Reads a PUBLISH with every check. REQUIRES: a whole packet whose type is PUBLISH.
std::variant<PublishView, ProtocolError> decode_publish(base::BytesView packet, ProtocolVersion version);

/// The hot path of a Server: reads a PUBLISH that has nothing unusual about it (no Properties, no
/// mistake in its shape) without checking the characters of its Topic Name, which the caller looks up
/// among names that were checked. False: decode_publish must look. REQUIRES: next_frame said whole.
bool read_plain_publish(base::BytesView packet, ProtocolVersion version, PublishView& view);

/// A PUBACK, PUBREC, PUBREL or PUBCOMP of four bytes with nothing unusual about it, as most are; nothing
/// for every other packet: decode() must look. REQUIRES: a whole packet.
std::optional<PublishResponse> read_plain_response(base::BytesView packet);

/// The Topic Name of a PUBLISH, unchecked; empty for every other packet and for a broken one.
std::string_view topic_in(base::BytesView packet);

/// Opens any bytes, right or wrong: rows up to the mistake, then the mistake.
struct Dissection {
    std::vector<Field> fields;
    std::optional<ProtocolError> error;
};
Dissection dissect(base::BytesView bytes, ProtocolVersion version);

} // namespace mqtt
