#include "sim/inbox.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

namespace {

sim::ReceivedMessage message(int n) {
    mqtt::Message made;
    made.topic = std::to_string(n);
    return {mqtt::MessageRef::make(std::move(made)), mqtt::QoS::at_most_once, false, false, {}};
}

std::vector<std::string> topics(const sim::Inbox& inbox) {
    std::vector<std::string> list;
    inbox.newest_first([&](const sim::ReceivedMessage& received) {
        list.push_back(received.message->topic);
        return true;
    });
    return list;
}

} // namespace

TEST_CASE("an inbox gives all its messages back, the newest first", "[inbox]") {
    sim::Inbox inbox;
    for (int n = 0; n < 300; ++n) {
        const std::vector<std::string> list = topics(inbox);
        REQUIRE(inbox.size() == static_cast<std::size_t>(n));
        REQUIRE(list.size() == static_cast<std::size_t>(n));
        for (int i = 0; i < n; ++i) REQUIRE(list[static_cast<std::size_t>(i)] == std::to_string(n - 1 - i));
        inbox.add(message(n));
    }
}

TEST_CASE("looking through an inbox stops when told", "[inbox]") {
    sim::Inbox inbox;
    for (int n = 0; n < 200; ++n) inbox.add(message(n));
    int seen = 0;
    inbox.newest_first([&](const sim::ReceivedMessage&) { return ++seen < 100; });
    CHECK(seen == 100);
}

TEST_CASE("a copy of an inbox goes on independently", "[inbox]") {
    sim::Inbox inbox;
    for (int n = 0; n < 130; ++n) inbox.add(message(n));
    sim::Inbox copy = inbox;
    for (int n = 0; n < 70; ++n) copy.add(message(1000 + n));
    CHECK(inbox.size() == 130);
    CHECK(topics(inbox).front() == "129");
    CHECK(copy.size() == 200);
    CHECK(topics(copy).front() == "1069");
    CHECK(topics(copy)[70] == "129");
}
