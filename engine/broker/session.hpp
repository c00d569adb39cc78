// Session State [3.1.1 3.1.2.4, 5.0 4.1]: what outlives a Network Connection.
#pragma once

#include "base/ring.hpp"
#include "broker/output.hpp"
#include "broker/subscription_tree.hpp"
#include "mqtt/message.hpp"
#include "mqtt/qos_receiver.hpp"
#include "mqtt/qos_sender.hpp"

#include <string>

namespace broker {

/// A Will Message as it is kept: ready to be published.
struct StoredWill : base::RefCounted {
    mqtt::MessageRef message; // accepted_at and expiry are set anew when it is published
    std::uint32_t delay_s = 0;
    std::uint32_t message_expiry_s = 0; // with has_message_expiry
    bool has_message_expiry = false;
    trace::EventId event = 0; // will_armed
};

constexpr std::uint32_t never_expires = 0xffffffff; // Session Expiry Interval [3.1.2.11.2]
constexpr ConnectionId no_connection = 0xffffffff;

struct Session {
    bool in_use = false;
    std::string client_id;
    ConnectionId connection = no_connection;
    trace::ActorId actor = 0;   // who connected last
    std::string user_name;      // with which it connected last; empty: anonymous
    bool takes_aliases = false; // Topic Aliases of ours, on this connection
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    std::uint32_t expiry_interval_s = 0;
    std::uint32_t expiry_asked_s = 0;                  // by CONNECT, before our own maximum
    base::Instant expires_at = base::Instant::never(); // while offline
    mqtt::QosSender sender;
    mqtt::QosReceiver receiver;
    std::size_t unsent = 0;           // how many at the end of inflight() wait to be sent again after a resumption
    base::Ring<mqtt::Delivery> queue; // not yet started: offline, or the window is full
    base::Ref<const StoredWill> will;
    base::Instant will_at = base::Instant::never(); // Will Delay running
    trace::EventId will_delayed = 0;                // the event that tells of it
    bool queue_full_told = false;                   // the trace tells of a full queue once until it has room again

    bool connected() const { return connection != no_connection; }
};

} // namespace broker
