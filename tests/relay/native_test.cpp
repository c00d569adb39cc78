#include "relay/peers.hpp"
#include "relay/running_relay.hpp"

#include <catch2/catch_test_macros.hpp>

using peers::RunningRelay;
using peers::TcpPeer;
using peers::WebSocketFrame;
using peers::WebSocketPeer;
using namespace std::string_literals;

namespace {

RunningRelay native_relay() {
    return RunningRelay([](relay::Options& options) { options.broker = relay::Options::Broker::native; });
}

const std::string connect_311 = "\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01"s; // Client Identifier follows: one character
const std::string connack_311 = "\x20\x02\0\0"s;
const std::string subscribe_a = "\x82\x06\0\x01\0\x01"s
                                "a\0"s; // QoS 0
const std::string suback = "\x90\x03\0\x01\0"s;
const std::string publish_a = "\x30\x05\0\x01"s
                              "ahi"s;

} // namespace

TEST_CASE("The engine serves TCP and WebSocket clients in the relay", "[relay][native]") {
    RunningRelay relay = native_relay();
    TcpPeer tcp(relay.tcp());
    tcp.send(connect_311 + "t" + subscribe_a);
    CHECK(tcp.receive(9) == connack_311 + suback);
    WebSocketPeer websocket = peers::mqtt_websocket(relay.http());
    websocket.send_binary(connect_311 + "w");
    websocket.send_binary(subscribe_a);
    CHECK(websocket.receive_bytes(9) == connack_311 + suback);

    for (const char byte : publish_a) websocket.send_binary(std::string(1, byte));
    CHECK(tcp.receive(7) == publish_a);
    CHECK(websocket.receive_bytes(7) == publish_a);

    CHECK(peers::ask(relay.http(), "/relay.json").body.find("\"broker\":\"native\",\"hosted\":true") !=
          std::string::npos);
    CHECK(WebSocketPeer(relay.http(), "/host?token=c0ffee", "Origin: " + relay.origin() + "\r\n").answer().status ==
          404);
    CHECK(relay.announced().find("c0ffee") == std::string::npos);
}

TEST_CASE("A malformed packet closes that client alone", "[relay][native]") {
    RunningRelay relay = native_relay();
    TcpPeer other(relay.tcp());
    other.send(connect_311 + "o");
    CHECK(other.receive(4) == connack_311);
    TcpPeer bad(relay.tcp());
    bad.send(connect_311 + "b" + "\xf0\xff\xff\xff\xff\x01" + std::string(50'000, 'x'));
    CHECK(bad.receive_all() == connack_311);
    bad.close();
    relay.wait_for_clients(1);
    other.send("\xc0\0"s);
    CHECK(other.receive(2) == "\xd0\0"s);
}

TEST_CASE("A lost connection publishes its Will, and a clean DISCONNECT does not", "[relay][native]") {
    RunningRelay relay = native_relay();
    TcpPeer watcher(relay.tcp());
    watcher.send(connect_311 + "w" + subscribe_a);
    CHECK(watcher.receive(9) == connack_311 + suback);
    const std::string connect_with_will = "\x10\x13\0\x04MQTT\x04\x06\0\x3c\0\x01"s
                                          "x\0\x01"s
                                          "a\0\x01"s
                                          "!"s;
    TcpPeer polite(relay.tcp());
    polite.send(connect_with_will);
    CHECK(polite.receive(4) == connack_311);
    polite.send("\xe0\0"s);
    CHECK(polite.closed());
    TcpPeer broken(relay.tcp());
    broken.send(connect_with_will);
    CHECK(broken.receive(4) == connack_311);
    broken.reset();
    CHECK(watcher.receive(6) == "\x30\x04\0\x01"s
                                "a!");
    watcher.send("\xc0\0"s);
    CHECK(watcher.receive(2) == "\xd0\0"s);
}

TEST_CASE("Packets that come in one read are answered in order in one write", "[relay][native]") {
    RunningRelay relay = native_relay();
    WebSocketPeer client = peers::mqtt_websocket(relay.http());
    client.send_binary(connect_311 + "c" + subscribe_a + publish_a + publish_a + "\xc0\0"s);
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(answer->body == connack_311 + suback + publish_a + publish_a + "\xd0\0"s);
}

TEST_CASE("A native relay that ends closes its clients, and tells 5.0 clients why", "[relay][native]") {
    RunningRelay relay = native_relay();
    TcpPeer client(relay.tcp());
    client.send("\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01"s
                "5");
    const std::string head = client.receive(2);
    REQUIRE(head.size() == 2);
    CHECK(client.receive(static_cast<std::size_t>(head[1])).substr(0, 2) == "\0\0"s);
    relay.shut_down();
    const std::string farewell = client.receive_all();
    REQUIRE(farewell.size() >= 3);
    CHECK(farewell[0] == '\xe0');
    CHECK(farewell[2] == '\x8b');
}
