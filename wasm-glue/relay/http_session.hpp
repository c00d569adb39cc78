// One HTTP connection: files of the page, what the page asks about the relay, and the way to a WebSocket.
#pragma once

#include "relay/context.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace relay {

/// Serves requests until the peer leaves, is too slow, or becomes a WebSocket.
boost::asio::awaitable<void> serve_http(boost::asio::ip::tcp::socket socket, boost::asio::ip::tcp::endpoint peer,
                                        Place place, Context& context);

} // namespace relay
