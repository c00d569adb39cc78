// Wire bytes written so that a person can read them.
#pragma once

#include "base/bytes.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace hex_detail {

inline int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

} // namespace hex_detail

/// Bytes from text: pairs of hexadecimal digits, 'quoted text' as it is, and spaces and '|' wherever
/// they help the eye: hex("10 0c | 00 04 'MQTT' 04 02 00 3c | 00 00").
/// Throws std::invalid_argument on anything else.
inline base::Bytes hex(std::string_view text) {
    base::Bytes bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == ' ' || c == '|') continue;
        if (c == '\'') {
            const std::size_t end = text.find('\'', i + 1);
            if (end == std::string_view::npos) throw std::invalid_argument("hex: a quote is not closed");
            base::append(bytes, base::as_bytes(text.substr(i + 1, end - i - 1)));
            i = end;
            continue;
        }
        const int high = hex_detail::digit(c);
        const int low = i + 1 < text.size() ? hex_detail::digit(text[i + 1]) : -1;
        if (high < 0 || low < 0)
            throw std::invalid_argument("hex: not a pair of digits: " + std::string(text.substr(i)));
        bytes.push_back(static_cast<base::Byte>(high * 16 + low));
        ++i;
    }
    return bytes;
}

/// The same for text: hex_text("ed a0 80") is a string of three bytes.
inline std::string hex_text(std::string_view text) { return std::string(base::as_text(hex(text))); }

/// Bytes as pairs of digits, for the message of a failed test.
inline std::string shown(base::BytesView bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const base::Byte byte : bytes) {
        if (!text.empty()) text += ' ';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

/// One byte sequence behind the other.
inline base::Bytes operator+(base::Bytes a, base::BytesView b) {
    base::append(a, b);
    return a;
}

/// A whole Control Packet: its first byte, the Remaining Length counted here, and the rest.
inline base::Bytes packet(unsigned first_byte, base::BytesView rest) {
    base::Bytes bytes{static_cast<base::Byte>(first_byte)};
    std::size_t left = rest.size();
    do {
        bytes.push_back(static_cast<base::Byte>((left & 0x7f) | (left > 0x7f ? 0x80u : 0u)));
        left >>= 7;
    } while (left > 0);
    return bytes + rest;
}
