// Shared Subscriptions [5.0, 4.8.2]: one member of a group gets each message.
#include "support/bench.hpp"

#include <array>

using namespace bench;

namespace {

constexpr std::uint32_t hour_s = 3600;

mqtt::SubscriptionOptions qos(unsigned level) { return {static_cast<QoS>(level)}; }

mqtt::Connect kept(std::string_view client_id) {
    return {.version = v5,
            .clean_start = false,
            .client_id = std::string(client_id),
            .properties = properties({number(PropertyId::session_expiry_interval, hour_s)})};
}

Client member(Bench& bench, std::string_view client_id, unsigned level = 0, std::string_view filter = "$share/g/t") {
    const Client client = bench.connect(kept(client_id));
    client.subscribe(filter, level);
    return client;
}

/// Ends the Session too: nothing of it is kept.
void leave_for_good(const Client& client) {
    client.disconnect(ReasonCode::success, properties({number(PropertyId::session_expiry_interval, 0)}));
}

/// `first` and `second` in one group, with the turn on `first`, and somebody
/// who publishes.
struct Group {
    Client first, second, pub;
};
Group group_of(Bench& bench, unsigned level) {
    return {member(bench, "m1", level), member(bench, "m2", level), bench.connect({.version = v5, .client_id = "pub"})};
}

} // namespace

TEST_CASE("Each message goes to one member of the group, in turn [MQTT-4.8.2-1 "
          "of 5.0]",
          "[5.0][MQTT-4.8.2-1][MQTT-3.3.4-1]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const std::array members = {member(bench, "a"), member(bench, "b"), member(bench, "c")};
    const Client pub = bench.connect({.client_id = "pub"});
    for (unsigned id = 1; id <= 4; ++id) pub.publish("t", std::to_string(id), {.qos = level, .id = id});
    CHECK(members[0].heard() == "PUBLISH t '1'; PUBLISH t '4'");
    CHECK(members[1].heard() == "PUBLISH t '2'");
    CHECK(members[2].heard() == "PUBLISH t '3'");
}

TEST_CASE("The share name and the filter make the group: another of either is "
          "another group"
          " [MQTT-4.8.2-1, MQTT-4.8.2-2 of 5.0]",
          "[5.0][MQTT-4.8.2-1][MQTT-4.8.2-2][MQTT-4.7.3-4]") {
    Bench bench({}, traced_or_not());
    std::vector<Client> alone;
    for (const char* filter : {"$share/g/t/#", "$share/G/t/#", "$share/g/t/+", "$share/g h/t/#"}) {
        alone.push_back(member(bench, "c" + std::to_string(alone.size()), 0, filter));
    }
    bench.connect({.client_id = "pub"}).publish("t/u", "x");
    for (const Client& client : alone) CHECK(client.heard() == "PUBLISH t/u 'x'");
}

TEST_CASE("A group stands beside the ordinary subscriptions, also of one of "
          "its members [5.0, 4.8.2]",
          "[5.0][MQTT-3.3.4-5]") {
    Bench bench({}, traced_or_not());
    const Client both = bench.connect({.version = v5, .client_id = "both"});
    both.subscribe("t", qos(0), 7);
    both.subscribe("$share/g/t", qos(0), 8);
    bench.connect({.client_id = "pub"}).publish("t", "x");
    CHECK(both.heard() == "PUBLISH t 'x' sub=7; PUBLISH t 'x' sub=8");
}

TEST_CASE("Copies of one message through several subscriptions carry the "
          "identifier of their own [MQTT-3.3.4-5 of 5.0]",
          "[5.0][MQTT-3.3.4-5]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("$share/g/t", qos(1), 1);
    client.subscribe("$share/h/t", qos(1), 2);
    client.subscribe("$share/g/#", qos(1));
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 1});
    CHECK(client.heard() == "PUBLISH t 'x' qos=1 id=1 sub=1; PUBLISH t 'x' qos=1 "
                            "id=2 sub=2; PUBLISH t 'x' qos=1 id=3");
}

