// What the broker has, copied for those who want to look: the page, the tests, the invariants.
#pragma once

#include "broker/session.hpp"

#include <string>
#include <vector>

namespace broker {

struct SubscriptionView {
    std::string topic_filter;
    mqtt::SubscriptionOptions options;
    std::uint32_t subscription_identifier = 0;
};

struct InflightView {
    mqtt::PacketIdentifier packet_id = 0;
    mqtt::QoS qos = mqtt::QoS::at_least_once;
    mqtt::Awaiting awaiting = mqtt::Awaiting::puback;
    mqtt::MessageRef message;
};

struct SessionView {
    std::string client_id;
    trace::ActorId actor = 0;
    bool connected = false;
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    std::uint32_t expiry_interval_s = 0;
    base::Instant expires_at = base::Instant::never();
    std::vector<SubscriptionView> subscriptions;
    std::vector<mqtt::Delivery> queued;
    std::vector<InflightView> inflight;
    std::vector<mqtt::PacketIdentifier> received_qos_2;
    base::Ref<const StoredWill> will;
};

} // namespace broker
