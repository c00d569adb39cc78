// From an HTTP request to a WebSocket.
#pragma once

#include "relay/websocket.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include <string>

namespace relay {

struct WebSocketSettings {
    std::size_t message_bytes_max = 0; // longer: close code 1009
    std::chrono::seconds handshake{10};
    bool pings = false;      // end the connection when the peer has not answered for half a minute
    std::string subprotocol; // told to the peer; "" for none
};

using UpgradeRequest = boost::beast::http::request<boost::beast::http::empty_body>;

/// Answers a request to upgrade. Null if the peer went away, or the request was no proper one (and has been told so).
boost::asio::awaitable<std::shared_ptr<WebSocket>> accept_websocket(boost::asio::ip::tcp::socket socket,
                                                                    const UpgradeRequest& request,
                                                                    const WebSocketSettings& settings,
                                                                    Lingering& lingering);

} // namespace relay