TEST_CASE("3.1 and 3.1.1 clients can share too, in the same group as 5.0 ones") {
    Bench bench({}, traced_or_not());
    const std::array members = {bench.connect({.version = v31, .client_id = "a"}),
                                bench.connect({.version = v311, .client_id = "b"}),
                                bench.connect({.version = v5, .client_id = "c"})};
    for (const Client& client : members) client.subscribe("$share/g/t");
    const Client pub = bench.connect({.client_id = "pub"});
    for (const char* payload : {"1", "2", "3"}) pub.publish("t", payload);
    CHECK(members[0].heard() == "PUBLISH t '1'");
    CHECK(members[1].heard() == "PUBLISH t '2'");
    CHECK(members[2].heard() == "PUBLISH t '3'");
}

TEST_CASE("The member that was chosen gets the message at its own granted QoS "
          "[MQTT-4.8.2-3 of 5.0]",
          "[5.0][MQTT-4.8.2-3]") {
    Bench bench({}, traced_or_not());
    const std::array members = {member(bench, "a", 0), member(bench, "b", 1), member(bench, "c", 2)};
    const Client pub = bench.connect({.client_id = "pub"});
    for (unsigned id = 1; id <= 3; ++id) pub.publish("t", "x", {.qos = 2, .id = id});
    CHECK(members[0].heard() == "PUBLISH t 'x'");
    CHECK(members[1].heard() == "PUBLISH t 'x' qos=1 id=1");
    CHECK(members[2].heard() == "PUBLISH t 'x' qos=2 id=1");
}

TEST_CASE("A member that is connected goes before one that is not; with nobody "
          "there, one of them waits for it"
          " [5.0, 4.8.2]",
          "[5.0][MQTT-4.8.2-3]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 1);
    first.lose();
    for (unsigned id = 1; id <= 2; ++id) pub.publish("t", std::to_string(id), {.qos = 1, .id = id});
    CHECK(second.heard() == "PUBLISH t '1' qos=1 id=1; PUBLISH t '2' qos=1 id=2");
    second.lose();
    pub.publish("t", "3", {.qos = 1, .id = 3});
    const Client first_again = bench.try_connect(kept("m1"));
    const Client second_again = bench.try_connect(kept("m2"));
    CHECK(first_again.heard() + "; " + second_again.heard() ==
          "CONNACK 00 present; PUBLISH t '3' qos=1 id=1; "
          "CONNACK 00 present; PUBLISH t '1' qos=1 id=1 dup; PUBLISH t '2' qos=1 "
          "id=2 dup");
}

TEST_CASE("A retained message is not sent to a new Shared Subscription, "
          "whatever its Retain Handling [5.0, 4.8.2]",
          "[5.0][MQTT-3.3.1-9]") {
    Bench bench({}, traced_or_not());
    bench.connect({.client_id = "pub"}).publish("t", "kept", {.retain = true});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("$share/g/t",
                     {.retain_handling = GENERATE(mqtt::RetainHandling::send, mqtt::RetainHandling::send_if_new)});
    CHECK(client.heard() == "");
}

TEST_CASE("Subscribing again replaces a member's subscription, and makes it no "
          "second member [MQTT-3.8.4-3]",
          "[5.0][MQTT-3.8.4-3]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 0);
    first.subscribe("$share/g/t", qos(1), 9);
    for (unsigned id = 1; id <= 3; ++id) pub.publish("t", std::to_string(id), {.qos = 1, .id = id});
    CHECK(first.heard() == "PUBLISH t '1' qos=1 id=1 sub=9; PUBLISH t '3' qos=1 id=2 sub=9");
    CHECK(second.heard() == "PUBLISH t '2'");
    CHECK(bench.broker.subscription_count("m1") == 1);
}

