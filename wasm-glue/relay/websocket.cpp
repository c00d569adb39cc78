#include "relay/websocket_accept.hpp"

#include "relay/version.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <optional>
#include <utility>

namespace relay {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

namespace {

/// A buffer that has grown beyond this is given back once it is empty.
constexpr std::size_t kept_capacity = 64 * 1024;

class BeastWebSocket final : public WebSocket, public std::enable_shared_from_this<BeastWebSocket> {
public:
    BeastWebSocket(asio::ip::tcp::socket socket, Lingering& lingering)
        : stream_(std::move(socket)), lingering_(lingering) {}

    asio::awaitable<bool> accept(const UpgradeRequest& request, const WebSocketSettings& settings);
    asio::awaitable<Received> read_some(std::span<base::Byte> into) override;

    base::Bytes& outgoing() override { return outgoing_; }
    void flush() override;
    std::size_t unsent() const override { return outgoing_.size() + sending_.size(); }
    void close(std::uint16_t code, std::string_view reason) override;
    void drop() override;
    void on_written(std::function<void(std::size_t)> callback) override { on_written_ = std::move(callback); }
    void on_ended(std::function<void()> callback) override { on_ended_ = std::move(callback); }

private:
    void sent(error_code error);
    void send_close();

    websocket::stream<asio::ip::tcp::socket, false> stream_;
    Lingering& lingering_;
    base::Bytes outgoing_;
    base::Bytes sending_; // empty when nothing is being sent
    std::optional<websocket::close_reason> closing_;
    bool ended_ = false;
    std::function<void(std::size_t)> on_written_;
    std::function<void()> on_ended_;
};

asio::awaitable<bool> BeastWebSocket::accept(const UpgradeRequest& request, const WebSocketSettings& settings) {
    const auto idle = settings.pings ? std::chrono::seconds(30) : websocket::stream_base::none();
    stream_.set_option(websocket::stream_base::timeout{settings.handshake, idle, settings.pings});
    stream_.set_option(websocket::stream_base::decorator([&settings](websocket::response_type& response) {
        response.set(beast::http::field::server, std::string("mqtt-relay/") + version);
        if (!settings.subprotocol.empty())
            response.set(beast::http::field::sec_websocket_protocol, settings.subprotocol);
    }));
    stream_.read_message_max(settings.message_bytes_max);
    stream_.auto_fragment(false);
    stream_.binary(true);
    error_code error;
    stream_.next_layer().set_option(asio::ip::tcp::no_delay(true), error);
    if (error) co_return false;
    const auto [accepted] = co_await stream_.async_accept(request, asio::as_tuple(asio::use_awaitable));
    co_return !accepted;
}

asio::awaitable<WebSocket::Received> BeastWebSocket::read_some(std::span<base::Byte> into) {
    const auto self = shared_from_this();
    const auto [error, count] =
        co_await stream_.async_read_some(asio::buffer(into.data(), into.size()), asio::as_tuple(asio::use_awaitable));
    Received received;
    if (error) {
        received.outcome = error == websocket::error::message_too_big || error == websocket::error::buffer_overflow
                               ? Received::Outcome::too_big
                               : Received::Outcome::ended;
        co_return received;
    }
    received.outcome = Received::Outcome::data;
    received.count = count;
    received.text = stream_.got_text();
    received.message_ended = stream_.is_message_done();
    co_return received;
}

void BeastWebSocket::flush() {
    if (ended_ || outgoing_.empty() || !sending_.empty()) return;
    std::swap(outgoing_, sending_);
    stream_.async_write(asio::buffer(sending_.data(), sending_.size()),
                        [self = shared_from_this()](error_code error, std::size_t) { self->sent(error); });
}

void BeastWebSocket::sent(error_code error) {
    if (error) return drop();
    const std::size_t count = sending_.size();
    sending_.clear();
    if (sending_.capacity() > kept_capacity) sending_ = {};
    if (on_written_) on_written_(count);
    if (!outgoing_.empty()) return flush();
    if (closing_) send_close();
}

void BeastWebSocket::close(std::uint16_t code, std::string_view reason) {
    if (ended_ || closing_) return;
    // A control frame holds at most 125 bytes, two of them the code.
    closing_ = websocket::close_reason(websocket::close_code(code), std::string(reason.substr(0, 123)));
    lingering_.add(weak_from_this());
    flush();
    if (sending_.empty()) send_close();
}

void BeastWebSocket::send_close() {
    stream_.async_close(*closing_, [self = shared_from_this()](error_code) { self->drop(); });
}

void BeastWebSocket::drop() {
    if (std::exchange(ended_, true)) return;
    error_code ignored; // the socket is given up whatever it says
    stream_.next_layer().close(ignored);
    if (on_ended_) on_ended_();
}

} // namespace

asio::awaitable<std::shared_ptr<WebSocket>> accept_websocket(asio::ip::tcp::socket socket,
                                                             const UpgradeRequest& request,
                                                             const WebSocketSettings& settings, Lingering& lingering) {
    auto made = std::make_shared<BeastWebSocket>(std::move(socket), lingering);
    if (!co_await made->accept(request, settings)) co_return nullptr;
    co_return made;
}

} // namespace relay
