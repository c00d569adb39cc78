// One real MQTT client, over whichever transport it came.
#pragma once

#include "base/bytes.hpp"
#include "envelope/envelope.hpp"
#include "relay/counters.hpp"
#include "relay/lingering.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace relay {

/// "127.0.0.1:50312" or "[::1]:50312".
std::string text_of(const boost::asio::ip::tcp::endpoint& endpoint);

class ClientEnd : public Droppable {
public:
    ClientEnd(Place place, envelope::Transport transport, const boost::asio::ip::tcp::endpoint& peer)
        : transport_(transport), place_(std::move(place)), peer_(peer) {}

    /// Sends what the network takes at once and keeps the rest. When too much is kept, the client is dropped. Never calls
    /// BrokerEnd::lost from within.
    virtual void write(base::BytesView bytes) = 0;
    /// Sends what is kept, and closes. The broker's end hears no more of this client.
    virtual void close(envelope::CloseReason reason) = 0;
    /// BrokerEnd::may_read gave 0, and now would not.
    virtual void resume_reading() = 0;

    /// Nothing that is written now reaches the client.
    bool is_over() const { return over_; }
    envelope::Transport transport() const { return transport_; }
    std::string peer() const { return text_of(peer_); }

    // Bookkeeping of the broker's end.

    std::uint32_t connection = 0;  // its number there
    std::uint32_t credit = 0;      // bytes that may still be read from the client
    std::uint32_t unannounced = 0; // bytes that the client took since the last window frame

protected:
    bool over_ = false;

private:
    friend class Deliveries;
    static constexpr std::uint32_t none = 0xffffffff;
    std::uint32_t first_piece_ = none;
    std::uint32_t last_piece_ = none;
    std::uint32_t turn_position_ = none;
    std::size_t waiting_bytes_ = 0;

    envelope::Transport transport_;
    Place place_;
    boost::asio::ip::tcp::endpoint peer_;
};

} // namespace relay
