// decode(encode(packet)) is the packet, for random packets of every type and version.
#include "codec_checks.hpp"
#include "random_packet.hpp"

#include "mqtt/framer.hpp"

namespace {

constexpr int rounds = 300;

void check_round_trip(const mqtt::Packet& packet, ProtocolVersion version) {
    const base::Bytes bytes = encoded(packet, version);
    const mqtt::Decoded result = mqtt::decode(bytes, version);
    if (const auto* error = std::get_if<mqtt::ProtocolError>(&result)) {
        FAIL(shown(bytes) << ": byte " << error->offset << ": " << error->words.en);
    }
    if (std::get<mqtt::Packet>(result) != packet) FAIL("another packet: " << shown(bytes));
    if (encoded(std::get<mqtt::Packet>(result), version) != bytes) FAIL("other bytes: " << shown(bytes));
    const mqtt::Frame frame = mqtt::next_frame(bytes, bytes.size());
    if (frame.state != mqtt::Frame::State::whole || frame.length != bytes.size()) FAIL("no frame: " << shown(bytes));
    if (mqtt::dissect(bytes, version).error) FAIL("dissect: " << shown(bytes));
}

} // namespace

TEST_CASE("decode(encode(packet)) is the packet, for every type of 3.1, 3.1.1 (14) and 5.0 (15)") {
    for (const ProtocolVersion version : every_version) {
        RandomPacket random(1883, version);
        const unsigned last = version == v5 ? 15 : 14;
        for (unsigned type = 1; type <= last; ++type) {
            INFO(name(version) << " " << name(static_cast<PacketType>(type)));
            for (int round = 0; round < rounds; ++round) {
                const mqtt::Packet packet = random.of(static_cast<PacketType>(type));
                REQUIRE(type_of(packet) == static_cast<PacketType>(type));
                check_round_trip(packet, version);
            }
        }
    }
}

TEST_CASE("encode appends: packets stand one behind the other, and the framer takes them apart again") {
    RandomPacket random(42, v5);
    std::vector<mqtt::Packet> packets;
    base::Bytes stream;
    for (int round = 0; round < 10; ++round) {
        for (unsigned type = 1; type <= 15; ++type) {
            packets.push_back(random.of(static_cast<PacketType>(type)));
            mqtt::encode(packets.back(), v5, stream);
        }
    }
    base::BytesView rest = stream;
    for (const mqtt::Packet& packet : packets) {
        const mqtt::Frame frame = mqtt::next_frame(rest, rest.size());
        REQUIRE(frame.state == mqtt::Frame::State::whole);
        CHECK(decoded(rest.subspan(0, frame.length), v5) == packet);
        rest = rest.subspan(frame.length);
    }
    CHECK(rest.empty());
}

TEST_CASE("What a version lacks is left out: a packet of 5.0 written for 3.1.1 is a right packet of 3.1.1") {
    RandomPacket random(5, v5);
    for (int round = 0; round < rounds; ++round) {
        for (unsigned type = 1; type <= 14; ++type) {
            mqtt::Packet packet = random.of(static_cast<PacketType>(type));
            if (auto* connect = std::get_if<mqtt::Connect>(&packet)) {
                if (!connect->user_name) connect->password.reset(); // 5.0 only [MQTT-3.1.2-22 of 3.1.1]
            }
            if (auto* publish = std::get_if<mqtt::Publish>(&packet)) {
                if (publish->topic.empty()) publish->topic = "resolved"; // the caller resolves aliases
            }
            const mqtt::Packet again = decoded(encoded(packet, v311), v311);
            CHECK(type_of(again) == static_cast<PacketType>(type));
        }
    }
}

TEST_CASE("Random bytes neither crash decode nor dissect, and both agree") {
    base::Prng prng(7);
    for (int round = 0; round < 50'000; ++round) {
        base::Bytes bytes(2 + prng.below(24));
        for (base::Byte& byte : bytes) {
            byte = static_cast<base::Byte>(prng.chance(1, 2) ? prng.below(8) : prng.below(256));
        }
        bytes[0] = static_cast<base::Byte>(prng.below(256));
        bytes[1] = static_cast<base::Byte>(bytes.size() - 2);
        const ProtocolVersion version = every_version[prng.below(3)];
        const bool wrong = std::holds_alternative<mqtt::ProtocolError>(mqtt::decode(bytes, version));
        if (wrong != mqtt::dissect(bytes, version).error.has_value()) FAIL(shown(bytes));
    }
}
