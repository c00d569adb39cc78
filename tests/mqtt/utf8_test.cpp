// UTF-8 Encoded Strings [3.1.1 1.5.3, 5.0 1.5.4].
#include "codec_checks.hpp"

#include "mqtt/utf8.hpp"

using mqtt::is_valid_utf8;

TEST_CASE("Text of one to four bytes a character is valid UTF-8") {
    for (const std::string_view text : {"", "01", "7f", "'a'", "c2 80", "df bf", "e0 a0 80", "ed 9f bf", "ee 80 80",
                                        "ef bf bd", "f0 90 80 80", "f4 8f bf bf", "'sal' c3 b3 'n'", "f0 9f 98 80"}) {
        INFO(text);
        CHECK(is_valid_utf8(hex_text(text)));
    }
}

TEST_CASE("U+FEFF is a character like any other and is kept [MQTT-1.5.3-3, MQTT-1.5.4-3]") {
    CHECK(is_valid_utf8(hex_text("ef bb bf")));
    const auto publish = decoded_as<mqtt::Publish>(hex("30 06 | 00 04 ef bb bf 'a'"), v311);
    CHECK(publish.topic == hex_text("ef bb bf 'a'"));
    CHECK(shown(encoded(publish, v311)) == "30 06 00 04 ef bb bf 61");
}

TEST_CASE("U+0000 is refused anywhere in a string [MQTT-1.5.3-2, MQTT-1.5.4-2]") {
    for (const std::string_view text : {"00", "'a' 00", "00 'a'", "'a' 00 'b'"})
        CHECK_FALSE(is_valid_utf8(hex_text(text)));
}

TEST_CASE("Surrogates U+D800 to U+DFFF are refused [MQTT-1.5.3-1, MQTT-1.5.4-1]") {
    for (const std::string_view text : {"ed a0 80", "ed af bf", "ed b0 80", "ed bf bf", "ed a0 80 ed b0 80"}) {
        INFO(text);
        CHECK_FALSE(is_valid_utf8(hex_text(text)));
    }
}

TEST_CASE("Forms longer than needed are refused [MQTT-1.5.3-1, MQTT-1.5.4-1]") {
    for (const std::string_view text : {"c0 80", "c1 bf", "e0 80 80", "e0 9f bf", "f0 80 80 80", "f0 8f bf bf"}) {
        INFO(text);
        CHECK_FALSE(is_valid_utf8(hex_text(text)));
    }
}

TEST_CASE("Bytes that no UTF-8 text has, and characters that do not end, are refused [MQTT-1.5.3-1, MQTT-1.5.4-1]") {
    for (const std::string_view text :
         {"80", "bf", "'a' 80", "c2", "c2 'a'", "c2 c2", "e1 80", "e1 80 'a'", "e1 'a' 80", "f1 80 80", "f1 80 80 'a'",
          "f4 90 80 80", "f5 80 80 80", "f8 88 80 80 80", "fe", "ff", "c3 a9 80"}) {
        INFO(text);
        CHECK_FALSE(is_valid_utf8(hex_text(text)));
    }
}

TEST_CASE("Every code point is valid but U+0000, the surrogates, and what is above U+10FFFF") {
    for (std::uint32_t code = 0; code <= 0x110000; ++code) {
        std::string text;
        if (code < 0x80) {
            text += static_cast<char>(code);
        } else if (code < 0x800) {
            text += static_cast<char>(0xc0 | code >> 6);
            text += static_cast<char>(0x80 | (code & 0x3f));
        } else {
            if (code < 0x10000) {
                text += static_cast<char>(0xe0 | code >> 12);
            } else {
                text += static_cast<char>(0xf0 | code >> 18);
                text += static_cast<char>(0x80 | (code >> 12 & 0x3f));
            }
            text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
            text += static_cast<char>(0x80 | (code & 0x3f));
        }
        const bool valid = code != 0 && (code < 0xd800 || code > 0xdfff) && code <= 0x10ffff;
        if (is_valid_utf8(text) != valid) FAIL("U+" << std::hex << code);
    }
}

TEST_CASE("A packet with a string that is not valid is malformed at the string's first character") {
    const ReasonCode malformed = ReasonCode::malformed_packet;
    struct Row {
        std::string_view text;
        std::string_view v311_statement;
        std::string_view v5_statement;
    };
    for (const Row& row : {Row{"ff", "MQTT-1.5.3-1", "MQTT-1.5.4-1"}, Row{"00", "MQTT-1.5.3-2", "MQTT-1.5.4-2"}}) {
        const std::string bad(row.text);
        const auto v3_refusal = [&](std::size_t offset) { return Refusal{malformed, row.v311_statement, offset}; };
        const auto v5_refusal = [&](std::size_t offset) { return Refusal{malformed, row.v5_statement, offset}; };
        check_refused(v311, hex("10 0d | 00 04 'MQTT' 04 02 00 00 | 00 01 " + bad), v3_refusal(14));
        check_refused(v5, hex("10 0e | 00 04 'MQTT' 05 02 00 00 | 00 | 00 01 " + bad), v5_refusal(15));
        check_refused(v311, hex("10 11 | 00 04 'MQTT' 04 06 00 00 | 00 00 | 00 01 " + bad + " | 00 00"),
                      v3_refusal(16));
        check_refused(v311, hex("10 0f | 00 04 'MQTT' 04 82 00 00 | 00 00 | 00 01 " + bad), v3_refusal(16));
        check_refused(v311, hex("30 03 | 00 01 " + bad), v3_refusal(4));
        check_refused(v5, hex("30 04 | 00 01 " + bad + " | 00"), v5_refusal(4));
        check_refused(v311, hex("82 06 | 00 01 | 00 01 " + bad + " 00"), v3_refusal(6));
        check_refused(v5, hex("82 07 | 00 01 | 00 | 00 01 " + bad + " 00"), v5_refusal(7));
        check_refused(v311, hex("a2 05 | 00 01 | 00 01 " + bad), v3_refusal(6));
        check_refused(v5, hex("a2 06 | 00 01 | 00 | 00 01 " + bad), v5_refusal(7));
    }
}

TEST_CASE("Will Message, Password, payload and Binary Data are any bytes [3.1.3.3, 3.1.3.5, 3.3.3]") {
    const auto connect = decoded_as<mqtt::Connect>(
        hex("10 19 | 00 04 'MQTT' 04 c6 00 00 | 00 00 | 00 01 't' | 00 01 ff | 00 00 | 00 03 00 ff 00"), v311);
    CHECK(shown(connect.will->payload) == "ff");
    CHECK(shown(*connect.password) == "00 ff 00");
    CHECK(shown(decoded_as<mqtt::Publish>(hex("30 05 | 00 01 't' | 00 ff"), v311).payload) == "00 ff");
}
