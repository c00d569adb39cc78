// Network peers for the relay's tests: plain blocking sockets, with a few lines of WebSocket on top, so that a test can
// also send what no proper peer would.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peers {

/// A TCP connection to the relay. Waiting for longer than five seconds fails the test.
class TcpPeer {
public:
    explicit TcpPeer(std::uint16_t port);
    ~TcpPeer();
    TcpPeer(TcpPeer&& other) noexcept;
    TcpPeer& operator=(TcpPeer&&) = delete;

    void send(std::string_view bytes);
    /// Sends as much as is taken before the sending would wait; returns how much that was.
    std::size_t send_until_held_back(std::size_t at_most);
    /// Exactly this many bytes; fewer if the relay closes before.
    std::string receive(std::size_t count);
    /// Everything until the relay closes.
    std::string receive_all();
    /// Whether the relay has closed, after what it sent before has been read.
    bool closed() { return receive(1).empty(); }
    void close();
    /// Closes in such a way that the relay sees a reset.
    void reset();

private:
    int socket_ = -1;
};

struct HttpAnswer {
    int status = 0;
    std::string head; // as it came
    std::string body;
    /// The value of a header; "" without it. `name` as the relay writes it.
    std::string header(std::string_view name) const;
};

/// Asks in one connection for one thing. `target` is sent as it is.
HttpAnswer ask(std::uint16_t port, std::string_view target, std::string_view method = "GET",
               std::string_view headers = "");
/// Reads an answer's head, and its body if Content-Length tells of one.
HttpAnswer read_answer(TcpPeer& peer, bool with_body = true);

struct WebSocketFrame {
    enum Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

    std::uint8_t opcode = 0;
    std::string body;
    /// Of a close frame; 0 if it has none.
    int close_code() const;
    std::string close_reason() const { return body.size() > 2 ? body.substr(2) : ""; }
};

/// The client's side of a WebSocket.
class WebSocketPeer {
public:
    /// Asks for the upgrade; `answer()` tells what came of it.
    WebSocketPeer(std::uint16_t port, std::string_view target, std::string_view headers);

    const HttpAnswer& answer() const { return answer_; }
    void send(WebSocketFrame::Opcode opcode, std::string_view body, bool last = true);
    void send_binary(std::string_view body) { send(WebSocketFrame::binary, body); }
    /// The next frame; nothing when the relay has closed the connection.
    std::optional<WebSocketFrame> receive();
    /// The bodies of binary frames, until there are `count` bytes or the WebSocket ends.
    std::string receive_bytes(std::size_t count);
    TcpPeer& tcp() { return tcp_; }

private:
    TcpPeer tcp_;
    HttpAnswer answer_;
    std::string bytes_; // received, beyond what was asked for
};

/// An MQTT client over WebSocket.
WebSocketPeer mqtt_websocket(std::uint16_t port);

} // namespace peers
