// What every session of the relay shares.
#pragma once

#include "base/bytes.hpp"
#include "relay/broker_end.hpp"
#include "relay/counters.hpp"
#include "relay/lingering.hpp"
#include "relay/log.hpp"
#include "relay/options.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <string_view>

namespace relay {

class TabHost;

struct Context {
    Context(const boost::asio::any_io_executor& executor_, Options options_, Log& log_)
        : executor(executor_), options(std::move(options_)), log(log_),
          lingering(executor_, std::chrono::seconds(options.limits.handshake_seconds)) {}

    boost::asio::any_io_executor executor;
    Options options;
    Log& log;
    Lingering lingering;
    std::shared_ptr<Counters> counters = std::make_shared<Counters>();
    BrokerEnd* broker = nullptr; // never null once the relay runs
    TabHost* tab = nullptr;      // null with --broker native
    std::string tcp_address;     // as it is really bound; "" without TCP

    /// Every TCP client reads into this: what is read is handed over before the next read.
    base::Bytes read_buffer = base::Bytes(64 * 1024);

    /// A place for one more MQTT client, or the reason why there is none, which has then been logged.
    struct Admission {
        std::optional<Place> place;
        std::string_view refusal;
    };
    Admission admit(std::string_view peer);

    /// Whether `kept` bytes, after `more` were added, stay in what one client and all together may have waiting. If not,
    /// that has been logged.
    bool may_keep(std::size_t kept, std::size_t more, const ClientEnd& client);
};

} // namespace relay
