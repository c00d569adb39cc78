// Retained messages, seen from the clients [3.3.1.3, 3.8.3.1].
#include "support/bench.hpp"

using namespace bench;

namespace {

Client newcomer(Bench& bench, ProtocolVersion version = v311) {
    return bench.connect({.version = version, .client_id = "new"});
}

mqtt::SubscriptionOptions handling(mqtt::RetainHandling how) { return {QoS::at_most_once, false, false, how}; }

} // namespace

TEST_CASE("A retained message is stored, and a new subscription gets it with RETAIN 1 [MQTT-3.3.1-5]",
          "[3.1.1][MQTT-3.3.1-5][MQTT-3.3.1-6][MQTT-3.3.1-8][5.0][MQTT-3.3.1-5][MQTT-3.3.1-9]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    bench.connect({.version = version, .client_id = "pub"}).publish("t", "x", {.retain = true});
    const Client sub = newcomer(bench, version);
    sub.subscribe("t");
    CHECK(sub.heard() == "PUBLISH t 'x' retain");
}

TEST_CASE("RETAIN is 0 on what an established subscription gets [MQTT-3.3.1-9 of 3.1.1, MQTT-3.3.1-12 of 5.0]",
          "[3.1.1][MQTT-3.3.1-9][5.0][MQTT-3.3.1-12]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const Client sub = newcomer(bench, every_version());
    sub.subscribe("t", 2);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = level, .retain = true});
    CHECK_FALSE(sub.next<mqtt::Publish>().retain);
}

TEST_CASE("Retain As Published forwards the RETAIN flag as it came [MQTT-3.3.1-13 of 5.0]", "[5.0][MQTT-3.3.1-13]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u);
    const Client sub = newcomer(bench, v5);
    sub.subscribe("t", {QoS::at_least_once, false, true});
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "x", {.qos = level, .retain = true});
    CHECK(sub.next<mqtt::Publish>().retain);
    pub.publish("t", "y", {.qos = level});
    CHECK_FALSE(sub.next<mqtt::Publish>().retain);
}

TEST_CASE("Retain As Published and not, side by side, each get their flag [MQTT-3.3.1-12 of 5.0]",
          "[5.0][MQTT-3.3.1-12][MQTT-3.3.1-13]") {
    Bench bench({}, traced_or_not());
    std::vector<Client> subs;
    for (int i = 0; i < 6; ++i) {
        subs.push_back(bench.connect({.version = v5, .client_id = std::to_string(i)}));
        subs.back().subscribe("t", {QoS::at_most_once, false, i % 2 == 0});
    }
    bench.connect({.client_id = "pub"}).publish("t", "x", {.retain = true});
    for (int i = 0; i < 6; ++i) CHECK(subs[i].heard() == (i % 2 == 0 ? "PUBLISH t 'x' retain" : "PUBLISH t 'x'"));
}

TEST_CASE("The last retained message of a topic replaces the one before, at any QoS [MQTT-3.3.1-5]",
          "[3.1.1][MQTT-3.3.1-5][MQTT-3.3.1-7][5.0][MQTT-3.3.1-5]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "old", {.qos = 2, .retain = true});
    pub.publish("t", "new", {.qos = level, .retain = true, .id = 2});
    const Client sub = newcomer(bench);
    sub.subscribe("t", 0);
    CHECK(sub.heard() == "PUBLISH t 'new' retain");
    CHECK(mqtt::number(bench.broker.retained("t", bench.now())->qos) == level);
}

TEST_CASE("A message with RETAIN 0 neither stores nor touches what is retained"
          " [MQTT-3.3.1-12 of 3.1.1, MQTT-3.3.1-8 of 5.0]",
          "[3.1.1][MQTT-3.3.1-12][5.0][MQTT-3.3.1-8]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.version = every_version(), .client_id = "pub"});
    pub.publish("u", "x");
    pub.publish("t", "kept", {.retain = true});
    pub.publish("t", "x");
    pub.publish("t", "");
    const Client sub = newcomer(bench);
    sub.subscribe("#");
    CHECK(sub.heard() == "PUBLISH t 'kept' retain");
}

