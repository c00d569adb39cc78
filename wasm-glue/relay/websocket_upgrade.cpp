#include "relay/websocket_upgrade.hpp"

#include "relay/access.hpp"
#include "relay/context.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace relay {

namespace beast = boost::beast;
namespace http = beast::http;

bool wants_websocket(const HttpRequest& request) {
    return http::token_list(request[http::field::connection]).exists("upgrade") &&
           beast::iequals(request[http::field::upgrade], "websocket");
}

std::string_view choose_subprotocol(std::string_view list) {
    std::string_view chosen;
    while (!list.empty()) {
        std::string_view name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(name.size() + 1, list.size()));
        const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
        while (!name.empty() && is_space(name.front())) name.remove_prefix(1);
        while (!name.empty() && is_space(name.back())) name.remove_suffix(1);
        if (name == "mqtt") return "mqtt";
        if (name == "mqttv3.1") chosen = "mqttv3.1";
    }
    return chosen;
}

HostPermission may_host(const HttpRequest& request, const boost::asio::ip::tcp::endpoint& own, const Context& context) {
    const auto refuse = [&](http::status status, std::string_view text) {
        return HostPermission{false, text_answer(status, text, request.version(), false)};
    };
    if (!context.tab) return refuse(http::status::not_found, "The broker runs in the relay: no tab can host.\n");
    const auto origin = request[http::field::origin];
    const std::string own_text = text_of(own);
    const std::string_view own_host = std::string_view(own_text).substr(0, own_text.rfind(':'));
    if (!origin_may_host({origin.data(), origin.size()}, own_host, own.address().is_loopback(), own.port(),
                         context.options.allowed_origins))
        return refuse(http::status::forbidden, "A page of this origin may not host: see --allow-origin.\n");
    const std::string_view token = token_in_target({request.target().data(), request.target().size()});
    if (token.empty()) return {};
    if (!same_secret(token, context.options.token)) return refuse(http::status::forbidden, "The token is not right.\n");
    return {true, std::nullopt};
}

} // namespace relay
