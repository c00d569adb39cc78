// One WebSocket that a peer has opened to the relay, whatever travels on it.
#pragma once

#include "base/bytes.hpp"
#include "relay/lingering.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace relay {

class WebSocket : public Droppable {
public:
    struct Received {
        enum class Outcome { data, too_big, ended };

        Outcome outcome = Outcome::ended;
        std::size_t count = 0;
        bool text = false;          // the message is a text message
        bool message_ended = false; // these were its last bytes
    };

    /// Waits for some bytes of a message.
    virtual boost::asio::awaitable<Received> read_some(std::span<base::Byte> into) = 0;

    /// What is appended here goes out with the next flush(), as one binary message.
    virtual base::Bytes& outgoing() = 0;
    /// Sends what is in outgoing(), now or as soon as the message before it has been sent.
    virtual void flush() = 0;
    /// Bytes in outgoing(), and those of the message that is being sent.
    virtual std::size_t unsent() const = 0;
    /// Sends what is in outgoing(), then closes with this code; drops the peer if that takes too long.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    /// Called with the size of each message when the network has taken it.
    virtual void on_written(std::function<void(std::size_t)> callback) = 0;
    /// Called once, when the network connection has been given up.
    virtual void on_ended(std::function<void()> callback) = 0;
};

} // namespace relay
