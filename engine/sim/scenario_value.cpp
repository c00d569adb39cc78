#include "sim/scenario_value.hpp"

#include "mqtt/topic.hpp"
#include "mqtt/utf8.hpp"
#include "sim/scenario_characters.hpp"
#include "sim/scenario_duration.hpp"
#include "sim/scenario_payload.hpp"
#include "sim/scenario_spelling.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace sim {

namespace {

constexpr std::size_t longest_string = 65'535; // a two-byte length [1.5.4]
constexpr std::uint64_t never = 0xffffffff;    // Session Expiry Interval [5.0, 3.1.2.11.2]

// The Reason Codes of table 3-13 [5.0, 3.14.2.1] that a Client may send.
constexpr std::uint8_t client_disconnect_reasons[] = {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90,
                                                      0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99};

/// `name=` of an option, or nothing.
std::string prefix(const OptionShape& shape) { return shape.name.empty() ? "" : std::string(shape.name) + "="; }

std::string hex_code(std::uint64_t code) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {'0', 'x', digits[(code >> 4) & 0xf], digits[code & 0xf]};
}

/// Where words are meant by other words.
struct Synonym {
    std::string_view written;
    std::string_view meant;
};
constexpr Synonym yes_no_synonyms[] = {{"true", "yes"}, {"1", "yes"},    {"on", "yes"}, {"si", "yes"}, {"sí", "yes"},
                                       {"y", "yes"},    {"false", "no"}, {"0", "no"},   {"off", "no"}, {"n", "no"}};
constexpr Synonym version_synonyms[] = {{"5.0", "5"},    {"v5", "5"},    {"3", "3.1"},     {"31", "3.1"},
                                        {"v3.1", "3.1"}, {"4", "3.1.1"}, {"311", "3.1.1"}, {"v3.1.1", "3.1.1"}};

template <std::size_t N>
std::string meant_by(std::string_view text, const Synonym (&synonyms)[N], const std::vector<std::string_view>& words) {
    for (const Synonym& synonym : synonyms)
        if (synonym.written == text) return std::string(synonym.meant);
    return nearest_spelling(text, words);
}

bool wrong(WordCursor& cursor, const Word& word, const OptionShape& shape, std::vector<Phrase> expected,
           std::string nearest, Mistake mistake = Mistake::wrong_value) {
    if (!nearest.empty()) nearest.insert(0, prefix(shape));
    return cursor.fail(mistake, word, std::move(expected), std::move(nearest));
}

std::vector<Phrase> choices(const OptionShape& shape, const std::vector<std::string_view>& words) {
    std::vector<Phrase> phrases;
    for (std::string_view word : words) phrases.push_back(literal(prefix(shape) + std::string(word)));
    return phrases;
}

template <std::size_t N>
std::optional<std::size_t> read_choice(WordCursor& cursor, const Word& word, const OptionShape& shape,
                                       const std::vector<std::string_view>& words, const Synonym (&synonyms)[N]) {
    const auto at = std::find(words.begin(), words.end(), std::string_view(word.text));
    if (at != words.end() && !word.quoted) return static_cast<std::size_t>(at - words.begin());
    wrong(cursor, word, shape, choices(shape, words), meant_by(word.text, synonyms, words));
    return std::nullopt;
}

bool read_number(WordCursor& cursor, const Word& word, const OptionShape& shape, OptionValue& value) {
    const auto number = read_decimal(word.text, shape.maximum);
    if (number && *number >= shape.minimum && !word.quoted) {
        value.number = *number;
        return true;
    }
    const std::string least = std::to_string(shape.minimum);
    const std::string most = std::to_string(shape.maximum);
    std::vector<Phrase> expected;
    if (shape.maximum - shape.minimum < 4) {
        for (std::uint64_t n = shape.minimum; n <= shape.maximum; ++n)
            expected.push_back(literal(prefix(shape) + std::to_string(n)));
    } else {
        expected.push_back(
            {joined({"un número de ", least, " a ", most}), joined({"a number from ", least, " to ", most})});
    }
    const bool all_digits = !word.text.empty() && std::all_of(word.text.begin(), word.text.end(), is_digit);
    std::string nearest;
    if (all_digits) nearest = number ? (*number < shape.minimum ? least : std::to_string(*number)) : most;
    return wrong(cursor, word, shape, std::move(expected), std::move(nearest));
}

