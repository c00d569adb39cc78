#include "mqtt/reader.hpp"

#include "mqtt/utf8.hpp"

namespace mqtt {

void Reader::fail(ReasonCode reason, Statement statement, std::size_t offset, Words words) {
    if (error_) return;
    error_ = ProtocolError{reason, statement, static_cast<std::uint32_t>(offset), words};
    if (fields_) fields_->close_all(at_);
    fields_ = nullptr; // nothing behind the mistake gets a row
}

bool Reader::take(std::size_t length) {
    if (error_) return false;
    if (left() < length) {
        fail(ReasonCode::malformed_packet, {}, end_,
             {"El paquete termina antes de tiempo: faltan bytes.", "The packet ends too soon: bytes are missing."});
        return false;
    }
    at_ += length;
    return true;
}

std::uint8_t Reader::u8(const FieldName& name) {
    if (!take(1)) return 0;
    const std::uint8_t value = packet_[at_ - 1];
    if (fields_) row(name, at_ - 1, 1, std::to_string(value));
    return value;
}

std::uint16_t Reader::u16(const FieldName& name) {
    if (!take(2)) return 0;
    const auto value = static_cast<std::uint16_t>(packet_[at_ - 2] << 8 | packet_[at_ - 1]);
    if (fields_) row(name, at_ - 2, 2, std::to_string(value));
    return value;
}

std::uint32_t Reader::u32(const FieldName& name) {
    if (!take(4)) return 0;
    const base::Byte* b = packet_.data() + at_ - 4;
    const std::uint32_t value =
        std::uint32_t(b[0]) << 24 | std::uint32_t(b[1]) << 16 | std::uint32_t(b[2]) << 8 | std::uint32_t(b[3]);
    if (fields_) row(name, at_ - 4, 4, std::to_string(value));
    return value;
}

VariableByteInteger read_variable_byte_integer(base::BytesView bytes) {
    VariableByteInteger result;
    for (std::uint32_t i = 0; i < 4; ++i) {
        if (i == bytes.size()) return result;
        result.value |= std::uint32_t(bytes[i] & 0x7f) << (7 * i);
        result.length = i + 1;
        if (bytes[i] & 0x80) continue;
        const bool overlong = i > 0 && bytes[i] == 0;
        result.state = overlong ? VariableByteInteger::State::malformed : VariableByteInteger::State::whole;
        return result;
    }
    result.state = VariableByteInteger::State::malformed;
    return result;
}

std::uint32_t Reader::variable_byte_integer(const FieldName& name) {
    if (error_) return 0;
    const std::size_t start = at_;
    const VariableByteInteger read = read_variable_byte_integer(packet_.subspan(at_, left()));
    if (read.state == VariableByteInteger::State::need_more) {
        take(left() + 1);
        return 0;
    }
    if (read.state == VariableByteInteger::State::malformed) {
        fail(ReasonCode::malformed_packet, {"", "MQTT-1.5.5-1"}, start,
             {"Un entero de bytes variables usa de 1 a 4 bytes, en su forma más corta.",
              "A Variable Byte Integer takes 1 to 4 bytes, in its shortest form."});
        return 0;
    }
    take(read.length);
    if (fields_) row(name, start, read.length, std::to_string(read.value));
    return read.value;
}

std::string_view Reader::unchecked_string(const FieldName& name) {
    const std::size_t start = at_;
    if (!take(2)) return {};
    const std::size_t length = std::size_t(packet_[start] << 8 | packet_[start + 1]);
    if (!take(length)) return {};
    const std::string_view text = base::as_text(packet_.subspan(start + 2, length));
    if (fields_) row(name, start, length + 2, shown_text(text));
    return text;
}

std::string_view Reader::utf8_string(const FieldName& name) {
    const std::size_t start = at_;
    const std::string_view text = unchecked_string(name);
    if (!is_valid_utf8(text)) {
        const bool has_null = text.find('\0') != std::string_view::npos;
        fail(ReasonCode::malformed_packet,
             has_null ? Statement{"MQTT-1.5.3-2", "MQTT-1.5.4-2"} : Statement{"MQTT-1.5.3-1", "MQTT-1.5.4-1"},
             start + 2,
             {"El texto no es UTF-8 válido, o contiene U+0000.", "The text is not valid UTF-8, or contains U+0000."});
        return {};
    }
    return text;
}

base::BytesView Reader::binary(const FieldName& name) { return base::as_bytes(unchecked_string(name)); }

base::BytesView Reader::bytes(std::size_t length, const FieldName& name) {
    const std::size_t start = at_;
    if (!take(length)) return {};
    const base::BytesView view = packet_.subspan(start, length);
    if (fields_) row(name, start, length, shown_text(base::as_text(view)));
    return view;
}

std::size_t Reader::limit(std::size_t length) {
    const std::size_t before = end_;
    if (length > left()) {
        take(length);
    } else {
        end_ = at_ + length;
    }
    return before;
}

} // namespace mqtt
