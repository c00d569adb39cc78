// The broker alone, without world and trace, for those who want only a fast broker in a page, and for
// the benchmarks. A call a batch of bytes, so C functions instead of Embind, which costs more a call.
// broker.js is the other side.
#include "broker/broker.hpp"

#include <emscripten/emscripten.h>

#include <cstdint>

namespace {

struct BareBroker {
    broker::Broker broker;
    broker::Output out;
    base::Bytes input;
    /// What JavaScript reads after each call: addresses and counts.
    struct Table {
        std::uint32_t records, record_count, bytes, targets;
    } table{};

    void publish_table() {
        const auto address = [](const auto* at) {
            return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(at));
        };
        table = {address(out.outbox.records().data()), static_cast<std::uint32_t>(out.outbox.records().size()),
                 address(out.outbox.bytes().data()), address(out.outbox.targets().data())};
    }
};

base::Instant at(double ms) { return {static_cast<std::int64_t>(ms * 1000)}; }

} // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE BareBroker* bare_broker_new() { return new BareBroker(); }
EMSCRIPTEN_KEEPALIVE void bare_broker_delete(BareBroker* self) { delete self; }

/// Where `size` bytes for the next receive are to be written.
EMSCRIPTEN_KEEPALIVE base::Byte* bare_broker_input(BareBroker* self, std::uint32_t size) {
    if (self->input.size() < size) self->input.resize(size);
    return self->input.data();
}

EMSCRIPTEN_KEEPALIVE const BareBroker::Table* bare_broker_table(BareBroker* self) { return &self->table; }

EMSCRIPTEN_KEEPALIVE std::uint32_t bare_broker_open(BareBroker* self, double now_ms) {
    const broker::ConnectionId id = self->broker.connection_opened({}, at(now_ms), self->out);
    self->publish_table();
    return id;
}

/// `length` bytes of the input have arrived. Returns how many records the table holds.
EMSCRIPTEN_KEEPALIVE std::uint32_t bare_broker_receive(BareBroker* self, std::uint32_t connection, std::uint32_t length,
                                                       double now_ms) {
    self->broker.receive(connection, {self->input.data(), length}, at(now_ms), self->out);
    self->publish_table();
    return self->table.record_count;
}

EMSCRIPTEN_KEEPALIVE std::uint32_t bare_broker_lost(BareBroker* self, std::uint32_t connection, double now_ms) {
    self->broker.connection_lost(connection, at(now_ms), self->out);
    self->publish_table();
    return self->table.record_count;
}

EMSCRIPTEN_KEEPALIVE std::uint32_t bare_broker_advance(BareBroker* self, double now_ms) {
    self->broker.advance(at(now_ms), self->out);
    self->publish_table();
    return self->table.record_count;
}

EMSCRIPTEN_KEEPALIVE void bare_broker_clear(BareBroker* self) {
    self->out.outbox.clear();
    self->table.record_count = 0;
}
}
