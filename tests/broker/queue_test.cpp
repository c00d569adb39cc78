// The queue of a Session: its bound, and what happens to messages that wait [4.5, 3.3.2.3.3].
#include "support/bench.hpp"

using namespace bench;

namespace {

mqtt::Connect kept(ProtocolVersion version = v5, Properties more = {}) {
    more.add_number(PropertyId::session_expiry_interval, 100'000);
    return {.version = version, .clean_start = false, .client_id = "sub", .properties = std::move(more)};
}

Extra expiring(unsigned qos, std::uint32_t seconds, bool retain = false) {
    return {
        .qos = qos, .retain = retain, .properties = properties({number(PropertyId::message_expiry_interval, seconds)})};
}

/// A Session with a subscription to "t" whose connection is gone.
void leave_subscription(Bench& bench, unsigned qos = 1) {
    const Client sub = bench.connect(kept());
    sub.subscribe("t", qos);
    sub.lose();
}

} // namespace

TEST_CASE("A full queue drops the newest message, which the trace tells: the bound once, every message") {
    Bench bench({.queued_messages = 2});
    leave_subscription(bench);
    const Client pub = bench.connect({.client_id = "pub"});
    for (const std::string_view payload : {"1", "2", "3", "4"}) pub.publish("t", payload, {.qos = 1});
    CHECK(bench.limits() == "queued messages 2");
    CHECK(bench.dropped(DropReason::queue_full) == 2);
    CHECK(bench.connect(kept()).heard() == "PUBLISH t '1' qos=1 id=1; PUBLISH t '2' qos=1 id=2");
}

TEST_CASE("A queue that had room again tells anew when it is full") {
    Bench bench({.inflight = 1, .queued_messages = 1});
    const Client sub = bench.connect(kept());
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.client_id = "pub"});
    for (int i = 0; i < 4; ++i) pub.publish("t", "x", {.qos = 1}); // one sent, one queued, two dropped
    CHECK(bench.events(EventKind::limit_reached).size() == 1);
    sub.puback(1);
    for (int i = 0; i < 3; ++i) pub.publish("t", "x", {.qos = 1}); // one queued, two dropped
    CHECK(bench.events(EventKind::limit_reached).size() == 2);
    CHECK(bench.dropped(DropReason::queue_full) == 4);
}

TEST_CASE("The queue's bound holds with and without a trace") {
    Bench bench({.queued_messages = 3}, traced_or_not());
    leave_subscription(bench);
    const Client pub = bench.connect({.client_id = "pub"});
    for (int i = 0; i < 100; ++i) pub.publish("t", "x", {.qos = 1});
    CHECK(bench.broker.session("sub")->queued.size() == 3);
}

TEST_CASE("Retained messages for a new subscription wait in the queue as others do") {
    Bench bench({.inflight = 1}, traced_or_not());
    const Client sub = bench.connect(kept());
    for (const std::string_view topic : {"a", "b", "c"}) sub.publish(topic, "x", {.qos = 1, .retain = true});
    sub.take_bytes();
    sub.subscribe("#", 1);
    CHECK(sub.heard() == "PUBLISH a 'x' qos=1 id=1 retain");
    sub.puback(1);
    sub.puback(2);
    CHECK(sub.heard() == "PUBLISH b 'x' qos=1 id=2 retain; PUBLISH c 'x' qos=1 id=3 retain");
}

// --- Message Expiry ---

TEST_CASE("The expiry that is forwarded is what is left of the one received [MQTT-3.3.2-6 of 5.0]",
          "[5.0][MQTT-3.3.2-6]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(0u, 1u);
    const Client sub = bench.connect(kept());
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "live", expiring(level, 60));
    CHECK(sub.next<mqtt::Publish>().properties.number(PropertyId::message_expiry_interval) == 60);
    sub.puback(1);
    sub.lose();
    pub.publish("t", "waits", expiring(1, 60));
    bench.wait(seconds(21));
    const Client again = bench.connect(kept());
    CHECK(again.next<mqtt::Publish>().properties.number(PropertyId::message_expiry_interval) == 39);
}

