// What a broker allows and how much it keeps. Every bound has a specified outcome when reached.
#pragma once

#include "auth/access.hpp"
#include "auth/method.hpp"
#include "auth/users.hpp"
#include "base/ref.hpp"
#include "base/time.hpp"
#include "mqtt/packet.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace broker {

/// Who may connect and what each may do.
struct Security {
    bool anonymous = true; // without a user name: CONNACK 0x87 (3.1.1: 0x05) when false
    auth::Users users;     // a user name that is given must be right once there are users
    auth::AccessRules rules;
    std::vector<auth::MethodRef> methods; // enhanced authentication of 5.0
};

struct Options {
    std::uint64_t seed = 1; // for generated Client Identifiers

    // Told to 5.0 Clients in CONNACK, and kept for all.
    std::uint32_t maximum_packet_size = 1u << 20; // bytes; larger: DISCONNECT 0x95, close
    std::uint16_t receive_maximum = 1024;         // unfinished QoS 1 and 2 PUBLISHes of a Client: 0x93, close
    std::uint16_t topic_alias_maximum = 32;       // aliases a Client may use: 0x94, close
    std::uint16_t keep_alive_maximum_s = 0;       // Server Keep Alive; 0: any
    mqtt::QoS maximum_qos = mqtt::QoS::exactly_once;
    bool retain_available = true;
    bool wildcard_available = true;
    bool shared_available = true;
    std::string response_information;           // prefix of a Client's own response topics; empty: none given
    std::string server_reference;               // CONNECT is refused with 0x9c and this; empty: served here
    std::uint16_t topic_alias_maximum_out = 16; // aliases of our own towards Clients that allow them
    base::Duration sys_interval;                // between publications of $SYS; 0: none

    Security security;

    // Kept for others.
    std::uint32_t sessions = 100'000;                 // more: CONNACK 0x97 (3.1.1: 0x03)
    std::uint32_t connections = 100'000;              // more: closed at once
    std::uint32_t subscriptions_per_session = 10'000; // more: SUBACK 0x97 (3.1.1: 0x80)
    std::uint32_t topic_levels = 128;                 // more: SUBACK 0x8f, PUBLISH 0x90
    std::uint32_t inflight = 20;                      // unfinished deliveries a Session, besides Receive Maximum
    std::uint32_t queued_messages = 1'000;            // more a Session: the newest is dropped
    std::uint32_t retained_messages = 100'000;        // more: not stored, PUBACK/PUBREC 0x97
    std::uint32_t session_expiry_maximum_s = 0xffffffff;
    base::Duration connect_timeout = base::seconds(30); // without a CONNECT: closed
};

/// The same, shared by every copy of a broker.
struct SharedOptions : Options, base::RefCounted {
    explicit SharedOptions(Options options) : Options(std::move(options)) {}
};

} // namespace broker
