// An Application Message as a broker or a client keeps it, and its way to one receiver.
#pragma once

#include "base/bytes.hpp"
#include "base/ref.hpp"
#include "base/time.hpp"
#include "mqtt/packet.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mqtt {

/// Immutable and shared by every queue that holds it.
struct Message : base::RefCounted {
    std::string topic;
    base::SharedBytes payload;
    Properties properties; // those that are forwarded; without Message Expiry Interval and Topic Alias
    QoS qos = QoS::at_most_once;
    bool retain = false;
    std::string publisher; // Client Identifier, of a retained message: No Local holds for it too
    base::Instant accepted_at;
    base::Instant expires_at = base::Instant::never(); // Message Expiry Interval, 5.0
    std::uint32_t event = 0;                           // trace: the message_accepted event; 0 unknown
};

using MessageRef = base::Ref<const Message>;

/// A message on its way to one receiver.
struct Delivery {
    MessageRef message;
    QoS qos = QoS::at_most_once;
    bool retain = false;
    std::vector<std::uint32_t> subscription_identifiers;
    bool retain_as_published = false; // 5.0: why RETAIN is what it is
    std::uint32_t shared_group = 0;   // came through this Shared Subscription; 0: an ordinary one
    std::uint32_t cause = 0;          // trace: the event that put it here
};

} // namespace mqtt
