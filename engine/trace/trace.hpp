// Where events go. Passed into each call, never kept: a world and a broker stay plain values.
#pragma once

#include "trace/event.hpp"

#include <vector>

namespace trace {

/// Numbers events and hands them to a list. Off, it numbers nothing and costs one test of a pointer.
/// On but `muted`, it numbers events without keeping them: how a replay passes over what is known.
class Trace {
public:
    /// A trace that is off.
    Trace() = default;
    /// Appends to `events`, numbering from `next`. The list outlives the trace.
    Trace(std::vector<Event>& events, EventId next) : events_(&events), next_(next) {}

    bool on() const { return events_ != nullptr; }
    void mute(bool muted) { muted_ = muted; }
    EventId next() const { return next_; }

    /// Adds an event, completing id and, where it is 0, the cause with the current one.
    EventId add(Event event) {
        event.id = next_++;
        if (event.cause == 0) event.cause = cause_;
        const EventId id = event.id;
        if (!muted_) events_->push_back(std::move(event));
        return id;
    }

    EventId cause() const { return cause_; }

    /// Makes `cause` the current cause until the end of the scope.
    class Because {
    public:
        Because(Trace& trace, EventId cause) : trace_(trace), before_(trace.cause_) { trace_.cause_ = cause; }
        ~Because() { trace_.cause_ = before_; }
        Because(const Because&) = delete;
        Because& operator=(const Because&) = delete;

    private:
        Trace& trace_;
        EventId before_;
    };

private:
    std::vector<Event>* events_ = nullptr;
    EventId next_ = 1;
    EventId cause_ = 0;
    bool muted_ = false;
};

} // namespace trace
