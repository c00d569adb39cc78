// SUBSCRIBE and SUBACK: codes, granted QoS, replacement, overlap, options, identifiers [3.8, 3.9].
#include "support/bench.hpp"

#include <algorithm>

using namespace bench;

namespace {

mqtt::SubscriptionOptions qos(unsigned level) {
    return {static_cast<QoS>(level), false, false, mqtt::RetainHandling::send};
}

} // namespace

TEST_CASE("SUBSCRIBE is answered by a SUBACK with its Packet Identifier and the granted QoS [MQTT-3.8.4-1]",
          "[3.1.1][MQTT-3.8.4-1][MQTT-3.8.4-2][MQTT-3.8.4-5][MQTT-2.3.1-7][5.0][MQTT-3.8.4-1][MQTT-3.8.4-2]"
          "[MQTT-3.8.4-6][MQTT-3.8.4-7][MQTT-2.2.1-6]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.ask_subscribe({{"t", qos(1)}}, 0xfffe);
    CHECK(client.heard() == "SUBACK 65534 01");
}

TEST_CASE("SUBACK has one code for each filter, in their order [MQTT-3.9.3-1]",
          "[3.1.1][MQTT-3.9.3-1][MQTT-3.9.3-2][MQTT-3.8.4-4][MQTT-3.8.4-5][5.0][MQTT-3.9.3-1][MQTT-3.8.4-5]"
          "[MQTT-3.8.4-6]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.ask_subscribe({{"c", qos(2)}, {"a", qos(0)}, {"b", qos(1)}, {"a", qos(2)}}, 3);
    CHECK(client.heard() == "SUBACK 3 02 00 01 02");
    CHECK(bench.broker.subscription_count("a") == 3);
}

TEST_CASE("A filter that cannot be granted fails alone: 0x80 before 5.0 [MQTT-3.8.4-5 of 3.1.1]",
          "[3.1.1][MQTT-3.8.4-5][MQTT-3.9.3-2][MQTT-4.7.1-2][MQTT-4.7.1-3][MQTT-3.8.3-2]") {
    Bench bench({.wildcard_available = GENERATE(true, false)}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.ask_subscribe({{"a", qos(1)}, {"a/#/b", qos(1)}, {"a+", qos(1)}, {"a/b#", qos(0)}, {"b", qos(2)}});
    CHECK(client.heard() == "SUBACK 1 01 80 80 80 02");
}

TEST_CASE("A filter that cannot be granted fails alone: in 5.0 with the reason [MQTT-3.8.4-7 of 5.0]",
          "[5.0][MQTT-3.8.4-7][MQTT-3.9.3-2][MQTT-4.7.1-1][MQTT-4.7.1-2]") {
    Bench bench({.wildcard_available = false}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.ask_subscribe({{"a", qos(1)}, {"a/#/b", qos(1)}, {"a/#", qos(1)}, {"+", qos(0)}, {"b", qos(2)}});
    CHECK(client.heard() == "SUBACK 1 01 8f a2 a2 02");
}

TEST_CASE("A message is delivered at the lower of its QoS and the granted one"
          " [MQTT-3.8.4-6 of 3.1.1, MQTT-3.8.4-8 of 5.0]",
          "[3.1.1][MQTT-3.8.4-6][5.0][MQTT-3.8.4-8]") {
    Bench bench({}, traced_or_not());
    const unsigned granted = GENERATE(0u, 1u, 2u);
    const unsigned published = GENERATE(0u, 1u, 2u);
    const Client sub = bench.connect({.version = v5, .client_id = "sub"});
    sub.subscribe("t", granted);
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = published});
    CHECK(mqtt::number(sub.next<mqtt::Publish>().qos) == std::min(granted, published));
}

TEST_CASE("The same filter again replaces the subscription: a new QoS, no second copy [MQTT-3.8.4-3]",
          "[3.1.1][MQTT-3.8.4-3][5.0][MQTT-3.8.4-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.subscribe("t/#", 0);
    client.subscribe("t/#", 1);
    client.publish("t/u", "x", {.qos = 1, .id = 5});
    CHECK(client.heard() == "PUBLISH t/u 'x' qos=1 id=1; PUBACK 5");
    CHECK(bench.broker.subscription_count("a") == 1);
}

TEST_CASE("Subscribing again sends the retained messages again, and the flow of messages goes on"
          " [MQTT-3.8.4-3 of 3.1.1, MQTT-3.8.4-4 of 5.0]",
          "[3.1.1][MQTT-3.8.4-3][5.0][MQTT-3.8.4-4]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.publish("t", "kept", {.retain = true});
    client.subscribe("t");
    CHECK(client.heard() == "PUBLISH t 'kept' retain");
    client.subscribe("t");
    client.publish("t", "x");
    CHECK(client.heard() == "PUBLISH t 'kept' retain; PUBLISH t 'x'");
}