TEST_CASE("A message that expired before its delivery began is not delivered [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5]") {
    Bench bench({}, traced_or_not());
    leave_subscription(bench);
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "short", expiring(1, 5));
    pub.publish("t", "long", expiring(1, 10));
    pub.publish("t", "always", {.qos = 1});
    bench.wait(seconds(5));
    CHECK(bench.connect(kept()).heard() == "PUBLISH t 'long' qos=1 id=1 expiry=5; PUBLISH t 'always' qos=1 id=2");
}

TEST_CASE("A message expires while it waits for the window too, and the trace tells [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5]") {
    Bench bench({.inflight = 1});
    const Client sub = bench.connect(kept());
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "first", {.qos = 1});
    pub.publish("t", "late", expiring(1, 5));
    sub.take_bytes();
    bench.wait(seconds(6));
    sub.puback(1);
    CHECK(sub.heard() == "");
    const auto expired = bench.events(EventKind::message_expired);
    REQUIRE(expired.size() == 1);
    CHECK(expired[0].statement == "MQTT-3.3.2-5");
    CHECK(expired[0].text == "t");
}

TEST_CASE("Once its PUBLISH went out a message does not expire any more [MQTT-4.3.3-7 of 5.0]",
          "[5.0][MQTT-4.3.3-7][MQTT-4.3.3-13][MQTT-4.4.0-1]") {
    Bench bench({}, traced_or_not());
    const unsigned level = GENERATE(1u, 2u);
    const Client sub = bench.connect(kept());
    sub.subscribe("t", level);
    bench.connect({.version = v5, .client_id = "pub"}).publish("t", "x", expiring(level, 5));
    sub.lose();
    bench.wait(seconds(50));
    const auto publish = bench.connect(kept()).next<mqtt::Publish>();
    CHECK(publish.dup);
    CHECK(publish.properties.number(PropertyId::message_expiry_interval) == 0);
}

TEST_CASE("The receiver's handshake is finished even for a message that expired [MQTT-4.3.3-13 of 5.0]",
          "[5.0][MQTT-4.3.3-13]") {
    Bench bench({}, traced_or_not());
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "x", expiring(2, 1));
    bench.wait(seconds(10));
    pub.pubrel(1);
    CHECK(pub.heard() == "PUBREC 1 10; PUBCOMP 1");
}

TEST_CASE("Messages that expired do not take the room of new ones in a queue [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5]") {
    Bench bench({.queued_messages = 2});
    leave_subscription(bench);
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "1", expiring(1, 5));
    pub.publish("t", "2", expiring(1, 5));
    bench.wait(seconds(6));
    pub.publish("t", "alive", {.qos = 1});
    CHECK(bench.connect(kept()).heard() == "PUBLISH t 'alive' qos=1 id=1");
}

TEST_CASE("Message Expiry Interval 0 means the same with and without a trace: it has expired at once"
          " [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept());
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "x", expiring(GENERATE(0u, 1u), 0));
    CHECK(sub.heard() == "");
}

TEST_CASE("Subscribers of older versions share the expiry but are not told of it [MQTT-3.3.2-5 of 5.0]",
          "[5.0][MQTT-3.3.2-5]") {
    Bench bench({}, traced_or_not());
    const Client sub = bench.connect(kept(v311));
    sub.subscribe("t", 1);
    const Client pub = bench.connect({.version = v5, .client_id = "pub"});
    pub.publish("t", "live", expiring(1, 5));
    CHECK(sub.heard() == "PUBLISH t 'live' qos=1 id=1");
    sub.puback(1);
    sub.lose();
    pub.publish("t", "late", expiring(1, 5));
    bench.wait(seconds(5));
    CHECK(bench.connect(kept(v311)).heard() == "");
}
