// A broker as a value: bytes split anyhow, copies, the same with and without a trace, its end.
#include "support/bench.hpp"

#include <catch2/generators/catch_generators_range.hpp>

using namespace bench;

namespace {

base::Bytes encoded(const mqtt::Packet& packet, ProtocolVersion version) {
    base::Bytes bytes;
    mqtt::encode(packet, version, bytes);
    return bytes;
}

/// A client's whole life in one row of bytes, from CONNECT to DISCONNECT.
base::Bytes a_life(ProtocolVersion version) {
    const auto publish = [](QoS qos, unsigned id, std::size_t size) {
        return mqtt::Publish{.qos = qos,
                             .topic = "t/u",
                             .packet_id = static_cast<mqtt::PacketIdentifier>(id),
                             .payload = base::Bytes(size, 'x')};
    };
    base::Bytes bytes = encoded(mqtt::Connect{.version = version, .client_id = "a"}, version);
    for (const mqtt::Packet& packet : std::vector<mqtt::Packet>{
             mqtt::Subscribe{1, {}, {{"t/#", {QoS::at_least_once}}}}, publish(QoS::at_most_once, 0, 3),
             publish(QoS::at_least_once, 2, 300), publish(QoS::exactly_once, 3, 0), mqtt::Pingreq{},
             mqtt::PublishResponse{PacketType::pubrel, 3, {}, {}}, mqtt::PublishResponse{PacketType::puback, 1, {}, {}},
             mqtt::Unsubscribe{4, {}, {"t/#"}}, mqtt::Disconnect{}}) {
        base::append(bytes, encoded(packet, version));
    }
    return bytes;
}

mqtt::Connect kept(std::string client_id, ProtocolVersion version) {
    return {.version = version,
            .clean_start = false,
            .client_id = std::move(client_id),
            .properties = properties({number(PropertyId::session_expiry_interval, 30)})};
}

/// The same random deeds for any bench that is given: clients come and go, subscribe and publish.
class Deeds {
public:
    explicit Deeds(std::uint64_t seed) : prng_(seed) {}

    void do_one(Bench& bench, std::vector<std::size_t>& lines) {
        const auto who = static_cast<std::size_t>(prng_.below(4));
        const std::uint64_t what = prng_.below(20);
        const ProtocolVersion version = prng_.chance(1, 2) ? v5 : v311;
        if (lines.size() <= who || what == 0) {
            const std::size_t place = std::min(who, lines.size());
            if (place == lines.size()) lines.push_back(0);
            lines[place] = opened_++;
            bench.try_connect(kept(std::to_string(place), version));
            return;
        }
        const Client client = bench.at(lines[who]);
        if (what == 1) client.lose();
        if (what == 2) bench.wait(milliseconds(static_cast<std::int64_t>(prng_.below(8'000))));
        if (what >= 3 && what <= 5) subscribe(client);
        if (what == 6) client.ask_unsubscribe({filter()});
        if (what >= 7 && what <= 13) publish(client);
        if (what > 13) acknowledge(client);
    }

private:
    std::string filter() {
        static constexpr std::string_view filters[] = {"a/b", "a/+", "#", "+/b", "a/#"};
        return std::string(filters[prng_.below(5)]);
    }
    void subscribe(const Client& client) {
        mqtt::SubscriptionOptions options;
        options.qos = static_cast<QoS>(prng_.below(3));
        options.no_local = prng_.chance(1, 4);
        options.retain_as_published = prng_.chance(1, 2);
        options.retain_handling = static_cast<mqtt::RetainHandling>(prng_.below(3));
        Properties of_packet;
        if (prng_.chance(1, 3))
            of_packet.add_number(PropertyId::subscription_identifier, 1 + static_cast<std::uint32_t>(prng_.below(9)));
        client.ask_subscribe({{filter(), options}}, 1, of_packet);
    }
    void publish(const Client& client) {
        Extra extra{.qos = static_cast<unsigned>(prng_.below(3)),
                    .retain = prng_.chance(1, 3),
                    .id = 1 + static_cast<unsigned>(prng_.below(3))};
        if (prng_.chance(1, 4)) {
            extra.properties.add_number(PropertyId::message_expiry_interval,
                                        1 + static_cast<std::uint32_t>(prng_.below(9)));
        }
        client.publish(prng_.chance(1, 2) ? "a/b" : "a/c", prng_.chance(1, 5) ? "" : std::to_string(prng_.below(100)),
                       extra);
    }
    void acknowledge(const Client& client) {
        const auto id = 1 + static_cast<unsigned>(prng_.below(6));
        client.answer(static_cast<PacketType>(4 + prng_.below(4)), id);
    }

    base::Prng prng_;
    std::size_t opened_ = 0;
};

void check_same(const Bench& a, const Bench& b) {
    const auto left = a.broker.sessions(), right = b.broker.sessions();
    REQUIRE(left.size() == right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        REQUIRE(left[i].client_id == right[i].client_id);
        REQUIRE(left[i].queued.size() == right[i].queued.size());
        REQUIRE(left[i].inflight.size() == right[i].inflight.size());
        REQUIRE(left[i].received_qos_2 == right[i].received_qos_2);
    }
    REQUIRE(a.broker.retained().size() == b.broker.retained().size());
    REQUIRE(a.broker.next_deadline() == b.broker.next_deadline());
}

} // namespace

TEST_CASE("Packets may come split or joined in any way: the answer is the same bytes [MQTT-6.0.0-2]",
          "[3.1.1][MQTT-6.0.0-2][5.0][MQTT-6.0.0-2]") {
    const ProtocolVersion version = every_version();
    const base::Bytes life = a_life(version);
    Bench whole({}, traced_or_not());
    const Client at_once = whole.open(version);
    at_once.send(life);
    const std::string expected = shown(at_once.take_bytes());
    CHECK(at_once.closed());
    for (const std::size_t step : {1u, 2u, 3u, 5u, 17u, 100u}) {
        Bench bench;
        const Client client = bench.open(version);
        client.send_split(life, step);
        CHECK(shown(client.take_bytes()) == expected);
        CHECK(client.closed());
    }
}

TEST_CASE("A hundred packets in one piece are all handled, in order") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.subscribe("t");
    base::Bytes bytes;
    for (int i = 0; i < 100; ++i) base::append(bytes, hex("30 04 00 01 't' 'x'"));
    client.send(bytes);
    CHECK(shown(client.take_bytes()) == shown(bytes));
}

TEST_CASE("The same calls give the same bytes and the same state with a trace and without") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(1, 21)));
    INFO("seed " << seed);
    const Options options{.inflight = 2, .queued_messages = 4};
    Bench traced(options, Tracing::on), plain(options, Tracing::off);
    Deeds of_traced(seed), of_plain(seed);
    std::vector<std::size_t> traced_lines, plain_lines;
    for (int i = 0; i < 300; ++i) {
        of_traced.do_one(traced, traced_lines);
        of_plain.do_one(plain, plain_lines);
        for (const std::size_t line : traced_lines) {
            REQUIRE(shown(traced.at(line).take_bytes()) == shown(plain.at(line).take_bytes()));
            REQUIRE(traced.at(line).closed() == plain.at(line).closed());
        }
        check_same(traced, plain);
    }
}

