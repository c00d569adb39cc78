// An MQTT client over TCP. Handlers instead of coroutines: thousands of idle clients must cost little.
#pragma once

#include "relay/context.hpp"

namespace relay {

class TcpClient final : public ClientEnd, public std::enable_shared_from_this<TcpClient> {
public:
    TcpClient(boost::asio::ip::tcp::socket socket, const boost::asio::ip::tcp::endpoint& peer, Place place,
              Context& context);

    /// Begins to read; the broker's end knows the client already.
    void start();
    void write(base::BytesView bytes) override;
    void close(envelope::CloseReason reason) override;
    void resume_reading() override;
    void drop() override;

private:
    enum class State : std::uint8_t {
        open,
        closing,  // told to close, with bytes still to be sent
        draining, // everything is sent; what the client still sends is thrown away until it closes too
        ended,
    };

    void wait_readable();
    void on_readable();
    void read_for_broker();
    void throw_away();
    /// Sends what the socket takes; returns how much that was.
    std::size_t send(base::BytesView bytes, boost::system::error_code& error);
    void wait_writable();
    void send_backlog();
    void finish_sending();
    /// The connection failed: ends it, and tells the broker's end in a later turn.
    void fail(envelope::CloseReason reason);

    boost::asio::ip::tcp::socket socket_;
    Context& context_;
    std::shared_ptr<Counters> counters_; // of the bytes in backlog_
    base::Bytes backlog_;                // what the socket has not taken, from backlog_sent_ on
    std::size_t backlog_sent_ = 0;
    State state_ = State::open;
    bool waiting_readable_ = false;
};

} // namespace relay
