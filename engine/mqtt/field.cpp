#include "mqtt/field.hpp"

#include "mqtt/utf8.hpp"

namespace mqtt {

void FieldList::add(const FieldName& name, ProtocolVersion version, std::size_t offset, std::size_t length,
                    std::string value) {
    Field field;
    field.depth = static_cast<std::uint8_t>(open_.size());
    field.name = name.text;
    field.offset = static_cast<std::uint32_t>(offset);
    field.length = static_cast<std::uint32_t>(length);
    field.value = std::move(value);
    field.section = has_properties(version) ? name.section_v5 : name.section_v3;
    rows_.push_back(std::move(field));
}

void FieldList::add_bits(const FieldName& name, ProtocolVersion version, std::size_t offset, int high, int low,
                         std::string value) {
    add(name, version, offset, 1, std::move(value));
    rows_.back().bit_high = static_cast<std::int8_t>(high);
    rows_.back().bit_low = static_cast<std::int8_t>(low);
}

void FieldList::open(const FieldName& name, ProtocolVersion version, std::size_t offset) {
    add(name, version, offset, 0, {});
    open_.push_back(rows_.size() - 1);
}

void FieldList::close(std::size_t end) {
    Field& field = rows_[open_.back()];
    field.length = static_cast<std::uint32_t>(end - field.offset);
    open_.pop_back();
}

void FieldList::close_all(std::size_t end) {
    while (!open_.empty()) close(end);
}

std::string shown_text(std::string_view text) {
    bool printable = is_valid_utf8(text);
    for (const char c : text) printable = printable && static_cast<unsigned char>(c) >= 0x20;
    if (printable) return std::string(text);
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex = "0x";
    for (const char c : text) {
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[c & 15];
    }
    return hex;
}

} // namespace mqtt
