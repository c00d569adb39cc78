// mqtt-relay: serves the page, and carries real MQTT clients to the broker in a tab, or to one of its own.
#include "relay/options.hpp"
#include "relay/relay.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <iostream>
#include <sys/resource.h>

namespace {

/// Clients may take this long to close when the relay ends.
constexpr auto closing_time = std::chrono::seconds(2);

/// Each client needs a file descriptor: takes as many as the system allows.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char** argv) {
    auto command_line = relay::parse_command_line(argc, argv, std::cout, std::cerr);
    if (!command_line.options) return command_line.exit_status;
    raise_descriptor_limit();

    relay::Log log(std::cerr);
    // One thread: Asio needs no locks.
    boost::asio::io_context io(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE);
    relay::Relay relay(io, std::move(*command_line.options), log);
    if (const std::string wrong = relay.open(); !wrong.empty()) {
        log.line(wrong);
        return 1;
    }
    relay.announce(std::cout);

    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&io](boost::system::error_code error, int) {
        if (!error) io.stop();
    });
    io.run();

    signals.clear(); // a second signal ends the program at once
    log.line("ending");
    relay.shut_down();
    io.restart();
    const auto deadline = std::chrono::steady_clock::now() + closing_time;
    while (relay.busy() && io.run_one_until(deadline) > 0) {
    }
    return 0;
}
