// The frames that the relay and the tab exchange; README.md beside this file is their definition.
// Views returned by the decoder point into the message that was decoded.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace envelope {

/// The version of this page's frames. Peers of different versions do not talk.
constexpr std::uint16_t version = 1;
/// No sender makes a larger WebSocket message, and every receiver takes one of this size. Bytes.
constexpr std::size_t message_bytes_max = 1u << 20;
/// Credits larger than this, or adding up to more, are malformed. Bytes.
constexpr std::uint32_t credit_max = 1u << 30;
/// What a data frame costs besides its body. Bytes.
constexpr std::size_t data_overhead = 9;

enum class Kind : std::uint8_t { hello = 1, open = 2, data = 3, data_for_many = 4, close = 5, window = 6, refusal = 7 };
enum class Role : std::uint8_t { relay = 1, host = 2 };
enum class Transport : std::uint8_t { tcp = 1, websocket = 2 };

/// Why a connection ended, as the sender of `close` saw it.
enum class CloseReason : std::uint8_t {
    finished = 0,      // nothing more to send: what was sent before goes out first
    lost = 1,          // the client closed, or the network failed
    too_slow = 2,      // the client did not read, and what was kept for it reached its bound
    not_mqtt = 3,      // a text frame, or a WebSocket message over the bound
    host_left = 4,     // the tab with the broker is gone
    shutting_down = 5, // the relay ends
};

/// Why the sender of `refusal` closes the link. The WebSocket close code is 4000 plus this.
enum class RefusalCode : std::uint8_t {
    version = 1,
    token = 2,
    taken_over = 3,
    malformed = 4,
    unknown_connection = 5,
    hello_expected = 6,
    hello_timeout = 7,
    shutting_down = 8,
    credit_exceeded = 9,
};
std::string_view name(RefusalCode code);

/// The first frame in each direction.
struct Hello {
    Role role = Role::host;
    std::uint32_t features = 0; // none is defined in version 1: 0
    std::uint32_t credit = 0;   // bytes that the sender takes for each connection before any window
    std::string_view room;      // "" is the default room
    std::string_view token;     // host: the token that allows hosting, "" if the URL carried it; relay: ""
};

/// A real client connected. The relay numbers connections from 1 upwards and never reuses a number.
struct Open {
    std::uint32_t connection = 0;
    Transport transport = Transport::tcp;
    std::string_view label; // the client's address, for people
};

struct Data {
    std::uint32_t connection = 0;
    base::BytesView body;
};

/// Connection numbers as they lie in a message.
class ConnectionList {
public:
    ConnectionList() = default;
    /// `raw` holds little-endian 32-bit numbers.
    explicit ConnectionList(base::BytesView raw) : raw_(raw) {}
    std::size_t size() const { return raw_.size() / 4; }
    std::uint32_t operator[](std::size_t index) const;

private:
    base::BytesView raw_;
};

/// One body for several connections.
struct DataForMany {
    ConnectionList connections;
    base::BytesView body;
};

/// The connection is dead for both sides from here on.
struct Close {
    std::uint32_t connection = 0;
    CloseReason reason = CloseReason::finished;
};

/// The sender has room for `credit` more bytes of that connection.
struct Window {
    std::uint32_t connection = 0;
    std::uint32_t credit = 0;
};

/// Says why the link is being closed.
struct Refusal {
    RefusalCode code = RefusalCode::malformed;
    std::string_view text;
};

using Frame = std::variant<Hello, Open, Data, DataForMany, Close, Window, Refusal>;

enum class ErrorKind : std::uint8_t {
    truncated,      // the message ends inside this field; in a stream: wait for more
    unknown_kind,   // no such frame kind
    unknown_value,  // a role, transport, reason or code that does not exist
    other_version,  // a hello of another version
    not_ascii,      // a text with something else than printable ASCII
    no_connections, // a data_for_many without connections
    too_much_credit,
};
std::string_view name(ErrorKind kind);

struct Error {
    ErrorKind kind;
    std::size_t offset;      // of the field that is wrong
    std::uint32_t found = 0; // its value, where it is a number that was read
};

/// Takes the frames of one message apart, in order.
class Decoder {
public:
    /// Begins at `offset`, which lies in the message or at its end.
    explicit Decoder(base::BytesView message, std::size_t offset = 0) : message_(message), offset_(offset) {}

    /// The next frame; nothing at the end of the message or after an error.
    std::optional<Frame> next();
    const std::optional<Error>& error() const { return error_; }
    /// Where the next frame begins: the bytes before it have been taken.
    std::size_t offset() const { return offset_; }

private:
    base::BytesView message_;
    std::size_t offset_;
    std::optional<Error> error_;
};

// Each appends one frame to `message`. Texts are cut at 65,535 bytes; characters that are not printable ASCII become '?'.
void append_hello(base::Bytes& message, const Hello& hello);
void append_open(base::Bytes& message, std::uint32_t connection, Transport transport, std::string_view label);
void append_data(base::Bytes& message, std::uint32_t connection, base::BytesView body);
void append_data_for_many(base::Bytes& message, std::span<const std::uint32_t> connections, base::BytesView body);
void append_close(base::Bytes& message, std::uint32_t connection, CloseReason reason);
void append_window(base::Bytes& message, std::uint32_t connection, std::uint32_t credit);
void append_refusal(base::Bytes& message, RefusalCode code, std::string_view text);

} // namespace envelope
