// Deadlines: in the order of their time, equal ones in the order in which they were set.
#include "broker/timers.hpp"

#include "base/prng.hpp"

#include <catch2/catch_test_macros.hpp>

using base::Instant;
using broker::TimerKind;
using broker::Timers;

TEST_CASE("Timers fire by time, and in the order in which they were set where times are equal") {
    Timers timers;
    base::Prng prng(5);
    for (std::uint32_t i = 0; i < 1'000; ++i) {
        timers.set(Instant{static_cast<std::int64_t>(prng.below(50))}, TimerKind::keep_alive, i);
    }
    broker::Timer before = timers.take();
    while (timers.size() > 0) {
        CHECK(timers.next() >= before.at);
        const broker::Timer timer = timers.take();
        CHECK((timer.at > before.at || timer.owner > before.owner));
        before = timer;
    }
    CHECK(timers.next() == Instant::never());
}

TEST_CASE("Timers that hold no more can be forgotten; the others keep their order") {
    Timers timers;
    for (std::uint32_t i = 0; i < 100; ++i) timers.set(Instant{100 - i}, TimerKind::session_expiry, i);
    timers.keep_if([](const broker::Timer& timer) { return timer.owner % 10 == 0; });
    CHECK(timers.size() == 10);
    for (std::uint32_t owner = 100; owner > 0; owner -= 10) CHECK(timers.take().owner == owner - 10);
    CHECK(timers.next() == Instant::never());
}

TEST_CASE("A copy of the timers fires the same ones in the same order") {
    Timers timers;
    for (std::uint32_t i = 0; i < 50; ++i) timers.set(Instant{i % 7}, TimerKind::will_delay, i);
    Timers copy = timers;
    while (timers.size() > 0) CHECK(timers.take().owner == copy.take().owner);
    CHECK(copy.size() == 0);
}
