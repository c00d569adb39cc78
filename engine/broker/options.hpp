// What a broker allows and how much it keeps. Every bound has a specified outcome when reached.
#pragma once

#include "base/time.hpp"
#include "mqtt/packet.hpp"

#include <cstdint>

namespace broker {

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

} // namespace broker
