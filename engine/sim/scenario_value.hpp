// The kinds of values that options and words can have: how each is read, checked and written.
#pragma once

#include "mqtt/property.hpp"
#include "sim/scenario_cursor.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

enum class ValueKind : std::uint8_t {
    yes_no,
    number,           // decimal, minimum to maximum
    seconds,          // a duration of whole seconds, at most maximum
    seconds_or_never, // the same; `never` is 0xFFFFFFFF
    duration,         // at most maximum microseconds
    version,          // 3.1, 3.1.1, 5
    text,             // a UTF-8 String
    binary_text,      // text whose bytes go into Binary Data
    payload,          // "text", hex:, base64: or a bare word, at most 65,535 bytes
    topic_name,
    name_and_value,    // name:value
    disconnect_reason, // 0x04: a Reason Code that a Client may send in DISCONNECT
    code,              // 0x87 or 135
};

/// What the language knows of an option, whatever it belongs to.
struct OptionShape {
    std::string_view name;
    ValueKind kind{};
    std::uint64_t minimum = 0;
    std::uint64_t maximum = 0;
    bool only_version_5 = false;
    bool repeats = false;
    mqtt::PropertyId property{}; // of a Property of PUBLISH
};

/// A value read: integers (and microseconds) in `number`, strings and bytes in `text`, the second
/// half of name:value in `second`.
struct OptionValue {
    std::uint64_t number = 0;
    std::string text;
    std::string second;
};

/// Reads the value of an option, or a word that stands alone (of a shape without name).
bool read_value(WordCursor& cursor, const Word& word, const OptionShape& shape, OptionValue& value);

/// `qos=1`: the option as it is written. REQUIRES: a value that the shape allows.
std::string print_option(const OptionShape& shape, const OptionValue& value);

/// Checks what MQTT asks of a Topic Name, a Topic Filter, a UTF-8 String.
bool check_topic_name(WordCursor& cursor, const Word& word, std::string_view text);
bool check_topic_filter(WordCursor& cursor, const Word& word, std::string_view text);
bool check_string(WordCursor& cursor, const Word& word, std::string_view text);

} // namespace sim
