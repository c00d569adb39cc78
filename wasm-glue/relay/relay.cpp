#include "relay/relay.hpp"

#include "relay/http_session.hpp"
#include "relay/native_host.hpp"
#include "relay/spawn.hpp"
#include "relay/tab_host.hpp"
#include "relay/tcp_client.hpp"

#include <ostream>

namespace relay {

using boost::asio::ip::tcp;

namespace {

/// How a program on this machine reaches it.
std::string reachable(const tcp::endpoint& endpoint) {
    if (!endpoint.address().is_unspecified()) return text_of(endpoint);
    return (endpoint.address().is_v6() ? "[::1]:" : "127.0.0.1:") + std::to_string(endpoint.port());
}

std::string text_of_address(const Address& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

} // namespace

Relay::Relay(boost::asio::io_context& io, Options options, Log& log)
    : context_(io.get_executor(), std::move(options), log),
      http_(io.get_executor(), log,
            [this](tcp::socket socket, const auto& peer) { accept_http(std::move(socket), peer); }),
      tcp_(io.get_executor(), log,
           [this](tcp::socket socket, const auto& peer) { accept_tcp(std::move(socket), peer); }) {
    if (context_.options.broker == Options::Broker::native) {
        broker::Options broker_options = context_.options.native;
        broker_options.connections = static_cast<std::uint32_t>(context_.options.limits.clients);
        broker_ = std::make_unique<NativeHost>(context_, std::move(broker_options));
    } else {
        auto tab = std::make_unique<TabHost>(context_);
        context_.tab = tab.get();
        broker_ = std::move(tab);
    }
    context_.broker = broker_.get();
}

Relay::~Relay() = default;

std::string Relay::open() {
    const Options& options = context_.options;
    if (const std::string wrong = http_.open(options.http); !wrong.empty())
        return "--http " + text_of_address(options.http) + ": " + wrong;
    if (!options.tcp) return {};
    if (const std::string wrong = tcp_.open(*options.tcp); !wrong.empty())
        return "--tcp " + text_of_address(*options.tcp) + ": " + wrong;
    context_.tcp_address = reachable(tcp_.endpoint());
    return {};
}

void Relay::announce(std::ostream& out) const {
    const std::string http = reachable(http_.endpoint());
    if (context_.tab) {
        out << "page http://" << http << "/#host=" << context_.options.token << "\n";
    } else if (!context_.options.page.empty()) {
        out << "page http://" << http << "/\n";
    }
    if (context_.options.tcp) out << "mqtt-tcp " << context_.tcp_address << "\n";
    out << "mqtt-ws ws://" << http << "/mqtt" << std::endl;
}

void Relay::accept_http(tcp::socket socket, const Listener::Endpoint& peer) {
    if (counters().http_connections >= context_.options.limits.http_connections) {
        context_.log.bound_reached("http-connections", context_.options.limits.http_connections, text_of(peer),
                                   "closed");
        return;
    }
    auto place = std::make_shared<Place>(context_.counters, &Counters::http_connections);
    auto held = std::make_shared<tcp::socket>(std::move(socket));
    spawn(context_.executor,
          [this, held, place, peer] { return serve_http(std::move(*held), peer, std::move(*place), context_); });
}

void Relay::accept_tcp(tcp::socket socket, const Listener::Endpoint& peer) {
    auto admission = context_.admit(text_of(peer));
    if (!admission.place) return; // closes the socket
    const auto client = std::make_shared<TcpClient>(std::move(socket), peer, std::move(*admission.place), context_);
    context_.broker->opened(client);
    client->start();
}

void Relay::shut_down() {
    http_.close();
    tcp_.close();
    context_.broker->shut_down();
}

} // namespace relay
