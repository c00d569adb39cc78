// A whole broker under the workloads' clients, all in C++: what the engine costs without JavaScript.
#include "loops.hpp"

#include "broker/broker.hpp"
#include "event_records.hpp"

#include <cstring>
#include <memory>
#include <string>

namespace {

constexpr std::uint32_t rounds_per_frame = 20; // at B=50 a thousand messages between two drains of the trace

struct Play {
    broker::Broker broker{[] {
        broker::Options options;
        options.sessions = options.connections = 1'000'000;
        options.retained_messages = 1'000'000;
        options.subscriptions_per_session = 1'000'000;
        return options;
    }()};
    broker::Output out;
    trace::Events events;
    base::Bytes records;
    std::vector<broker::ConnectionId> connections;
    std::vector<base::Bytes> batches;
    std::vector<base::Bytes> answers;    // by connection slot
    std::vector<std::uint64_t> received; // bytes of fan-outs, by connection slot
    std::vector<broker::ConnectionId> answering;
    std::size_t publishes = 0;
    bool traced = false;
};

std::unique_ptr<Play> play;

/// Counts the PUBLISH packets in what a client got, and answers their handshakes. Packets of the
/// workloads are shorter than 130 bytes.
void take(broker::ConnectionId connection, base::BytesView bytes) {
    base::Bytes& answers = play->answers[broker::connection_slot(connection)];
    for (std::size_t at = 0; at < bytes.size(); at += 2u + bytes[at + 1]) {
        const unsigned type = bytes[at] >> 4, qos = bytes[at] >> 1 & 3;
        play->publishes += type == 3;
        std::size_t id = at + 2;
        unsigned answer = type == 5 ? 0x62 : type == 6 ? 0x70 : 0;
        if (type == 3 && qos > 0) {
            answer = qos == 1 ? 0x40 : 0x50;
            id = at + 4 + (bytes[at + 2] << 8 | bytes[at + 3]);
        }
        if (answer == 0) continue;
        if (answers.empty()) play->answering.push_back(connection);
        const base::Byte packet[] = {static_cast<base::Byte>(answer), 2, bytes[id], bytes[id + 1]};
        answers.insert(answers.end(), packet, packet + sizeof packet);
    }
}

void drain() {
    const broker::Outbox& outbox = play->out.outbox;
    for (const broker::Outbox::Record& record : outbox.records()) {
        if (record.kind == broker::Outbox::Kind::send) take(record.connection, outbox.bytes_of(record));
        // At QoS 0, with nothing to answer: a client's share is its count.
        if (record.kind == broker::Outbox::Kind::send_to_many) {
            for (const broker::ConnectionId target : outbox.targets_of(record)) {
                play->received[broker::connection_slot(target)] += record.length;
            }
            play->publishes += record.count;
        }
    }
    play->out.outbox.clear();
}

void settle() {
    drain();
    while (!play->answering.empty()) {
        const std::vector<broker::ConnectionId> now = std::move(play->answering);
        play->answering.clear();
        for (const broker::ConnectionId connection : now) {
            base::Bytes& answers = play->answers[broker::connection_slot(connection)];
            const base::Bytes bytes = std::move(answers);
            answers.clear();
            play->broker.receive(connection, bytes, {}, play->out);
        }
        drain();
    }
}

void drain_trace() {
    bindings::write_event_records(play->events, play->events.first(), play->records);
    play->events.forget_before(play->events.last() + 1);
}

std::uint32_t take_u32(const base::Byte*& at) {
    std::uint32_t value;
    std::memcpy(&value, at, 4);
    at += 4;
    return value;
}

broker::ConnectionId open() {
    const broker::ConnectionId id = play->broker.connection_opened({}, {}, play->out);
    const std::uint32_t slot = broker::connection_slot(id);
    if (slot >= play->answers.size()) play->answers.resize(slot + 1);
    if (slot >= play->received.size()) play->received.resize(slot + 1);
    return id;
}

base::Bytes packet_with(std::initializer_list<int> head, std::string_view text, std::initializer_list<int> tail) {
    base::Bytes packet(head.begin(), head.end());
    packet.push_back(0);
    packet.push_back(static_cast<base::Byte>(text.size()));
    base::append(packet, base::as_bytes(text));
    packet.insert(packet.end(), tail.begin(), tail.end());
    packet[1] = static_cast<base::Byte>(packet.size() - 2);
    return packet;
}

void connect(broker::ConnectionId connection, const std::string& client_id) {
    const base::Bytes packet = packet_with({0x10, 0, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0}, client_id, {});
    play->broker.receive(connection, packet, {}, play->out);
}

} // namespace

LOOP_EXPORT void broker_set_up(std::uint32_t trace_on) {
    play = std::make_unique<Play>();
    play->traced = trace_on != 0;
    if (play->traced) play->out.trace = trace::Trace(play->events, 1);
    const base::Byte* at = loop_input(0);
    for (std::uint32_t left = take_u32(at); left > 0; --left) {
        const std::uint32_t connection = take_u32(at), length = take_u32(at);
        while (connection >= play->connections.size()) play->connections.push_back(open());
        play->broker.receive(play->connections[connection], {at, length}, {}, play->out);
        at += length;
        settle();
    }
    for (std::uint32_t left = take_u32(at); left > 0; --left) {
        const std::uint32_t length = take_u32(at);
        play->batches.emplace_back(at, at + length);
        at += length;
    }
}

LOOP_EXPORT double broker_run(std::uint32_t rounds) {
    play->publishes = 0;
    const broker::ConnectionId publisher = play->connections.back();
    for (std::uint32_t round = 0; round < rounds; ++round) {
        play->broker.receive(publisher, play->batches[round % play->batches.size()], {}, play->out);
        settle();
        if (play->traced && (round + 1) % rounds_per_frame == 0) drain_trace();
    }
    return static_cast<double>(play->publishes);
}

LOOP_EXPORT void broker_fill(std::uint32_t kind, std::uint32_t count) {
    if (!play) play = std::make_unique<Play>();
    const broker::ConnectionId publisher = open();
    if (kind != 0) connect(publisher, "filler");
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(1'000'000 + i);
        if (kind == 0) {
            connect(open(), "client-" + number);
        } else if (kind == 1) {
            const base::Bytes packet = packet_with({0x82, 0, 0, 1}, "bench/site/" + number + "/temp", {0});
            play->broker.receive(publisher, packet, {}, play->out);
        } else {
            base::Bytes packet = packet_with({0x31, 0}, "bench/site/" + number + "/temp", {});
            packet.insert(packet.end(), 64, 'x');
            packet[1] = static_cast<base::Byte>(packet[1] + 64);
            play->broker.receive(publisher, packet, {}, play->out);
        }
        play->out.outbox.clear();
    }
}
