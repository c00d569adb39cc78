// Will Messages: when they are published, when not, and as what [3.1.2.5, 3.1.3.2].
#include "support/bench.hpp"

using namespace bench;

namespace {

mqtt::Will will(unsigned qos = 0, bool retain = false, Properties of_will = {}) {
    mqtt::Will made{.topic = "w", .payload = {}, .qos = static_cast<QoS>(qos), .retain = retain, .properties = {}};
    base::append(made.payload, base::as_bytes("gone"));
    made.properties = std::move(of_will);
    return made;
}

mqtt::Connect with_will(ProtocolVersion version, mqtt::Will message, std::uint32_t session_expiry_s = 0) {
    mqtt::Connect connect{.version = version, .client_id = "a", .will = std::move(message)};
    if (session_expiry_s > 0) connect.properties.add_number(PropertyId::session_expiry_interval, session_expiry_s);
    return connect;
}

Properties delay(std::uint32_t seconds) { return properties({number(PropertyId::will_delay_interval, seconds)}); }

Client watcher(Bench& bench, unsigned qos = 2) {
    const Client made = bench.connect({.version = v5, .client_id = "watcher"});
    made.subscribe("w", qos);
    return made;
}

} // namespace

TEST_CASE("A Will is published when the connection ends without DISCONNECT, once"
          " [MQTT-3.1.2-8 of 3.1.1, MQTT-3.1.2-7 of 5.0]",
          "[3.1.1][MQTT-3.1.2-8][MQTT-3.1.2-10][5.0][MQTT-3.1.2-7][MQTT-3.1.2-8][MQTT-3.1.2-10]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const Client client = bench.connect(with_will(every_version(), will()));
    CHECK(watching.heard() == "");
    client.lose();
    CHECK(watching.heard() == "PUBLISH w 'gone'");
    bench.wait(seconds(1000));
    bench.connect({.client_id = "a"}).lose();
    CHECK(watching.heard() == "");
}

TEST_CASE("A Will is published when the server closes for an error [MQTT-3.1.2-8]",
          "[3.1.1][MQTT-3.1.2-8][5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const Client client = bench.connect(with_will(every_version(), will()));
    client.send_hex("00 00"); // there is no such packet
    CHECK(client.closed());
    CHECK(watching.heard() == "PUBLISH w 'gone'");
}

TEST_CASE("A Will is published when the Keep Alive expires [MQTT-3.1.2-8]",
          "[3.1.1][MQTT-3.1.2-8][5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    mqtt::Connect connect = with_will(every_version(), will());
    connect.keep_alive_s = 10;
    bench.connect(connect);
    bench.wait(seconds(15));
    CHECK(watching.heard() == "PUBLISH w 'gone'");
}

TEST_CASE("DISCONNECT removes the Will unpublished [MQTT-3.14.4-3]",
          "[3.1.1][MQTT-3.14.4-3][MQTT-3.1.2-10][MQTT-3.1.2-8][5.0][MQTT-3.14.4-3][MQTT-3.1.2-10]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const Client client = bench.connect(with_will(every_version(), will()));
    client.disconnect();
    CHECK(client.heard() == "closed");
    bench.wait(seconds(1000));
    CHECK(watching.heard() == "");
}

TEST_CASE("DISCONNECT with a Reason Code other than 0x00 has the Will published [5.0, 3.14.2.1]",
          "[5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const ReasonCode reason = GENERATE(ReasonCode::disconnect_with_will_message, ReasonCode::unspecified_error);
    bench.connect(with_will(v5, will())).disconnect(reason);
    CHECK(watching.heard() == "PUBLISH w 'gone'");
}

TEST_CASE("Without the Will Flag nothing is published when the connection ends [MQTT-3.1.2-12 of 3.1.1]",
          "[3.1.1][MQTT-3.1.2-12]") {
    Bench bench({}, traced_or_not());
    const Client watching = bench.connect({.client_id = "watcher"});
    watching.subscribe("#");
    bench.connect({.version = every_version(), .client_id = "a"}).lose();
    CHECK(watching.heard() == "");
}

