#include "relay/tab_host.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace relay {
namespace {

/// Beyond this no client is read and none is taken until the host has taken what is waiting. The rest of a message is for the
/// close and window frames of the clients that are there.
constexpr std::size_t waiting_max = envelope::message_bytes_max / 2;

} // namespace

void TabHost::begin(std::shared_ptr<WebSocket> host, const envelope::Hello& hello, const std::string& peer) {
    if (host_) {
        context_.log.line("host " + peer + " takes over");
        close_clients(envelope::CloseReason::host_left);
        refuse_host(*host_, {envelope::RefusalCode::taken_over, "another tab hosts now"});
    } else {
        context_.log.line("host " + peer + " hosts");
    }
    host_ = std::move(host);
    host_credit_ = hello.credit;
    first_connection_ = next_connection_;
    envelope::append_hello(host_->outgoing(),
                           {envelope::Role::relay, 0, context_.options.limits.client_buffer, "", ""});
    host_->flush();
    host_->on_written([this, host = host_.get()](std::size_t) {
        if (host_.get() == host) resume_paused();
    });
}

void TabHost::left(const WebSocket& host) {
    if (host_.get() != &host) return;
    host_ = nullptr;
    context_.log.line("the host left, " + std::to_string(clients_.size()) + " clients closed");
    close_clients(envelope::CloseReason::host_left);
}

void TabHost::close_clients(envelope::CloseReason reason) {
    const auto clients = std::move(clients_);
    clients_.clear();
    paused_.clear();
    for (const auto& [connection, client] : clients) client->close(reason);
}

std::string_view TabHost::why_not() const {
    if (!host_) return "no tab hosts a broker";
    if (host_->outgoing().size() >= waiting_max) return "the tab does not keep up";
    if (next_connection_ == 0) return "connection numbers are used up";
    return {};
}

void TabHost::opened(std::shared_ptr<ClientEnd> client) {
    client->connection = next_connection_++;
    client->credit = host_credit_;
    envelope::append_open(host_->outgoing(), client->connection, client->transport(), client->peer());
    end_turn_later();
    clients_.emplace(client->connection, std::move(client));
}

std::size_t TabHost::may_read(ClientEnd& client) {
    if (client.credit == 0 || !host_) return 0;
    const std::size_t waiting = host_->outgoing().size() + envelope::data_overhead;
    if (waiting >= waiting_max) {
        paused_.push_back(clients_.at(client.connection));
        return 0;
    }
    return std::min<std::size_t>(client.credit, waiting_max - waiting);
}

void TabHost::received(ClientEnd& client, base::BytesView bytes) {
    client.credit -= static_cast<std::uint32_t>(bytes.size());
    envelope::append_data(host_->outgoing(), client.connection, bytes);
    end_turn_later();
}

void TabHost::written(ClientEnd& client, std::size_t bytes) {
    client.unannounced += static_cast<std::uint32_t>(bytes);
    if (!host_ || client.unannounced < context_.options.limits.client_buffer / 2) return;
    envelope::append_window(host_->outgoing(), client.connection, client.unannounced);
    client.unannounced = 0;
    end_turn_later();
}

void TabHost::lost(ClientEnd& client, envelope::CloseReason reason) {
    if (clients_.erase(client.connection) == 0) return;
    envelope::append_close(host_->outgoing(), client.connection, reason);
    end_turn_later();
}

void TabHost::end_turn_later() {
    if (turn_ending_) return;
    turn_ending_ = true;
    // Runs after everything that is ready at this moment.
    boost::asio::post(context_.executor, [this] { end_turn(); });
}

void TabHost::end_turn() {
    turn_ending_ = false;
    if (host_) host_->flush();
}

void TabHost::resume_paused() {
    if (paused_.empty() || host_->outgoing().size() >= waiting_max / 2) return;
    const auto paused = std::move(paused_);
    paused_.clear();
    for (const auto& each : paused)
        if (const auto client = each.lock()) client->resume_reading();
}

void TabHost::shut_down() {
    close_clients(envelope::CloseReason::shutting_down);
    if (!host_) return;
    refuse_host(*host_, {envelope::RefusalCode::shutting_down, "the relay ends"});
    host_ = nullptr;
}

} // namespace relay
