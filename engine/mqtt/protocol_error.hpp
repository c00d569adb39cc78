// What a peer did wrong: a value, never an exception.
#pragma once

#include "mqtt/protocol_version.hpp"
#include "mqtt/reason_code.hpp"

#include <cstdint>
#include <string_view>

namespace mqtt {

/// A sentence for a student, in both languages of the project.
struct Words {
    std::string_view es;
    std::string_view en;
};

struct ProtocolError {
    ReasonCode reason = ReasonCode::malformed_packet;
    Statement statement;      // the statement that was broken, where the specification has one
    std::uint32_t offset = 0; // the byte of the packet where it goes wrong
    Words words;
};

} // namespace mqtt
