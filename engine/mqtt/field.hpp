// An opened packet: every byte and bit with its name, value and section of the specification.
#pragma once

#include "mqtt/protocol_version.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mqtt {

/// The specification's own word for a part of a packet, and where each version defines it.
struct FieldName {
    std::string_view text;
    std::string_view section_v3;
    std::string_view section_v5;
};

/// One row, in the order of the bytes; `depth` makes the tree.
struct Field {
    std::uint8_t depth = 0;
    std::string name;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::int8_t bit_high = -1; // 7 to 0; -1: whole bytes
    std::int8_t bit_low = -1;
    std::string value;
    std::string_view section;
};

/// Collects rows while a decoder reads.
class FieldList {
public:
    const std::vector<Field>& rows() const { return rows_; }
    std::vector<Field> take() { return std::move(rows_); }

    void add(const FieldName& name, ProtocolVersion version, std::size_t offset, std::size_t length, std::string value);
    /// Bits `high` to `low` of the byte at `offset`.
    void add_bits(const FieldName& name, ProtocolVersion version, std::size_t offset, int high, int low,
                  std::string value);
    /// Rows added until close() stand one level deeper, under a row without value. The length of
    /// that row is set by close().
    void open(const FieldName& name, ProtocolVersion version, std::size_t offset);
    void close(std::size_t end);
    /// Closes what is open, up to `end`: a malformed packet ends anywhere.
    void close_all(std::size_t end);

    /// Adds words to the value of the row added last.
    void explain(std::string_view words) { rows_.back().value += words; }

private:
    std::vector<Field> rows_;
    std::vector<std::size_t> open_;
};

/// How a value is shown: text as it is, bytes that are not text as hexadecimal.
std::string shown_text(std::string_view text);

} // namespace mqtt
