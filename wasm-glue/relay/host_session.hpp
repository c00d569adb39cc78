// The WebSocket of a tab that wants to host, from its first frame to its last.
#pragma once

#include "relay/context.hpp"
#include "relay/websocket.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace relay {

/// `token_shown`: the URL carried the right token, so that the hello need not.
boost::asio::awaitable<void> serve_host(std::shared_ptr<WebSocket> socket, bool token_shown, std::string peer,
                                        Context& context);

} // namespace relay
