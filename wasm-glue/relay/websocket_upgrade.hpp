// Which requests may become a WebSocket, and of what kind.
#pragma once

#include "relay/http_answer.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>

namespace relay {

/// Whether the request asks for a WebSocket at all.
bool wants_websocket(const HttpRequest& request);

/// The subprotocol to answer for a client's list: mqtt before mqttv3.1; "" if neither is in it.
std::string_view choose_subprotocol(std::string_view list);

struct HostPermission {
    bool token_shown = false;          // the URL carries the right token
    std::optional<TextAnswer> refusal; // why the request is refused
};
/// Checks Origin and, if it is in the URL, the token. `own` is where the connection was accepted.
HostPermission may_host(const HttpRequest& request, const boost::asio::ip::tcp::endpoint& own, const Context& context);

} // namespace relay
