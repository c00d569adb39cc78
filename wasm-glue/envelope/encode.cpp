#include "envelope/envelope.hpp"

#include <algorithm>

namespace envelope {
namespace {

void put_u8(base::Bytes& message, std::uint8_t value) { message.push_back(value); }

void put_u16(base::Bytes& message, std::uint16_t value) {
    const base::Byte bytes[] = {static_cast<base::Byte>(value), static_cast<base::Byte>(value >> 8)};
    base::append(message, bytes);
}

void put_u32(base::Bytes& message, std::uint32_t value) {
    const base::Byte bytes[] = {static_cast<base::Byte>(value), static_cast<base::Byte>(value >> 8),
                                static_cast<base::Byte>(value >> 16), static_cast<base::Byte>(value >> 24)};
    base::append(message, bytes);
}

void put_text(base::Bytes& message, std::string_view text) {
    text = text.substr(0, 0xffff);
    put_u16(message, static_cast<std::uint16_t>(text.size()));
    for (const char c : text) put_u8(message, c >= 0x20 && c <= 0x7e ? static_cast<base::Byte>(c) : base::Byte{'?'});
}

void put_kind(base::Bytes& message, Kind kind) { put_u8(message, static_cast<std::uint8_t>(kind)); }

void put_body(base::Bytes& message, base::BytesView body) {
    put_u32(message, static_cast<std::uint32_t>(body.size()));
    base::append(message, body);
}

} // namespace

void append_hello(base::Bytes& message, const Hello& hello) {
    put_kind(message, Kind::hello);
    put_u16(message, version);
    put_u8(message, static_cast<std::uint8_t>(hello.role));
    put_u32(message, hello.features);
    put_u32(message, hello.credit);
    put_text(message, hello.room);
    put_text(message, hello.token);
}

void append_open(base::Bytes& message, std::uint32_t connection, Transport transport, std::string_view label) {
    put_kind(message, Kind::open);
    put_u32(message, connection);
    put_u8(message, static_cast<std::uint8_t>(transport));
    put_text(message, label);
}

void append_data(base::Bytes& message, std::uint32_t connection, base::BytesView body) {
    put_kind(message, Kind::data);
    put_u32(message, connection);
    put_body(message, body);
}

void append_data_for_many(base::Bytes& message, std::span<const std::uint32_t> connections, base::BytesView body) {
    put_kind(message, Kind::data_for_many);
    put_u32(message, static_cast<std::uint32_t>(connections.size()));
    for (const std::uint32_t connection : connections) put_u32(message, connection);
    put_body(message, body);
}

void append_close(base::Bytes& message, std::uint32_t connection, CloseReason reason) {
    put_kind(message, Kind::close);
    put_u32(message, connection);
    put_u8(message, static_cast<std::uint8_t>(reason));
}

void append_window(base::Bytes& message, std::uint32_t connection, std::uint32_t credit) {
    put_kind(message, Kind::window);
    put_u32(message, connection);
    put_u32(message, credit);
}

void append_refusal(base::Bytes& message, RefusalCode code, std::string_view text) {
    put_kind(message, Kind::refusal);
    put_u8(message, static_cast<std::uint8_t>(code));
    put_text(message, text);
}

} // namespace envelope
