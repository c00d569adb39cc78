// Trace events as flat records that JavaScript reads in place, with engine.js as the other side.
#pragma once

#include "base/bytes.hpp"
#include "trace/events.hpp"

namespace bindings {

/// Words (little-endian u32) of one record, in order: id, cause, also, message, at (low, high),
/// due (low, high), kind, side, actor, connection, version, reason, qos, number, text (offset,
/// length), statement (offset, length), packet (offset, length), packet type. Offsets count bytes
/// from the start of the buffer, where the records stand; the texts and packets follow them.
inline constexpr std::size_t words_per_record = 23;

/// Replaces `buffer` with the records of the events from `first` on; returns how many.
std::uint32_t write_event_records(const trace::Events& events, trace::EventId first, base::Bytes& buffer);

} // namespace bindings