TEST_CASE("Filters that differ in one character are different subscriptions [MQTT-4.7.3-4]",
          "[3.1.1][MQTT-4.7.3-4][5.0][MQTT-4.7.3-4][MQTT-3.8.4-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    for (const std::string_view filter : {"t", "T", "/t", "t/", "t ", "t/#", "+"}) client.subscribe(filter);
    CHECK(bench.broker.subscription_count("a") == 7);
}

TEST_CASE("Overlapping subscriptions of one client get the message once, at the highest QoS"
          " [MQTT-3.3.5-1 of 3.1.1, MQTT-3.3.4-2 of 5.0]",
          "[3.1.1][MQTT-3.3.5-1][5.0][MQTT-3.3.4-2]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect({.version = every_version(), .client_id = "sub"});
    sub.subscribe("t/+", 0);
    sub.subscribe("#", 2);
    sub.subscribe("t/u", 1);
    bench.connect({.client_id = "pub"}).publish("t/u", "x", {.qos = 2});
    CHECK(sub.heard() == "PUBLISH t/u 'x' qos=2 id=1");
}

TEST_CASE("Every client with a matching subscription gets its copy, in its own version's form [MQTT-4.5.0-1]",
          "[3.1.1][MQTT-4.5.0-1][5.0][MQTT-4.5.0-1]") {
    Bench bench({}, traced_or_not());
    std::vector<Client> subs;
    for (const ProtocolVersion version : {v31, v311, v5, v5, v311}) {
        subs.push_back(bench.connect({.version = version, .client_id = "s" + std::to_string(subs.size())}));
        subs.back().subscribe("t/#");
    }
    bench.connect({.client_id = "pub"}).publish("t/u", "x");
    for (const Client& sub : subs) CHECK(sub.heard() == "PUBLISH t/u 'x'");
}

// --- No Local ---

TEST_CASE("No Local keeps a client's own messages from it, and nobody else's [MQTT-3.8.3-3 of 5.0]",
          "[5.0][MQTT-3.8.3-3]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u, 2u);
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("t", {static_cast<QoS>(level), true});
    client.publish("t", "mine");
    CHECK(client.heard() == "");
    bench.connect({.client_id = "b"}).publish("t", "theirs");
    CHECK(client.heard() == "PUBLISH t 'theirs'");
}

TEST_CASE("No Local on one of two overlapping subscriptions leaves the other [MQTT-3.8.3-3 of 5.0]",
          "[5.0][MQTT-3.8.3-3][MQTT-3.3.4-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("t", {QoS::exactly_once, true}, 1);
    client.subscribe("#", {QoS::at_most_once, false}, 2);
    client.publish("t", "x", {.qos = 2, .id = 4});
    CHECK(client.heard() == "PUBLISH t 'x' sub=2; PUBREC 4");
}

TEST_CASE("A message that only No Local stops had no matching subscriber: PUBACK 0x10 [MQTT-3.8.3-3 of 5.0]",
          "[5.0][MQTT-3.8.3-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("t", {QoS::at_least_once, true});
    client.publish("t", "x", {.qos = 1, .id = 4});
    CHECK(client.heard() == "PUBACK 4 10");
}

TEST_CASE("No Local is about the Client Identifier: it holds after a reconnection [MQTT-3.8.3-3 of 5.0]",
          "[5.0][MQTT-3.8.3-3]") {
    Bench bench({}, traced_or_not());
    const mqtt::Connect kept{.version = v5,
                             .clean_start = false,
                             .client_id = "a",
                             .properties = properties({number(PropertyId::session_expiry_interval, 100)})};
    const Client first = bench.connect(kept);
    first.subscribe("t", {QoS::at_most_once, true});
    first.lose();
    const Client again = bench.connect(kept);
    again.publish("t", "x");
    CHECK(again.heard() == "");
}

TEST_CASE("No Local holds for a retained message that the client published itself [MQTT-3.8.3-3 of 5.0]",
          "[5.0][MQTT-3.8.3-3]") {
    Bench bench;
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "mine", {.retain = true});
    client.subscribe("t", {QoS::at_most_once, true});
    CHECK(client.heard() == "");
}

// --- Subscription Identifiers ---

TEST_CASE("A message carries the identifiers of all the subscriptions that it matched [MQTT-3.3.4-3 of 5.0]",
          "[5.0][MQTT-3.3.4-3][MQTT-3.3.4-4]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u);
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("t/u", qos(level), 7);
    client.subscribe("t/+", qos(0), 268'435'455);
    client.subscribe("#", qos(0));
    client.subscribe("other", qos(0), 8);
    client.publish("t/u", "x");
    const auto publish = client.next<mqtt::Publish>();
    std::vector<std::uint32_t> found;
    for (const mqtt::Property& property : publish.properties) found.push_back(property.number);
    std::sort(found.begin(), found.end());
    CHECK(found == std::vector<std::uint32_t>{7, 268'435'455});
}

