// The three versions of the protocol, told apart by the Protocol Level byte of CONNECT.
#pragma once

#include <cstdint>
#include <string_view>

namespace mqtt {

enum class ProtocolVersion : std::uint8_t { v3_1 = 3, v3_1_1 = 4, v5_0 = 5 };

constexpr std::string_view name(ProtocolVersion version) {
    switch (version) {
    case ProtocolVersion::v3_1: return "3.1";
    case ProtocolVersion::v3_1_1: return "3.1.1";
    case ProtocolVersion::v5_0: return "5.0";
    }
    return "";
}

/// The named differences between versions. Code that handles packets asks these, never a number.
constexpr bool has_properties(ProtocolVersion v) { return v == ProtocolVersion::v5_0; }
constexpr bool has_reason_codes(ProtocolVersion v) { return v == ProtocolVersion::v5_0; }
/// Only a 5.0 Server may tell the Client why it closes, with a DISCONNECT of its own.
constexpr bool server_sends_disconnect(ProtocolVersion v) { return v == ProtocolVersion::v5_0; }
/// Until 5.0, Clean Session decides about the end of the Session as well as about its start.
constexpr bool has_session_expiry_interval(ProtocolVersion v) { return v == ProtocolVersion::v5_0; }
constexpr bool has_receive_maximum(ProtocolVersion v) { return v == ProtocolVersion::v5_0; }

/// A statement of the specification: its identifier in 3.1.1 (which 3.1 follows) and in 5.0.
/// Either may be empty where that version has none.
struct Statement {
    std::string_view v3;
    std::string_view v5;
    constexpr std::string_view in(ProtocolVersion v) const { return v == ProtocolVersion::v5_0 ? v5 : v3; }
};

} // namespace mqtt