TEST_CASE("UNSUBSCRIBE takes a member out of its group and leaves its other "
          "subscriptions [MQTT-3.10.4-1]",
          "[5.0][MQTT-3.10.4-1][MQTT-3.10.4-2]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 0);
    first.subscribe("t/u");
    first.ask_unsubscribe({"t", "$share/h/t", "$share/g/t"});
    CHECK(first.next<mqtt::Unsuback>().reasons ==
          std::vector{ReasonCode::no_subscription_existed, ReasonCode::no_subscription_existed, ReasonCode::success});
    for (const char* payload : {"1", "2"}) pub.publish("t", payload);
    pub.publish("t/u", "own");
    CHECK(first.heard() == "PUBLISH t/u 'own'");
    CHECK(second.heard() == "PUBLISH t '1'; PUBLISH t '2'");
}

TEST_CASE("When the last member has gone, nobody matches: PUBACK 0x10 [5.0, 4.8.2]", "[5.0][MQTT-3.10.4-1]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 0);
    first.ask_unsubscribe({"$share/g/t"});
    leave_for_good(second);
    pub.publish("t", "x", {.qos = 1});
    CHECK(pub.heard() == "PUBACK 1 10");
    CHECK(bench.broker.total_subscriptions() == 0);
}

TEST_CASE("Where Shared Subscriptions are not available, CONNACK says so and "
          "SUBACK 0x9E refuses [5.0, 3.2.2.3.13]",
          "[5.0][MQTT-3.8.4-7]") {
    Bench bench({.shared_available = false}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.ask_subscribe({{"$share/g/t", {}}, {"t", {}}});
    CHECK(client.heard() == "SUBACK 1 9e 00");
}

TEST_CASE("A malformed share name or filter is refused alone [MQTT-4.8.2-1, "
          "MQTT-4.8.2-2 of 5.0]",
          "[5.0][MQTT-4.8.2-1][MQTT-4.8.2-2][MQTT-3.8.4-7]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.ask_subscribe({{"$share/", {}},
                          {"$share//t", {}},
                          {"$share/g", {}},
                          {"$share/g/", {}},
                          {"$share/+/t", {}},
                          {"$share/a#/t", {}},
                          {"$share/g/t#", {}},
                          {"$share/g/#", {}}});
    CHECK(client.heard() == "SUBACK 1 8f 8f 8f 8f 8f 8f 8f 00");
}

