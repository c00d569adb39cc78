#include "relay/fake_host.hpp"
#include "relay/peers.hpp"
#include "relay/running_relay.hpp"

#include <catch2/catch_test_macros.hpp>

using envelope::CloseReason;
using envelope::Kind;
using peers::FakeHost;
using peers::RunningRelay;
using peers::SeenFrame;
using peers::TcpPeer;
using peers::WebSocketFrame;
using peers::WebSocketPeer;

namespace {

int status_for(RunningRelay& relay, std::string_view subprotocols) {
    return WebSocketPeer(relay.http(), "/mqtt", subprotocols).answer().status;
}

constexpr std::uint32_t small_credit = 64 * 1024;

} // namespace

TEST_CASE("A WebSocket client must offer the subprotocol of MQTT", "[relay][client]") {
    RunningRelay relay;
    FakeHost host(relay);
    CHECK(status_for(relay, "") == 400);
    CHECK(status_for(relay, "Sec-WebSocket-Protocol: chat\r\n") == 400);
    CHECK(status_for(relay, "Sec-WebSocket-Protocol: MQTT, mqtt5, mqttv3\r\n") == 400);
    const auto chosen = [&](const char* list) {
        const std::string header = "Sec-WebSocket-Protocol: " + std::string(list) + "\r\n";
        return WebSocketPeer(relay.http(), "/mqtt", header).answer().header("Sec-WebSocket-Protocol");
    };
    CHECK(chosen("mqttv3.1") == "mqttv3.1");
    CHECK(chosen("chat , mqttv3.1,mqtt") == "mqtt");
}

TEST_CASE("A text frame closes that client with 1003", "[relay][client]") {
    RunningRelay relay;
    FakeHost host(relay);
    WebSocketPeer client = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    client.send(WebSocketFrame::text, "hello");
    const auto end = client.receive();
    REQUIRE(end);
    CHECK(end->close_code() == 1003);
    const SeenFrame told = host.next();
    CHECK(told.kind == Kind::close);
    CHECK(told.number == static_cast<std::uint32_t>(CloseReason::not_mqtt));
}

TEST_CASE("A message over the bound closes that client with 1009, and the log names the bound", "[relay][client]") {
    RunningRelay relay([](relay::Options& options) { options.limits.frame_bytes = 1000; });
    FakeHost host(relay);
    WebSocketPeer client = peers::mqtt_websocket(relay.http());
    WebSocketPeer other = peers::mqtt_websocket(relay.http());
    relay.wait_for_clients(2);
    client.send_binary(std::string(1001, 'x'));
    const auto end = client.receive();
    REQUIRE(end);
    CHECK(end->close_code() == 1009);
    client.tcp().close();
    CHECK(host.next(Kind::close).number == static_cast<std::uint32_t>(CloseReason::not_mqtt));
    other.send_binary(std::string(1000, 'y'));
    CHECK(host.receive(2, 1000) == std::string(1000, 'y'));
    CHECK(relay.shut_down().find("bound frame-bytes (1000) reached by 127.0.0.1:") != std::string::npos);
}

TEST_CASE("Broken WebSocket framing ends that client alone", "[relay][client]") {
    RunningRelay relay;
    FakeHost host(relay);
    WebSocketPeer other = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    for (const std::string& broken : {std::string("\xf2\x80\0\0\0\0", 6), std::string("\x82\x01x", 3),
                                      std::string("\x09\x80\0\0\0\0", 6), std::string("\x80\x80\0\0\0\0", 6)}) {
        WebSocketPeer client = peers::mqtt_websocket(relay.http());
        const std::uint32_t connection = host.next(Kind::open).connection;
        client.tcp().send(broken);
        const auto end = client.receive();
        REQUIRE(end);
        CHECK(end->close_code() == 1002);
        client.tcp().close();
        CHECK(host.next(Kind::close).connection == connection);
    }
    other.send_binary("still here");
    CHECK(host.receive(1, 10) == "still here");
}

TEST_CASE("More clients than the bound are refused, and a place becomes free again", "[relay][client]") {
    RunningRelay relay([](relay::Options& options) { options.limits.clients = 2; });
    FakeHost host(relay);
    std::optional<TcpPeer> first(std::in_place, relay.tcp());
    TcpPeer second(relay.tcp());
    relay.wait_for_clients(2);
    TcpPeer third(relay.tcp());
    CHECK(third.closed());
    CHECK(peers::mqtt_websocket(relay.http()).answer().status == 503);
    first.reset();
    relay.wait_for_clients(1);
    TcpPeer fourth(relay.tcp());
    relay.wait_for_clients(2);
    CHECK(relay.shut_down().find("bound clients (2) reached by 127.0.0.1:") != std::string::npos);
}

