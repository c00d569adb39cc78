// An MQTT client over WebSocket.
#pragma once

#include "relay/context.hpp"
#include "relay/websocket.hpp"

#include <boost/asio/steady_timer.hpp>

namespace relay {

class WebSocketClient final : public ClientEnd, public std::enable_shared_from_this<WebSocketClient> {
public:
    WebSocketClient(std::shared_ptr<WebSocket> socket, const boost::asio::ip::tcp::endpoint& peer, Place place,
                    Context& context);
    ~WebSocketClient() override;

    /// Begins to read; the broker's end knows the client already.
    void start();
    void write(base::BytesView bytes) override;
    void close(envelope::CloseReason reason) override;
    void resume_reading() override;
    void drop() override;

private:
    boost::asio::awaitable<void> read();
    /// Waits until something may be read; 0 if the client has ended instead.
    boost::asio::awaitable<std::size_t> wait_until_readable();
    /// Deals with what was received; false if that was the end.
    bool take(const WebSocket::Received& received);
    /// Over, seen by the reader: the broker's end is told at once.
    void end(envelope::CloseReason reason);
    /// The connection failed: drops it, and tells the broker's end in a later turn.
    void fail(envelope::CloseReason reason);

    std::shared_ptr<WebSocket> socket_;
    Context& context_;
    std::shared_ptr<Counters> counters_; // of the bytes that are kept
    std::size_t kept_ = 0;               // bytes that the network has not taken
    boost::asio::steady_timer gate_;     // never expires; cancelled to let the reader look again
    base::Bytes buffer_ = base::Bytes(8 * 1024);
};

} // namespace relay
