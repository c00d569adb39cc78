// The fixed header [3.1.1 2.2, 5.0 2.1]: type, flags, Remaining Length.
#include "codec_checks.hpp"

#include "mqtt/reader.hpp"
#include "mqtt/writer.hpp"

using State = mqtt::VariableByteInteger::State;

namespace {

struct Length {
    std::uint32_t value;
    std::string_view bytes;
};
constexpr Length lengths[] = {
    {0, "00"},
    {1, "01"},
    {127, "7f"},
    {128, "80 01"},
    {16'383, "ff 7f"},
    {16'384, "80 80 01"},
    {2'097'151, "ff ff 7f"},
    {2'097'152, "80 80 80 01"},
    {268'435'455, "ff ff ff 7f"},
};

} // namespace

TEST_CASE("A Variable Byte Integer takes 1 to 4 bytes at the limits of 3.1.1's table 2.4 [5.0, 1.5.5]") {
    for (const Length& length : lengths) {
        INFO(length.value);
        const base::Bytes bytes = hex(length.bytes);
        const auto read = mqtt::read_variable_byte_integer(bytes);
        CHECK(read.state == State::whole);
        CHECK(read.value == length.value);
        CHECK(read.length == bytes.size());
        base::Bytes written;
        mqtt::write_variable_byte_integer(written, length.value);
        CHECK(shown(written) == length.bytes);
        CHECK(mqtt::variable_byte_integer_size(length.value) == bytes.size());
    }
}

TEST_CASE("A Variable Byte Integer that has not ended needs more bytes, up to four") {
    for (const std::string_view bytes : {"", "80", "ff ff", "80 80 80"}) {
        CHECK(mqtt::read_variable_byte_integer(hex(bytes)).state == State::need_more);
    }
    for (const std::string_view bytes : {"80 80 80 80", "ff ff ff ff", "ff ff ff ff 7f", "80 80 80 80 01"}) {
        CHECK(mqtt::read_variable_byte_integer(hex(bytes)).state == State::malformed);
    }
}

TEST_CASE("A Variable Byte Integer in a longer form than it needs is malformed [MQTT-1.5.5-1]") {
    for (const std::string_view bytes : {"80 00", "ff 00", "80 80 00", "ff ff 00", "80 80 80 00", "ff ff ff 00"}) {
        CHECK(mqtt::read_variable_byte_integer(hex(bytes)).state == State::malformed);
    }
}

TEST_CASE("A packet of every Remaining Length at a limit is read and written whole [3.1.1 2.2.3]") {
    for (const Length& length : lengths) {
        if (length.value < 3 || length.value > 2'097'152) continue;
        INFO(length.value);
        mqtt::Publish publish;
        publish.topic = "t";
        publish.payload.assign(length.value - 3, 0x2a);
        const base::Bytes bytes = encoded(publish, v311);
        CHECK(shown(base::BytesView(bytes).subspan(0, 1 + hex(length.bytes).size())) ==
              "30 " + std::string(length.bytes));
        CHECK(decoded(bytes, v311) == mqtt::Packet(publish));
    }
}

TEST_CASE("A Remaining Length that does not fit the bytes at hand is malformed") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    check_all_refused({
        {"nothing at all", v311, "", {malformed, "", 0}},
        {"only the first byte", v311, "c0", {malformed, "", 1}},
        {"a length that does not end", v311, "c0 80", {malformed, "", 2}},
        {"a length of five bytes", v5, "c0 80 80 80 80 01", {malformed, "MQTT-1.5.5-1", 1}},
        {"an overlong length", v5, "c0 80 00", {malformed, "MQTT-1.5.5-1", 1}},
        {"more promised", v311, "40 03 00 01", {malformed, "", 4}},
        {"more there", v311, "40 02 00 01 00", {malformed, "", 4}},
        {"two packets", v311, "c0 00 c0 00", {malformed, "", 2}},
    });
}

TEST_CASE("Packet type 0 is reserved, and 15 before 5.0 [3.1.1 2.2.1]") {
    for (const ProtocolVersion version : every_version) {
        check_refused(version, hex("00 00"), {ReasonCode::malformed_packet, "", 0});
        check_refused(version, hex("0f 00"), {ReasonCode::malformed_packet, "", 0});
    }
    check_refused(v31, hex("f0 00"), {ReasonCode::malformed_packet, "", 0});
    check_refused(v311, hex("f0 00"), {ReasonCode::malformed_packet, "", 0});
}

TEST_CASE("Reserved flags have exactly the value of the table [MQTT-2.2.2-2 of 3.1.1, MQTT-2.1.3-1 of 5.0]") {
    struct Row {
        int type;
        int flags;
        std::string_view v311_statement;
        std::string_view v5_statement;
    };
    const Row rows[] = {
        {1, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},    {2, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},
        {4, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},    {5, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},
        {6, 2, "MQTT-3.6.1-1", "MQTT-3.6.1-1"},    {7, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},
        {8, 2, "MQTT-3.8.1-1", "MQTT-3.8.1-1"},    {9, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},
        {10, 2, "MQTT-3.10.1-1", "MQTT-3.10.1-1"}, {11, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},
        {12, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},   {13, 0, "MQTT-2.2.2-2", "MQTT-2.1.3-1"},
        {14, 0, "MQTT-3.14.1-1", "MQTT-3.14.1-1"}, {15, 0, "", "MQTT-3.15.1-1"},
    };
    for (const Row& row : rows) {
        for (int flags = 0; flags < 16; ++flags) {
            if (flags == row.flags) continue;
            const auto first = static_cast<base::Byte>(row.type << 4 | flags);
            check_refused(v311, {first, 0}, {ReasonCode::malformed_packet, row.v311_statement, 0});
            check_refused(v5, {first, 0}, {ReasonCode::malformed_packet, row.v5_statement, 0});
        }
    }
}

TEST_CASE("3.1 sets DUP on a PUBREL, SUBSCRIBE or UNSUBSCRIBE that is sent again [3.1, DUP flag]") {
    CHECK(std::holds_alternative<mqtt::Packet>(mqtt::decode(hex("6a 02 | 00 01"), v31)));
    CHECK(std::holds_alternative<mqtt::Packet>(mqtt::decode(hex("8a 06 | 00 01 | 00 01 'a' 00"), v31)));
    CHECK(std::holds_alternative<mqtt::Packet>(mqtt::decode(hex("aa 05 | 00 01 | 00 01 'a'"), v31)));
}
