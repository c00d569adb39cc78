// Accepts connections at one address.
#pragma once

#include "relay/log.hpp"
#include "relay/options.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>

namespace relay {

class Listener {
public:
    using Endpoint = boost::asio::ip::tcp::endpoint;
    using Accepted = std::function<void(boost::asio::ip::tcp::socket, const Endpoint& peer)>;

    Listener(const boost::asio::any_io_executor& executor, Log& log, Accepted accepted)
        : acceptor_(executor), pause_(executor), log_(log), accepted_(std::move(accepted)) {}

    /// Begins to listen. What went wrong, in words of the system; "" if nothing.
    std::string open(const Address& address);
    /// Where it really listens, with the port that was taken for port 0.
    Endpoint endpoint() const { return endpoint_; }
    void close();

private:
    boost::asio::awaitable<void> accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_; // after a failure such as too many open files
    Log& log_;
    Accepted accepted_;
    Endpoint endpoint_;
};

} // namespace relay
