// Topic Aliases of the server's own, towards clients that allow them
// [5.0, 3.3.2.3.4].
#include "support/bench.hpp"

using namespace bench;

namespace {

Client taking(Bench& bench, unsigned aliases, std::vector<mqtt::Property> more = {}) {
    more.push_back(number(PropertyId::topic_alias_maximum, aliases));
    return bench.connect({.version = v5, .client_id = "sub", .properties = properties(more)});
}

/// The next PUBLISH as topic and alias: "t=1", "=1", "t".
std::string next(const Client& client) {
    const auto publish = client.next<mqtt::Publish>();
    const auto alias = publish.properties.number(PropertyId::topic_alias);
    return publish.topic + (alias ? "=" + std::to_string(*alias) : "");
}

} // namespace

TEST_CASE("The first message of a topic sets an alias, later ones come without "
          "the topic [MQTT-3.3.2-8 of 5.0]",
          "[5.0][MQTT-3.3.2-8][MQTT-3.3.2-10][MQTT-3.1.2-26]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const Client sub = taking(bench, 10);
    sub.subscribe("#", level);
    const Client pub = bench.connect({.client_id = "pub"});
    unsigned id = 0;
    for (const char* topic : {"t", "u", "t", "u", "t"}) pub.publish(topic, "x", {.qos = level, .id = ++id});
    for (const char* expected : {"t=1", "u=2", "=1", "=2", "=1"}) CHECK(next(sub) == expected);
}

TEST_CASE("No alias goes above the client's Topic Alias Maximum, nor above the "
          "server's own bound"
          " [MQTT-3.1.2-26, MQTT-3.1.2-27 of 5.0]",
          "[5.0][MQTT-3.1.2-26][MQTT-3.1.2-27][MQTT-3.3.2-10]") {
    const unsigned of_client = GENERATE(0u, 1u, 2u, 100u);
    const unsigned own = GENERATE(0u, 1u, 2u, 100u);
    Bench bench({.topic_alias_maximum_out = static_cast<std::uint16_t>(own)}, traced_or_not());
    const Client sub = taking(bench, of_client);
    sub.subscribe("#");
    const Client pub = bench.connect({.client_id = "pub"});
    const unsigned allowed = std::min(of_client, own);
    for (int round = 0; round < 2; ++round) {
        for (unsigned i = 1; i <= 4; ++i) {
            const std::string topic = "t" + std::to_string(i);
            pub.publish(topic, "x");
            const std::string as = "=" + std::to_string(i);
            CHECK(next(sub) == (i > allowed ? topic : round == 0 ? topic + as : as));
        }
    }
}

TEST_CASE("Aliases are the connection's: a new one begins without them "
          "[MQTT-3.3.2-7 of 5.0]",
          "[5.0][MQTT-3.3.2-7]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.client_id = "pub"});
    const mqtt::Connect connect{.version = v5,
                                .clean_start = false,
                                .client_id = "sub",
                                .properties = properties({number(PropertyId::topic_alias_maximum, 5),
                                                          number(PropertyId::session_expiry_interval, 100)})};
    const Client first = bench.connect(connect);
    first.subscribe("t", 1);
    for (unsigned id = 1; id <= 2; ++id) pub.publish("t", "x", {.qos = 1, .id = id});
    CHECK(next(first) == "t=1");
    CHECK(next(first) == "=1");
    first.lose();
    const Client again = bench.connect(connect);
    CHECK(next(again) == "t=1"); // sent again: the alias is set anew
    CHECK(next(again) == "=1");
    again.lose();
    mqtt::Connect without = connect;
    without.properties = properties({number(PropertyId::session_expiry_interval, 100)});
    const Client plain = bench.connect(without);
    CHECK(next(plain) == "t");
    CHECK(next(plain) == "t");
}

TEST_CASE("An alias in a PUBLISH is for its receiver alone: clients with and "
          "without aliases in one fan-out"
          " [MQTT-3.3.2-11 of 5.0]",
          "[5.0][MQTT-3.3.2-11]") {
    Bench bench({}, traced_or_not());
    const Client with = taking(bench, 1);
    const Client without = bench.connect({.version = v5, .client_id = "other"});
    const Client old = bench.connect({.version = v311, .client_id = "old"});
    for (const Client& client : {with, without, old}) client.subscribe("#");
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    const Properties theirs = properties({number(PropertyId::topic_alias, 7)});
    pub.publish("t", "1", {.properties = theirs});
    pub.publish("", "2", {.properties = theirs});
    CHECK(next(with) == "t=1");
    CHECK(next(with) == "=1");
    for (const Client& client : {without, old}) {
        CHECK(next(client) == "t");
        CHECK(next(client) == "t");
    }
}

TEST_CASE("An alias never makes a PUBLISH larger than the client takes "
          "[MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24]") {
    Bench bench({}, traced_or_not());
    const Client sub = taking(bench, 5, {number(PropertyId::maximum_packet_size, 20)});
    sub.subscribe("#");
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", std::string(14, 'x')); // 20 bytes without an alias, 23 with it
    CHECK(next(sub) == "t");
    pub.publish("t", std::string(11, 'x')); // 20 with it
    CHECK(next(sub) == "t=1");
    pub.publish("t", std::string(12, 'x'));
    CHECK(next(sub) == "=1");
    // Two bytes less than the alias takes: the topic goes in full.
    pub.publish("t", std::string(14, 'x'));
    const base::Bytes sent = sub.take_bytes();
    CHECK(sent.size() > 0);
    CHECK(sent.size() <= 20);
}

TEST_CASE("Retained messages and Subscription Identifiers come with aliases as "
          "well") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "kept", {.retain = true});
    const Client sub = taking(bench, 5);
    sub.subscribe("t", {}, 3);
    pub.publish("t", "live");
    const auto kept = sub.next<mqtt::Publish>(), live = sub.next<mqtt::Publish>();
    CHECK(kept.topic == "t");
    CHECK(kept.retain);
    CHECK(live.topic == "");
    CHECK(live.properties.number(PropertyId::topic_alias) == kept.properties.number(PropertyId::topic_alias));
    CHECK(live.properties.number(PropertyId::subscription_identifier) == 3);
}