TEST_CASE("No Local on a Shared Subscription is a Protocol Error [MQTT-3.8.3-4 "
          "of 5.0]",
          "[5.0][MQTT-3.8.3-4]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.ask_subscribe({{"$share/g/t", {.no_local = true}}});
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("A member can get what it published itself [5.0, 4.8.2]", "[5.0][MQTT-3.3.4-1]") {
    Bench bench({}, traced_or_not());
    const Client client = member(bench, "a");
    client.publish("t", "mine");
    CHECK(client.heard() == "PUBLISH t 'mine'");
}

// --- a member that is lost, ends or refuses ---

TEST_CASE("A QoS 2 delivery that was interrupted is completed to the same "
          "member when it is back"
          " [MQTT-4.8.2-4 of 5.0]",
          "[5.0][MQTT-4.8.2-4]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 2);
    const bool answered = GENERATE(false, true);
    pub.publish("t", "x", {.qos = 2});
    CHECK(first.heard() == "PUBLISH t 'x' qos=2 id=1");
    if (answered) first.pubrec(1);
    first.lose();
    CHECK(second.heard() == "");
    const Client again = bench.try_connect(kept("m1"));
    CHECK(again.heard() ==
          (answered ? "CONNACK 00 present; PUBREL 1" : "CONNACK 00 present; PUBLISH t 'x' qos=2 id=1 dup"));
}

TEST_CASE("A QoS 2 delivery whose member's Session ends goes to nobody else "
          "[MQTT-4.8.2-5 of 5.0]",
          "[5.0][MQTT-4.8.2-5]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 2);
    const bool answered = GENERATE(false, true);
    pub.publish("t", "x", {.qos = 2});
    if (answered) first.pubrec(1);
    SECTION("on leaving") { leave_for_good(first); }
    SECTION("by expiry") {
        first.lose();
        bench.wait(seconds(hour_s));
    }
    SECTION("by a clean start") {
        first.lose();
        bench.connect({.version = v5, .client_id = "m1"});
    }
    CHECK(second.heard() == "");
}

TEST_CASE("A QoS 1 message without its PUBACK goes to another member when the "
          "Session ends [5.0, 4.8.2]",
          "[5.0][MQTT-4.8.2-3]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 1);
    second.subscribe("$share/g/t", qos(1), 5);
    pub.publish("t", "x", {.qos = 1});
    CHECK(first.heard() == "PUBLISH t 'x' qos=1 id=1");
    leave_for_good(first);
    CHECK(second.heard() == "PUBLISH t 'x' qos=1 id=1 sub=5");
}

TEST_CASE("What was acknowledged, and what came by an ordinary subscription, "
          "does not go to another member"
          " [5.0, 4.8.2]",
          "[5.0][MQTT-4.8.2-3]") {
    Bench bench({}, traced_or_not());
    const auto [first, second, pub] = group_of(bench, 1);
    first.subscribe("own", 1);
    pub.publish("t", "x", {.qos = 1});
    first.puback(1);
    pub.publish("own", "y", {.qos = 1, .id = 2});
    leave_for_good(first);
    CHECK(second.heard() == "");
}

TEST_CASE("What waited in a member's queue goes to the others when its Session "
          "ends, in its order [5.0, 4.8.2]",
          "[5.0][MQTT-4.8.2-3]") {
    Bench bench({}, traced_or_not());
    const Client first = member(bench, "m1", 2);
    first.lose();
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    for (unsigned id = 1; id <= 3; ++id) pub.publish("t", std::to_string(id), {.qos = 2, .id = id});
    const Client second = member(bench, "m2", 1);
    CHECK(second.heard() == "");
    bench.wait(seconds(hour_s));
    CHECK(second.heard() == "PUBLISH t '1' qos=1 id=1; PUBLISH t '2' qos=1 id=2; "
                            "PUBLISH t '3' qos=1 id=3");
}

TEST_CASE("A message that a member refuses is discarded and offered to no "
          "other [MQTT-4.8.2-6 of 5.0]",
          "[5.0][MQTT-4.8.2-6]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(1u, 2u);
    const auto [first, second, pub] = group_of(bench, level);
    pub.publish("t", "x", {.qos = level});
    first.answer(level == 1 ? PacketType::puback : PacketType::pubrec, 1, ReasonCode::quota_exceeded);
    leave_for_good(first);
    CHECK(second.heard() == "");
}

TEST_CASE("A group's turn, its queue and its members are part of a copy of the "
          "broker [5.0, 4.8.2]",
          "[5.0]") {
    Bench bench;
    const auto [first, second, pub] = group_of(bench, 1);
    pub.publish("t", "1", {.qos = 1});
    first.take_bytes();
    Bench copy = bench;
    for (Bench* each : {&bench, &copy}) {
        each->at(2).publish("t", "2", {.qos = 1, .id = 2});
        each->at(0).disconnect(ReasonCode::success, properties({number(PropertyId::session_expiry_interval, 0)}));
        CHECK(each->at(1).heard() == "PUBLISH t '2' qos=1 id=1; PUBLISH t '1' qos=1 id=2");
    }
}

TEST_CASE("The trace names the filter of the group and of its member") {
    Bench bench;
    const auto [first, second, pub] = group_of(bench, 0);
    pub.publish("t", "x");
    const auto matched = bench.events(EventKind::message_matched);
    REQUIRE(matched.size() == 1);
    CHECK(matched[0].actor == 1);
    CHECK(matched[0].text == "$share/g/t");
    CHECK(bench.broker.session("m1")->subscriptions.at(0).topic_filter == "$share/g/t");
}
