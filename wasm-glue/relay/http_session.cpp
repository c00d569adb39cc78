#include "relay/http_session.hpp"

#include "relay/host_session.hpp"
#include "relay/spawn.hpp"
#include "relay/tab_host.hpp"
#include "relay/websocket_accept.hpp"
#include "relay/websocket_client.hpp"
#include "relay/websocket_upgrade.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <array>

namespace relay {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

constexpr std::uint32_t header_bytes_max = 8 * 1024;
/// A file may take this long to be fetched.
constexpr auto answer_time = std::chrono::seconds(60);

/// Sends an answer; false when the connection is over.
asio::awaitable<bool> send(beast::tcp_stream& stream, Answer answer) {
    stream.expires_after(answer_time);
    beast::error_code error;
    bool keep_alive = false;
    if (auto* const text = std::get_if<TextAnswer>(&answer)) {
        keep_alive = text->keep_alive();
        std::tie(error, std::ignore) = co_await http::async_write(stream, *text, asio::as_tuple(asio::use_awaitable));
    } else if (auto* const file = std::get_if<FileAnswer>(&answer)) {
        keep_alive = file->keep_alive();
        std::tie(error, std::ignore) = co_await http::async_write(stream, *file, asio::as_tuple(asio::use_awaitable));
    } else {
        auto& head = std::get<HeadAnswer>(answer);
        keep_alive = head.keep_alive();
        // As for a 304, what the header says of a body must not be taken for one that follows.
        http::response_serializer<http::empty_body> serializer(head);
        std::tie(error, std::ignore) =
            co_await http::async_write_header(stream, serializer, asio::as_tuple(asio::use_awaitable));
    }
    co_return !error && keep_alive;
}

/// Sends an answer after which the connection is closed. What the peer still sends is thrown away for a moment: closing with
/// unread bytes would reset the connection, and the peer might lose the answer.
asio::awaitable<void> send_last(beast::tcp_stream& stream, TextAnswer answer) {
    answer.keep_alive(false);
    co_await send(stream, std::move(answer));
    beast::error_code error;
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
    stream.expires_after(std::chrono::seconds(2));
    std::array<char, 4096> unwanted;
    while (!error) {
        std::tie(error, std::ignore) =
            co_await stream.async_read_some(asio::buffer(unwanted), asio::as_tuple(asio::use_awaitable));
    }
}

WebSocketSettings settings(const Context& context) {
    WebSocketSettings made;
    made.handshake = std::chrono::seconds(context.options.limits.handshake_seconds);
    return made;
}

asio::awaitable<void> upgrade_client(beast::tcp_stream& stream, const HttpRequest& request, const tcp::endpoint& peer,
                                     Context& context) {
    const auto list = request[http::field::sec_websocket_protocol];
    const std::string_view subprotocol = choose_subprotocol({list.data(), list.size()});
    if (subprotocol.empty()) {
        co_return co_await send_last(stream, text_answer(http::status::bad_request, "The subprotocol must be mqtt.\n",
                                                         request.version(), false));
    }
    auto admission = context.admit(text_of(peer));
    if (!admission.place) {
        co_return co_await send_last(stream,
                                     text_answer(http::status::service_unavailable,
                                                 std::string(admission.refusal) + "\n", request.version(), false));
    }
    WebSocketSettings chosen = settings(context);
    chosen.subprotocol = subprotocol;
    chosen.message_bytes_max = context.options.limits.frame_bytes;
    const auto socket = co_await accept_websocket(stream.release_socket(), request, chosen, context.lingering);
    if (!socket) co_return;
    if (!context.broker->why_not().empty()) {
        socket->close(1001, context.broker->why_not());
        co_return;
    }
    const auto client = std::make_shared<WebSocketClient>(socket, peer, std::move(*admission.place), context);
    context.broker->opened(client);
    client->start();
}

asio::awaitable<void> upgrade_host(beast::tcp_stream& stream, const HttpRequest& request, const tcp::endpoint& peer,
                                   Context& context) {
    beast::error_code error;
    const tcp::endpoint own = stream.socket().local_endpoint(error);
    if (error) co_return;
    HostPermission permission = may_host(request, own, context);
    if (permission.refusal) {
        context.log.refused("host", text_of(peer),
                            permission.refusal->body().substr(0, permission.refusal->body().find('\n')));
        co_return co_await send_last(stream, std::move(*permission.refusal));
    }
    WebSocketSettings chosen = settings(context);
    chosen.message_bytes_max = envelope::message_bytes_max;
    chosen.pings = true;
    auto socket = co_await accept_websocket(stream.release_socket(), request, chosen, context.lingering);
    if (!socket) co_return;
    co_await serve_host(std::move(socket), permission.token_shown, text_of(peer), context);
}

} // namespace

asio::awaitable<void> serve_http(tcp::socket socket, tcp::endpoint peer, Place place, Context& context) {
    const Place held = std::move(place);
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer(header_bytes_max);
    for (;;) {
        http::request_parser<http::empty_body> parser;
        parser.header_limit(header_bytes_max);
        stream.expires_after(std::chrono::seconds(context.options.limits.handshake_seconds));
        const auto [error, count] =
            co_await http::async_read_header(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
        if (error == beast::error::timeout && buffer.size() > 0) {
            context.log.bound_reached("handshake-seconds", context.options.limits.handshake_seconds, text_of(peer),
                                      "closed");
        }
        if (error) {
            const bool malformed = error.category() == http::make_error_code(http::error::bad_method).category() &&
                                   error != http::error::end_of_stream && error != http::error::partial_message;
            if (malformed)
                co_await send_last(stream,
                                   text_answer(http::status::bad_request, "This is no HTTP request.\n", 11, false));
            co_return;
        }
        const HttpRequest& request = parser.get();
        if (wants_websocket(request)) {
            const std::string_view target(request.target().data(), request.target().size());
            const std::string_view path = target.substr(0, target.find('?'));
            // Whoever sends frames before the answer would have them lost.
            if (buffer.size() == 0 && path == "/mqtt")
                co_return co_await upgrade_client(stream, request, peer, context);
            if (buffer.size() == 0 && path == "/host") co_return co_await upgrade_host(stream, request, peer, context);
            co_return co_await send_last(
                stream,
                text_answer(http::status::bad_request, "No WebSocket is to be had here.\n", request.version(), false));
        }
        if (parser.chunked() || parser.content_length().value_or(0) > 0) {
            const bool bodiless = request.method() == http::verb::get || request.method() == http::verb::head;
            co_return co_await send_last(
                stream, text_answer(bodiless ? http::status::bad_request : http::status::method_not_allowed,
                                    "Requests with a body are not answered.\n", request.version(), false));
        }
        if (!co_await send(stream, answer(request, context))) co_return;
    }
}

} // namespace relay
