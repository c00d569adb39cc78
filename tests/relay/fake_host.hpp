// A host that plays a broker's tab: speaks the envelope, and does what a test tells it.
#pragma once

#include "envelope/envelope.hpp"
#include "relay/peers.hpp"
#include "relay/running_relay.hpp"

#include <deque>

namespace peers {

/// Frames as a test looks at them: one struct for all kinds.
struct SeenFrame {
    envelope::Kind kind{};
    std::uint32_t connection = 0;
    std::uint32_t number = 0; // credit, close reason, refusal code, transport
    std::string text;         // body, label, refusal text
};

class FakeHost {
public:
    /// Opens /host and, with a token, sends hello and reads the relay's.
    FakeHost(RunningRelay& relay, std::string_view token = "c0ffee", std::uint32_t credit = 1u << 20);

    WebSocketPeer& socket() { return socket_; }
    /// The next frame; kind 0 when the WebSocket has ended. A close frame of the WebSocket ends it and is kept in `ended`.
    SeenFrame next();
    /// Frames up to the next one of this kind, which is given; data is joined in `data_of`.
    SeenFrame next(envelope::Kind kind);
    /// Bytes of a connection, as data frames bring them.
    std::string receive(std::uint32_t connection, std::size_t count);

    void send(const base::Bytes& message) { socket_.send_binary(base::as_text(message)); }
    void data(std::uint32_t connection, std::string_view body);
    void data_for_many(const std::vector<std::uint32_t>& connections, std::string_view body);
    void close(std::uint32_t connection);
    void window(std::uint32_t connection, std::uint32_t credit);

    std::optional<WebSocketFrame> ended;
    std::uint32_t relay_credit = 0;

private:
    WebSocketPeer socket_;
    std::deque<SeenFrame> seen_;
};

} // namespace peers
