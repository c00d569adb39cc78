#include "relay/websocket_client.hpp"

#include "relay/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace relay {

namespace asio = boost::asio;
using envelope::CloseReason;

namespace {

struct CloseCode {
    std::uint16_t code; // RFC 6455 section 7.4.1
    std::string_view text;
};

CloseCode close_code(CloseReason reason) {
    switch (reason) {
    case CloseReason::finished:
    case CloseReason::lost: return {1000, ""};
    case CloseReason::too_slow: return {1008, "the client does not read"};
    case CloseReason::not_mqtt: return {1003, "MQTT travels in binary frames"};
    case CloseReason::host_left: return {1001, "the tab with the broker is gone"};
    case CloseReason::shutting_down: return {1001, "the relay ends"};
    }
    return {1000, ""};
}

} // namespace

WebSocketClient::WebSocketClient(std::shared_ptr<WebSocket> socket, const asio::ip::tcp::endpoint& peer, Place place,
                                 Context& context)
    : ClientEnd(std::move(place), envelope::Transport::websocket, peer), socket_(std::move(socket)), context_(context),
      counters_(context.counters), gate_(context.executor, asio::steady_timer::time_point::max()) {}

WebSocketClient::~WebSocketClient() { counters_->buffered -= kept_; }

void WebSocketClient::start() {
    socket_->on_written([weak = weak_from_this()](std::size_t count) {
        const auto self = weak.lock();
        if (!self) return;
        self->kept_ -= count;
        self->counters_->buffered -= count;
        if (!self->over_) self->context_.broker->written(*self, count);
    });
    socket_->on_ended([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self && !self->over_) self->fail(CloseReason::lost);
    });
    spawn(context_.executor, [self = shared_from_this()] { return self->read(); });
}

asio::awaitable<void> WebSocketClient::read() {
    for (;;) {
        const std::size_t allowed = co_await wait_until_readable();
        if (allowed == 0) co_return;
        const auto received = co_await socket_->read_some(std::span(buffer_).first(allowed));
        if (over_ || !take(received)) co_return;
    }
}

asio::awaitable<std::size_t> WebSocketClient::wait_until_readable() {
    while (!over_) {
        const std::size_t allowed = std::min(context_.broker->may_read(*this), buffer_.size());
        if (allowed > 0) co_return allowed;
        co_await gate_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return 0;
}

bool WebSocketClient::take(const WebSocket::Received& received) {
    switch (received.outcome) {
    case WebSocket::Received::Outcome::ended:
        end(CloseReason::lost);
        socket_->drop();
        return false;
    case WebSocket::Received::Outcome::too_big:
        context_.log.bound_reached("frame-bytes", context_.options.limits.frame_bytes, peer(), "closed");
        end(CloseReason::not_mqtt);
        socket_->drop();
        return false;
    case WebSocket::Received::Outcome::data: break;
    }
    if (received.text) {
        context_.log.refused("client", peer(), "it sent a text frame");
        end(CloseReason::not_mqtt);
        socket_->close(1003, close_code(CloseReason::not_mqtt).text);
        return false;
    }
    if (received.count > 0) context_.broker->received(*this, {buffer_.data(), received.count});
    return true;
}

void WebSocketClient::write(base::BytesView bytes) {
    if (over_ || bytes.empty()) return;
    if (!context_.may_keep(kept_, bytes.size(), *this)) return fail(CloseReason::too_slow);
    base::append(socket_->outgoing(), bytes);
    kept_ += bytes.size();
    counters_->buffered += bytes.size();
    socket_->flush();
}

void WebSocketClient::close(CloseReason reason) {
    if (over_) return;
    over_ = true;
    const auto [code, text] = close_code(reason);
    socket_->close(code, text);
    gate_.cancel();
}

void WebSocketClient::resume_reading() { gate_.cancel(); }

void WebSocketClient::drop() { socket_->drop(); }

void WebSocketClient::fail(CloseReason reason) {
    over_ = true;
    socket_->drop();
    gate_.cancel();
    asio::post(context_.executor, [self = shared_from_this(), reason] { self->context_.broker->lost(*self, reason); });
}

void WebSocketClient::end(CloseReason reason) {
    over_ = true;
    context_.broker->lost(*this, reason);
}

} // namespace relay
