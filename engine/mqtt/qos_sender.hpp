// The sender's half of QoS 1 and QoS 2 [4.3.2, 4.3.3]: what is Inflight, by Packet Identifier, in
// the order in which it was sent. Used for a broker's deliveries and for a client's publications.
#pragma once

#include "base/ring.hpp"
#include "mqtt/message.hpp"

namespace mqtt {

enum class Awaiting : std::uint8_t { puback, pubrec, pubcomp };

struct Inflight {
    PacketIdentifier packet_id = 0;
    Awaiting awaiting = Awaiting::puback;
    Delivery delivery; // from PUBREC on only its event numbers matter: PUBLISH is not sent again
};

class QosSender {
public:
    const base::Ring<Inflight>& inflight() const { return inflight_; }
    std::size_t size() const { return inflight_.size(); }

    /// Takes a QoS 1 or 2 delivery and gives it an unused Packet Identifier [MQTT-2.3.1-4].
    /// REQUIRES: fewer than 65,535 in flight.
    const Inflight& start(Delivery delivery);
    /// Gives it this identifier [scripted clients choose their own]. REQUIRES: not in use.
    const Inflight& start(Delivery delivery, PacketIdentifier packet_id);
    bool in_use(PacketIdentifier packet_id) const;
    /// The identifier that start() would give.
    PacketIdentifier next_packet_id() const;
    /// For SUBSCRIBE and UNSUBSCRIBE, which take their identifiers from the same range.
    PacketIdentifier take_packet_id();

    struct Answer {
        enum class Result : std::uint8_t {
            unknown,     // no such identifier in this state
            completed,   // the handshake is over: `delivery` left the window
            send_pubrel, // answer with PUBREL
            refused,     // the receiver refused it [MQTT-4.4.0-2]: over as well
        } result = Result::unknown;
        Delivery delivery;
        std::size_t index = 0; // where it stood in inflight()
    };
    Answer on_puback(PacketIdentifier packet_id, ReasonCode reason);
    Answer on_pubrec(PacketIdentifier packet_id, ReasonCode reason);
    Answer on_pubcomp(PacketIdentifier packet_id);

    /// Forgets the entry at `index` as if it had been delivered.
    void give_up(std::size_t index) { inflight_.erase(index); }

private:
    /// Index of the entry, or size() if there is none.
    std::size_t find(PacketIdentifier packet_id) const;
    Answer finish(std::size_t index, Answer::Result result);

    base::Ring<Inflight> inflight_;
    PacketIdentifier last_id_ = 0;
};

} // namespace mqtt
