// The receiver's half of QoS 2 [4.3.3]: Packet Identifiers whose PUBREL has not come.
#pragma once

#include "mqtt/packet.hpp"

#include <algorithm>
#include <vector>

namespace mqtt {

class QosReceiver {
public:
    std::size_t size() const { return unreleased_.size(); }
    const std::vector<PacketIdentifier>& unreleased() const { return unreleased_; }

    bool contains(PacketIdentifier packet_id) const {
        return std::binary_search(unreleased_.begin(), unreleased_.end(), packet_id);
    }

    /// A QoS 2 PUBLISH came. True: a new message, take it; false: a duplicate, only answer it again
    /// [MQTT-4.3.3-2 of 3.1.1, MQTT-4.3.3-10 of 5.0].
    bool on_publish(PacketIdentifier packet_id) {
        const auto at = std::lower_bound(unreleased_.begin(), unreleased_.end(), packet_id);
        if (at != unreleased_.end() && *at == packet_id) return false;
        unreleased_.insert(at, packet_id);
        return true;
    }

    /// A PUBREL came. False: the identifier was not known.
    bool on_pubrel(PacketIdentifier packet_id) {
        const auto at = std::lower_bound(unreleased_.begin(), unreleased_.end(), packet_id);
        if (at == unreleased_.end() || *at != packet_id) return false;
        unreleased_.erase(at);
        return true;
    }

private:
    std::vector<PacketIdentifier> unreleased_; // sorted
};

} // namespace mqtt
