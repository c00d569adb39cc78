// Where one Control Packet ends in a stream of bytes.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/protocol_error.hpp"
#include "mqtt/reader.hpp"

namespace mqtt {

struct Frame {
    enum class State { whole, need_more, error } state = State::need_more;
    std::size_t length = 0; // whole: bytes of the packet, fixed header included
    ProtocolError error;    // error: Remaining Length malformed, or packet above the bound
};

/// Looks at the fixed header of what `bytes` begin with. `packet_size_max` counts the whole packet.
inline Frame next_frame(base::BytesView bytes, std::size_t packet_size_max) {
    Frame frame;
    if (bytes.size() < 2) return frame;
    const VariableByteInteger remaining = read_variable_byte_integer(bytes.subspan(1));
    if (remaining.state == VariableByteInteger::State::need_more) return frame;
    if (remaining.state == VariableByteInteger::State::malformed) {
        frame.state = Frame::State::error;
        frame.error = {ReasonCode::malformed_packet,
                       {"", "MQTT-1.5.5-1"},
                       1,
                       {"La longitud remanente está mal escrita.", "The Remaining Length is malformed."}};
        return frame;
    }
    const std::size_t length = std::size_t(1) + remaining.length + remaining.value;
    if (length > packet_size_max) {
        frame.state = Frame::State::error;
        frame.error = {ReasonCode::packet_too_large,
                       {"", ""},
                       1,
                       {"El paquete es más grande de lo permitido.", "The packet is larger than allowed."}};
        return frame;
    }
    if (bytes.size() < length) return frame;
    frame.state = Frame::State::whole;
    frame.length = length;
    return frame;
}

} // namespace mqtt
