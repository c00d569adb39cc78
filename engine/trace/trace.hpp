// Where events go. Passed into each call, never kept: a world and a broker stay plain values.
#pragma once

#include "trace/events.hpp"

namespace trace {

/// Numbers events and adds them to a list. Off, it numbers nothing and costs one test of a pointer.
/// Events that the list has already are numbered but not added: a replay passes over what is known.
class Trace {
public:
    /// A trace that is off.
    Trace() = default;
    /// Numbers from `next`; the list outlives the trace.
    Trace(Events& events, EventId next) : events_(&events), next_(next) {}

    bool on() const { return events_ != nullptr; }
    EventId next() const { return next_; }

    /// Adds an event, completing its id and, where that is 0, its cause with the current one.
    EventId add(Event event) {
        const EventId id = next_++;
        if (id <= events_->last()) return id;
        event.id = id;
        if (event.cause == 0) event.cause = cause_;
        events_->add(std::move(event));
        return id;
    }

    /// Completes a packet_sent with the time at which it arrives if nothing happens to the link.
    void set_due(EventId id, base::Instant due) {
        if (events_->has(id)) (*events_)[id].due = due;
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
    Events* events_ = nullptr;
    EventId next_ = 1;
    EventId cause_ = 0;
};

} // namespace trace
