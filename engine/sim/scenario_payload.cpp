#include "sim/scenario_payload.hpp"

#include "sim/scenario_characters.hpp"

#include <cstdint>

namespace sim {

namespace {

constexpr std::string_view hex_prefix = "hex:";
constexpr std::string_view base64_prefix = "base64:";

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

bool read_hex(std::string_view digits, base::Bytes& bytes) {
    if (digits.size() % 2 != 0) return false;
    bytes.clear();
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = hex_digit(digits[i]);
        const int low = hex_digit(digits[i + 1]);
        if (high < 0 || low < 0) return false;
        bytes.push_back(static_cast<base::Byte>(high * 16 + low));
    }
    return true;
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// RFC 4648, section 4: with its padding, and no bits left over.
bool read_base64(std::string_view text, base::Bytes& bytes) {
    if (text.size() % 4 != 0) return false;
    std::size_t padding = 0;
    while (padding < 2 && !text.empty() && text.back() == '=') {
        text.remove_suffix(1);
        ++padding;
    }
    bytes.clear();
    std::uint32_t bits = 0;
    std::size_t held = 0;
    for (char c : text) {
        const int value = base64_value(c);
        if (value < 0) return false;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes.push_back(static_cast<base::Byte>(bits >> held));
    }
    return (bits & ((1u << held) - 1)) == 0;
}

bool is_readable(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        const bool line_break = point.value == '\n' || point.value == '\r';
        if (!point.valid || (is_control(point.value) && !line_break)) return false;
        at += point.bytes;
    }
    return true;
}

void append_escaped(std::string& to, char32_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    to += "\\u{";
    std::size_t shift = 20;
    while (shift > 0 && value >> shift == 0) shift -= 4;
    for (;; shift -= 4) {
        to.push_back(digits[(value >> shift) & 0xf]);
        if (shift == 0) break;
    }
    to.push_back('}');
}

} // namespace

bool read_payload(WordCursor& cursor, const Word& word, base::Bytes& bytes) {
    const std::string_view text = word.text;
    if (!word.quoted && starts_with(text, hex_prefix))
        return read_hex(text.substr(hex_prefix.size()), bytes) || cursor.fail(Mistake::wrong_hex, word);
    if (!word.quoted && starts_with(text, base64_prefix))
        return read_base64(text.substr(base64_prefix.size()), bytes) || cursor.fail(Mistake::wrong_base64, word);
    const base::BytesView view = base::as_bytes(text);
    bytes.assign(view.begin(), view.end());
    return true;
}

std::string print_payload(base::BytesView bytes) {
    const std::string_view text = base::as_text(bytes);
    return is_readable(text) ? print_quoted(text) : print_hex(bytes);
}

std::string print_hex(base::BytesView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(hex_prefix);
    for (base::Byte byte : bytes) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 0xf]);
    }
    return text;
}

std::string print_quoted(std::string_view text) {
    std::string quoted = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        switch (point.value) {
        case '"': quoted += "\\\""; break;
        case '\\': quoted += "\\\\"; break;
        case '\n': quoted += "\\n"; break;
        case '\t': quoted += "\\t"; break;
        case '\r': quoted += "\\r"; break;
        default:
            if (is_visible(point.value) || point.value == ' ')
                quoted += text.substr(at, point.bytes);
            else
                append_escaped(quoted, point.value);
        }
        at += point.bytes;
    }
    quoted.push_back('"');
    return quoted;
}

std::string print_word(std::string_view text) {
    bool bare = !text.empty() && text[0] != '#' && option_prefix(text) == 0;
    for (std::size_t at = 0; bare && at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        bare = point.valid && is_visible(point.value) && point.value != '"';
        at += point.bytes;
    }
    return bare ? std::string(text) : print_quoted(text);
}

} // namespace sim
