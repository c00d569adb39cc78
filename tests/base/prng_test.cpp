// Numbers that every build draws the same, and virtual time.
#include "base/prng.hpp"

#include "base/time.hpp"

#include <catch2/catch_test_macros.hpp>

using base::Prng;

TEST_CASE("The first numbers of a seed are fixed, so that builds agree (SplitMix64)") {
    Prng zero(0);
    CHECK(zero.next() == 0xe220a8397b1dcdafu);
    CHECK(zero.next() == 0x6e789e6aa1b965f4u);
    CHECK(zero.next() == 0x06c45d188009454fu);
    CHECK(zero.next() == 0xf88bb8a8724c81ecu);
    Prng other(1234567);
    CHECK(other.next() == 6457827717110365317u);
    CHECK(other.next() == 3203168211198807973u);
    CHECK(other.next() == 9817491932198370423u);
}

TEST_CASE("A copy of a generator goes on as the original does") {
    Prng prng(9);
    prng.next();
    Prng copy = prng;
    CHECK(copy.next() == prng.next());
}

TEST_CASE("below(bound) is in [0, bound) and reaches both ends; 0 for bound 0 draws nothing") {
    Prng prng(1);
    bool seen[6] = {};
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t number = prng.below(6);
        REQUIRE(number < 6);
        seen[number] = true;
    }
    for (const bool reached : seen) CHECK(reached);
    Prng copy = prng;
    CHECK(prng.below(0) == 0);
    CHECK(prng.next() == copy.next());
    CHECK(prng.below(1) == 0);
}

TEST_CASE("chance is never for 0, always for all, and about its ratio between") {
    Prng prng(2);
    int hits = 0;
    for (int i = 0; i < 4000; ++i) {
        CHECK_FALSE(prng.chance(0, 4));
        CHECK(prng.chance(4, 4));
        hits += prng.chance(1, 4) ? 1 : 0;
    }
    CHECK(hits > 850);
    CHECK(hits < 1150);
}

TEST_CASE("Time is whole microseconds") {
    using namespace base;
    CHECK(seconds(2) == milliseconds(2'000));
    CHECK(milliseconds(3) == microseconds(3'000));
    CHECK(Instant{5} + microseconds(7) == Instant{12});
    CHECK(Instant{12} - Instant{5} == microseconds(7));
    CHECK(seconds(1) + milliseconds(500) == milliseconds(1'500));
    CHECK(Instant{1} < Instant::never());
    CHECK(Duration{} == microseconds(0));
}
