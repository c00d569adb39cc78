#include "envelope/envelope.hpp"

#include <algorithm>

namespace envelope {
namespace {

std::uint32_t little_endian(base::BytesView bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) value |= static_cast<std::uint32_t>(bytes[i]) << (8 * i);
    return value;
}

/// Reads fields in order; after the first error every read gives 0 or nothing.
class Fields {
public:
    Fields(base::BytesView message, std::size_t offset) : message_(message), offset_(offset) {}

    base::BytesView bytes(std::size_t length) {
        if (error_) return {};
        if (message_.size() - offset_ < length) {
            fail(ErrorKind::truncated, offset_);
            return {};
        }
        const auto view = message_.subspan(offset_, length);
        offset_ += length;
        return view;
    }
    std::uint8_t u8() { return static_cast<std::uint8_t>(little_endian(bytes(1))); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(little_endian(bytes(2))); }
    std::uint32_t u32() { return little_endian(bytes(4)); }

    /// One byte that must lie between `lowest` and `highest`.
    template <class E> E one_of(E lowest, E highest) {
        const std::uint8_t value = u8();
        if (!error_ && (value < static_cast<std::uint8_t>(lowest) || value > static_cast<std::uint8_t>(highest)))
            fail(ErrorKind::unknown_value, offset_ - 1, value);
        return error_ ? lowest : static_cast<E>(value);
    }
    std::string_view text() {
        const auto view = bytes(u16());
        const auto wrong = std::find_if(view.begin(), view.end(), [](base::Byte c) { return c < 0x20 || c > 0x7e; });
        if (wrong != view.end())
            fail(ErrorKind::not_ascii, offset_ - static_cast<std::size_t>(view.end() - wrong), *wrong);
        return base::as_text(view);
    }
    std::uint32_t credit() {
        const std::uint32_t value = u32();
        if (!error_ && value > credit_max) fail(ErrorKind::too_much_credit, offset_ - 4, value);
        return value;
    }

    void fail(ErrorKind kind, std::size_t offset, std::uint32_t found = 0) {
        if (!error_) error_ = Error{kind, offset, found};
    }
    const std::optional<Error>& error() const { return error_; }
    std::size_t offset() const { return offset_; }

private:
    base::BytesView message_;
    std::size_t offset_;
    std::optional<Error> error_;
};

Frame hello(Fields& fields) {
    const std::uint16_t found = fields.u16();
    if (!fields.error() && found != version) fields.fail(ErrorKind::other_version, fields.offset() - 2, found);
    Hello frame;
    frame.role = fields.one_of(Role::relay, Role::host);
    frame.features = fields.u32();
    frame.credit = fields.credit();
    frame.room = fields.text();
    frame.token = fields.text();
    return frame;
}

Frame open(Fields& fields) {
    Open frame;
    frame.connection = fields.u32();
    frame.transport = fields.one_of(Transport::tcp, Transport::websocket);
    frame.label = fields.text();
    return frame;
}

Frame data(Fields& fields) {
    Data frame;
    frame.connection = fields.u32();
    frame.body = fields.bytes(fields.u32());
    return frame;
}

Frame data_for_many(Fields& fields) {
    DataForMany frame;
    const std::size_t count = fields.u32();
    if (!fields.error() && count == 0) fields.fail(ErrorKind::no_connections, fields.offset() - 4);
    // 64-bit, so that a hostile count cannot wrap around.
    const std::uint64_t list_bytes = std::uint64_t{count} * 4;
    frame.connections =
        ConnectionList(fields.bytes(static_cast<std::size_t>(std::min<std::uint64_t>(list_bytes, SIZE_MAX))));
    frame.body = fields.bytes(fields.u32());
    return frame;
}

Frame close(Fields& fields) {
    Close frame;
    frame.connection = fields.u32();
    frame.reason = fields.one_of(CloseReason::finished, CloseReason::shutting_down);
    return frame;
}

Frame window(Fields& fields) {
    Window frame;
    frame.connection = fields.u32();
    frame.credit = fields.credit();
    return frame;
}

Frame refusal(Fields& fields) {
    Refusal frame;
    frame.code = fields.one_of(RefusalCode::version, RefusalCode::credit_exceeded);
    frame.text = fields.text();
    return frame;
}

Frame decode(Fields& fields) {
    const std::size_t start = fields.offset();
    const std::uint8_t kind = fields.u8();
    switch (static_cast<Kind>(kind)) {
    case Kind::hello: return hello(fields);
    case Kind::open: return open(fields);
    case Kind::data: return data(fields);
    case Kind::data_for_many: return data_for_many(fields);
    case Kind::close: return close(fields);
    case Kind::window: return window(fields);
    case Kind::refusal: return refusal(fields);
    }
    fields.fail(ErrorKind::unknown_kind, start, kind);
    return Close{};
}

} // namespace

std::uint32_t ConnectionList::operator[](std::size_t index) const { return little_endian(raw_.subspan(index * 4, 4)); }

std::optional<Frame> Decoder::next() {
    if (error_ || offset_ == message_.size()) return std::nullopt;
    Fields fields(message_, offset_);
    Frame frame = decode(fields);
    if (fields.error()) {
        error_ = fields.error();
        return std::nullopt;
    }
    offset_ = fields.offset();
    return frame;
}

} // namespace envelope
