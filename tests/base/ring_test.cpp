#include "base/ring.hpp"

#include "base/prng.hpp"

#include <catch2/catch_test_macros.hpp>

#include <deque>
#include <memory>
#include <string>

using base::Ring;

TEST_CASE("A Ring gives back what it was given, in order") {
    Ring<int> ring;
    CHECK(ring.empty());
    for (int i = 0; i < 10; ++i) ring.push_back(i);
    CHECK(ring.size() == 10);
    CHECK(ring.front() == 0);
    CHECK(ring.back() == 9);
    for (int i = 0; i < 10; ++i) CHECK(ring.pop_front() == i);
    CHECK(ring.empty());
}

TEST_CASE("A Ring holds values that can only be moved") {
    Ring<std::unique_ptr<int>> ring;
    for (int i = 0; i < 6; ++i) ring.push_back(std::make_unique<int>(i));
    ring.erase(2);
    CHECK(*ring.pop_front() == 0);
    CHECK(*ring[1] == 3);
}

TEST_CASE("What leaves a Ring is let go of at once") {
    Ring<std::shared_ptr<int>> ring;
    const auto value = std::make_shared<int>(1);
    for (int i = 0; i < 5; ++i) ring.push_back(value);
    ring.pop_front();
    CHECK(value.use_count() == 5);
    ring.erase(3);
    CHECK(value.use_count() == 4);
    ring.clear();
    CHECK(value.use_count() == 1);
    CHECK(ring.empty());
}

TEST_CASE("A copy of a Ring is a value of its own") {
    Ring<std::string> ring;
    for (const char* text : {"a", "b", "c"}) ring.push_back(text);
    ring.pop_front();
    Ring<std::string> copy = ring;
    copy[0] = "x";
    copy.push_back("d");
    CHECK(ring.size() == 2);
    CHECK(ring[0] == "b");
    CHECK(copy.size() == 3);
}

TEST_CASE("A Ring that was moved from is empty and can be used again") {
    Ring<int> ring;
    ring.push_back(1);
    ring.push_back(2);
    const Ring<int> taken = std::move(ring);
    CHECK(taken.size() == 2);
    REQUIRE(ring.empty());
    ring.push_back(3);
    CHECK(ring.front() == 3);
}

TEST_CASE("A Ring does what a deque does, for random operations and every wrap-around") {
    base::Prng prng(3);
    Ring<int> ring;
    std::deque<int> deque;
    for (int step = 0; step < 20'000; ++step) {
        const std::uint64_t choice = prng.below(8);
        if (choice < 4) {
            ring.push_back(step);
            deque.push_back(step);
        } else if (choice < 6 && !deque.empty()) {
            if (ring.pop_front() != deque.front()) FAIL(step);
            deque.pop_front();
        } else if (!deque.empty()) {
            const std::size_t i = prng.below(deque.size());
            ring.erase(i);
            deque.erase(deque.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (ring.size() > 40) {
            ring.clear();
            deque.clear();
        }
        bool same = ring.size() == deque.size();
        for (std::size_t i = 0; same && i < deque.size(); ++i) same = ring[i] == deque[i];
        if (!same) FAIL("differs at step " << step);
    }
}
