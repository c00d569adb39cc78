// Deadlines by kind and owner. Nothing is cancelled: whoever set a timer looks, when it fires,
// whether the deadline still holds.
#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace broker {

enum class TimerKind : std::uint8_t { connect_timeout, keep_alive, session_expiry, will_delay, retained_expiry, sys };

struct Timer {
    base::Instant at;
    std::uint64_t sequence = 0; // equal times fire in the order in which they were set
    TimerKind kind{};
    std::uint32_t owner = 0; // a ConnectionId or a SessionIndex
};

class Timers {
public:
    void set(base::Instant at, TimerKind kind, std::uint32_t owner) {
        heap_.push_back({at, sequence_++, kind, owner});
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    base::Instant next() const { return heap_.empty() ? base::Instant::never() : heap_.front().at; }
    /// The next one. REQUIRES: next() is not never.
    const Timer& peek() const { return heap_.front(); }
    /// REQUIRES: next() is not never.
    Timer take() {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        const Timer timer = heap_.back();
        heap_.pop_back();
        return timer;
    }
    std::size_t size() const { return heap_.size(); }
    /// Forgets timers whose deadline does not hold any more.
    template <class Holds> void keep_if(Holds holds) {
        std::erase_if(heap_, [&](const Timer& timer) { return !holds(timer); });
        std::make_heap(heap_.begin(), heap_.end(), later);
    }

private:
    static bool later(const Timer& a, const Timer& b) { return a.at != b.at ? a.at > b.at : a.sequence > b.sequence; }
    std::vector<Timer> heap_;
    std::uint64_t sequence_ = 0;
};

} // namespace broker
