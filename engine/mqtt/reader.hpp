// Bounds-checked reading of one Control Packet. The first mistake sticks: every read after it
// gives an empty value, so that decoders read straight through and look at the error once.
#pragma once

#include "base/bytes.hpp"
#include "mqtt/field.hpp"
#include "mqtt/protocol_error.hpp"

#include <optional>
#include <string_view>

namespace mqtt {

class Reader {
public:
    /// Reads `packet`, the whole Control Packet. With `fields`, every read adds its row.
    Reader(base::BytesView packet, ProtocolVersion version, FieldList* fields)
        : packet_(packet), end_(packet.size()), version_(version), fields_(fields) {}

    ProtocolVersion version() const { return version_; }
    void set_version(ProtocolVersion version) { version_ = version; } // CONNECT carries its own

    bool failed() const { return error_.has_value(); }
    const ProtocolError& error() const { return *error_; }
    /// Keeps the first mistake only.
    void fail(ReasonCode reason, Statement statement, std::size_t offset, Words words);

    std::size_t at() const { return at_; }
    std::size_t left() const { return end_ - at_; }
    bool at_end() const { return at_ == end_; }

    std::uint8_t u8(const FieldName& name);
    std::uint16_t u16(const FieldName& name);
    std::uint32_t u32(const FieldName& name);
    /// A Variable Byte Integer in its shortest form [MQTT-1.5.5-1].
    std::uint32_t variable_byte_integer(const FieldName& name);
    /// A UTF-8 Encoded String: length, then well-formed text.
    std::string_view utf8_string(const FieldName& name);
    /// A string whose text is checked by the caller.
    std::string_view unchecked_string(const FieldName& name);
    /// Binary Data: length, then any bytes.
    base::BytesView binary(const FieldName& name);
    /// `length` bytes as they are.
    base::BytesView bytes(std::size_t length, const FieldName& name);
    /// A byte without a row: the caller names its bits.
    std::uint8_t u8_of_bits() { return take(1) ? packet_[at_ - 1] : std::uint8_t(0); }

    /// Narrows reading to the next `length` bytes; returns the old end for restore_end().
    std::size_t limit(std::size_t length);
    void restore_end(std::size_t end) { end_ = end; }

    // Rows. Nothing happens without a FieldList; values are made only when one is there.
    bool recording() const { return fields_ != nullptr; }
    void open(const FieldName& name) {
        if (fields_) fields_->open(name, version_, at_);
    }
    void close() {
        if (fields_) fields_->close(at_);
    }
    void row(const FieldName& name, std::size_t offset, std::size_t length, std::string value) {
        if (fields_) fields_->add(name, version_, offset, length, std::move(value));
    }
    void bits(const FieldName& name, std::size_t offset, int high, int low, std::string value) {
        if (fields_) fields_->add_bits(name, version_, offset, high, low, std::move(value));
    }
    /// Adds words to the value of the row added last, e.g. the name of a Reason Code.
    void explain(std::string_view words) {
        if (fields_ && !failed()) fields_->explain(words);
    }

private:
    bool take(std::size_t length);

    base::BytesView packet_;
    std::size_t at_ = 0;
    std::size_t end_;
    ProtocolVersion version_;
    FieldList* fields_;
    std::optional<ProtocolError> error_;
};

/// Decodes the Variable Byte Integer at the start of `bytes`.
struct VariableByteInteger {
    enum class State { whole, need_more, malformed } state = State::need_more;
    std::uint32_t value = 0;
    std::uint32_t length = 0; // bytes it takes
};
VariableByteInteger read_variable_byte_integer(base::BytesView bytes);

} // namespace mqtt
