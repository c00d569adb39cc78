// The least that a broker must do for the workloads of one topic at QoS 0, checking nothing: where
// packets end, which topic, who subscribed, and the bytes out. The limit that ours is measured against.
// The same C functions as bare_broker.cpp, so that the same JavaScript drives both.
#include <emscripten/emscripten.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Byte = std::uint8_t;

struct Topic {
    std::string name;
    std::vector<std::uint32_t> subscribers;
};

struct LeastBroker {
    struct Record {
        std::uint32_t kind, connection, count, offset, length, event;
    };
    struct Table {
        std::uint32_t records, record_count, bytes, targets;
    } table{};
    std::vector<Byte> input, bytes;
    std::vector<Record> records;
    std::vector<std::uint32_t> targets;
    std::vector<Topic> topics;
    std::uint32_t connections = 0;

    Topic& topic(std::string_view name) {
        for (Topic& topic : topics)
            if (topic.name == name) return topic;
        topics.push_back({std::string(name), {}});
        return topics.back();
    }

    std::uint32_t append(const Byte* from, std::uint32_t length) {
        const auto offset = static_cast<std::uint32_t>(bytes.size());
        bytes.resize(offset + length);
        std::memcpy(bytes.data() + offset, from, length);
        return offset;
    }

    void send(std::uint32_t connection, const Byte* from, std::uint32_t length) {
        const std::uint32_t offset = append(from, length);
        if (!records.empty() && records.back().kind == 0 && records.back().connection == connection) {
            records.back().length += length;
        } else {
            records.push_back({0, connection, 1, offset, length, 0});
        }
    }

    void publish(const Byte* packet, std::uint32_t length) {
        const std::uint32_t size = packet[2] << 8 | packet[3];
        const Topic& found = topic({reinterpret_cast<const char*>(packet + 4), size});
        if (found.subscribers.size() == 1) return send(found.subscribers[0], packet, length);
        const auto first = static_cast<std::uint32_t>(targets.size());
        const auto count = static_cast<std::uint32_t>(found.subscribers.size());
        targets.insert(targets.end(), found.subscribers.begin(), found.subscribers.end());
        records.push_back({1, first, count, append(packet, length), length, 0});
    }

    void subscribe(std::uint32_t connection, const Byte* packet) {
        const std::uint32_t size = packet[4] << 8 | packet[5];
        topic({reinterpret_cast<const char*>(packet + 6), size}).subscribers.push_back(connection);
        const Byte suback[] = {0x90, 3, packet[2], packet[3], 0};
        send(connection, suback, sizeof suback);
    }

    void receive(std::uint32_t connection, std::uint32_t length) {
        const Byte *at = input.data(), *const end = at + length;
        while (at < end) {
            const std::uint32_t whole = 2u + at[1]; // every packet of the workload is shorter than 130 bytes
            switch (at[0] >> 4) {
            case 1: {
                const Byte connack[] = {0x20, 2, 0, 0};
                send(connection, connack, sizeof connack);
                break;
            }
            case 3: publish(at, whole); break;
            case 8: subscribe(connection, at); break;
            }
            at += whole;
        }
        const auto address = [](const void* p) {
            return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(p));
        };
        table = {address(records.data()), static_cast<std::uint32_t>(records.size()), address(bytes.data()),
                 address(targets.data())};
    }
};

} // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE LeastBroker* bare_broker_new() { return new LeastBroker(); }
EMSCRIPTEN_KEEPALIVE void bare_broker_delete(LeastBroker* self) { delete self; }
EMSCRIPTEN_KEEPALIVE Byte* bare_broker_input(LeastBroker* self, std::uint32_t size) {
    if (self->input.size() < size) self->input.resize(size);
    return self->input.data();
}
EMSCRIPTEN_KEEPALIVE const void* bare_broker_table(LeastBroker* self) { return &self->table; }
EMSCRIPTEN_KEEPALIVE std::uint32_t bare_broker_open(LeastBroker* self, double) { return self->connections++; }
EMSCRIPTEN_KEEPALIVE std::uint32_t bare_broker_receive(LeastBroker* self, std::uint32_t connection,
                                                       std::uint32_t length, double) {
    self->receive(connection, length);
    return self->table.record_count;
}
EMSCRIPTEN_KEEPALIVE void bare_broker_clear(LeastBroker* self) {
    self->records.clear();
    self->bytes.clear();
    self->targets.clear();
    self->table.record_count = 0;
}
}
