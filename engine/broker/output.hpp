// What the broker wants done: bytes to send and connections to close, in order, and the trace.
#pragma once

#include "base/bytes.hpp"
#include "trace/trace.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace broker {

/// Names a Network Connection from connection_opened() until it is lost or closed. A number that
/// has been closed is never accepted again, although its slot (the low 20 bits) may be in use by
/// another connection; hosts may index tables by connection_slot().
using ConnectionId = std::uint32_t;
constexpr std::uint32_t slots_max = 1u << 20;
constexpr std::uint32_t connection_slot(ConnectionId id) { return id & 0xfffff; }

/// Bytes to send and connections to close. Bytes meant for many connections stand once.
/// The host drains it after a call to the broker (or after several) and then calls clear().
class Outbox {
public:
    enum class Kind : std::uint32_t { send = 0, send_to_many = 1, close = 2 };

    /// Six 32-bit numbers, so that JavaScript can read the list in place.
    struct Record {
        Kind kind;
        std::uint32_t connection; // send, close: the ConnectionId; send_to_many: index into targets()
        std::uint32_t count;      // send_to_many: how many targets; otherwise 1
        std::uint32_t offset;     // into bytes()
        std::uint32_t length;
        trace::EventId event; // the packet_sent or connection_closed event; 0 with the trace off
    };

    /// With `join`, packets that follow each other to one connection become one record.
    explicit Outbox(bool join = true) : join_(join) {}

    std::span<const Record> records() const { return records_; }
    base::BytesView bytes() const { return bytes_; }
    base::BytesView bytes_of(const Record& record) const { return bytes().subspan(record.offset, record.length); }
    std::span<const ConnectionId> targets() const { return targets_; }
    std::span<const ConnectionId> targets_of(const Record& record) const {
        return targets().subspan(record.connection, record.count);
    }

    void clear() {
        records_.clear();
        bytes_.clear();
        targets_.clear();
    }

    // Called by the broker.

    /// The arena: what is appended here is sent by the next send() that names its offset.
    base::Bytes& arena() { return bytes_; }
    /// Sends the arena's bytes from `offset` on.
    void send(ConnectionId to, std::size_t offset, trace::EventId event) {
        send_range(to, offset, bytes_.size() - offset, event);
    }
    void send_range(ConnectionId to, std::size_t offset, std::size_t length, trace::EventId event);
    void send_to_many(std::size_t offset, std::size_t length, std::span<const ConnectionId> targets);
    void close(ConnectionId connection, trace::EventId event) {
        records_.push_back({Kind::close, connection, 1, static_cast<std::uint32_t>(bytes_.size()), 0, event});
    }

private:
    bool join_;
    base::Bytes bytes_;
    std::vector<Record> records_;
    std::vector<ConnectionId> targets_;
};

/// The one channel out of every call to the broker.
struct Output {
    Outbox outbox;
    trace::Trace trace;
};

} // namespace broker
