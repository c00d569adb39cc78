// A scripted Client: what a Client keeps, how it answers, and what it draws when it is told to act.
// Written on the codec alone; it shares nothing with the engine's own client.
#pragma once

#include "base/prng.hpp"
#include "base/time.hpp"
#include "mqtt/packet.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace simulation {

struct Client {
    std::string name; // and Client Identifier
    mqtt::ProtocolVersion usual_version = mqtt::ProtocolVersion::v3_1_1;

    // The connection.
    int line = -1;
    bool connected = false; // CONNACK has come
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    std::int64_t keep_alive_s = 0;
    bool pings = true;
    bool prompt = true; // acknowledges at once
    base::Instant last_sent;
    std::uint32_t alias_maximum = 0;
    std::map<std::string, std::uint32_t> aliases;
    std::vector<mqtt::PublishResponse> answers; // those that are late

    // The Session as the Client keeps it.
    struct Outgoing {
        mqtt::Publish publish;
        bool released = false; // PUBREC has come
    };
    std::vector<Outgoing> outgoing;
    std::set<unsigned> incoming; // QoS 2 received, PUBREL has not come
    unsigned last_packet_id = 0;
    std::vector<std::string> filters;

    /// Connects under a name that the Server gives: another Session, so its own is laid aside.
    void lay_aside();

    /// Takes a packet; returns what the Client answers now. `delivered`: the application got a message.
    std::vector<mqtt::Packet> receive(const mqtt::Packet& packet, base::Prng& luck, bool& delivered);
    /// The line is gone.
    void offline();
    unsigned next_packet_id();

    mqtt::Connect random_connect(base::Prng& luck) const;
    mqtt::Subscribe random_subscribe(base::Prng& luck);
    mqtt::Unsubscribe random_unsubscribe(base::Prng& luck);
    mqtt::Publish random_publish(base::Prng& luck, unsigned number);
    mqtt::Disconnect random_disconnect(base::Prng& luck) const;
    /// An acknowledgement that no delivery waits for; its own publication of that identifier it forgets.
    mqtt::PublishResponse random_stray(base::Prng& luck);
    /// Bytes for which a Server must close the connection.
    base::Bytes random_malformed(base::Prng& luck, std::uint32_t packet_size_max) const;
    /// As restoring as can be: for the end, when everything must be drained.
    mqtt::Connect final_connect() const;

private:
    struct Laid {
        std::vector<Outgoing> outgoing;
        std::set<unsigned> incoming;
        std::vector<std::string> filters;
    };
    std::optional<Laid> aside_;

    std::vector<mqtt::Packet> after_connack(const mqtt::Connack& connack);
    std::vector<mqtt::Packet> on_publish(const mqtt::Publish& publish, base::Prng& luck, bool& delivered);
    std::vector<mqtt::Packet> on_response(const mqtt::PublishResponse& response);
};

} // namespace simulation
