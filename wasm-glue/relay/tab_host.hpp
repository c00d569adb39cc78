// The broker's end when the broker is in a tab: carries bytes between the clients and the tab, and reads none of them.
#pragma once

#include "relay/context.hpp"
#include "relay/deliveries.hpp"
#include "relay/host_fault.hpp"

#include <optional>
#include <string>
#include <unordered_map>

namespace relay {

class TabHost final : public BrokerEnd {
public:
    explicit TabHost(Context& context) : context_(context) {}

    bool hosted() const { return host_ != nullptr; }
    bool is_host(const WebSocket& socket) const { return host_.get() == &socket; }
    /// A tab has shown that it may host. The one before it, and its clients, are told and closed.
    void begin(std::shared_ptr<WebSocket> host, const envelope::Hello& hello, const std::string& peer);
    /// Does what a message of the present host says, from the frame at `offset` on. After a fault the host must be sent away.
    std::optional<HostFault> handle(base::BytesView message, std::size_t offset);
    /// The tab is gone. Nothing happens if another has taken over.
    void left(const WebSocket& host);

    std::string_view why_not() const override;
    void opened(std::shared_ptr<ClientEnd> client) override;
    std::size_t may_read(ClientEnd& client) override;
    void received(ClientEnd& client, base::BytesView bytes) override;
    void written(ClientEnd& client, std::size_t bytes) override;
    void lost(ClientEnd& client, envelope::CloseReason reason) override;
    void shut_down() override;

private:
    using Fault = std::optional<HostFault>;
    Fault take(const envelope::Hello&);
    Fault take(const envelope::Open&);
    Fault take(const envelope::Data&);
    Fault take(const envelope::DataForMany&);
    Fault take(const envelope::Close&);
    Fault take(const envelope::Window&);
    Fault take(const envelope::Refusal&);

    /// Null if that client is gone, which a host cannot know yet. `fault` is set if there was never such a client.
    ClientEnd* find(std::uint32_t connection, Fault& fault);
    void end_turn_later();
    void end_turn();
    void resume_paused();
    void close_clients(envelope::CloseReason reason);

    Context& context_;
    std::shared_ptr<WebSocket> host_;
    std::uint32_t host_credit_ = 0;      // that the host gives to each connection
    std::uint32_t first_connection_ = 1; // of the present host
    std::uint32_t next_connection_ = 1;
    std::unordered_map<std::uint32_t, std::shared_ptr<ClientEnd>> clients_;
    std::vector<std::weak_ptr<ClientEnd>> paused_; // until the host takes what is waiting
    Deliveries deliveries_;
    bool turn_ending_ = false;
};

} // namespace relay
