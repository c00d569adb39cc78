// One Network Connection: what ends with it.
#pragma once

#include "broker/output.hpp"
#include "broker/subscription_tree.hpp"

#include "base/ref.hpp"
#include "mqtt/packet.hpp"

#include <optional>
#include <string>
#include <vector>

namespace broker {

/// An exchange of enhanced authentication [5.0, 4.12] and where it stands.
struct Exchange : base::RefCounted {
    std::string method;
    std::string state;
    std::string final_data;               // goes with CONNACK
    bool running = false;                 // between the first data and the result
    std::optional<mqtt::Connect> connect; // what waits for the result; empty when re-authenticating
};

struct Connection {
    enum class State : std::uint8_t { closed, awaiting_connect, authenticating, connected };

    ConnectionId id = 0;
    State state = State::closed;
    bool in_use = false;
    trace::ActorId actor = 0;
    std::uint32_t serial = 0; // from 1, for people
    trace::EventId opened = 0;
    base::Bytes partial; // the beginning of a packet whose rest has not come

    // From CONNECT on.
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    SessionIndex session = 0;
    base::Instant last_heard;
    std::uint32_t keep_alive_s = 0;
    std::uint32_t maximum_packet_size = 0xffffffff; // what the Client takes [3.1.2.11.4]
    std::uint16_t receive_maximum = 65535;          // unfinished deliveries that it takes
    std::uint16_t topic_alias_maximum = 0;          // aliases that it takes
    bool request_problem_information = true;
    std::vector<std::string> topic_aliases; // by alias - 1, as the Client set them
    std::vector<std::string> aliases_out;   // by alias - 1, as we set them for the Client
    std::string user_name;                  // who was let in; empty: anonymous
    base::Ref<const Exchange> exchange;     // enhanced authentication; empty: none

    bool connected() const { return state == State::connected; }
};

} // namespace broker
