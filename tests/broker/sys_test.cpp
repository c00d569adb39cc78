// $SYS: what the broker tells of itself.
#include "support/bench.hpp"

#include <algorithm>

using namespace bench;

namespace {

/// The retained value of a topic below $SYS/broker; "-" where there is none.
std::string value(const Bench& bench, std::string_view topic) {
    const mqtt::MessageRef message = bench.broker.retained("$SYS/broker/" + std::string(topic), bench.now());
    return message ? std::string(base::as_text(message->payload.view())) : "-";
}

} // namespace

TEST_CASE("Without an interval there is no $SYS") {
    Bench bench;
    bench.wait(seconds(100));
    CHECK(bench.broker.retained().empty());
    CHECK(bench.broker.next_deadline() == base::Instant::never());
}

TEST_CASE("$SYS is published at the start and at each interval, retained") {
    Bench bench({.sys_interval = seconds(10)}, traced_or_not());
    CHECK(value(bench, "uptime") == "-");
    bench.wait({});
    CHECK(value(bench, "uptime") == "0 seconds");
    bench.wait(milliseconds(9'999));
    CHECK(value(bench, "uptime") == "0 seconds");
    CHECK(bench.wait(milliseconds(1)) == 1);
    CHECK(value(bench, "uptime") == "10 seconds");
    bench.wait(seconds(25));
    CHECK(value(bench, "uptime") == "30 seconds");
}

TEST_CASE("$SYS counts clients, subscriptions and retained messages as they are") {
    Bench bench({.sys_interval = seconds(1)}, traced_or_not());
    bench.connect({.clean_start = false, .client_id = "a"}).lose();
    const Client b = bench.connect({.client_id = "b"});
    b.subscribe("x/#");
    b.subscribe("$share/g/x");
    b.publish("y", "kept", {.retain = true});
    bench.wait({});
    CHECK(value(bench, "clients/connected") == "1");
    CHECK(value(bench, "clients/disconnected") == "1");
    CHECK(value(bench, "clients/total") == "2");
    CHECK(value(bench, "clients/maximum") == "2");
    CHECK(value(bench, "subscriptions/count") == "2");
    b.lose();
    b.lose();
    bench.wait(seconds(1));
    CHECK(value(bench, "clients/connected") == "0");
    CHECK(value(bench, "clients/total") == "1");
    CHECK(value(bench, "clients/maximum") == "2");
    CHECK(value(bench, "subscriptions/count") == "0");
}

TEST_CASE("$SYS counts packets, bytes and messages both ways") {
    Bench bench({.sys_interval = seconds(1)}, traced_or_not());
    const Client sub = bench.connect({.client_id = "s"}); // 15 bytes; CONNACK 4
    sub.subscribe("t");                                   // 8; SUBACK 5
    sub.publish("t", "x");                                // 6; PUBLISH 6
    sub.publish("nobody", "x");                           // 11
    sub.send_hex("c0 00");                                // 2; PINGRESP 2
    bench.wait({});
    CHECK(value(bench, "messages/received") == "5");
    CHECK(value(bench, "messages/sent") == "4");
    CHECK(value(bench, "bytes/received") == "42");
    CHECK(value(bench, "bytes/sent") == "17");
    CHECK(value(bench, "publish/messages/received") == "2");
    CHECK(value(bench, "publish/messages/sent") == "1");
}

TEST_CASE("The load averages of $SYS come near a steady rate, the short one "
          "soonest") {
    Bench bench({.sys_interval = seconds(10)}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    bench.wait({});
    CHECK(value(bench, "load/publish/received/1min") == "-"); // no rate yet
    for (int second = 0; second < 300; ++second) {
        client.publish("t", "x");
        bench.wait(seconds(1));
    }
    const auto load = [&](std::string_view window) {
        return std::stod(value(bench, "load/publish/received/" + std::string(window)));
    };
    CHECK(load("1min") > 57);
    CHECK(load("1min") <= 60);
    CHECK(load("5min") > 33);
    CHECK(load("5min") < load("1min"));
    CHECK(load("15min") < load("5min"));
}

TEST_CASE("A load average with two figures behind the point falls back to nothing") {
    Bench bench({.sys_interval = seconds(10)});
    bench.connect({.client_id = "a"});
    bench.wait(seconds(10));
    CHECK(value(bench, "load/connections/1min") == "0.85"); // six a minute, seen a seventh of the window
    bench.wait(seconds(3600));
    CHECK(value(bench, "load/connections/1min").substr(0, 3) == "0.0");
}

TEST_CASE("Who subscribes to $SYS gets it at once and whenever a value changes "
          "[MQTT-4.7.2-1]",
          "[3.1.1][MQTT-4.7.2-1][5.0][MQTT-4.7.2-1]") {
    Bench bench({.sys_interval = seconds(1)}, traced_or_not());
    bench.wait({});
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    client.subscribe("$SYS/broker/clients/+");
    const std::string at_once = client.heard();
    CHECK(at_once.find("PUBLISH $SYS/broker/clients/connected '0' retain") != std::string::npos);
    CHECK(at_once.find("PUBLISH $SYS/broker/clients/total '0' retain") != std::string::npos);
    bench.wait(seconds(1));
    CHECK(client.heard() == "PUBLISH $SYS/broker/clients/connected '1'; PUBLISH "
                            "$SYS/broker/clients/total '1'; "
                            "PUBLISH $SYS/broker/clients/maximum '1'");
    bench.wait(seconds(1));
    CHECK(client.heard() == "");
}

TEST_CASE("A filter that begins with a wildcard gets nothing of $SYS [MQTT-4.7.2-1]",
          "[3.1.1][MQTT-4.7.2-1][5.0][MQTT-4.7.2-1]") {
    Bench bench({.sys_interval = seconds(1)}, traced_or_not());
    const Client client = bench.connect({.version = every_version(), .client_id = "a"});
    for (const char* filter : {"#", "+/broker/#", "$share/g/#"}) client.subscribe(filter);
    bench.wait(seconds(3));
    CHECK(client.heard() == "");
}

TEST_CASE("$SYS can be shared") {
    Bench bench({.sys_interval = seconds(1)}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    client.subscribe("$share/g/$SYS/broker/uptime");
    bench.wait(seconds(1));
    CHECK(client.heard() == "PUBLISH $SYS/broker/uptime '0 seconds'; PUBLISH "
                            "$SYS/broker/uptime '1 seconds'");
}

TEST_CASE("Clients do not publish below $SYS: 0x87 in 5.0, acknowledged and "
          "dropped before"
          " [MQTT-3.3.5-2 of 3.1.1]",
          "[3.1.1][MQTT-3.3.5-2]") {
    Bench bench({.sys_interval = seconds(1)}, traced_or_not());
    bench.wait({});
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.subscribe("$SYS/#");
    client.take_bytes();
    for (const char* topic : {"$SYS", "$SYS/broker/uptime"}) {
        client.publish(topic, "mine", {.qos = 1, .retain = true});
        CHECK(client.heard() == (version == v5 ? "PUBACK 1 87" : "PUBACK 1"));
    }
    CHECK(value(bench, "uptime") == "0 seconds");
}

TEST_CASE("A Will below $SYS is refused, and other topics with a dollar sign "
          "are anybody's") {
    Bench bench({}, traced_or_not());
    const Client will =
        bench.try_connect({.version = v5, .client_id = "a", .will = mqtt::Will{.topic = "$SYS/x", .payload = {}}});
    CHECK(will.heard() == "CONNACK 87; closed");
    const Client client = bench.connect({.version = v5, .client_id = "b"});
    client.subscribe("$SYSTEM/#");
    client.publish("$SYSTEM/x", "y", {.qos = 1});
    CHECK(client.heard() == "PUBLISH $SYSTEM/x 'y'; PUBACK 1");
}

TEST_CASE("$SYS is there whatever the bound of retained messages") {
    Bench bench({.sys_interval = seconds(1), .retained_messages = 1}, traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    bench.wait({});
    CHECK(value(bench, "version") == "MQTT Playground");
    CHECK(value(bench, "subscriptions/count") == "0");
}

TEST_CASE("What $SYS keeps leaves the clients their retained messages up to "
          "the bound") {
    Bench bench({.sys_interval = seconds(1), .retained_messages = 2}, traced_or_not());
    bench.wait({});
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    for (unsigned id = 1; id <= 3; ++id) {
        client.publish("t" + std::to_string(id), "kept", {.qos = 1, .retain = true, .id = id});
    }
    CHECK(client.heard() == "PUBACK 1 10; PUBACK 2 10; PUBACK 3 97");
}

TEST_CASE("A copy of the broker goes on with the same $SYS") {
    Bench bench({.sys_interval = seconds(7)});
    bench.connect({.client_id = "a"}).publish("t", "x");
    bench.wait(seconds(20));
    Bench copy = bench;
    for (Bench* each : {&bench, &copy}) {
        each->at(0).publish("t", "y");
        each->wait(seconds(20));
    }
    const auto left = bench.broker.retained(), right = copy.broker.retained();
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        CHECK(left[i]->topic == right[i]->topic);
        CHECK(base::as_text(left[i]->payload.view()) == base::as_text(right[i]->payload.view()));
    }
}
