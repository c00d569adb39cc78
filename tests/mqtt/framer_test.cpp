// Where a Control Packet ends in a stream of bytes.
#include "sample_packets.hpp"

#include "mqtt/framer.hpp"

using State = mqtt::Frame::State;

namespace {

constexpr std::size_t any_size = 300'000'000;

} // namespace

TEST_CASE("A packet split at any byte needs more, and is whole with its last byte") {
    for (const SamplePacket& sample : sample_packets) {
        const base::Bytes bytes = hex(sample.bytes);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            CHECK(mqtt::next_frame(base::BytesView(bytes).subspan(0, length), any_size).state == State::need_more);
        }
        const mqtt::Frame frame = mqtt::next_frame(bytes, any_size);
        CHECK(frame.state == State::whole);
        CHECK(frame.length == bytes.size());
    }
}

TEST_CASE("What follows a packet does not belong to it [MQTT-6.0.0-2]") {
    for (const SamplePacket& sample : sample_packets) {
        const base::Bytes bytes = hex(sample.bytes);
        for (const std::string_view behind : {"c0", "c0 00", "ff ff ff ff ff"}) {
            const mqtt::Frame frame = mqtt::next_frame(bytes + hex(behind), any_size);
            CHECK(frame.state == State::whole);
            CHECK(frame.length == bytes.size());
        }
    }
}

TEST_CASE("A stream cut in chunks at any two places gives the same packets [MQTT-6.0.0-2]") {
    const base::Bytes stream = hex("30 03 00 01 't' | c0 00 | 40 02 00 01 | e0 00");
    for (std::size_t first = 0; first <= stream.size(); ++first) {
        for (std::size_t second = first; second <= stream.size(); ++second) {
            base::Bytes pending;
            std::vector<std::size_t> lengths;
            std::size_t begin = 0;
            for (const std::size_t end : {first, second, stream.size()}) {
                base::append(pending, base::BytesView(stream).subspan(begin, end - begin));
                begin = end;
                for (;;) {
                    const mqtt::Frame frame = mqtt::next_frame(pending, any_size);
                    if (frame.state != State::whole) break;
                    lengths.push_back(frame.length);
                    pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(frame.length));
                }
            }
            CHECK(lengths == std::vector<std::size_t>{5, 2, 4, 2});
            CHECK(pending.empty());
        }
    }
}

TEST_CASE("The length of a frame counts the fixed header, at every limit of the Remaining Length") {
    struct Row {
        std::string_view header;
        std::size_t length;
    };
    for (const Row& row :
         {Row{"30 00", 2}, Row{"30 7f", 129}, Row{"30 80 01", 131}, Row{"30 ff 7f", 16'386}, Row{"30 80 80 01", 16'388},
          Row{"30 ff ff 7f", 2'097'155}, Row{"30 80 80 80 01", 2'097'157}}) {
        INFO(row.header);
        base::Bytes bytes = hex(row.header);
        bytes.resize(row.length - 1);
        if (row.length > 2) CHECK(mqtt::next_frame(bytes, any_size).state == State::need_more);
        bytes.resize(row.length);
        CHECK(mqtt::next_frame(bytes, any_size).state == State::whole);
        CHECK(mqtt::next_frame(bytes, any_size).length == row.length);
    }
}

TEST_CASE("A Remaining Length of more than four bytes, or overlong, is an error at byte 1 [MQTT-1.5.5-1]") {
    for (const std::string_view bytes :
         {"30 80 80 80 80", "30 ff ff ff ff 01", "30 80 00", "30 ff 00", "30 80 80 80 00"}) {
        INFO(bytes);
        const mqtt::Frame frame = mqtt::next_frame(hex(bytes), any_size);
        REQUIRE(frame.state == State::malformed);
        CHECK(mqtt::error_of(frame).reason == ReasonCode::malformed_packet);
        CHECK(mqtt::error_of(frame).statement.in(v5) == "MQTT-1.5.5-1");
        CHECK(mqtt::error_of(frame).offset == 1);
    }
    for (const std::string_view bytes : {"30", "30 80", "30 80 80", "30 80 80 80"}) {
        CHECK(mqtt::next_frame(hex(bytes), any_size).state == State::need_more);
    }
}

TEST_CASE("A packet above the bound is an error as soon as its length is known, one at the bound is not") {
    CHECK(mqtt::next_frame(hex("30 03 00 01 't'"), 5).state == State::whole);
    const mqtt::Frame frame = mqtt::next_frame(hex("30 03"), 4);
    REQUIRE(frame.state == State::too_large);
    CHECK(mqtt::error_of(frame).reason == ReasonCode::packet_too_large);
    CHECK(mqtt::error_of(frame).offset == 1);
    CHECK(mqtt::next_frame(hex("30 ff ff ff 7f"), 1'000'000).state == State::too_large);
    CHECK(mqtt::next_frame(hex("30 ff ff ff 7f"), any_size).state == State::need_more);
}