TEST_CASE("A copy of a broker goes on independently, and the same calls give the same bytes") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(1, 6)));
    Bench original({.inflight = 2, .queued_messages = 4}, traced_or_not());
    Deeds deeds(seed);
    std::vector<std::size_t> lines;
    for (int i = 0; i < 200; ++i) deeds.do_one(original, lines);
    Bench copy = original;
    Deeds others = deeds;
    std::vector<std::size_t> copied_lines = lines;
    for (const std::size_t line : lines)
        CHECK(shown(copy.at(line).take_bytes()) == shown(original.at(line).take_bytes()));
    for (int i = 0; i < 200; ++i) others.do_one(copy, copied_lines);
    for (const std::size_t line : lines) CHECK(original.at(line).take_bytes().empty());
    for (int i = 0; i < 200; ++i) deeds.do_one(original, lines);
    CHECK(lines == copied_lines);
    for (const std::size_t line : lines)
        CHECK(shown(copy.at(line).take_bytes()) == shown(original.at(line).take_bytes()));
    check_same(original, copy);
}

TEST_CASE("A copy that is assigned over another broker forgets what that one knew") {
    Bench a, b;
    a.connect({.client_id = "x"}).subscribe("t");
    const Client other = b.connect({.client_id = "x"});
    other.subscribe("u");
    other.publish("t", "nobody"); // b remembers the route of "t"
    b = a;
    const Client client = b.at(0);
    client.publish("t", "x");
    CHECK(client.heard() == "PUBLISH t 'x'");
}

TEST_CASE("Generated Client Identifiers depend on the seed only") {
    const auto generated = [](std::uint64_t seed) {
        Bench bench({.seed = seed});
        bench.connect({.client_id = ""});
        return bench.broker.sessions().at(0).client_id;
    };
    CHECK(generated(1) == generated(1));
    CHECK(generated(1) != generated(2));
}

TEST_CASE("Shutting down closes every connection, tells 5.0 Clients why, and has Wills published") {
    Bench bench({}, traced_or_not());
    const Client watching = bench.connect({.version = v5, .clean_start = false, .client_id = "watcher"});
    watching.subscribe("w");
    const Client old = bench.connect({.client_id = "a", .will = mqtt::Will{.topic = "w", .payload = {}}});
    const Client silent = bench.open();
    bench.shut_down();
    CHECK(old.heard() == "closed");
    CHECK(silent.heard() == "closed");
    CHECK(watching.heard() == "DISCONNECT 8b; closed");
    CHECK(bench.broker.connection_count() == 0);
}

TEST_CASE("Calls that name a connection that is gone are ignored") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.disconnect();
    client.send(mqtt::Pingreq{});
    client.lose();
    CHECK(client.heard() == "closed");
    CHECK(bench.broker.connection_count() == 0);
}

TEST_CASE("A ConnectionId that was closed is never accepted again, however often its slot is used") {
    Bench bench({}, Tracing::off);
    const Client first = bench.open();
    const broker::ConnectionId dead = first.id();
    first.lose();
    for (int i = 0; i < 5'000; ++i) {
        const Client next = bench.open();
        REQUIRE_FALSE(bench.broker.is_open(dead));
        next.lose();
    }
}

TEST_CASE("A client that reconnects in a loop leaves a bounded number of timers behind") {
    Bench bench({}, traced_or_not());
    mqtt::Connect connect = kept("a", v5);
    connect.keep_alive_s = 10;
    connect.will = mqtt::Will{
        .topic = "w", .payload = {}, .properties = properties({number(PropertyId::will_delay_interval, 20)})};
    for (int i = 0; i < 1'000; ++i) {
        const Client client = bench.connect(connect);
        bench.wait(milliseconds(1));
        client.lose();
    }
    CHECK(bench.wait(seconds(100)) <= 100); // every timer left is a stop: their times all differ
    CHECK(bench.broker.next_deadline() == base::Instant::never());
}