TEST_CASE("A Will is published at its Will QoS [MQTT-3.1.2-8 of 3.1.1, MQTT-3.1.2-7 of 5.0]",
          "[3.1.1][MQTT-3.1.2-8][5.0][MQTT-3.1.2-7]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const unsigned qos = GENERATE(0u, 1u, 2u);
    bench.connect(with_will(every_version(), will(qos))).lose();
    const auto publish = watching.next<mqtt::Publish>();
    CHECK(mqtt::number(publish.qos) == qos);
    CHECK_FALSE(publish.dup);
}

TEST_CASE("Will Retain decides whether the Will is retained [MQTT-3.1.2-16 of 3.1.1, MQTT-3.1.2-14 of 5.0]",
          "[3.1.1][MQTT-3.1.2-16][MQTT-3.1.2-17][5.0][MQTT-3.1.2-14][MQTT-3.1.2-15]") {
    Bench bench({}, traced_or_not());
    const bool retain = GENERATE(false, true);
    bench.connect(with_will(every_version(), will(1, retain))).lose();
    CHECK(watcher(bench).heard() == (retain ? "PUBLISH w 'gone' qos=1 id=1 retain" : ""));
}

TEST_CASE("A retained Will without payload clears what the topic had [MQTT-3.1.2-17 of 3.1.1, MQTT-3.1.2-15 of 5.0]",
          "[3.1.1][MQTT-3.1.2-17][5.0][MQTT-3.1.2-15]") {
    Bench bench({}, traced_or_not());
    bench.connect({.client_id = "b"}).publish("w", "x", {.retain = true});
    mqtt::Will empty = will(0, true);
    empty.payload.clear();
    bench.connect(with_will(every_version(), empty)).lose();
    CHECK(bench.broker.retained().empty());
}

TEST_CASE("The Will of a taken-over connection is published [MQTT-3.1.2-8]",
          "[3.1.1][MQTT-3.1.2-8][5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    bench.connect(with_will(every_version(), will()));
    bench.connect({.client_id = "a"});
    CHECK(watching.heard() == "PUBLISH w 'gone'");
}

TEST_CASE("Every CONNECT brings its own Will or none [MQTT-3.1.2-12 of 3.1.1, MQTT-3.1.2-7 of 5.0]",
          "[3.1.1][MQTT-3.1.2-12][5.0][MQTT-3.1.2-7]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const ProtocolVersion version = every_version();
    mqtt::Connect connect = with_will(version, will(), 100);
    connect.clean_start = false;
    bench.connect(connect).disconnect();
    connect.will.reset();
    bench.connect(connect).lose();
    CHECK(watching.heard() == "");
}

TEST_CASE("A Will's properties are forwarded, its User Properties in order [MQTT-3.1.3-10 of 5.0]",
          "[5.0][MQTT-3.1.3-10]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    const Properties forwarded =
        properties({user("z", "1"), text(PropertyId::content_type, "text/plain"), user("a", "2"), user("z", "1"),
                    text(PropertyId::correlation_data, std::string("\0\xff", 2)),
                    number(PropertyId::payload_format_indicator, 1), text(PropertyId::response_topic, "answer")});
    Properties of_will = forwarded;
    of_will.add_number(PropertyId::will_delay_interval, 0);
    bench.connect(with_will(v5, will(0, false, of_will))).lose();
    CHECK(watching.next<mqtt::Publish>().properties == forwarded);
}

// --- Will Delay ---

