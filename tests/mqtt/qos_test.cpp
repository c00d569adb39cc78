// The two roles of QoS 1 and 2 [4.3]: every (state, packet) pair, and Packet Identifiers.
#include "codec_checks.hpp"

#include "mqtt/qos_receiver.hpp"
#include "mqtt/qos_sender.hpp"

#include <optional>

using mqtt::Awaiting;
using mqtt::Delivery;
using mqtt::PacketIdentifier;
using mqtt::QosReceiver;
using mqtt::QosSender;
using Result = mqtt::QosSender::Answer::Result;

namespace {

Delivery delivery(QoS qos, std::uint32_t cause = 0) {
    Delivery made;
    made.message = mqtt::MessageRef::make();
    made.qos = qos;
    made.cause = cause;
    return made;
}

/// What became of the sender when `packet` came in the state that waits for `awaiting`.
struct Transition {
    Awaiting awaiting;
    PacketType packet;
    ReasonCode reason;
    Result result;
    std::optional<Awaiting> then; // nothing: it left the window
};

QosSender sender_awaiting(Awaiting awaiting) {
    QosSender sender;
    sender.start(delivery(awaiting == Awaiting::puback ? QoS::at_least_once : QoS::exactly_once, 77));
    if (awaiting == Awaiting::pubcomp) sender.on_pubrec(1, ReasonCode::success);
    return sender;
}

QosSender::Answer give(QosSender& sender, PacketType packet, PacketIdentifier id, ReasonCode reason) {
    if (packet == PacketType::puback) return sender.on_puback(id, reason);
    if (packet == PacketType::pubrec) return sender.on_pubrec(id, reason);
    return sender.on_pubcomp(id);
}

} // namespace

TEST_CASE("QoS sender: every answer in every state [4.3.2, 4.3.3, MQTT-4.4.0-2]") {
    const ReasonCode ok = ReasonCode::success, fine = ReasonCode::no_matching_subscribers,
                     no = ReasonCode::quota_exceeded, gone = ReasonCode::packet_identifier_not_found;
    const Transition table[] = {
        {Awaiting::puback, PacketType::puback, ok, Result::completed, {}},
        {Awaiting::puback, PacketType::puback, fine, Result::completed, {}},
        {Awaiting::puback, PacketType::puback, no, Result::refused, {}},
        {Awaiting::puback, PacketType::pubrec, ok, Result::unknown, Awaiting::puback},
        {Awaiting::puback, PacketType::pubrec, no, Result::unknown, Awaiting::puback},
        {Awaiting::puback, PacketType::pubcomp, ok, Result::unknown, Awaiting::puback},
        {Awaiting::pubrec, PacketType::puback, ok, Result::unknown, Awaiting::pubrec},
        {Awaiting::pubrec, PacketType::puback, no, Result::unknown, Awaiting::pubrec},
        {Awaiting::pubrec, PacketType::pubrec, ok, Result::send_pubrel, Awaiting::pubcomp},
        {Awaiting::pubrec, PacketType::pubrec, fine, Result::send_pubrel, Awaiting::pubcomp},
        {Awaiting::pubrec, PacketType::pubrec, no, Result::refused, {}},
        {Awaiting::pubrec, PacketType::pubcomp, ok, Result::unknown, Awaiting::pubrec},
        {Awaiting::pubcomp, PacketType::puback, ok, Result::unknown, Awaiting::pubcomp},
        {Awaiting::pubcomp, PacketType::puback, no, Result::unknown, Awaiting::pubcomp},
        {Awaiting::pubcomp, PacketType::pubrec, ok, Result::send_pubrel, Awaiting::pubcomp},
        {Awaiting::pubcomp, PacketType::pubrec, no, Result::unknown, Awaiting::pubcomp},
        {Awaiting::pubcomp, PacketType::pubcomp, ok, Result::completed, {}},
        {Awaiting::pubcomp, PacketType::pubcomp, gone, Result::completed, {}},
    };
    for (const Transition& row : table) {
        INFO("awaiting " << int(row.awaiting) << ", " << name(row.packet) << " " << name(row.reason));
        QosSender sender = sender_awaiting(row.awaiting);
        const QosSender::Answer answer = give(sender, row.packet, 1, row.reason);
        CHECK(answer.result == row.result);
        CHECK(sender.size() == (row.then ? 1 : 0));
        CHECK(sender.in_use(1) == row.then.has_value());
        if (row.then) CHECK(sender.inflight().front().awaiting == *row.then);
        if (row.result != Result::unknown) CHECK(answer.delivery.cause == 77);
    }
}

