// The Control Packets [3.1.1 chapter 3, 5.0 chapter 3], one set of structs for all versions.
// Where versions differ on the wire, `decode` and `encode` know; what a version lacks stays empty.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/property.hpp"
#include "mqtt/protocol_version.hpp"
#include "mqtt/reason_code.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqtt {

enum class PacketType : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    pubrec = 5,
    pubrel = 6,
    pubcomp = 7,
    subscribe = 8,
    suback = 9,
    unsubscribe = 10,
    unsuback = 11,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14,
    auth = 15,
};

/// The specification's name, e.g. "PUBLISH"; "Reserved" for 0.
std::string_view name(PacketType type);

enum class QoS : std::uint8_t { at_most_once = 0, at_least_once = 1, exactly_once = 2 };

constexpr std::uint8_t number(QoS qos) { return static_cast<std::uint8_t>(qos); }
constexpr QoS lower(QoS a, QoS b) { return a < b ? a : b; }

using PacketIdentifier = std::uint16_t;

struct Will {
    std::string topic;
    base::Bytes payload;
    QoS qos = QoS::at_most_once;
    bool retain = false;
    Properties properties;
    friend bool operator==(const Will&, const Will&) = default;
};

struct Connect {
    ProtocolVersion version = ProtocolVersion::v3_1_1;
    bool clean_start = true; // Clean Session before 5.0
    std::uint16_t keep_alive_s = 0;
    std::string client_id;
    std::optional<Will> will;
    std::optional<std::string> user_name;
    std::optional<base::Bytes> password;
    Properties properties;
    friend bool operator==(const Connect&, const Connect&) = default;
};

struct Connack {
    bool session_present = false;
    ReasonCode reason = ReasonCode::success;
    Properties properties;
    friend bool operator==(const Connack&, const Connack&) = default;
};

struct Publish {
    bool dup = false;
    QoS qos = QoS::at_most_once;
    bool retain = false;
    std::string topic;
    PacketIdentifier packet_id = 0; // 0 at QoS 0
    Properties properties;
    base::Bytes payload;
    friend bool operator==(const Publish&, const Publish&) = default;
};

/// PUBACK, PUBREC, PUBREL and PUBCOMP: one shape, told apart by `type`.
struct PublishResponse {
    PacketType type = PacketType::puback;
    PacketIdentifier packet_id = 0;
    ReasonCode reason = ReasonCode::success;
    Properties properties;
    friend bool operator==(const PublishResponse&, const PublishResponse&) = default;
};

enum class RetainHandling : std::uint8_t { send = 0, send_if_new = 1, do_not_send = 2 };

struct SubscriptionOptions {
    QoS qos = QoS::at_most_once;
    bool no_local = false;
    bool retain_as_published = false;
    RetainHandling retain_handling = RetainHandling::send;
    friend bool operator==(const SubscriptionOptions&, const SubscriptionOptions&) = default;
};

struct Subscribe {
    struct Request {
        std::string topic_filter;
        SubscriptionOptions options;
        friend bool operator==(const Request&, const Request&) = default;
    };
    PacketIdentifier packet_id = 0;
    Properties properties;
    std::vector<Request> requests;
    friend bool operator==(const Subscribe&, const Subscribe&) = default;
};

struct Suback {
    PacketIdentifier packet_id = 0;
    Properties properties;
    std::vector<ReasonCode> reasons;
    friend bool operator==(const Suback&, const Suback&) = default;
};

struct Unsubscribe {
    PacketIdentifier packet_id = 0;
    Properties properties;
    std::vector<std::string> topic_filters;
    friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};

struct Unsuback {
    PacketIdentifier packet_id = 0;
    Properties properties;
    std::vector<ReasonCode> reasons; // empty before 5.0
    friend bool operator==(const Unsuback&, const Unsuback&) = default;
};

struct Pingreq {
    friend bool operator==(const Pingreq&, const Pingreq&) = default;
};
struct Pingresp {
    friend bool operator==(const Pingresp&, const Pingresp&) = default;
};

struct Disconnect {
    ReasonCode reason = ReasonCode::success;
    Properties properties;
    friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

struct Auth {
    ReasonCode reason = ReasonCode::success;
    Properties properties;
    friend bool operator==(const Auth&, const Auth&) = default;
};

using Packet = std::variant<Connect, Connack, Publish, PublishResponse, Subscribe, Suback, Unsubscribe, Unsuback,
                            Pingreq, Pingresp, Disconnect, Auth>;

PacketType type_of(const Packet& packet);

} // namespace mqtt