TEST_CASE("A client is read only within the credit that the host gives", "[relay][flow]") {
    RunningRelay relay;
    FakeHost host(relay, "c0ffee", small_credit);
    TcpPeer tcp(relay.tcp());
    host.next(Kind::open);
    WebSocketPeer websocket = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);

    const std::size_t sent = tcp.send_until_held_back(64u << 20);
    CHECK(sent < 32u << 20);
    CHECK(host.receive(1, small_credit).size() == small_credit);
    // Were more than the credit on its way, it would come before the bytes of the other client.
    websocket.send_binary("other");
    const SeenFrame next = host.next();
    CHECK(next.connection == 2);
    CHECK(next.text == "other");

    host.window(1, 10);
    CHECK(host.receive(1, 10).size() == 10);
    host.window(1, 1u << 30);
    CHECK(host.receive(1, sent - small_credit - 10).size() == sent - small_credit - 10);
}

TEST_CASE("A host that does not read holds its clients back with memory bounded", "[relay][flow]") {
    RunningRelay relay;
    FakeHost host(relay, "c0ffee", 1u << 30);
    TcpPeer first(relay.tcp());
    TcpPeer second(relay.tcp());
    relay.wait_for_clients(2);
    // What the kernel keeps for four sockets, and the bound of the relay, but not all of it.
    const std::size_t sent = first.send_until_held_back(200u << 20) + second.send_until_held_back(200u << 20);
    CHECK(sent < 100u << 20);
    std::size_t received = 0;
    while (received < sent) {
        const SeenFrame frame = host.next();
        REQUIRE(frame.kind != Kind{});
        if (frame.kind == Kind::data) received += frame.text.size();
    }
    CHECK(received == sent);
}

TEST_CASE("The host gets credit back as a client takes bytes", "[relay][flow]") {
    RunningRelay relay([](relay::Options& options) { options.limits.client_buffer = 8192; });
    FakeHost host(relay);
    CHECK(host.relay_credit == 8192);
    TcpPeer tcp(relay.tcp());
    WebSocketPeer websocket = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    host.next(Kind::open);
    for (const std::uint32_t connection : {1, 2}) {
        host.data(connection, std::string(4095, 'a'));
        host.data(connection, "b");
        const SeenFrame window = host.next();
        CHECK(window.kind == Kind::window);
        CHECK(window.connection == connection);
        CHECK(window.number == 4096);
    }
    CHECK(tcp.receive(4096).size() == 4096);
    CHECK(websocket.receive_bytes(4096).size() == 4096);
}

TEST_CASE("A client that does not read is closed at its bound, and the others go on", "[relay][flow]") {
    RunningRelay relay([](relay::Options& options) { options.limits.client_buffer = 1u << 20; });
    FakeHost host(relay);
    TcpPeer lazy_tcp(relay.tcp());
    host.next(Kind::open);
    WebSocketPeer lazy_websocket = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    TcpPeer busy(relay.tcp());
    host.next(Kind::open);

    const std::string block(500'000, 'z');
    std::size_t closed = 0;
    // Ends when both are closed: what the kernel keeps for them, and the bound, are soon full.
    for (int i = 0; closed < 2 && i < 200; ++i) {
        host.data_for_many({1, 2, 3}, block);
        REQUIRE(busy.receive(block.size()) == block);
        CHECK(relay.buffered() <= 3u << 20);
        host.data(3, "?");
        REQUIRE(busy.receive(1) == "?");
        busy.send("!");
        for (SeenFrame frame = host.next(); frame.kind != Kind::data; frame = host.next()) {
            if (frame.kind != Kind::close) continue;
            CHECK(frame.number == static_cast<std::uint32_t>(CloseReason::too_slow));
            CHECK(frame.connection != 3);
            ++closed;
        }
    }
    CHECK(closed == 2);
    CHECK(relay.shut_down().find("bound client-buffer (1048576) reached by 127.0.0.1:") != std::string::npos);
}

TEST_CASE("Bytes kept for all clients together are bounded", "[relay][flow]") {
    RunningRelay relay([](relay::Options& options) { options.limits.total_buffer = 100'000; });
    FakeHost host(relay);
    WebSocketPeer client = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    host.data(1, std::string(100'001, 'z'));
    CHECK(host.next(Kind::close).number == static_cast<std::uint32_t>(CloseReason::too_slow));
    CHECK(relay.buffered() == 0);
}
