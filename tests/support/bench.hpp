// A broker on a bench: its connections, a virtual clock and its trace, driven by short verbs.
//
//   Bench bench;
//   Client sub = bench.connect({.client_id = "sub"});
//   sub.subscribe("a/#", 1);
//   CHECK(sub.heard() == "...")     what it was sent since the last look, in words
//
// Cases run with the trace on and off where it matters: without a trace QoS 0 is fanned out by
// another path. Tags name statements behind the version they belong to: [3.1.1][MQTT-..][5.0][MQTT-..].
#pragma once

#include "broker/broker.hpp"
#include "mqtt/encode.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

using base::milliseconds;
using base::seconds;
using broker::Options;
using mqtt::PacketType;
using mqtt::Properties;
using mqtt::PropertyId;
using mqtt::ProtocolVersion;
using mqtt::QoS;
using mqtt::ReasonCode;
using trace::DropReason;
using trace::EventKind;

inline constexpr ProtocolVersion v31 = ProtocolVersion::v3_1;
inline constexpr ProtocolVersion v311 = ProtocolVersion::v3_1_1;
inline constexpr ProtocolVersion v5 = ProtocolVersion::v5_0;

enum class Tracing : std::uint8_t { off, on };

/// Runs the case once with the trace off and once with it on.
Tracing traced_or_not();
/// Runs the case once for each version.
ProtocolVersion every_version();
/// Runs the case for 3.1 and 3.1.1.
ProtocolVersion before_5();

/// Properties written in one line: properties({number(PropertyId::topic_alias, 1), user("a", "b")}).
mqtt::Property number(PropertyId id, std::uint32_t value);
mqtt::Property text(PropertyId id, std::string_view value);
mqtt::Property user(std::string_view name, std::string_view value);
Properties properties(const std::vector<mqtt::Property>& list);

/// A packet in words: "PUBLISH t 'x' qos=1 id=7 dup retain", "SUBACK 3 00 80", "DISCONNECT 8e".
std::string told(const mqtt::Packet& packet);

class Bench;

/// What a PUBLISH has besides topic and payload.
struct Extra {
    unsigned qos = 0;
    bool retain = false;
    unsigned id = 1; // ignored at QoS 0
    bool dup = false;
    Properties properties = {};
};

/// One connection to the bench's broker, seen from the client. A handle: copy it freely.
class Client {
public:
    Client() = default;
    Client(Bench& bench, std::size_t index) : bench_(&bench), index_(index) {}

    // What the client does.
    void send(const mqtt::Packet& packet) const;
    void send(base::BytesView bytes) const;
    void send_hex(std::string_view bytes) const { send(hex(bytes)); }
    void send_split(base::BytesView bytes, std::size_t step) const;
    void publish(std::string_view topic, std::string_view payload, const Extra& extra = {}) const;
    void answer(PacketType type, unsigned packet_id, ReasonCode reason = ReasonCode::success) const;
    void puback(unsigned packet_id) const { answer(PacketType::puback, packet_id); }
    void pubrec(unsigned packet_id) const { answer(PacketType::pubrec, packet_id); }
    void pubrel(unsigned packet_id) const { answer(PacketType::pubrel, packet_id); }
    void pubcomp(unsigned packet_id) const { answer(PacketType::pubcomp, packet_id); }
    void ask_subscribe(std::vector<mqtt::Subscribe::Request> requests, unsigned packet_id = 1,
                       Properties properties = {}) const;
    void ask_unsubscribe(std::vector<std::string> filters, unsigned packet_id = 1) const;
    /// Subscribes to one filter and takes the SUBACK away; what follows it stays.
    void subscribe(std::string_view filter, unsigned qos = 0) const;
    void subscribe(std::string_view filter, mqtt::SubscriptionOptions options, std::uint32_t identifier = 0) const;
    void disconnect(ReasonCode reason = ReasonCode::success, Properties properties = {}) const;
    /// The network fails: the connection ends without DISCONNECT.
    void lose() const;

    // What the client sees.
    /// Everything sent since the last look in words, joined by "; ", and "closed" once. Bytes that
    /// no packet of the client's version has are told as they are: "wrong: e0 01 84".
    std::string heard() const;
    /// The next packet, which must be there and be a T.
    template <class T> T next() const {
        const mqtt::Packet packet = next_packet();
        INFO("it is " << told(packet));
        REQUIRE(std::holds_alternative<T>(packet));
        return std::get<T>(packet);
    }
    mqtt::Packet next_packet() const;
    base::Bytes take_bytes() const;
    bool closed() const;
    broker::ConnectionId id() const;
    ProtocolVersion version() const;

private:
    Bench* bench_ = nullptr;
    std::size_t index_ = 0;
};

class Bench {
public:
    explicit Bench(Options options = {}, Tracing tracing = Tracing::on) : broker(options), tracing_(tracing) {}

    /// A Network Connection on which nothing was sent yet; packets go out in the form of `version`.
    Client open(ProtocolVersion version = v311);
    /// Opens a connection and sends CONNECT; the answer is to be looked at.
    Client try_connect(const mqtt::Connect& connect);
    /// The same, and takes away the CONNACK, which must say Success.
    Client connect(const mqtt::Connect& connect);
    /// The same connection on another bench: on a copy of this one.
    Client at(std::size_t index) { return Client(*this, index); }

    /// Lets time pass, stopping at each deadline; tells how often it stopped.
    std::size_t wait(base::Duration duration);
    void shut_down();

    base::Instant now() const { return now_; }
    /// Events of that kind; none with the trace off.
    std::vector<trace::Event> events(EventKind kind) const;
    /// The bounds that the trace told of, joined by "; ".
    std::string limits() const;
    /// Messages dropped for that reason, as the trace tells.
    std::size_t dropped(DropReason reason) const;

    broker::Broker broker;

private:
    friend class Client;
    base::Bytes take_packet(std::size_t index);
    struct Line {
        broker::ConnectionId id = 0;
        ProtocolVersion version = v311;
        base::Bytes unread;
        bool closed = false;
        bool closed_told = false;
    };
    template <class Call> void call(Call call);
    void collect(const broker::Outbox& outbox);
    Line& line_of(broker::ConnectionId id);

    Tracing tracing_;
    base::Instant now_;
    std::deque<Line> lines_;
    trace::Events events_;
    trace::EventId next_event_ = 1;
};

} // namespace bench
