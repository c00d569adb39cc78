// How much of what is bounded is in use.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace relay {

struct Counters {
    std::size_t clients = 0;
    std::size_t http_connections = 0;
    std::size_t hosts = 0;    // tabs that host, or are about to, or are being sent away
    std::size_t buffered = 0; // bytes kept for clients that do not read
};

/// One of the places that a bound allows, for as long as it lives. Shared ownership of the counters lets sessions
/// that are still pending outlive the relay object.
class Place {
public:
    Place() = default;
    Place(std::shared_ptr<Counters> counters, std::size_t Counters::*which)
        : counters_(std::move(counters)), which_(which) {
        ++((*counters_).*which_);
    }
    Place(Place&& other) noexcept : counters_(std::move(other.counters_)), which_(other.which_) {}
    Place& operator=(Place&& other) noexcept {
        std::swap(counters_, other.counters_);
        std::swap(which_, other.which_);
        return *this;
    }
    ~Place() {
        if (counters_) --((*counters_).*which_);
    }

private:
    std::shared_ptr<Counters> counters_;
    std::size_t Counters::*which_ = nullptr;
};

} // namespace relay
