#include "relay/listener.hpp"

#include "relay/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::string Listener::open(const Address& address) {
    error_code error;
    const tcp::endpoint wanted(asio::ip::make_address(address.host, error), address.port);
    if (!error) acceptor_.open(wanted.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(wanted, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) endpoint_ = acceptor_.local_endpoint(error);
    if (error) return error.message();
    spawn(acceptor_.get_executor(), [this] { return accept(); });
    return {};
}

void Listener::close() {
    error_code ignored; // the listener is given up whatever it says
    acceptor_.close(ignored);
    pause_.cancel();
}

asio::awaitable<void> Listener::accept() {
    while (acceptor_.is_open()) {
        tcp::endpoint peer;
        auto [error, socket] = co_await acceptor_.async_accept(peer, asio::as_tuple(asio::use_awaitable));
        if (!error) {
            accepted_(std::move(socket), peer);
        } else if (acceptor_.is_open() && error != asio::error::connection_aborted) {
            log_.refused("a connection", "at " + endpoint_.address().to_string(), error.message());
            pause_.expires_after(std::chrono::milliseconds(100));
            co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }
}

} // namespace relay