TEST_CASE("An empty retained message clears its topic, is passed on as usual and is not stored"
          " [MQTT-3.3.1-10 of 3.1.1, MQTT-3.3.1-6 of 5.0]",
          "[3.1.1][MQTT-3.3.1-10][MQTT-3.3.1-11][5.0][MQTT-3.3.1-6][MQTT-3.3.1-7]") {
    Bench bench({}, traced_or_not());
    const Client sub = newcomer(bench, every_version());
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "x", {.retain = true});
    sub.subscribe("t");
    pub.publish("t", "", {.retain = true});
    CHECK(sub.heard() == "PUBLISH t 'x' retain; PUBLISH t ''");
    CHECK(bench.broker.retained().empty());
    sub.subscribe("t");
    CHECK(sub.heard() == "");
}

TEST_CASE("Clearing what was never retained is no fault [MQTT-3.3.1-10 of 3.1.1, MQTT-3.3.1-6 of 5.0]",
          "[3.1.1][MQTT-3.3.1-10][5.0][MQTT-3.3.1-6]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("t", "", {.qos = 1, .retain = true});
    CHECK(pub.heard() == "PUBACK 1");
}

TEST_CASE("Retained messages belong to no Session: they stay when their publisher goes"
          " [MQTT-3.1.2-7 of 3.1.1, MQTT-3.3.1-5 of 5.0]",
          "[3.1.1][MQTT-3.1.2-7][5.0][MQTT-3.3.1-5]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.version = every_version(), .client_id = "pub"});
    pub.publish("t", "x", {.retain = true});
    pub.disconnect();
    CHECK(bench.broker.session_count() == 0);
    CHECK(bench.broker.retained("t", bench.now()));
}

TEST_CASE("A subscription gets the retained message of each topic that matches, in the order of topics, behind SUBACK"
          " [MQTT-3.3.1-6 of 3.1.1, MQTT-3.3.1-9 of 5.0]",
          "[3.1.1][MQTT-3.3.1-6][5.0][MQTT-3.3.1-9]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.client_id = "pub"});
    for (const std::string_view topic : {"a/c", "b", "a", "a/b", "a/b/c", "ab", "a/"})
        pub.publish(topic, "x", {.retain = true});
    const Client sub = newcomer(bench, every_version());
    sub.ask_subscribe({{"a/+", {}}}, 1);
    CHECK(shown(base::BytesView(sub.take_bytes()).first(1)) == "90");
    sub.subscribe("a/#");
    CHECK(sub.heard() == "PUBLISH a 'x' retain; PUBLISH a/ 'x' retain; PUBLISH a/b 'x' retain; "
                         "PUBLISH a/b/c 'x' retain; PUBLISH a/c 'x' retain");
}

TEST_CASE("Retained messages of names with '$' are not for filters that begin with a wildcard [MQTT-4.7.2-1]",
          "[3.1.1][MQTT-4.7.2-1][5.0][MQTT-4.7.2-1]") {
    Bench bench({}, traced_or_not());
    bench.connect({.client_id = "pub"}).publish("$own/a", "x", {.retain = true});
    const Client sub = newcomer(bench);
    sub.subscribe("#");
    sub.subscribe("+/a");
    CHECK(sub.heard() == "");
    sub.subscribe("$own/#");
    CHECK(sub.heard() == "PUBLISH $own/a 'x' retain");
}

TEST_CASE("A retained message is sent at the lower of its QoS and the granted one"
          " [MQTT-3.8.4-6 of 3.1.1, MQTT-3.8.4-8 of 5.0]",
          "[3.1.1][MQTT-3.8.4-6][5.0][MQTT-3.8.4-8]") {
    Bench bench({}, traced_or_not());
    const unsigned published = GENERATE(0u, 1u, 2u);
    const unsigned granted = GENERATE(0u, 1u, 2u);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = published, .retain = true});
    const Client sub = newcomer(bench, v5);
    sub.subscribe("t", granted);
    CHECK(mqtt::number(sub.next<mqtt::Publish>().qos) == std::min(published, granted));
}

