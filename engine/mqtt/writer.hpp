// Writing the data types of chapter 1.5 to the end of a byte sequence.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/property.hpp"

#include <cstdint>
#include <string_view>

namespace mqtt {

inline void write_u8(base::Bytes& out, unsigned value) { out.push_back(static_cast<base::Byte>(value)); }
inline void write_u16(base::Bytes& out, unsigned value) {
    write_u8(out, value >> 8);
    write_u8(out, value & 0xff);
}
inline void write_u32(base::Bytes& out, std::uint32_t value) {
    write_u16(out, value >> 16);
    write_u16(out, value & 0xffff);
}

/// At most 268,435,455; takes 1 to 4 bytes.
inline void write_variable_byte_integer(base::Bytes& out, std::uint32_t value) {
    do {
        const unsigned low = value & 0x7f;
        value >>= 7;
        write_u8(out, value > 0 ? low | 0x80 : low);
    } while (value > 0);
}
constexpr std::size_t variable_byte_integer_size(std::size_t value) {
    return value < 128 ? 1 : value < 16'384 ? 2 : value < 2'097'152 ? 3 : 4;
}

/// Length, then the bytes: a UTF-8 Encoded String or Binary Data. REQUIRES: at most 65,535 bytes.
inline void write_string(base::Bytes& out, std::string_view text) {
    write_u16(out, static_cast<unsigned>(text.size()));
    base::append(out, base::as_bytes(text));
}

/// One Property with its identifier.
void write_property(base::Bytes& out, const Property& property);
/// Bytes that write_property would write.
std::size_t property_size(const Property& property);
/// Property Length and the Properties.
void write_properties(base::Bytes& out, const Properties& properties);

} // namespace mqtt
