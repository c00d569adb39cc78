// One event of the trace: what happened, when, to whom, with which bytes, why, and by which statement.
// The page, the tests, the diagram, the capture and the log all read this one stream.
#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "mqtt/packet.hpp"
#include "mqtt/protocol_error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace {

/// Counts up from 1 in each world; 0 is "none".
using EventId = std::uint32_t;

/// Whom an event is about: a number the world gives to each virtual client and each real one.
/// 0 is the broker itself, or somebody not known yet.
using ActorId = std::uint32_t;

enum class EventKind : std::uint8_t {
    // What a person or the script does.
    action = 1,
    note,
    expectation_met,
    expectation_failed,
    // Network Connections and links.
    connection_opened,
    connection_refused,
    connection_closed,
    connection_lost,
    connection_taken_over,
    link_cut,
    link_stalled,
    link_healed,
    // Control Packets on the wire.
    packet_sent,
    packet_received,
    packet_lost,
    // Session State.
    session_created,
    session_resumed,
    session_expired,
    session_discarded,
    subscription_added,
    subscription_replaced,
    subscription_removed,
    // Application Messages.
    message_accepted,
    message_matched,
    message_queued,
    message_dropped,
    message_delivered,
    message_expired,
    message_received,
    retained_set,
    retained_cleared,
    retained_sent,
    // Will Messages.
    will_armed,
    will_delayed,
    will_published,
    will_discarded,
    // Time, handshakes, bounds and mistakes.
    keep_alive_due, // a client has been silent for its Keep Alive: PINGREQ is due
    keep_alive_expired,
    inflight_changed,
    limit_reached,
    protocol_error,
    access_denied, // a Topic Name or Topic Filter that the access rules refuse
};

/// "packet_sent" and so on: the stable name used in text traces and in JSON.
std::string_view name(EventKind kind);

enum class Side : std::uint8_t { broker = 0, client = 1 };

/// Why a message was not kept or not sent, in Event::number of message_dropped.
enum class DropReason : std::uint8_t {
    none = 0,
    no_matching_subscription,
    queue_full,
    session_ended,
    packet_too_large,
    offline_at_qos_0,
    refused_by_receiver,
    no_local,
    not_authorized,
    too_many_levels,
    client_offline, // the client itself had no connection to send it on
};
std::string_view name(DropReason reason);

struct Event {
    EventId id = 0;
    EventId cause = 0;   // the event that made this one happen
    EventId also = 0;    // a second cause: e.g. the reconnection that set a queued message free
    EventId message = 0; // the message_accepted or will_published event of the Application Message concerned
    base::Instant at;
    base::Instant due; // packet_sent: when it arrives if nothing happens to the link
    EventKind kind = EventKind::action;
    Side side = Side::broker;     // who did it or at whose end it happened
    ActorId actor = 0;            // the client concerned
    std::uint32_t connection = 0; // serial number of the Network Connection, from 1; 0 none
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1;
    mqtt::ReasonCode reason = mqtt::ReasonCode::success;
    mqtt::QoS qos = mqtt::QoS::at_most_once;
    std::uint32_t number = 0;   // a Packet Identifier, a count, a DropReason: what the kind says
    std::string text;           // a Topic Name, a Topic Filter, a line of script: what the kind says
    std::string_view statement; // identifier in the specification of `version`, or empty
    mqtt::Words words;          // protocol_error: what was wrong
    base::SharedBytes packet;   // whole Control Packet of packet_*; bytes of protocol_error
};

} // namespace trace