TEST_CASE("A Will with a delay is published when the delay is over [MQTT-3.1.2-8 of 5.0]", "[5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    bench.connect(with_will(v5, will(0, false, delay(10)), 100)).lose();
    bench.wait(milliseconds(9'999));
    CHECK(watching.heard() == "");
    bench.wait(milliseconds(1));
    CHECK(watching.heard() == "PUBLISH w 'gone'");
    CHECK(bench.broker.session("a"));
}

TEST_CASE("A client back before the Will Delay is over has its Will not sent [MQTT-3.1.3-9 of 5.0]",
          "[5.0][MQTT-3.1.3-9]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    bench.connect(with_will(v5, will(0, false, delay(10)), 100)).lose();
    bench.wait(milliseconds(9'999));
    mqtt::Connect back = with_will(v5, will(0, false, delay(10)), 100);
    back.clean_start = false;
    const Client again = bench.connect(back);
    bench.wait(seconds(500));
    CHECK(watching.heard() == "");
    again.lose();
    bench.wait(seconds(10));
    CHECK(watching.heard() == "PUBLISH w 'gone'");
}

TEST_CASE("The end of the Session publishes a delayed Will early [MQTT-3.1.2-8 of 5.0]", "[5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    SECTION("by expiry") {
        bench.connect(with_will(v5, will(0, false, delay(100)), 10)).lose();
        bench.wait(milliseconds(9'999));
        CHECK(watching.heard() == "");
        bench.wait(milliseconds(1));
    }
    SECTION("with the connection") { bench.connect(with_will(v5, will(0, false, delay(100)))).lose(); }
    SECTION("by a Clean Start") {
        bench.connect(with_will(v5, will(0, false, delay(100)), 1000)).lose();
        bench.connect({.version = v5, .clean_start = true, .client_id = "a"});
    }
    SECTION("by a Clean Start that takes over") {
        bench.connect(with_will(v5, will(0, false, delay(100)), 1000));
        bench.connect({.version = v5, .clean_start = true, .client_id = "a"});
    }
    CHECK(watching.heard() == "PUBLISH w 'gone'");
    bench.wait(seconds(1000));
    CHECK(watching.heard() == "");
}

TEST_CASE("Who takes over and resumes the Session keeps a delayed Will from being sent [MQTT-3.1.3-9 of 5.0]",
          "[5.0][MQTT-3.1.3-9]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    bench.connect(with_will(v5, will(0, false, delay(5)), 100));
    bench.connect({.version = v5, .clean_start = false, .client_id = "a"});
    bench.wait(seconds(500));
    CHECK(watching.heard() == "");
}

TEST_CASE("DISCONNECT 0x04 has a delayed Will wait for its delay [MQTT-3.1.2-8 of 5.0]", "[5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    bench.connect(with_will(v5, will(0, false, delay(5)), 100)).disconnect(ReasonCode::disconnect_with_will_message);
    bench.wait(milliseconds(4'999));
    CHECK(watching.heard() == "");
    bench.wait(milliseconds(1));
    CHECK(watching.heard() == "PUBLISH w 'gone'");
}

TEST_CASE("Will Delay and Session Expiry that end together publish the Will once [MQTT-3.1.2-8 of 5.0]",
          "[5.0][MQTT-3.1.2-8]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    bench.connect(with_will(v5, will(0, false, delay(7)), 7)).lose();
    bench.wait(seconds(7));
    CHECK(watching.heard() == "PUBLISH w 'gone'");
    CHECK_FALSE(bench.broker.session("a"));
}

TEST_CASE("The Message Expiry of a Will counts from its publication [5.0, 3.1.3.2.4]", "[5.0][MQTT-3.3.2-6]") {
    Bench bench({}, traced_or_not());
    const Client watching = watcher(bench);
    Properties of_will = delay(50);
    of_will.add_number(PropertyId::message_expiry_interval, 9);
    bench.connect(with_will(v5, will(1, true, of_will), 100)).lose();
    bench.wait(seconds(50));
    CHECK(watching.heard() == "PUBLISH w 'gone' qos=1 id=1 expiry=9");
    bench.wait(seconds(4));
    CHECK(bench.broker.retained("w", bench.now()));
    bench.wait(seconds(5));
    CHECK_FALSE(bench.broker.retained("w", bench.now()));
}

TEST_CASE("A Will is bound by what its client may publish: not below $SYS, not deeper than the levels allowed") {
    Bench bench({.topic_levels = 3});
    const Client watching = bench.connect({.client_id = "watcher"});
    watching.subscribe("$SYS/#");
    watching.subscribe("#");
    mqtt::Will wrong = will(0, true);
    wrong.topic = GENERATE("$SYS/broker/uptime", "a/b/c/d");
    bench.try_connect(with_will(every_version(), wrong)).lose();
    CHECK(watching.heard() == "");
    CHECK(bench.broker.retained().empty());
}