TEST_CASE("A Subscription Identifier goes with retained messages too [5.0, 3.3.4]", "[5.0][MQTT-3.3.4-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.publish("t", "x", {.retain = true});
    client.subscribe("t", qos(0), 7);
    CHECK(client.heard() == "PUBLISH t 'x' retain sub=7");
}

TEST_CASE("Subscribing again changes or removes the Subscription Identifier [MQTT-3.8.4-3 of 5.0]",
          "[5.0][MQTT-3.8.4-3]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("t", qos(0), 7);
    client.subscribe("t", qos(0), 8);
    client.publish("t", "x");
    CHECK(client.heard() == "PUBLISH t 'x' sub=8");
    client.subscribe("t", qos(0));
    client.publish("t", "x");
    CHECK(client.heard() == "PUBLISH t 'x'");
}

TEST_CASE("One Subscription Identifier belongs to every filter of its SUBSCRIBE [5.0, 3.8.2.1.2]", "[5.0]") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.ask_subscribe({{"t", qos(0)}, {"u", qos(0)}}, 1,
                         properties({number(PropertyId::subscription_identifier, 5)}));
    client.publish("t", "x");
    client.publish("u", "y");
    CHECK(client.heard() == "SUBACK 1 00 00; PUBLISH t 'x' sub=5; PUBLISH u 'y' sub=5");
}

TEST_CASE("Subscription Identifier 0, and two of them, are Protocol Errors [5.0, 3.8.2.1.2]", "[5.0]") {
    const std::string_view subscribe =
        GENERATE("82 09 00 01 02 0b 00 00 01 't' 00", "82 0b 00 01 04 0b 01 0b 02 00 01 't' 00");
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(subscribe);
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

// --- what SUBSCRIBE must not be ---

TEST_CASE("A SUBSCRIBE that breaks the format closes the connection: before 5.0 without a word"
          " [MQTT-3.8.1-1 of 3.1.1]",
          "[3.1.1][MQTT-3.8.1-1][MQTT-3.8.3-3][MQTT-3.8.3-4][MQTT-2.3.1-1][MQTT-4.7.3-1][MQTT-4.7.3-2][MQTT-4.8.0-1]"
          "[MQTT-1.5.3-1]") {
    const std::string_view subscribe = GENERATE("80 06 00 01 00 01 't' 00", "8a 06 00 01 00 01 't' 00", // flags
                                                "82 02 00 01",                                          // no filter
                                                "82 06 00 01 00 01 't' 03",                             // QoS 3
                                                "82 06 00 01 00 01 't' 04",                             // reserved bit
                                                "82 06 00 00 00 01 't' 00",                             // identifier 0
                                                "82 05 00 01 00 00 00",                                 // empty filter
                                                "82 06 00 01 00 01 00 00",                              // U+0000
                                                "82 08 00 01 00 03 ed a0 80 00",                        // a surrogate
                                                "82 05 00 01 00 01 't'");                               // no QoS
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.send_hex(subscribe);
    CHECK(client.heard() == "closed");
}

TEST_CASE("A SUBSCRIBE that breaks the format closes the connection: in 5.0 with the reason [MQTT-3.8.1-1 of 5.0]",
          "[5.0][MQTT-3.8.1-1][MQTT-3.8.3-5][MQTT-2.1.3-1][MQTT-4.7.3-1][MQTT-4.7.3-2][MQTT-1.5.4-1][MQTT-4.13.1-1]") {
    const auto [subscribe, heard] =
        GENERATE(std::pair("80 07 00 01 00 00 01 't' 00", "DISCONNECT 81; closed"), // flags
                 std::pair("82 03 00 01 00", "DISCONNECT 82; closed"),              // no filter
                 std::pair("82 07 00 01 00 00 01 't' 40", "DISCONNECT 81; closed"), // reserved bit
                 std::pair("82 07 00 01 00 00 01 't' 30", "DISCONNECT 82; closed"), // Retain Handling 3
                 std::pair("82 06 00 01 00 00 00 00", "DISCONNECT 82; closed"),     // empty filter
                 std::pair("82 07 00 01 00 00 01 00 00", "DISCONNECT 81; closed"),  // U+0000
                 std::pair("82 07 00 01 00 00 01 ff 00", "DISCONNECT 81; closed")); // not UTF-8
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.send_hex(subscribe);
    CHECK(client.heard() == heard);
}

TEST_CASE("The longest filter, 65,535 bytes, is taken and matches [MQTT-4.7.3-3]",
          "[3.1.1][MQTT-4.7.3-3][5.0][MQTT-4.7.3-3]") {
    Bench bench({}, traced_or_not());
    const std::string longest(65535, 'x');
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.subscribe(longest);
    client.publish(longest, "!");
    CHECK(client.next<mqtt::Publish>().topic == longest);
}
