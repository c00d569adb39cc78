#include "fuzz/broker_checks.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/framer.hpp"

#include <algorithm>

namespace fuzz {
namespace {

void check_session(const broker::SessionView& session, const broker::Options& options) {
    check(session.subscriptions.size() <= options.subscriptions_per_session, "the bound of subscriptions");
    check(session.queued.size() <= options.queued_messages, "the bound of queued messages");
    check(session.inflight.size() <= options.inflight, "the bound of unfinished deliveries");
    check(session.expiry_interval_s <= options.session_expiry_maximum_s || session.expiry_interval_s == 0xffffffff,
          "the bound of Session Expiry");
    check(session.version != mqtt::ProtocolVersion::v5_0 || session.received_qos_2.size() <= options.receive_maximum,
          "Receive Maximum");
    for (std::size_t i = 0; i < session.inflight.size(); ++i) {
        check(session.inflight[i].packet_id != 0, "a Packet Identifier is not 0 [MQTT-2.2.1-4]");
        for (std::size_t k = 0; k < i; ++k) {
            check(session.inflight[i].packet_id != session.inflight[k].packet_id, "Packet Identifiers differ");
        }
    }
}

Line* line_of(std::vector<Line>& lines, broker::ConnectionId id) {
    for (Line& line : lines) {
        if (line.open && line.id == id) return &line;
    }
    return nullptr;
}

/// Takes whole packets off what was sent to a line.
void check_packets(Line& line) {
    std::size_t used = 0;
    while (used < line.unread.size()) {
        const base::BytesView rest = base::BytesView(line.unread).subspan(used);
        const mqtt::Frame frame = mqtt::next_frame(rest, 0xfffffff);
        check(frame.state == mqtt::Frame::State::whole, "the broker sends whole packets");
        check(frame.length <= line.maximum_packet_size,
              "no packet is above the client's maximum [MQTT-3.1.2-24]: packet type " + std::to_string(rest[0] >> 4) +
                  ", " + std::to_string(frame.length) + " bytes, maximum " + std::to_string(line.maximum_packet_size));
        // The version of a client whose CONNECT was wrong is the broker's guess.
        const bool connack = rest[0] >> 4 == static_cast<int>(mqtt::PacketType::connack);
        const mqtt::Decoded decoded = mqtt::decode(rest.first(frame.length), line.version);
        check(connack || std::holds_alternative<mqtt::Packet>(decoded), "the broker sends right packets");
        used += frame.length;
    }
    line.unread.clear();
}

} // namespace

void check_bounds(const broker::Broker& broker) {
    const broker::Options& options = broker.options();
    check(broker.connection_count() <= options.connections, "the bound of connections");
    check(broker.session_count() <= options.sessions, "the bound of Sessions");
    std::size_t subscriptions = 0;
    const std::vector<broker::SessionView> sessions = broker.sessions();
    check(sessions.size() == broker.session_count(), "every Session is shown");
    for (const broker::SessionView& session : sessions) {
        check_session(session, options);
        subscriptions += session.subscriptions.size();
    }
    check(subscriptions == broker.total_subscriptions(), "every subscription belongs to a Session");
    std::size_t retained = 0;
    for (const mqtt::MessageRef& message : broker.retained()) retained += message->topic.starts_with("$SYS/") ? 0 : 1;
    check(retained <= options.retained_messages, "the bound of retained messages");
}

void check_same(const broker::Outbox& one, const broker::Outbox& other) {
    check(base::as_text(one.bytes()) == base::as_text(other.bytes()), "a copy sends the same bytes");
    check(std::equal(one.targets().begin(), one.targets().end(), other.targets().begin(), other.targets().end()),
          "a copy sends to the same clients");
    check(one.records().size() == other.records().size(), "a copy does as much");
    for (std::size_t i = 0; i < one.records().size(); ++i) {
        const broker::Outbox::Record &a = one.records()[i], &b = other.records()[i];
        check(a.kind == b.kind && a.connection == b.connection && a.count == b.count && a.offset == b.offset &&
                  a.length == b.length,
              "a copy does the same");
    }
}

void deliver(const broker::Outbox& outbox, std::vector<Line>& lines) {
    using Kind = broker::Outbox::Kind;
    const auto hand_over = [&](broker::ConnectionId to, base::BytesView bytes) {
        Line* line = line_of(lines, to);
        check(line != nullptr, "nothing is sent to a connection that is closed");
        base::append(line->unread, bytes);
    };
    for (const broker::Outbox::Record& record : outbox.records()) {
        if (record.kind == Kind::send) hand_over(record.connection, outbox.bytes_of(record));
        if (record.kind == Kind::send_to_many) {
            for (const broker::ConnectionId to : outbox.targets_of(record)) hand_over(to, outbox.bytes_of(record));
        }
        if (record.kind == Kind::close) {
            Line* line = line_of(lines, record.connection);
            check(line != nullptr, "a connection is closed once");
            check_packets(*line);
            line->open = false;
        }
    }
    for (Line& line : lines) check_packets(line);
}

} // namespace fuzz
