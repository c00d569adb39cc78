// Bounds-checked reading: what every read gives, and that the first mistake sticks.
#include "codec_checks.hpp"

#include "mqtt/reader.hpp"

using mqtt::FieldName;
using mqtt::Reader;

namespace {

constexpr FieldName field{"Field", "1", "2"};
constexpr mqtt::Words words{"mal", "wrong"};

} // namespace

TEST_CASE("Integers are big-endian [1.5.2, 1.5.3 of 5.0]") {
    const base::Bytes bytes = hex("01 | 01 02 | fe dc ba 98 | ff 7f");
    Reader reader(bytes, v5, nullptr);
    CHECK(reader.u8(field) == 1);
    CHECK(reader.u16(field) == 0x0102);
    CHECK(reader.u32(field) == 0xfedcba98);
    CHECK(reader.variable_byte_integer(field) == 16'383);
    CHECK(reader.at_end());
    CHECK_FALSE(reader.failed());
}

TEST_CASE("A read beyond the end fails there, and every read after it gives an empty value") {
    const base::Bytes bytes = hex("00 01");
    Reader reader(bytes, v5, nullptr);
    CHECK(reader.u32(field) == 0);
    REQUIRE(reader.failed());
    CHECK(reader.error().offset == 2);
    CHECK(reader.u8(field) == 0);
    CHECK(reader.u16(field) == 0);
    CHECK(reader.utf8_string(field).empty());
    CHECK(reader.binary(field).empty());
    CHECK(reader.variable_byte_integer(field) == 0);
    CHECK(reader.error().offset == 2);
}

TEST_CASE("Only the first mistake is kept") {
    const base::Bytes bytes = hex("00 01");
    Reader reader(bytes, v5, nullptr);
    reader.fail(ReasonCode::protocol_error, {"A", "B"}, 1, words);
    reader.fail(ReasonCode::malformed_packet, {"C", "D"}, 0, words);
    CHECK(reader.error().reason == ReasonCode::protocol_error);
    CHECK(reader.error().statement.in(v5) == "B");
    CHECK(reader.error().statement.in(v311) == "A");
}

TEST_CASE("A limit narrows reading, and restore_end widens it again") {
    const base::Bytes bytes = hex("01 02 03 04");
    Reader reader(bytes, v5, nullptr);
    const std::size_t end = reader.limit(2);
    CHECK(reader.left() == 2);
    CHECK(reader.u16(field) == 0x0102);
    CHECK(reader.at_end());
    reader.restore_end(end);
    CHECK(reader.u16(field) == 0x0304);
    CHECK_FALSE(reader.failed());
}

TEST_CASE("A limit beyond the end fails") {
    const base::Bytes bytes = hex("01 02");
    Reader reader(bytes, v5, nullptr);
    reader.limit(3);
    CHECK(reader.failed());
}

TEST_CASE("A mistake within a limit sticks when the limit is lifted") {
    const base::Bytes bytes = hex("01 02 03 04");
    Reader reader(bytes, v5, nullptr);
    const std::size_t end = reader.limit(2);
    reader.fail(ReasonCode::protocol_error, {}, 0, words);
    reader.restore_end(end);
    CHECK(reader.u8(field) == 0);
    CHECK(reader.bytes(1, field).empty());
}

TEST_CASE("Every read adds its row, with the section of the version at hand") {
    const base::Bytes bytes = hex("01 | 00 02 'hi' | 00 01 ff");
    mqtt::FieldList fields;
    Reader reader(bytes, v5, &fields);
    reader.open({"Part", "3", "4"});
    reader.u8(field);
    reader.explain(" (one)");
    reader.utf8_string(field);
    reader.set_version(v311);
    reader.binary(field);
    reader.close();
    const auto& rows = fields.rows();
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].name == "Part");
    CHECK(rows[0].length == 8);
    CHECK(rows[0].section == "4");
    CHECK(rows[1].depth == 1);
    CHECK(rows[1].value == "1 (one)");
    CHECK(rows[2].value == "hi");
    CHECK(rows[2].offset == 1);
    CHECK(rows[2].length == 4);
    CHECK(rows[2].section == "2");
    CHECK(rows[3].value == "0xff");
    CHECK(rows[3].section == "1");
}