std::vector<Phrase> a_duration(const OptionShape& shape, base::Duration longest) {
    const std::string most = print_duration(longest);
    std::vector<Phrase> expected;
    if (shape.kind == ValueKind::duration)
        expected.push_back({"un tiempo como 80ms, 1.5s, 2m o 1h", "a time such as 80ms, 1.5s, 2m or 1h"});
    else
        expected.push_back({joined({"segundos enteros, como 60s (hasta ", most, ")"}),
                            joined({"whole seconds, such as 60s (up to ", most, ")"})});
    if (shape.kind == ValueKind::seconds_or_never) expected.push_back(literal("never"));
    return expected;
}

bool read_time(WordCursor& cursor, const Word& word, const OptionShape& shape, OptionValue& value) {
    const bool in_seconds = shape.kind != ValueKind::duration;
    const base::Duration longest{static_cast<std::int64_t>(shape.maximum) * (in_seconds ? 1'000'000 : 1)};
    if (shape.kind == ValueKind::seconds_or_never && word.text == "never" && !word.quoted) {
        value.number = never;
        return true;
    }
    const ReadDuration read = read_duration(word.quoted ? std::string_view() : word.text, longest);
    std::string nearest = read.nearest;
    if (shape.kind == ValueKind::seconds_or_never && nearest.empty()) nearest = nearest_spelling(word.text, {"never"});
    if (read.fault == DurationFault::finer_than_a_microsecond)
        return wrong(cursor, word, shape, a_duration(shape, longest), {}, Mistake::finer_than_a_microsecond);
    if (read.fault == DurationFault::too_long) nearest = print_duration(longest);
    const auto us = static_cast<std::uint64_t>(read.duration.us);
    const bool not_whole = in_seconds && us % 1'000'000 != 0;
    const std::uint64_t number = in_seconds ? us / 1'000'000 : us;
    if (read.fault != DurationFault::none || not_whole || number < shape.minimum)
        return wrong(cursor, word, shape, a_duration(shape, longest), std::move(nearest));
    value.number = number;
    return true;
}

bool read_code(WordCursor& cursor, const Word& word, OptionValue& value) {
    std::string_view text = word.quoted ? std::string_view() : word.text;
    if (text.size() == 4 && text.substr(0, 2) == "0x" && hex_digit(text[2]) >= 0 && hex_digit(text[3]) >= 0) {
        value.number = static_cast<std::uint64_t>(hex_digit(text[2]) * 16 + hex_digit(text[3]));
        return true;
    }
    const auto number = read_decimal(text, 255);
    if (number) value.number = *number;
    return number ||
           cursor.fail(Mistake::wrong_value, word, {{"un código de 0x00 a 0xff", "a code from 0x00 to 0xff"}});
}

bool read_disconnect_reason(WordCursor& cursor, const Word& word, const OptionShape& shape, OptionValue& value) {
    if (!read_code(cursor, word, value)) return false;
    const auto* end = std::end(client_disconnect_reasons);
    if (std::find(std::begin(client_disconnect_reasons), end, value.number) != end) return true;
    std::vector<Phrase> expected;
    for (std::uint8_t reason : client_disconnect_reasons) expected.push_back(literal(prefix(shape) + hex_code(reason)));
    return cursor.fail(Mistake::wrong_value, word, std::move(expected));
}

bool read_name_and_value(WordCursor& cursor, const Word& word, OptionValue& value) {
    const std::size_t colon = word.text.find(':');
    if (colon == std::string::npos)
        return cursor.fail(Mistake::wrong_value, word, {{"\"nombre:valor\"", "\"name:value\""}});
    value.text = word.text.substr(0, colon);
    value.second = word.text.substr(colon + 1);
    return check_string(cursor, word, value.text) && check_string(cursor, word, value.second);
}

