// Connections that are closing: each has a little time to finish, and is then dropped.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <memory>

namespace relay {

/// Something whose network connection can be ended at once.
class Droppable {
public:
    virtual ~Droppable() = default;
    /// Ends the connection without waiting for anything. Does nothing if it has ended.
    virtual void drop() = 0;
};

/// One timer for all of them, so that a connection needs none of its own.
class Lingering {
public:
    Lingering(const boost::asio::any_io_executor& executor, std::chrono::steady_clock::duration time)
        : timer_(executor), time_(time) {}

    void add(std::weak_ptr<Droppable> closing);

private:
    struct Closing {
        std::chrono::steady_clock::time_point due;
        std::weak_ptr<Droppable> what;
    };
    void wait();
    void drop_due();

    boost::asio::steady_timer timer_;
    std::chrono::steady_clock::duration time_;
    std::deque<Closing> closing_; // by time: all linger equally long
    bool waiting_ = false;        // the timer is set, for the first of them or for an earlier one
};

} // namespace relay
