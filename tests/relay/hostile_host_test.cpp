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

namespace {

/// Expects the host to be told `code`, to be closed with it, and the relay to serve the next host.
void expect_sent_away(RunningRelay& relay, FakeHost& host, RefusalCode code, std::string_view text) {
    const SeenFrame told = host.next(Kind::refusal);
    CHECK(told.number == static_cast<std::uint32_t>(code));
    CHECK(told.text == text);
    host.next();
    REQUIRE(host.ended);
    CHECK(host.ended->close_code() == 4000 + static_cast<int>(code));
    CHECK(host.ended->close_reason() == text);
    FakeHost next(relay);
    CHECK(next.relay_credit > 0);
}

} // namespace

TEST_CASE("A message that does not decode sends the host away and closes its clients", "[relay][hostile]") {
    RunningRelay relay;
    struct Row {
        std::string message;
        std::string_view text;
    };
    for (const Row& row : {Row{std::string("\x63", 1), "unknown_kind at byte 0 of a message"},
                           Row{std::string("\x03\x01\0\0\0\xff\xff\xff\xff", 9), "truncated at byte 9 of a message"},
                           Row{std::string("\x04\xff\xff\xff\xff", 5), "truncated at byte 5 of a message"},
                           Row{std::string("\x04\0\0\0\0\0\0\0\0", 9), "no_connections at byte 1 of a message"},
                           Row{std::string("\x05\x01\0\0\0\x09", 6), "unknown_value at byte 5 of a message"}}) {
        INFO(row.text);
        FakeHost host(relay);
        TcpPeer client(relay.tcp());
        host.next(Kind::open);
        host.socket().send_binary(row.message);
        CHECK(client.closed());
        expect_sent_away(relay, host, RefusalCode::malformed, row.text);
    }
}

TEST_CASE("A connection that was never opened for this host sends it away", "[relay][hostile]") {
    RunningRelay relay;
    {
        FakeHost before(relay);
        TcpPeer client(relay.tcp());
        before.next(Kind::open);
    }
    for (const std::uint32_t connection : {0u, 1u, 2u, 0xffffffffu}) {
        FakeHost host(relay);
        host.data(connection, "x");
        expect_sent_away(relay, host, RefusalCode::unknown_connection,
                         "connection " + std::to_string(connection) + " was never opened for this host");
    }
    FakeHost host(relay);
    TcpPeer client(relay.tcp());
    host.next(Kind::open);
    host.data_for_many({2, 3}, "x");
    CHECK(client.receive(1) == "x");
    expect_sent_away(relay, host, RefusalCode::unknown_connection, "connection 3 was never opened for this host");
}

TEST_CASE("Frames that a host must not send send it away", "[relay][hostile]") {
    RunningRelay relay;
    base::Bytes open, hello;
    envelope::append_open(open, 1, envelope::Transport::tcp, "");
    envelope::append_hello(hello, {envelope::Role::host, 0, 1, "", "c0ffee"});
    FakeHost first(relay);
    first.send(open);
    expect_sent_away(relay, first, RefusalCode::malformed, "a host does not send open here");
    FakeHost second(relay);
    second.send(hello);
    expect_sent_away(relay, second, RefusalCode::malformed, "a host does not send hello here");
    FakeHost third(relay);
    third.socket().send(WebSocketFrame::text, "{}");
    expect_sent_away(relay, third, RefusalCode::malformed, "the envelope travels in binary messages");
}

TEST_CASE("Credit beyond what the envelope allows sends the host away", "[relay][hostile]") {
    RunningRelay relay;
    FakeHost host(relay, "c0ffee", 1u << 30);
    TcpPeer client(relay.tcp());
    host.next(Kind::open);
    host.window(1, 1);
    expect_sent_away(relay, host, RefusalCode::credit_exceeded, "more credit than the envelope allows");
}

TEST_CASE("The first frame must be a hello of this version, in time and of a hello's size", "[relay][hostile]") {
    RunningRelay relay([](relay::Options& options) { options.limits.handshake_seconds = 1; });
    FakeHost impatient(relay, "");
    impatient.data(1, "x");
    expect_sent_away(relay, impatient, RefusalCode::hello_expected, "the first frame must be a host's hello");

    FakeHost newer(relay, "");
    newer.socket().send_binary(std::string("\x01\x02\x00 a hello of version 2", 24));
    expect_sent_away(relay, newer, RefusalCode::version,
                     "the relay speaks version 1 of the envelope and the page version 2: update the older one");

    FakeHost large(relay, "");
    large.socket().send_binary(std::string(5000, '\x01'));
    expect_sent_away(relay, large, RefusalCode::malformed, "the message is too large");

    FakeHost silent(relay, "");
    expect_sent_away(relay, silent, RefusalCode::hello_timeout, "no hello came in time");
}

TEST_CASE("A message over the bound of the envelope closes the host", "[relay][hostile]") {
    RunningRelay relay;
    FakeHost host(relay);
    TcpPeer client(relay.tcp());
    host.next(Kind::open);
    // The header alone, of a masked binary frame of 2^20 + 1 bytes: the relay need not see the body.
    host.socket().tcp().send(std::string_view("\x82\xff\0\0\0\0\0\x10\0\x01\0\0\0\0", 14));
    host.next();
    REQUIRE(host.ended);
    CHECK(host.ended->close_code() == 1009);
    host.socket().tcp().close();
    CHECK(client.closed());
    FakeHost next(relay);
    CHECK(next.relay_credit > 0);
}

TEST_CASE("One body addressed to the same client very often keeps memory within the bound", "[relay][hostile]") {
    RunningRelay relay;
    FakeHost host(relay);
    TcpPeer client(relay.tcp());
    host.next(Kind::open);
    host.data_for_many(std::vector<std::uint32_t>(100'000, 1), std::string(500'000, 'x'));
    CHECK(host.next(Kind::close).number == static_cast<std::uint32_t>(envelope::CloseReason::too_slow));
    CHECK(relay.buffered() == 0);
}
