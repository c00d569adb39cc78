// The store of retained messages, against a plain look through all of them.
#include "broker/retained_messages.hpp"

#include "base/prng.hpp"
#include "mqtt/topic.hpp"

#include <catch2/catch_test_macros.hpp>

using base::Instant;
using broker::RetainedMessages;

namespace {

mqtt::MessageRef message(std::string topic, Instant expires_at = Instant::never()) {
    mqtt::Message made;
    made.topic = std::move(topic);
    made.expires_at = expires_at;
    return mqtt::MessageRef::make(std::move(made));
}

std::vector<std::string> topics(const std::vector<mqtt::MessageRef>& messages) {
    std::vector<std::string> names;
    for (const mqtt::MessageRef& each : messages) names.push_back(each->topic);
    return names;
}

constexpr Instant now{0};

} // namespace

TEST_CASE("Retained messages above the bound are not kept, but one that replaces another is") {
    RetainedMessages retained(2);
    CHECK(retained.set(message("a")));
    CHECK(retained.set(message("b")));
    CHECK_FALSE(retained.set(message("c")));
    CHECK(retained.set(message("a")));
    CHECK(retained.clear("b"));
    CHECK_FALSE(retained.clear("b"));
    CHECK(retained.set(message("c")));
    CHECK(topics(retained.all()) == std::vector<std::string>{"a", "c"});
}

TEST_CASE("Matching gives what a look through all of them gives, in the order of the topics' bytes"
          " [MQTT-3.3.1-6 of 3.1.1, MQTT-3.3.1-9 of 5.0]",
          "[3.1.1][MQTT-3.3.1-6][MQTT-4.7.2-1][5.0][MQTT-3.3.1-9][MQTT-4.7.2-1]") {
    static constexpr std::string_view levels[] = {"a", "b", "", "$x", "ab", "+"};
    base::Prng prng(3);
    RetainedMessages retained(10'000);
    const auto path = [&](bool is_filter) {
        std::string made;
        const std::uint64_t count = 1 + prng.below(4);
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0) made += '/';
            made += is_filter && i + 1 == count && prng.chance(1, 3) ? "#" : levels[prng.below(is_filter ? 6 : 5)];
        }
        return made.empty() ? std::string("a") : made;
    };
    for (int i = 0; i < 300; ++i) retained.set(message(path(false)));
    for (int i = 0; i < 3'000; ++i) {
        const std::string filter = path(true);
        std::vector<std::string> expected;
        for (const mqtt::MessageRef& each : retained.all()) {
            if (mqtt::matches(filter, each->topic)) expected.push_back(each->topic);
        }
        INFO(filter);
        REQUIRE(topics(retained.matching(filter, now)) == expected);
    }
}

TEST_CASE("A retained message that has expired is found no more, and is taken away when asked [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5]") {
    RetainedMessages retained(10);
    retained.set(message("a", Instant{10}));
    retained.set(message("b", Instant{5}));
    retained.set(message("c"));
    CHECK(retained.next_expiry() == Instant{5});
    CHECK(retained.find("b", Instant{4}));
    CHECK_FALSE(retained.find("b", Instant{5}));
    CHECK(topics(retained.matching("#", Instant{5})) == std::vector<std::string>{"a", "c"});
    CHECK(topics(retained.take_expired(Instant{5})) == std::vector<std::string>{"b"});
    CHECK(retained.next_expiry() == Instant{10});
    CHECK(retained.size() == 2);
    retained.take_expired(Instant{10});
    CHECK(retained.next_expiry() == Instant::never());
}
