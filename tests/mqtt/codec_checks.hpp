// What the tests of the codec say about bytes: right (both ways), or refused (why and where).
#pragma once

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <vector>

using mqtt::PacketType;
using mqtt::PropertyId;
using mqtt::ProtocolVersion;
using mqtt::QoS;
using mqtt::ReasonCode;

inline constexpr ProtocolVersion v31 = ProtocolVersion::v3_1;
inline constexpr ProtocolVersion v311 = ProtocolVersion::v3_1_1;
inline constexpr ProtocolVersion v5 = ProtocolVersion::v5_0;
inline constexpr ProtocolVersion every_version[] = {v31, v311, v5};

inline base::Bytes encoded(const mqtt::Packet& packet, ProtocolVersion version) {
    base::Bytes bytes;
    mqtt::encode(packet, version, bytes);
    return bytes;
}

/// The packet that `bytes` are; the test ends if they are refused.
inline mqtt::Packet decoded(base::BytesView bytes, ProtocolVersion version) {
    const mqtt::Decoded result = mqtt::decode(bytes, version);
    INFO("MQTT " << name(version) << ": " << shown(bytes));
    if (const auto* error = std::get_if<mqtt::ProtocolError>(&result)) {
        FAIL(name(error->reason) << " at byte " << error->offset << ": " << error->words.en);
    }
    return std::get<mqtt::Packet>(result);
}

template <class T> T decoded_as(base::BytesView bytes, ProtocolVersion version) {
    return std::get<T>(decoded(bytes, version));
}

/// `bytes` decode to `packet`, and `packet` encodes to exactly `bytes`.
inline void check_both_ways(ProtocolVersion version, const base::Bytes& bytes, const mqtt::Packet& packet) {
    INFO("MQTT " << name(version) << ": " << shown(bytes));
    CHECK(decoded(bytes, version) == packet);
    CHECK(shown(encoded(packet, version)) == shown(bytes));
}

/// What a refusal must say.
struct Refusal {
    ReasonCode reason = ReasonCode::malformed_packet;
    std::string_view statement; // in the version at hand; empty where it has none
    std::size_t offset = 0;
};

inline void check_refused(ProtocolVersion version, const base::Bytes& bytes, const Refusal& refusal) {
    INFO("MQTT " << name(version) << ": " << shown(bytes));
    const mqtt::Decoded result = mqtt::decode(bytes, version);
    const auto* error = std::get_if<mqtt::ProtocolError>(&result);
    REQUIRE(error != nullptr);
    CHECK(name(error->reason) == name(refusal.reason));
    CHECK(error->statement.in(version) == refusal.statement);
    CHECK(error->offset == refusal.offset);
    CHECK_FALSE(error->words.es.empty());
    CHECK_FALSE(error->words.en.empty());
}

/// A row of a table of wrong packets.
struct WrongPacket {
    std::string_view rule;
    ProtocolVersion version;
    std::string_view bytes;
    Refusal refusal;
};

inline void check_all_refused(const std::vector<WrongPacket>& rows) {
    for (const WrongPacket& row : rows) {
        INFO(row.rule);
        check_refused(row.version, hex(row.bytes), row.refusal);
    }
}
