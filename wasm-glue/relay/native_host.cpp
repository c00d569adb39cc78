#include "relay/native_host.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace relay {
namespace {

/// More than this is not left waiting for the end of a turn in which many clients send.
constexpr std::size_t drain_at_bytes = 1u << 20;

} // namespace

NativeHost::NativeHost(Context& context, broker::Options options)
    : context_(context), broker_(options), timer_(context.executor) {}

base::Instant NativeHost::now() const {
    const auto since = std::chrono::steady_clock::now() - start_;
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

ClientEnd* NativeHost::find(broker::ConnectionId id) const {
    const std::uint32_t slot = broker::connection_slot(id);
    if (slot >= clients_.size() || !clients_[slot] || clients_[slot]->connection != id) return nullptr;
    return clients_[slot].get();
}

void NativeHost::opened(std::shared_ptr<ClientEnd> client) {
    // What is waiting may be for an earlier connection in the slot that this one gets.
    if (!out_.outbox.records().empty()) drain();
    const broker::ConnectionId id = broker_.connection_opened(0, now(), out_);
    client->connection = id;
    const std::uint32_t slot = broker::connection_slot(id);
    if (slot >= clients_.size()) clients_.resize(slot + 1);
    clients_[slot] = std::move(client);
    end_turn_later();
}

void NativeHost::received(ClientEnd& client, base::BytesView bytes) {
    broker_.receive(client.connection, bytes, now(), out_);
    if (out_.outbox.bytes().size() >= drain_at_bytes) {
        drain();
    } else {
        end_turn_later();
    }
}

void NativeHost::lost(ClientEnd& client, envelope::CloseReason) {
    const broker::ConnectionId id = client.connection;
    if (find(id) != &client) return;
    clients_[broker::connection_slot(id)] = nullptr;
    broker_.connection_lost(id, now(), out_);
    end_turn_later();
}

void NativeHost::end_turn_later() {
    if (turn_ending_) return;
    turn_ending_ = true;
    // Runs after everything that is ready at this moment.
    boost::asio::post(context_.executor, [this] {
        turn_ending_ = false;
        drain();
    });
}

void NativeHost::drain() {
    const broker::Outbox& outbox = out_.outbox;
    for (const broker::Outbox::Record& record : outbox.records()) {
        switch (record.kind) {
        case broker::Outbox::Kind::send:
            if (ClientEnd* const client = find(record.connection)) deliveries_.add(*client, outbox.bytes_of(record));
            break;
        case broker::Outbox::Kind::send_to_many:
            for (const broker::ConnectionId target : outbox.targets_of(record)) {
                if (ClientEnd* const client = find(target)) deliveries_.add(*client, outbox.bytes_of(record));
            }
            break;
        case broker::Outbox::Kind::close: close(record.connection); break;
        }
    }
    deliveries_.flush();
    out_.outbox.clear();
    wait_for_deadline();
}

void NativeHost::close(broker::ConnectionId id) {
    ClientEnd* const client = find(id);
    if (!client) return;
    deliveries_.flush(*client);
    client->close(envelope::CloseReason::finished);
    clients_[broker::connection_slot(id)] = nullptr;
}

void NativeHost::wait_for_deadline() {
    const base::Instant deadline = broker_.next_deadline();
    // A timer that fires too early costs less than setting it at each change.
    if (deadline >= timer_due_) return;
    timer_due_ = deadline;
    timer_.expires_at(start_ + std::chrono::microseconds(deadline.us + 1));
    timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        timer_due_ = base::Instant::never();
        broker_.advance(now(), out_);
        drain();
    });
}

void NativeHost::shut_down() {
    timer_.cancel();
    broker_.shut_down(now(), out_);
    drain();
    timer_.cancel();
}

} // namespace relay
