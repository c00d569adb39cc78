#include "relay/fake_host.hpp"
#include "relay/peers.hpp"
#include "relay/running_relay.hpp"

#include <catch2/catch_test_macros.hpp>

using envelope::Kind;
using envelope::RefusalCode;
using peers::FakeHost;
using peers::RunningRelay;
using peers::SeenFrame;
using peers::TcpPeer;
using peers::WebSocketFrame;
using peers::WebSocketPeer;

namespace {

std::uint32_t number(RefusalCode code) { return static_cast<std::uint32_t>(code); }

WebSocketPeer knock(RunningRelay& relay, std::string_view target, std::string_view origin) {
    return {relay.http(), target, origin.empty() ? "" : "Origin: " + std::string(origin) + "\r\n"};
}

} // namespace

TEST_CASE("Bytes travel unchanged between a TCP client and the host, both ways", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    CHECK(host.relay_credit == relay::Limits().client_buffer);

    TcpPeer client(relay.tcp());
    const SeenFrame open = host.next();
    REQUIRE(open.kind == Kind::open);
    CHECK(open.connection == 1);
    CHECK(open.number == static_cast<std::uint32_t>(envelope::Transport::tcp));
    CHECK(open.text.rfind("127.0.0.1:", 0) == 0);

    const std::string bytes("\x10\x00\xff\x01 any bytes", 14);
    client.send(bytes);
    CHECK(host.receive(1, bytes.size()) == bytes);
    host.data(1, std::string("\x20\x02\x00\x00", 4));
    CHECK(client.receive(4) == std::string("\x20\x02\x00\x00", 4));

    const std::string large(700'000, 'p');
    client.send(large);
    CHECK(host.receive(1, large.size()) == large);
    host.data(1, large);
    CHECK(client.receive(large.size()) == large);
}

TEST_CASE("Bytes of a WebSocket client are a stream, however they are split into frames", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    WebSocketPeer client = peers::mqtt_websocket(relay.http());
    CHECK(client.answer().status == 101);
    CHECK(client.answer().header("Sec-WebSocket-Protocol") == "mqtt");
    const SeenFrame open = host.next();
    CHECK(open.number == static_cast<std::uint32_t>(envelope::Transport::websocket));

    client.send_binary("ab");
    client.send(WebSocketFrame::binary, "c", false);
    client.send(WebSocketFrame::ping, "alive");
    client.send(WebSocketFrame::continuation, "", false);
    client.send(WebSocketFrame::continuation, "def", true);
    client.send_binary("");
    client.send_binary(std::string(100'000, 'g'));
    CHECK(host.receive(1, 100'006) == "abcdef" + std::string(100'000, 'g'));
    const auto pong = client.receive();
    REQUIRE(pong);
    CHECK(pong->opcode == WebSocketFrame::pong);
    CHECK(pong->body == "alive");
    host.data(1, "answer");
    CHECK(client.receive_bytes(6) == "answer");
}

TEST_CASE("One body reaches all the connections it is addressed to, and no other", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    TcpPeer first(relay.tcp());
    host.next(Kind::open);
    WebSocketPeer second = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    TcpPeer third(relay.tcp());
    host.next(Kind::open);

    base::Bytes turn;
    envelope::append_data(turn, 1, base::as_bytes("<1>"));
    envelope::append_data_for_many(turn, std::vector<std::uint32_t>{1, 2}, base::as_bytes("[both]"));
    envelope::append_data(turn, 3, base::as_bytes("<3>"));
    envelope::append_data(turn, 1, base::as_bytes("<end>"));
    host.send(turn);
    CHECK(first.receive(14) == "<1>[both]<end>");
    CHECK(second.receive_bytes(6) == "[both]");
    CHECK(third.receive(3) == "<3>");
}

TEST_CASE("What is ready together goes out as one WebSocket message", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    WebSocketPeer client = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    base::Bytes turn;
    for (const char* piece : {"a", "b", "c"}) {
        envelope::append_data(turn, 1, base::as_bytes(piece));
        envelope::append_window(turn, 1, 1);
    }
    host.send(turn);
    const auto frame = client.receive();
    REQUIRE(frame);
    CHECK(frame->body == "abc");
}

TEST_CASE("A client that leaves is told to the host, and its number is not used again", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    {
        TcpPeer client(relay.tcp());
        host.next(Kind::open);
        client.send("last words");
    }
    CHECK(host.receive(1, 10) == "last words");
    CHECK(host.next().kind == Kind::close);
    host.data(1, "too late, but no fault of the host");
    host.close(1);
    TcpPeer client(relay.tcp());
    CHECK(host.next(Kind::open).connection == 2);
    client.reset();
    const SeenFrame closed = host.next(Kind::close);
    CHECK(closed.connection == 2);
    CHECK(closed.number == static_cast<std::uint32_t>(envelope::CloseReason::lost));
}

TEST_CASE("A client that the host closes gets first what was sent before", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    TcpPeer tcp(relay.tcp());
    host.next(Kind::open);
    tcp.send("unread by anyone");
    WebSocketPeer websocket = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    base::Bytes turn;
    for (const std::uint32_t connection : {1, 2}) {
        envelope::append_data(turn, connection, base::as_bytes("bye"));
        envelope::append_close(turn, connection, envelope::CloseReason::finished);
    }
    host.send(turn);
    CHECK(tcp.receive_all() == "bye");
    CHECK(websocket.receive_bytes(3) == "bye");
    const auto end = websocket.receive();
    REQUIRE(end);
    CHECK(end->close_code() == 1000);
    websocket.send(WebSocketFrame::close, end->body);
    websocket.tcp().close();
    tcp.close();
    relay.wait_for_clients(0);
}

TEST_CASE("Without a host clients are refused at once", "[relay][hosting]") {
    RunningRelay relay;
    TcpPeer tcp(relay.tcp());
    CHECK(tcp.closed());
    CHECK(peers::mqtt_websocket(relay.http()).answer().status == 503);
    CHECK(relay.shut_down().find("refused: no tab hosts a broker") != std::string::npos);
}

TEST_CASE("When the host leaves its clients are closed, and the next host starts with none", "[relay][hosting]") {
    RunningRelay relay;
    std::optional<FakeHost> host(std::in_place, relay);
    TcpPeer client(relay.tcp());
    WebSocketPeer websocket = peers::mqtt_websocket(relay.http());
    relay.wait_for_clients(2);
    CHECK(peers::ask(relay.http(), "/relay.json").body.find("\"hosted\":true") != std::string::npos);
    host.reset();
    CHECK(client.closed());
    const auto end = websocket.receive();
    REQUIRE(end);
    CHECK(end->close_code() == 1001);

    FakeHost next(relay);
    TcpPeer newcomer(relay.tcp());
    CHECK(next.next().connection == 3);
}

TEST_CASE("A second host takes over, and the first one is told why", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost first(relay);
    TcpPeer client(relay.tcp());
    first.next(Kind::open);
    FakeHost second(relay);
    CHECK(second.relay_credit > 0);
    CHECK(client.closed());
    const SeenFrame told = first.next(Kind::refusal);
    CHECK(told.number == number(RefusalCode::taken_over));
    first.next();
    REQUIRE(first.ended);
    CHECK(first.ended->close_code() == 4003);
    TcpPeer newcomer(relay.tcp());
    const SeenFrame open = second.next();
    CHECK(open.kind == Kind::open);
    second.data(open.connection, "hello");
    CHECK(newcomer.receive(5) == "hello");
}

TEST_CASE("Hosting takes the token", "[relay][hosting][access]") {
    RunningRelay relay;
    CHECK(knock(relay, "/host?token=wrong", relay.origin()).answer().status == 403);
    CHECK(knock(relay, "/host?a=1&token=c0ffee", relay.origin()).answer().status == 101);
    for (const char* token : {"wrong", "c0ffe", "c0ffeee", "C0ffee"}) {
        INFO(token);
        FakeHost host(relay, token);
        CHECK(host.relay_credit == 0);
        CHECK(host.next().number == number(RefusalCode::token));
        host.next();
        REQUIRE(host.ended);
        CHECK(host.ended->close_code() == 4002);
    }
    FakeHost silent(relay, "");
    base::Bytes hello;
    envelope::append_hello(hello, {envelope::Role::host, 0, 1, "", ""});
    silent.send(hello);
    CHECK(silent.next().number == number(RefusalCode::token));
    CHECK(peers::ask(relay.http(), "/relay.json").body.find("\"hosted\":false") != std::string::npos);
    const std::string log = relay.shut_down();
    CHECK(log.find("c0ffee") == std::string::npos);
}

TEST_CASE("Only pages of the relay and of named origins may host", "[relay][hosting][access]") {
    RunningRelay relay([](relay::Options& options) { options.allowed_origins = {"http://localhost:5173"}; });
    const std::string port = std::to_string(relay.http());
    const auto status = [&](std::string_view origin) {
        return knock(relay, "/host?token=c0ffee", origin).answer().status;
    };
    for (const std::string& forged :
         {std::string(), std::string("null"), std::string("http://evil.example"), "https://127.0.0.1:" + port,
          "http://127.0.0.1:" + port + ".evil.example", "http://evil.example:" + port, std::string("http://127.0.0.1"),
          std::string("http://localhost:5174")}) {
        INFO(forged);
        CHECK(status(forged) == 403);
    }
    CHECK(status(relay.origin()) == 101);
    CHECK(status("http://localhost:" + port) == 101);
    CHECK(status("http://localhost:5173") == 101);
}

TEST_CASE("A relay that ends tells its clients and its host", "[relay][hosting]") {
    RunningRelay relay;
    FakeHost host(relay);
    TcpPeer tcp(relay.tcp());
    host.next(Kind::open);
    WebSocketPeer websocket = peers::mqtt_websocket(relay.http());
    host.next(Kind::open);
    relay.shut_down();
    CHECK(host.next(Kind::refusal).number == number(RefusalCode::shutting_down));
    CHECK(tcp.closed());
    const auto end = websocket.receive();
    REQUIRE(end);
    CHECK(end->close_code() == 1001);
}