TEST_CASE("QoS sender: an answer to an identifier not in flight is unknown") {
    QosSender sender = sender_awaiting(Awaiting::pubrec);
    for (const PacketType packet : {PacketType::puback, PacketType::pubrec, PacketType::pubcomp}) {
        CHECK(give(sender, packet, 2, ReasonCode::success).result == Result::unknown);
        CHECK(give(sender, packet, 0, ReasonCode::success).result == Result::unknown);
    }
    CHECK(sender.size() == 1);
}

TEST_CASE("QoS sender: what is in flight stays in the order in which it was sent [MQTT-4.6.0-1]") {
    QosSender sender;
    for (int i = 0; i < 6; ++i) sender.start(delivery(i % 2 ? QoS::exactly_once : QoS::at_least_once));
    sender.on_puback(3, ReasonCode::success);
    sender.on_pubrec(2, ReasonCode::success);
    sender.on_pubrec(6, ReasonCode::not_authorized);
    std::vector<PacketIdentifier> ids;
    for (std::size_t i = 0; i < sender.size(); ++i) ids.push_back(sender.inflight()[i].packet_id);
    CHECK(ids == std::vector<PacketIdentifier>{1, 2, 4, 5});
}

TEST_CASE("Packet Identifiers count up from 1 and a freed one is not taken at once [MQTT-2.3.1-2]") {
    QosSender sender;
    CHECK(sender.next_packet_id() == 1);
    CHECK(sender.start(delivery(QoS::at_least_once)).packet_id == 1);
    sender.on_puback(1, ReasonCode::success);
    CHECK(sender.next_packet_id() == 2);
    CHECK(sender.start(delivery(QoS::at_least_once)).packet_id == 2);
    CHECK(sender.take_packet_id() == 3);
    CHECK(sender.start(delivery(QoS::exactly_once)).packet_id == 4);
}

TEST_CASE("Packet Identifiers go from 65,535 to 1, never 0, and skip those in use [MQTT-2.3.1-1, MQTT-2.3.1-4]") {
    QosSender sender;
    sender.start(delivery(QoS::at_least_once), 1);
    sender.start(delivery(QoS::exactly_once), 2);
    sender.start(delivery(QoS::at_least_once), 4);
    for (unsigned id = 3; id <= 65535; ++id) {
        if (id == 4) continue;
        if (sender.take_packet_id() != id) FAIL(id);
    }
    CHECK(sender.take_packet_id() == 3);
    CHECK(sender.next_packet_id() == 5);
    sender.on_puback(1, ReasonCode::success);
    for (unsigned id = 5; id <= 65535; ++id) sender.take_packet_id();
    CHECK(sender.take_packet_id() == 1);
}

TEST_CASE("A copy of a QoS sender is a value of its own") {
    QosSender sender = sender_awaiting(Awaiting::pubrec);
    QosSender copy = sender;
    copy.on_pubrec(1, ReasonCode::success);
    copy.start(delivery(QoS::at_least_once));
    CHECK(sender.size() == 1);
    CHECK(sender.inflight().front().awaiting == Awaiting::pubrec);
    CHECK(sender.next_packet_id() == 2);
    CHECK(copy.next_packet_id() == 3);
}

TEST_CASE("QoS receiver: every packet in every state [MQTT-4.3.3-2 of 3.1.1, MQTT-4.3.3-10, MQTT-4.3.3-12 of 5.0]") {
    QosReceiver receiver;
    CHECK_FALSE(receiver.on_pubrel(7));  // not known: PUBREL
    CHECK(receiver.on_publish(7));       // not known: PUBLISH is a new message
    CHECK_FALSE(receiver.on_publish(7)); // unreleased: PUBLISH is a duplicate
    CHECK_FALSE(receiver.on_publish(7));
    CHECK(receiver.size() == 1);
    CHECK(receiver.on_pubrel(7)); // unreleased: PUBREL
    CHECK(receiver.size() == 0);
    CHECK_FALSE(receiver.on_pubrel(7)); // released again
    CHECK(receiver.on_publish(7));      // the same identifier is a new message
}

TEST_CASE("QoS receiver: identifiers are independent and kept sorted") {
    QosReceiver receiver;
    for (const PacketIdentifier id : {65535, 1, 300, 2}) CHECK(receiver.on_publish(id));
    CHECK(receiver.unreleased() == std::vector<PacketIdentifier>{1, 2, 300, 65535});
    CHECK(receiver.on_pubrel(300));
    CHECK_FALSE(receiver.on_pubrel(299));
    CHECK(receiver.unreleased() == std::vector<PacketIdentifier>{1, 2, 65535});
    QosReceiver copy = receiver;
    CHECK(copy.on_pubrel(1));
    CHECK(receiver.size() == 3);
}
