// Right packets of every type and version, drawn from a seed.
#pragma once

#include "base/prng.hpp"
#include "mqtt/packet.hpp"

#include <string>

/// Draws packets that a peer of `version` could send, with everything that may vary varied.
class RandomPacket {
public:
    RandomPacket(std::uint64_t seed, mqtt::ProtocolVersion version) : prng_(seed), version_(version) {}

    /// REQUIRES: `type` exists in the version.
    mqtt::Packet of(mqtt::PacketType type);

private:
    bool v5() const { return mqtt::has_properties(version_); }
    bool coin() { return prng_.chance(1, 2); }
    std::string text(std::uint64_t length_max = 12);
    std::string topic();
    std::string filter();
    base::Bytes bytes();
    mqtt::QoS qos() { return static_cast<mqtt::QoS>(prng_.below(3)); }
    mqtt::PacketIdentifier packet_id() { return static_cast<mqtt::PacketIdentifier>(1 + prng_.below(65535)); }
    mqtt::ReasonCode one_of(std::string_view codes);
    mqtt::ReasonCode reason(mqtt::PacketType type);
    mqtt::Property property(const mqtt::PropertyRule& rule);
    mqtt::Properties properties(mqtt::PacketType type, bool of_will = false);

    mqtt::Connect connect();
    mqtt::Publish publish();
    mqtt::PublishResponse response(mqtt::PacketType type);
    mqtt::Subscribe subscribe();

    base::Prng prng_;
    mqtt::ProtocolVersion version_;
};
