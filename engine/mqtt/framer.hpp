// Where one Control Packet ends in a stream of bytes.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/protocol_error.hpp"
#include "mqtt/reader.hpp"

namespace mqtt {

struct Frame {
    enum class State { whole, need_more, malformed, too_large } state = State::need_more;
    std::size_t length = 0; // whole: bytes of the packet, fixed header included
};

/// Looks at the fixed header of what `bytes` begin with. `packet_size_max` counts the whole packet.
inline Frame next_frame(base::BytesView bytes, std::size_t packet_size_max) {
    if (bytes.size() < 2) return {};
    std::size_t value = bytes[1], header = 2;
    if (value >= 0x80) { // more than one byte of Remaining Length
        const VariableByteInteger remaining = read_variable_byte_integer(bytes.subspan(1));
        if (remaining.state == VariableByteInteger::State::need_more) return {};
        if (remaining.state == VariableByteInteger::State::malformed) return {Frame::State::malformed, 0};
        value = remaining.value;
        header = std::size_t(1) + remaining.length;
    }
    const std::size_t length = header + value;
    if (length > packet_size_max) return {Frame::State::too_large, length};
    return {bytes.size() < length ? Frame::State::need_more : Frame::State::whole, length};
}

/// What is wrong with a frame that is malformed or too large.
inline ProtocolError error_of(const Frame& frame) {
    if (frame.state == Frame::State::too_large) {
        return {ReasonCode::packet_too_large,
                {},
                1,
                {"El paquete es más grande de lo permitido.", "The packet is larger than allowed."}};
    }
    return {ReasonCode::malformed_packet,
            {"", "MQTT-1.5.5-1"},
            1,
            {"La longitud remanente está mal escrita.", "The Remaining Length is malformed."}};
}

} // namespace mqtt
