// The QoS handshakes when the connection breaks so that one of their packets is lost.
#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace world_run;
using mqtt::PacketType;
using trace::EventKind;
using trace::Side;

/// A publisher and a subscriber, 100 ms from the broker each; `cut` loses what is on its way then.
Run broken_handshake(const std::string& version, int qos, const std::string& who, int cut_ms) {
    const std::string q = std::to_string(qos);
    const std::string options = version + (version == "version=5" ? " session-expiry=1h" : "");
    Run run("client sensor clean=no " + options + "\nclient phone clean=no " + options +
            "\n@0s sensor connect\n@0s phone connect\n@1s phone subscribe t qos=2\n@2s sensor publish t \"x\" qos=" +
            q + "\n@" + std::to_string(cut_ms) + "ms " + who + " cut\n@4s " + who + " connect\n");
    run.until(at_s(8));
    return run;
}

/// The PUBLISH packets of the message on one half of its way: all with one Packet Identifier, and
/// DUP on every one but the first.
void check_repetition(const Run& run, Side side, std::string_view who, std::size_t times) {
    const auto sent = run.packets(EventKind::packet_sent, PacketType::publish, side, who);
    REQUIRE(sent.size() == times);
    for (std::size_t i = 0; i < times; ++i) {
        CHECK(publish_of(sent[i]).dup == (i > 0));
        CHECK(publish_of(sent[i]).packet_id == publish_of(sent[0]).packet_id);
    }
}

bool nothing_left(const Run& run) {
    for (const auto& session : run.world.broker().sessions()) {
        if (!session.inflight.empty() || !session.queued.empty() || !session.received_qos_2.empty()) return false;
    }
    return true;
}

const char* const versions[] = {"version=3.1", "version=3.1.1", "version=5"};

} // namespace

TEST_CASE("QoS 1, PUBLISH of the publisher lost: it is sent again with DUP and arrives once", "[qos]") {
    for (const char* version : versions) {
        INFO(version);
        const Run run = broken_handshake(version, 1, "sensor", 2050);
        check_repetition(run, Side::client, "sensor", 2);
        CHECK(run.received("phone", "t") == 1);
        CHECK(nothing_left(run));
    }
}

TEST_CASE("QoS 1, PUBACK to the publisher lost: the message arrives twice, at least once", "[qos]") {
    for (const char* version : versions) {
        INFO(version);
        const Run run = broken_handshake(version, 1, "sensor", 2150);
        check_repetition(run, Side::client, "sensor", 2);
        CHECK(run.received("phone", "t") == 2);
        CHECK(nothing_left(run));
    }
}

TEST_CASE("QoS 1, PUBLISH to the subscriber lost: it is sent again with DUP and arrives once", "[qos]") {
    for (const char* version : versions) {
        INFO(version);
        const Run run = broken_handshake(version, 1, "phone", 2150);
        check_repetition(run, Side::broker, "phone", 2);
        CHECK(run.received("phone", "t") == 1);
        CHECK(nothing_left(run));
    }
}

TEST_CASE("QoS 1, PUBACK of the subscriber lost: it receives the message twice, at least once", "[qos]") {
    for (const char* version : versions) {
        INFO(version);
        const Run run = broken_handshake(version, 1, "phone", 2250);
        check_repetition(run, Side::broker, "phone", 2);
        CHECK(run.received("phone", "t") == 2);
        CHECK(nothing_left(run));
    }
}

TEST_CASE("QoS 2, any packet between publisher and broker lost: exactly once", "[qos]") {
    const PacketType lost[] = {PacketType::publish, PacketType::pubrec, PacketType::pubrel, PacketType::pubcomp};
    for (const char* version : versions) {
        for (int i = 0; i < 4; ++i) {
            INFO(version << ", lost: " << mqtt::name(lost[i]));
            const Run run = broken_handshake(version, 2, "sensor", 2050 + 100 * i);
            const Side from = i % 2 == 0 ? Side::client : Side::broker;
            CHECK(run.packets(EventKind::packet_lost, lost[i], from, "sensor").size() == 1);
            check_repetition(run, Side::client, "sensor", i < 2 ? 2 : 1); // after PUBREC only PUBREL is repeated
            CHECK(run.packets(EventKind::packet_sent, PacketType::pubrel, Side::client, "sensor").size() ==
                  (i < 2 ? 1u : 2u));
            CHECK(run.received("phone", "t") == 1);
            CHECK(nothing_left(run));
        }
    }
}

TEST_CASE("QoS 2, any packet between broker and subscriber lost: exactly once", "[qos]") {
    const PacketType lost[] = {PacketType::publish, PacketType::pubrec, PacketType::pubrel, PacketType::pubcomp};
    for (const char* version : versions) {
        for (int i = 0; i < 4; ++i) {
            INFO(version << ", lost: " << mqtt::name(lost[i]));
            const Run run = broken_handshake(version, 2, "phone", 2150 + 100 * i);
            const Side from = i % 2 == 0 ? Side::broker : Side::client;
            CHECK(run.packets(EventKind::packet_lost, lost[i], from, "phone").size() == 1);
            check_repetition(run, Side::broker, "phone", i < 2 ? 2 : 1);
            CHECK(run.packets(EventKind::packet_sent, PacketType::pubrel, Side::broker, "phone").size() ==
                  (i < 2 ? 1u : 2u));
            CHECK(run.received("phone", "t") == 1);
            CHECK(nothing_left(run));
        }
    }
}

TEST_CASE("QoS 0 is not repeated: at most once", "[qos]") {
    for (const char* version : versions) {
        const Run run = broken_handshake(version, 0, "sensor", 2050);
        check_repetition(run, Side::client, "sensor", 1);
        CHECK(run.received("phone", "t") == 0);
    }
}

TEST_CASE("cuts at any moment keep QoS 1 at least once, QoS 2 exactly once, and the order", "[qos]") {
    for (int cut_ms = 2030; cut_ms <= 2700; cut_ms += 37) {
        INFO("cut at " << cut_ms << " ms");
        Run run("client sensor clean=no\nclient phone clean=no\nlink phone latency=60ms jitter=30ms\n"
                "@0s sensor connect\n@0s phone connect\n@1s phone subscribe # qos=2\n"
                "@2s sensor publish uno \"x\" qos=1\n@2s sensor publish dos \"1\" qos=2\n@2020ms sensor publish dos "
                "\"2\" qos=2\n"
                "@2040ms sensor publish dos \"3\" qos=2\n@" +
                std::to_string(cut_ms) + "ms phone cut\n@" + std::to_string(cut_ms + 20) +
                "ms sensor cut\n@4s sensor connect\n@5s phone connect\n");
        run.until(at_s(10));
        CHECK(run.received("phone", "uno") >= 1);
        std::string order;
        run.client("phone").inbox().newest_first([&](const sim::ReceivedMessage& received) {
            if (received.message->topic == "dos")
                order = std::string(base::as_text(received.message->payload.view())) + order;
            return true;
        });
        CHECK(order == "123");
        CHECK(nothing_left(run));
    }
}
