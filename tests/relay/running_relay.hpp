// A relay that runs beside the test, on ports of its own.
#pragma once

#include "relay/options.hpp"

#include <functional>
#include <memory>
#include <string>

namespace peers {

class RunningRelay {
public:
    /// `adapt` may change the options: by default a tab is the broker, the token is "c0ffee", and every bound is as shipped.
    explicit RunningRelay(const std::function<void(relay::Options&)>& adapt = [](relay::Options&) {});
    ~RunningRelay();

    std::uint16_t http() const;
    std::uint16_t tcp() const;
    /// "http://127.0.0.1:PORT"
    std::string origin() const;
    std::string announced() const;
    /// MQTT clients, and bytes kept for those that do not read.
    std::size_t clients();
    std::size_t buffered();
    /// Waits until that many clients are there.
    void wait_for_clients(std::size_t count);
    /// Ends as on SIGTERM, then gives the log.
    std::string shut_down();

private:
    struct Running;
    std::unique_ptr<Running> running_;
};

} // namespace peers