TEST_CASE("Retain Handling 0 sends retained messages at every SUBSCRIBE, 1 at a new one only, 2 never"
          " [MQTT-3.3.1-9 of 5.0]",
          "[5.0][MQTT-3.3.1-9][MQTT-3.3.1-10][MQTT-3.3.1-11][MQTT-3.8.4-4]") {
    Bench bench({}, traced_or_not());
    bench.connect({.client_id = "pub"}).publish("t", "x", {.retain = true});
    const Client sub = newcomer(bench, v5);
    const auto [how, first, second] =
        GENERATE(std::tuple(mqtt::RetainHandling::send, "PUBLISH t 'x' retain", "PUBLISH t 'x' retain"),
                 std::tuple(mqtt::RetainHandling::send_if_new, "PUBLISH t 'x' retain", ""),
                 std::tuple(mqtt::RetainHandling::do_not_send, "", ""));
    sub.subscribe("t", handling(how));
    CHECK(sub.heard() == first);
    sub.subscribe("t", handling(how));
    CHECK(sub.heard() == second);
    sub.ask_unsubscribe({"t"});
    sub.take_bytes();
    sub.subscribe("t", handling(how));
    CHECK(sub.heard() == first);
}

TEST_CASE("A resumed Session's subscriptions are not new: nothing retained is sent on reconnection") {
    Bench bench({}, traced_or_not());
    const mqtt::Connect kept{.clean_start = false, .client_id = "sub"};
    const Client sub = bench.connect(kept);
    sub.subscribe("t");
    sub.publish("t", "x", {.retain = true});
    sub.lose();
    CHECK(bench.connect(kept).heard() == "");
}

TEST_CASE("A retained message expires, and until then tells what is left [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5][MQTT-3.3.2-6]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "x",
                {.retain = true, .properties = properties({number(PropertyId::message_expiry_interval, 10)})});
    bench.wait(seconds(4));
    const Client sub = newcomer(bench, v5);
    sub.subscribe("t");
    CHECK(sub.heard() == "PUBLISH t 'x' retain expiry=6");
    bench.wait(seconds(6));
    sub.subscribe("t");
    CHECK(sub.heard() == "");
    CHECK(bench.broker.retained().empty());
}

TEST_CASE("The expiry of a retained message goes with it when another takes its place [MQTT-3.3.1-5 of 5.0]",
          "[5.0][MQTT-3.3.1-5]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "x",
                {.retain = true, .properties = properties({number(PropertyId::message_expiry_interval, 10)})});
    pub.publish("t", "y", {.retain = true});
    bench.wait(seconds(100));
    CHECK(bench.broker.retained("t", bench.now()));
}

TEST_CASE("Retained messages keep their properties [MQTT-3.3.2-17 of 5.0]", "[5.0][MQTT-3.3.2-17][MQTT-3.3.2-18]") {
    Bench bench({}, traced_or_not());
    const Properties forwarded = properties({user("b", "2"), user("a", "1"), text(PropertyId::content_type, "x")});
    bench.connect({.version = v5, .client_id = "pub"}).publish("t", "x", {.retain = true, .properties = forwarded});
    const Client sub = newcomer(bench, v5);
    sub.subscribe("t");
    CHECK(sub.next<mqtt::Publish>().properties == forwarded);
}

TEST_CASE("Where nothing is retained, a PUBLISH with RETAIN 1 is refused [MQTT-4.13.1-1 of 5.0]",
          "[5.0][MQTT-4.13.1-1]") {
    Bench bench({.retain_available = false}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client pub = bench.connect({.version = version, .client_id = "pub"});
    pub.publish("t", "x", {.retain = true});
    CHECK(pub.heard() == (version == v5 ? "DISCONNECT 9a; closed" : "closed"));
}