bool read_binary(WordCursor& cursor, const Word& word, OptionValue& value) {
    base::Bytes bytes;
    if (!read_payload(cursor, word, bytes)) return false;
    if (bytes.size() > longest_string) return cursor.fail(Mistake::string_too_long, word);
    value.text = std::string(base::as_text(bytes));
    return true;
}

constexpr std::string_view versions[] = {"3.1", "3.1.1", "5"}; // Protocol Levels 3, 4, 5

} // namespace

bool read_value(WordCursor& cursor, const Word& word, const OptionShape& shape, OptionValue& value) {
    switch (shape.kind) {
    case ValueKind::yes_no: {
        const auto choice = read_choice(cursor, word, shape, {"no", "yes"}, yes_no_synonyms);
        if (choice) value.number = *choice;
        return choice.has_value();
    }
    case ValueKind::version: {
        const auto choice =
            read_choice(cursor, word, shape, {std::begin(versions), std::end(versions)}, version_synonyms);
        if (choice) value.number = *choice + 3;
        return choice.has_value();
    }
    case ValueKind::number: return read_number(cursor, word, shape, value);
    case ValueKind::seconds:
    case ValueKind::seconds_or_never:
    case ValueKind::duration: return read_time(cursor, word, shape, value);
    case ValueKind::text: value.text = word.text; return check_string(cursor, word, word.text);
    case ValueKind::binary_text:
        value.text = word.text;
        return word.text.size() <= longest_string || cursor.fail(Mistake::string_too_long, word);
    case ValueKind::payload: return read_binary(cursor, word, value);
    case ValueKind::topic_name: value.text = word.text; return check_topic_name(cursor, word, word.text);
    case ValueKind::name_and_value: return read_name_and_value(cursor, word, value);
    case ValueKind::disconnect_reason: return read_disconnect_reason(cursor, word, shape, value);
    case ValueKind::code: return read_code(cursor, word, value);
    }
    return false;
}

std::string print_option(const OptionShape& shape, const OptionValue& value) {
    const std::string before = prefix(shape);
    switch (shape.kind) {
    case ValueKind::yes_no: return before + (value.number ? "yes" : "no");
    case ValueKind::version: return before.substr().append(versions[value.number - 3]);
    case ValueKind::number: return before + std::to_string(value.number);
    case ValueKind::seconds_or_never:
        if (value.number == never) return before + "never";
        [[fallthrough]];
    case ValueKind::seconds: return before + print_duration(base::seconds(static_cast<std::int64_t>(value.number)));
    case ValueKind::duration: return before + print_duration({static_cast<std::int64_t>(value.number)});
    case ValueKind::text:
    case ValueKind::binary_text:
    case ValueKind::topic_name: return before + print_word(value.text);
    case ValueKind::payload: return before + print_payload(base::as_bytes(value.text));
    case ValueKind::name_and_value: return before + print_word(joined({value.text, ":", value.second}));
    case ValueKind::disconnect_reason:
    case ValueKind::code: return before + hex_code(value.number);
    }
    return before;
}

bool check_string(WordCursor& cursor, const Word& word, std::string_view text) {
    if (text.size() > longest_string) return cursor.fail(Mistake::string_too_long, word);
    return mqtt::is_valid_utf8(text) || cursor.fail(Mistake::null_character, word);
}

bool check_topic_name(WordCursor& cursor, const Word& word, std::string_view text) {
    const std::vector<Phrase> expected = {{"un Topic Name", "a Topic Name"}};
    if (text.empty()) return cursor.fail(Mistake::empty_topic, word, expected);
    if (!check_string(cursor, word, text)) return false;
    return mqtt::is_valid_topic_name(text) || cursor.fail(Mistake::wildcard_in_topic_name, word, expected);
}

bool check_topic_filter(WordCursor& cursor, const Word& word, std::string_view text) {
    const std::vector<Phrase> expected = {{"un Topic Filter", "a Topic Filter"}};
    if (text.empty()) return cursor.fail(Mistake::empty_topic, word, expected);
    if (!check_string(cursor, word, text)) return false;
    return mqtt::is_valid_topic_filter(text) || cursor.fail(Mistake::wrong_topic_filter, word, expected);
}

} // namespace sim
