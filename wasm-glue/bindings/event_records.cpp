#include "event_records.hpp"

#include <cstring>

namespace bindings {
namespace {

struct Tail { // where variable parts go, behind all records
    base::Bytes& buffer;
    std::uint32_t* words(std::size_t record) {
        return reinterpret_cast<std::uint32_t*>(buffer.data() + record * words_per_record * 4);
    }
    void put(std::size_t record, std::size_t word, base::BytesView bytes) {
        words(record)[word] = static_cast<std::uint32_t>(buffer.size());
        words(record)[word + 1] = static_cast<std::uint32_t>(bytes.size());
        base::append(buffer, bytes);
    }
};

void put_time(std::uint32_t* words, base::Instant at) {
    words[0] = static_cast<std::uint32_t>(static_cast<std::uint64_t>(at.us));
    words[1] = static_cast<std::uint32_t>(static_cast<std::uint64_t>(at.us) >> 32);
}

void write_record(const trace::Event& event, std::size_t record, Tail& tail) {
    std::uint32_t* words = tail.words(record);
    words[0] = event.id;
    words[1] = event.cause;
    words[2] = event.also;
    words[3] = event.message;
    put_time(words + 4, event.at);
    put_time(words + 6, event.due > event.at ? event.due : event.at);
    words[8] = static_cast<std::uint32_t>(event.kind);
    words[9] = static_cast<std::uint32_t>(event.side);
    words[10] = event.actor;
    words[11] = event.connection;
    words[12] = static_cast<std::uint32_t>(event.version);
    words[13] = static_cast<std::uint32_t>(event.reason);
    words[14] = mqtt::number(event.qos);
    words[15] = event.number;
    words[22] = event.packet.empty() ? 0u : event.packet.view()[0] >> 4;
    tail.put(record, 16, base::as_bytes(event.text));
    tail.put(record, 18, base::as_bytes(event.statement));
    tail.put(record, 20, event.packet.view());
}

} // namespace

std::uint32_t write_event_records(const trace::Events& events, trace::EventId first, base::Bytes& buffer) {
    buffer.clear();
    first = std::max(first, events.first());
    if (first > events.last()) return 0;
    const std::uint32_t count = events.last() - first + 1;
    buffer.resize(count * words_per_record * 4);
    Tail tail{buffer};
    for (std::uint32_t i = 0; i < count; ++i) write_record(events[first + i], i, tail);
    return count;
}

} // namespace bindings
