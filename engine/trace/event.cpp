#include "trace/event.hpp"

#include <array>

namespace trace {
namespace {

constexpr std::array<std::string_view, 43> kind_names = {
    "",
    "action",
    "note",
    "expectation_met",
    "expectation_failed",
    "connection_opened",
    "connection_refused",
    "connection_closed",
    "connection_lost",
    "connection_taken_over",
    "link_cut",
    "link_stalled",
    "link_healed",
    "packet_sent",
    "packet_received",
    "packet_lost",
    "session_created",
    "session_resumed",
    "session_expired",
    "session_discarded",
    "subscription_added",
    "subscription_replaced",
    "subscription_removed",
    "message_accepted",
    "message_matched",
    "message_queued",
    "message_dropped",
    "message_delivered",
    "message_expired",
    "message_received",
    "retained_set",
    "retained_cleared",
    "retained_sent",
    "will_armed",
    "will_delayed",
    "will_published",
    "will_discarded",
    "keep_alive_due",
    "keep_alive_expired",
    "inflight_changed",
    "limit_reached",
    "protocol_error",
    "access_denied",
};

constexpr std::array<std::string_view, 11> drop_names = {
    "",
    "no matching subscription",
    "queue full",
    "session ended",
    "packet too large",
    "offline at QoS 0",
    "refused by receiver",
    "no local",
    "not authorized",
    "too many levels",
    "client offline",
};

} // namespace

std::string_view name(EventKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::string_view name(DropReason reason) { return drop_names[static_cast<std::size_t>(reason)]; }

} // namespace trace
