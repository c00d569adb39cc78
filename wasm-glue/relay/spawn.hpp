// Starting a coroutine that nobody waits for.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace relay {

/// Runs `coroutine`. Network errors are values here: an exception that leaves it is a fault of the program, and ends it.
template <class Coroutine> void spawn(const boost::asio::any_io_executor& executor, Coroutine&& coroutine) {
    boost::asio::co_spawn(executor, std::forward<Coroutine>(coroutine), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

} // namespace relay
