// The characters of a scenario text: UTF-8 read one code point at a time, and what each may do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace sim {

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1; // 1 where the byte is not valid UTF-8
    bool valid = false;
};

/// The code point that starts at byte `at`. Overlong forms and surrogates are not valid.
/// REQUIRES: at < text.size().
CodePoint code_point_at(std::string_view text, std::size_t at);

/// How many code points stand in the text; a byte that is not valid UTF-8 counts as one.
std::uint32_t count_code_points(std::string_view text);

/// The first `most` code points, and an ellipsis where something was left out.
std::string shortened(std::string_view text, std::size_t most);

/// The parts, one behind the other.
std::string joined(std::initializer_list<std::string_view> parts);

void append_utf8(std::string& to, char32_t value);

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The value of a hexadecimal digit; -1 for any other character.
constexpr int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// May stand in the name of a client: ASCII letters and digits, - and _, and the letters of the
/// blocks Latin-1 Supplement and Latin Extended-A (so "teléfono" is a name).
bool is_name_character(char32_t value);

/// May not stand in a text as it is: C0 controls except the tab, and DELETE.
bool is_control(char32_t value);

/// Leaves a mark on paper, so that a word that holds it needs no quotes.
bool is_visible(char32_t value);

} // namespace sim
