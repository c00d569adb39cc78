// The broker's end when the broker runs in this program: the engine, fed from the sockets and the steady clock.
#pragma once

#include "broker/broker.hpp"
#include "relay/context.hpp"
#include "relay/deliveries.hpp"

#include <boost/asio/steady_timer.hpp>

#include <vector>

namespace relay {

class NativeHost final : public BrokerEnd {
public:
    NativeHost(Context& context, broker::Options options);

    std::string_view why_not() const override { return {}; }
    void opened(std::shared_ptr<ClientEnd> client) override;
    std::size_t may_read(ClientEnd&) override { return SIZE_MAX; }
    void received(ClientEnd& client, base::BytesView bytes) override;
    void written(ClientEnd&, std::size_t) override {}
    void lost(ClientEnd& client, envelope::CloseReason reason) override;
    void shut_down() override;

private:
    base::Instant now() const;
    /// Null if that connection has ended.
    ClientEnd* find(broker::ConnectionId id) const;
    void end_turn_later();
    /// Does what the broker wants done since the last time: one write for each client.
    void drain();
    void close(broker::ConnectionId id);
    void wait_for_deadline();

    Context& context_;
    broker::Broker broker_;
    broker::Output out_;
    std::vector<std::shared_ptr<ClientEnd>> clients_; // by connection_slot()
    Deliveries deliveries_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    boost::asio::steady_timer timer_;
    base::Instant timer_due_ = base::Instant::never();
    bool turn_ending_ = false;
};

} // namespace relay
