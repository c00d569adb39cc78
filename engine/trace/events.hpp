// The trace as a list: ids count up without gaps, the oldest may be forgotten.
#pragma once

#include "trace/event.hpp"

#include <algorithm>
#include <vector>

namespace trace {

class Events {
public:
    /// Ids of the events that are there: first() to last(), none when last() < first().
    EventId first() const { return first_; }
    EventId last() const { return first_ + static_cast<EventId>(list_.size()) - 1; }
    std::size_t size() const { return list_.size(); }
    bool has(EventId id) const { return id >= first_ && id <= last(); }

    /// REQUIRES: has(id).
    const Event& operator[](EventId id) const { return list_[id - first_]; }
    Event& operator[](EventId id) { return list_[id - first_]; }
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

    /// REQUIRES: event.id is last() + 1.
    void add(Event event) { list_.push_back(std::move(event)); }
    /// Forgets the events from `id` on: another future begins there.
    void forget_from(EventId id) {
        if (id <= last()) list_.erase(list_.begin() + (id > first_ ? id - first_ : 0), list_.end());
    }
    /// Forgets the events before `id`.
    void forget_before(EventId id) {
        if (id <= first_) return;
        const EventId to = std::min(id, last() + 1);
        list_.erase(list_.begin(), list_.begin() + (to - first_));
        first_ = to;
    }

private:
    EventId first_ = 1;
    std::vector<Event> list_;
};

} // namespace trace
