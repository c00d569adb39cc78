#include "relay/tcp_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace relay {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

bool would_block(const error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again;
}

} // namespace

TcpClient::TcpClient(asio::ip::tcp::socket socket, const asio::ip::tcp::endpoint& peer, Place place, Context& context)
    : ClientEnd(std::move(place), envelope::Transport::tcp, peer), socket_(std::move(socket)), context_(context),
      counters_(context.counters) {}

void TcpClient::start() {
    error_code error;
    socket_.non_blocking(true, error);
    if (!error) socket_.set_option(asio::ip::tcp::no_delay(true), error);
    if (error) return fail(envelope::CloseReason::lost);
    wait_readable();
}

void TcpClient::wait_readable() {
    if (waiting_readable_) return;
    waiting_readable_ = true;
    socket_.async_wait(asio::socket_base::wait_read, [self = shared_from_this()](error_code error) {
        self->waiting_readable_ = false;
        if (self->state_ == State::ended || error == asio::error::operation_aborted) return;
        self->on_readable();
    });
}

void TcpClient::on_readable() {
    if (state_ == State::open) {
        read_for_broker();
    } else {
        throw_away();
    }
}

void TcpClient::read_for_broker() {
    base::Bytes& buffer = context_.read_buffer;
    const std::size_t allowed = std::min(context_.broker->may_read(*this), buffer.size());
    if (allowed == 0) return;
    error_code error;
    const std::size_t count = socket_.read_some(asio::buffer(buffer.data(), allowed), error);
    if (!error) {
        context_.broker->received(*this, {buffer.data(), count});
        if (state_ != State::ended) wait_readable();
    } else if (would_block(error)) {
        wait_readable();
    } else {
        drop();
        context_.broker->lost(*this, envelope::CloseReason::lost);
    }
}

void TcpClient::throw_away() {
    error_code error;
    socket_.read_some(asio::buffer(context_.read_buffer), error);
    if (error && !would_block(error)) return drop();
    wait_readable();
}

std::size_t TcpClient::send(base::BytesView bytes, error_code& error) {
    const std::size_t count = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    if (would_block(error)) error = {};
    return error ? 0 : count;
}

void TcpClient::write(base::BytesView bytes) {
    if (state_ != State::open || bytes.empty()) return;
    if (backlog_.empty()) {
        error_code error;
        const std::size_t count = send(bytes, error);
        if (error) return fail(envelope::CloseReason::lost);
        if (count > 0) context_.broker->written(*this, count);
        bytes = bytes.subspan(count);
        if (bytes.empty()) return;
        wait_writable();
    }
    if (!context_.may_keep(backlog_.size() - backlog_sent_, bytes.size(), *this))
        return fail(envelope::CloseReason::too_slow);
    base::append(backlog_, bytes);
    counters_->buffered += bytes.size();
}

void TcpClient::wait_writable() {
    socket_.async_wait(asio::socket_base::wait_write, [self = shared_from_this()](error_code error) {
        if (self->state_ == State::ended || error == asio::error::operation_aborted) return;
        self->send_backlog();
    });
}

void TcpClient::send_backlog() {
    error_code error;
    const std::size_t count = send(base::BytesView(backlog_).subspan(backlog_sent_), error);
    if (error) return fail(envelope::CloseReason::lost);
    backlog_sent_ += count;
    counters_->buffered -= count;
    if (state_ == State::open && count > 0) context_.broker->written(*this, count);
    if (backlog_sent_ < backlog_.size()) {
        // What was sent is given up once it is the larger part.
        if (backlog_sent_ > backlog_.size() / 2) {
            backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<std::ptrdiff_t>(backlog_sent_));
            backlog_sent_ = 0;
        }
        return wait_writable();
    }
    backlog_ = {};
    backlog_sent_ = 0;
    if (state_ == State::closing) finish_sending();
}

void TcpClient::close(envelope::CloseReason) {
    if (state_ != State::open) return;
    over_ = true;
    context_.lingering.add(weak_from_this());
    state_ = State::closing;
    if (backlog_.empty()) finish_sending();
}

void TcpClient::finish_sending() {
    // Closing with unread bytes would reset the connection, and the client might lose what was sent last.
    state_ = State::draining;
    error_code error;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    if (error) return drop();
    wait_readable();
}

void TcpClient::resume_reading() {
    if (state_ == State::open) wait_readable();
}

void TcpClient::fail(envelope::CloseReason reason) {
    const bool was_open = state_ == State::open;
    drop();
    if (!was_open) return;
    asio::post(context_.executor, [self = shared_from_this(), reason] { self->context_.broker->lost(*self, reason); });
}

void TcpClient::drop() {
    if (state_ == State::ended) return;
    state_ = State::ended;
    over_ = true;
    counters_->buffered -= backlog_.size() - backlog_sent_;
    backlog_ = {};
    backlog_sent_ = 0;
    error_code ignored; // the socket is given up whatever it says
    socket_.close(ignored);
}

} // namespace relay
