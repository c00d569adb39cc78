// Real clients: bytes in, bytes out.
#include "sim/world_run.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace world_run;
using mqtt::PacketType;
using trace::EventKind;

base::Bytes connect(char name) {
    return packet(0x10, hex("00 04 'MQTT' 04 02 00 00 | 00 01") + base::Bytes{base::Byte(name)});
}
base::Bytes connect_with_will(char name) {
    return packet(0x10, hex("00 04 'MQTT' 04 06 00 00 | 00 01") + base::Bytes{base::Byte(name)} +
                            hex("00 01 'w' 00 04 'gone'"));
}
const base::Bytes connack = hex("20 02 00 00");
const base::Bytes subscribe_t = packet(0x82, hex("00 01 | 00 01 't' 00"));
const base::Bytes suback = hex("90 03 00 01 00");
const base::Bytes publish_t = packet(0x30, hex("00 01 't' 'x'"));

/// All bytes addressed to a port, in order, and whether it was closed.
struct Heard {
    base::Bytes bytes;
    bool closed = false;
};
Heard heard(const std::vector<sim::PortOutput>& output, std::uint32_t port) {
    Heard all;
    for (const auto& item : output) {
        for (const std::uint32_t to : item.ports) {
            if (to != port) continue;
            all.closed = all.closed || item.close;
            base::append(all.bytes, item.bytes);
        }
    }
    return all;
}

} // namespace

TEST_CASE("bytes of a real client may be split anyhow", "[port]") {
    const base::Bytes all = connect('p') + subscribe_t + publish_t + hex("c0 00");
    for (std::size_t piece = 1; piece <= all.size(); ++piece) {
        Run run("");
        run.world.port_opened(7, "real", run.events);
        for (std::size_t at = 0; at < all.size(); at += piece) {
            run.world.port_received(7, base::BytesView(all).subspan(at, std::min(piece, all.size() - at)), run.events);
        }
        const Heard answer = heard(run.world.take_port_output(), 7);
        CHECK(shown(answer.bytes) == shown(connack + suback + publish_t + hex("d0 00")));
        CHECK_FALSE(answer.closed);
        CHECK(run.world.find_port(1)->messages == 1);
    }
}

TEST_CASE("malformed bytes close the connection of that client only", "[port]") {
    for (const char* wrong : {"ff ff ff ff ff", "30 03 00 05 't'", "62 00", "00 00", "f0 00", "36 04 00 01 't' 01"}) {
        INFO(wrong);
        Run run("client a\n@0s a connect\n");
        run.until(at_s(1));
        for (std::uint32_t port : {1u, 2u}) {
            run.world.port_opened(port, "real", run.events);
            run.world.port_received(port, connect(static_cast<char>('p' + port)), run.events);
        }
        run.world.take_port_output();
        run.world.port_received(1, hex(wrong), run.events);
        const auto output = run.world.take_port_output();
        CHECK(heard(output, 1).closed);
        CHECK_FALSE(heard(output, 2).closed);
        CHECK(run.world.broker().connection_count() == 2);
        CHECK(run.connectedness("a") == sim::World::Connectedness::connected);
        run.world.port_received(1, publish_t, run.events); // nobody is there any more
        CHECK(run.world.take_port_output().empty());
        run.world.port_received(2, hex("c0 00"), run.events);
        CHECK(shown(heard(run.world.take_port_output(), 2).bytes) == "d0 00");
    }
}

TEST_CASE("one packet for many real clients stands once, addressed to all of them", "[port]") {
    Run run("");
    for (std::uint32_t port = 1; port <= 20; ++port) {
        run.world.port_opened(port, "real", run.events);
        run.world.port_received(port, connect(static_cast<char>('a' + port)) + subscribe_t, run.events);
    }
    run.world.take_port_output();
    run.world.port_received(3, publish_t, run.events);
    const auto output = run.world.take_port_output();
    REQUIRE(output.size() == 1);
    CHECK(output[0].ports.size() == 20);
    CHECK(shown(output[0].bytes) == shown(publish_t));
}

TEST_CASE("what is joined and addressed to many keeps the order of every client", "[port]") {
    Run run("");
    for (std::uint32_t port = 1; port <= 3; ++port) {
        run.world.port_opened(port, "real", run.events);
        run.world.port_received(port, connect(static_cast<char>('a' + port)) + subscribe_t, run.events);
    }
    run.world.take_port_output();
    const base::Bytes other = packet(0x30, hex("00 01 't' 'y'"));
    run.world.port_received(1, publish_t + other + hex("c0 00") + publish_t, run.events);
    const auto output = run.world.take_port_output();
    CHECK(shown(heard(output, 1).bytes) == shown(publish_t + other + hex("d0 00") + publish_t));
    for (std::uint32_t port : {2u, 3u}) CHECK(shown(heard(output, port).bytes) == shown(publish_t + other + publish_t));
}

TEST_CASE("a real client that goes away leaves its Will", "[port]") {
    Run run("client a\n@0s a connect\n@1s a subscribe w\n");
    run.until(at_s(2));
    run.world.port_opened(1, "real", run.events);
    run.world.port_received(1, connect_with_will('p'), run.events);
    run.world.port_closed(1, run.events);
    run.until(at_s(3));
    CHECK(run.received("a", "w") == 1);
    CHECK(run.count(EventKind::will_published) == 1);
    CHECK(run.world.ports().empty());
}

TEST_CASE("a real client that sends no CONNECT is closed after the broker's time for it", "[port]") {
    Run run("");
    run.world.port_opened(1, "real", run.events);
    run.until(at_s(29));
    CHECK_FALSE(heard(run.world.take_port_output(), 1).closed);
    run.until(at_s(31));
    CHECK(heard(run.world.take_port_output(), 1).closed);
}

TEST_CASE("real and virtual clients talk to each other", "[port]") {
    Run run("client a\n@0s a connect\n@1s a subscribe t\n@3s a publish t \"z\"\n");
    run.until(at_s(2));
    run.world.port_opened(9, "mosquitto_pub", run.events);
    run.world.port_received(9, connect('p') + subscribe_t + publish_t, run.events);
    run.world.take_port_output();
    run.until(at_s(4));
    CHECK(run.received("a", "t") == 2);
    CHECK(shown(heard(run.world.take_port_output(), 9).bytes) == shown(packet(0x30, hex("00 01 't' 'z'"))));
    CHECK(run.world.actors().back().name == "mosquitto_pub");
    CHECK(run.world.actors().back().real);
}
