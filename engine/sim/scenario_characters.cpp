#include "sim/scenario_characters.hpp"

namespace sim {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

} // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return {lead, 1, true};
    std::size_t bytes = 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        bytes = 2;
    else if (lead >= 0xe0 && lead <= 0xef)
        bytes = 3;
    else if (lead >= 0xf0 && lead <= 0xf4)
        bytes = 4;
    if (bytes == 0 || text.size() - at < bytes) return {lead, 1, false};

    char32_t value = lead & (0xffu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if (!is_continuation(text[at + i])) return {lead, 1, false};
        value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fu);
    }
    const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (overlong || surrogate || value > 0x10ffff) return {lead, 1, false};
    return {value, bytes, true};
}

std::uint32_t count_code_points(std::string_view text) {
    std::uint32_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).bytes) ++count;
    return count;
}

std::string shortened(std::string_view text, std::size_t most) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++count) {
        if (count == most) return std::string(text.substr(0, at)) + "…";
        at += code_point_at(text, at).bytes;
    }
    return std::string(text);
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (std::string_view part : parts) text.append(part);
    return text;
}

void append_utf8(std::string& to, char32_t value) {
    const auto tail = [&](unsigned shift) { to.push_back(static_cast<char>(0x80 | ((value >> shift) & 0x3f))); };
    if (value < 0x80) {
        to.push_back(static_cast<char>(value));
    } else if (value < 0x800) {
        to.push_back(static_cast<char>(0xc0 | (value >> 6)));
        tail(0);
    } else if (value < 0x10000) {
        to.push_back(static_cast<char>(0xe0 | (value >> 12)));
        tail(6);
        tail(0);
    } else {
        to.push_back(static_cast<char>(0xf0 | (value >> 18)));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool is_name_character(char32_t value) {
    if (value < 0x80) {
        const char c = static_cast<char>(value);
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }
    const bool sign = value == 0xd7 || value == 0xf7; // multiplication and division
    return value >= 0xc0 && value <= 0x17f && !sign;
}

bool is_control(char32_t value) { return (value < 0x20 && value != '\t') || value == 0x7f; }

bool is_visible(char32_t value) {
    if (value <= 0x20 || (value >= 0x7f && value <= 0xa0) || value == 0xad) return false;
    const bool space = value == 0x1680 || value == 0x180e || value == 0x3000 || value == 0xfeff;
    const bool space_or_direction = (value >= 0x2000 && value <= 0x200f) || (value >= 0x2028 && value <= 0x202f) ||
                                    (value >= 0x205f && value <= 0x206f);
    return !space && !space_or_direction;
}

} // namespace sim
