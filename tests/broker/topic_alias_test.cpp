// Topic Aliases [5.0, 3.3.2.3.4].
#include "support/bench.hpp"

using namespace bench;

namespace {

Extra alias(unsigned value, unsigned qos = 0, unsigned id = 1) {
    return {.qos = qos, .id = id, .properties = properties({number(PropertyId::topic_alias, value)})};
}

struct Pair {
    Client pub;
    Client sub;
};

Pair pair_of(Bench& bench) {
    const Pair made{bench.connect({.version = v5, .client_id = "pub"}),
                    bench.connect({.version = v5, .client_id = "sub"})};
    made.sub.subscribe("#", 1);
    return made;
}

} // namespace

TEST_CASE("An alias stands for the topic that it was set with, and can be set anew [MQTT-3.3.2-12 of 5.0]",
          "[5.0][MQTT-3.3.2-12][MQTT-3.3.2-1]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish("t", "1", alias(1));
    pub.publish("", "2", alias(1));
    pub.publish("u", "3", alias(1));
    pub.publish("", "4", alias(1));
    CHECK(sub.heard() == "PUBLISH t '1'; PUBLISH t '2'; PUBLISH u '3'; PUBLISH u '4'");
}

TEST_CASE("Every alias up to the server's Topic Alias Maximum is taken [MQTT-3.3.2-12 of 5.0]",
          "[5.0][MQTT-3.3.2-12]") {
    Bench bench({.topic_alias_maximum = 300}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    for (const unsigned value : {300u, 1u, 150u}) pub.publish("t" + std::to_string(value), "set", alias(value));
    for (const unsigned value : {1u, 150u, 300u}) pub.publish("", "x", alias(value));
    CHECK(sub.heard() == "PUBLISH t300 'set'; PUBLISH t1 'set'; PUBLISH t150 'set'; PUBLISH t1 'x'; PUBLISH t150 'x'; "
                         "PUBLISH t300 'x'");
}

TEST_CASE("Aliases work at every QoS, and the server sends none to a client that takes none [MQTT-3.1.2-26 of 5.0]",
          "[5.0][MQTT-3.1.2-26][MQTT-3.1.2-27][MQTT-3.3.2-11]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish("t", "1", alias(1, 1, 5));
    pub.publish("", "2", alias(1, 2, 6));
    for (int i = 0; i < 2; ++i) {
        const auto publish = sub.next<mqtt::Publish>();
        CHECK(publish.topic == "t");
        CHECK_FALSE(publish.properties.find(PropertyId::topic_alias));
    }
    CHECK(pub.heard() == "PUBACK 5; PUBREC 6");
}

TEST_CASE("An alias that was never set is a Protocol Error [MQTT-4.13.1-1 of 5.0]", "[5.0][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish("t", "x", alias(2));
    sub.take_bytes();
    pub.publish("", "x", alias(GENERATE(1u, 3u)));
    CHECK(pub.heard() == "DISCONNECT 82; closed");
    CHECK(sub.heard() == "");
}

TEST_CASE("Alias 0, and one above the maximum, are invalid: 0x94 [MQTT-3.3.2-8 of 5.0]",
          "[5.0][MQTT-3.3.2-8][MQTT-4.13.1-1]") {
    Bench bench({.topic_alias_maximum = 5}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish(GENERATE("t", ""), "x", alias(GENERATE(0u, 6u, 65535u)));
    CHECK(pub.heard() == "DISCONNECT 94; closed");
    CHECK(sub.heard() == "");
}

TEST_CASE("With Topic Alias Maximum 0 no alias is taken [MQTT-3.3.2-8 of 5.0]", "[5.0][MQTT-3.3.2-8]") {
    Bench bench({.topic_alias_maximum = 0}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish("t", "x", alias(1));
    CHECK(pub.heard() == "DISCONNECT 94; closed");
}

TEST_CASE("Aliases end with the connection, though the Session goes on [MQTT-3.3.2-7 of 5.0]", "[5.0][MQTT-3.3.2-7]") {
    Bench bench({}, traced_or_not());
    const mqtt::Connect kept{.version = v5,
                             .clean_start = false,
                             .client_id = "a",
                             .properties = properties({number(PropertyId::session_expiry_interval, 100)})};
    const Client first = bench.connect(kept);
    first.publish("t", "x", alias(1));
    first.lose();
    const Client again = bench.connect(kept);
    again.publish("", "x", alias(1));
    CHECK(again.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("Every connection has aliases of its own [MQTT-3.3.2-7 of 5.0]", "[5.0][MQTT-3.3.2-7]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    const Client other = bench.connect({.version = v5, .client_id = "other"});
    pub.publish("t", "1", alias(1));
    other.publish("u", "2", alias(1));
    pub.publish("", "3", alias(1));
    other.publish("", "4", alias(1));
    CHECK(sub.heard() == "PUBLISH t '1'; PUBLISH u '2'; PUBLISH t '3'; PUBLISH u '4'");
}

TEST_CASE("A retained message published by alias is kept under its name [MQTT-3.3.1-5 of 5.0]", "[5.0][MQTT-3.3.1-5]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish("t", "1", alias(1));
    Extra retained = alias(1);
    retained.retain = true;
    pub.publish("", "2", retained);
    CHECK(bench.broker.retained("t", bench.now())->topic == "t");
    CHECK_FALSE(bench.broker.retained("t", bench.now())->properties.find(PropertyId::topic_alias));
}

TEST_CASE("A PUBLISH with an empty topic and no alias is a Protocol Error, also when empty names came before"
          " [MQTT-4.7.3-1 of 5.0]",
          "[5.0][MQTT-4.7.3-1][MQTT-4.13.1-1]") {
    Bench bench({}, traced_or_not());
    const auto [pub, sub] = pair_of(bench);
    pub.publish("t", "1", alias(1));
    pub.publish("", "2", alias(1));
    pub.publish("", "3");
    CHECK(pub.heard() == "DISCONNECT 82; closed");
    CHECK(sub.heard() == "PUBLISH t '1'; PUBLISH t '2'");
}
