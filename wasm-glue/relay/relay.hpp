// The whole relay: what it listens to, who plays the broker, and how it ends.
#pragma once

#include "relay/context.hpp"
#include "relay/listener.hpp"

#include <boost/asio/io_context.hpp>

#include <iosfwd>
#include <memory>
#include <string>

namespace relay {

class Relay {
public:
    /// `log` outlives the relay, and the relay outlives every run of `io`.
    Relay(boost::asio::io_context& io, Options options, Log& log);
    ~Relay();

    /// Begins to listen. What went wrong; "" if nothing.
    std::string open();
    /// Writes the addresses, one a line: "page URL", "mqtt-tcp HOST:PORT", "mqtt-ws URL".
    void announce(std::ostream& out) const;

    std::uint16_t http_port() const { return http_.endpoint().port(); }
    std::uint16_t tcp_port() const { return tcp_.endpoint().port(); }
    const Counters& counters() const { return *context_.counters; }

    /// Closes the listeners and tells every client and host that it ends here.
    void shut_down();
    /// Whether clients or hosts are still closing.
    bool busy() const { return counters().clients > 0 || counters().hosts > 0; }

private:
    void accept_http(boost::asio::ip::tcp::socket socket, const Listener::Endpoint& peer);
    void accept_tcp(boost::asio::ip::tcp::socket socket, const Listener::Endpoint& peer);

    Context context_;
    std::unique_ptr<BrokerEnd> broker_;
    Listener http_;
    Listener tcp_;
};

} // namespace relay
