// A virtual client: the client half of the protocol, driven by a script. It answers by itself
// (acknowledgements, PINGREQ) and says what it wants to send; the world carries the bytes.
#pragma once

#include "base/ring.hpp"
#include "mqtt/packet.hpp"
#include "mqtt/qos_receiver.hpp"
#include "mqtt/qos_sender.hpp"
#include "sim/inbox.hpp"
#include "sim/scenario.hpp"
#include "trace/trace.hpp"

#include <string>
#include <vector>

namespace sim {

/// What a client wants of its Network Connection after a call, in order.
struct ClientOutput {
    struct Sent {
        base::SharedBytes bytes;
        trace::EventId event = 0;
    };
    std::vector<Sent> packets;
    bool close = false; // after the packets
};

class Client {
public:
    enum class State : std::uint8_t { offline, connecting, connected };

    Client(std::string name, trace::ActorId actor, ClientOptions options)
        : name_(std::move(name)), actor_(actor), options_(std::move(options)) {}

    const std::string& name() const { return name_; }
    trace::ActorId actor() const { return actor_; }
    const ClientOptions& options() const { return options_; }
    State state() const { return state_; }
    mqtt::ProtocolVersion version() const { return options_.version.value_or(mqtt::ProtocolVersion::v3_1_1); }
    /// The Client Identifier that it gives, or that the Server assigned.
    const std::string& client_id() const;
    std::uint32_t connection() const { return connection_; }
    const Inbox& inbox() const { return inbox_; }
    /// The Reason Code of the CONNACK that refused it last.
    std::optional<mqtt::ReasonCode> refused() const { return refused_; }
    std::uint16_t keep_alive_s() const { return keep_alive_s_; }

    /// Sends CONNECT on a new connection with this serial number. REQUIRES: offline.
    void connect(const ClientOptions& changes, std::uint32_t connection, base::Instant now, trace::Trace& trace,
                 ClientOutput& out);
    void disconnect(const DisconnectAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out);
    void subscribe(const SubscribeAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out);
    void unsubscribe(const UnsubscribeAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out);
    void publish(const PublishAction& action, base::Instant now, trace::Trace& trace, ClientOutput& out);
    void send_raw(base::BytesView bytes, base::Instant now, trace::Trace& trace, ClientOutput& out);

    /// One whole packet arrived from the Server.
    void receive(base::BytesView packet, base::Instant now, trace::Trace& trace, ClientOutput& out);
    /// The connection is gone without the client having closed it: connection_closed (by the
    /// Server) or connection_lost.
    void connection_ended(trace::EventKind kind, base::Instant now, trace::Trace& trace);
    /// PINGREQ when the Keep Alive is over; gives up when no PINGRESP came, or no CONNACK in 30 s.
    void advance(base::Instant now, trace::Trace& trace, ClientOutput& out);
    /// When advance (keep alive) must be called next.
    base::Instant next_deadline() const;
    /// When it wants to connect again by itself; never if it does not.
    base::Instant reconnect_at() const { return reconnect_at_; }
    /// The event that ended its last connection: why it connects again.
    trace::EventId ended_by() const { return ended_by_; }

private:
    struct Step { // what every step of one call needs
        base::Instant now;
        trace::Trace& trace;
        ClientOutput& out;
    };
    mqtt::Connect connect_packet() const;
    void send(const mqtt::Packet& packet, Step& step, const mqtt::Delivery* delivery = nullptr);
    void send_publish(const mqtt::Inflight& inflight, bool dup, Step& step);
    void send_waiting(Step& step);
    /// True when the action can go on now; otherwise it is kept (connecting) or dropped (offline).
    bool ready(Action action, std::string_view topic, Step& step);
    void on_connack(const mqtt::Connack& connack, Step& step);
    void on_publish(const mqtt::Publish& publish, Step& step);
    void on_response(const mqtt::PublishResponse& response, Step& step);
    /// What still waited for CONNACK is dropped, and the trace tells.
    void go_offline(base::Instant now, trace::Trace& trace);
    void drop_offline(std::string_view topic, base::Instant now, trace::Trace& trace) const;
    trace::Event event(trace::EventKind kind, base::Instant now) const;

    std::string name_;
    trace::ActorId actor_;
    ClientOptions options_;
    State state_ = State::offline;
    std::uint32_t connection_ = 0;
    std::string assigned_client_id_;
    std::uint16_t keep_alive_s_ = 0;
    std::uint16_t server_receive_maximum_ = 65535;
    base::Instant last_sent_;
    bool awaiting_pingresp_ = false;
    base::Instant asked_at_; // when the CONNECT or PINGREQ that has no answer yet was sent
    trace::EventId connect_event_ = 0;
    base::Instant reconnect_at_ = base::Instant::never();
    trace::EventId ended_by_ = 0;
    std::optional<mqtt::ReasonCode> refused_;
    std::vector<std::string> topic_aliases_;                         // set by the Server on this connection
    std::vector<std::pair<Action, trace::EventId>> waiting_actions_; // until CONNACK
    // Session State of the client.
    mqtt::QosSender sender_;
    mqtt::QosReceiver receiver_;
    base::Ring<mqtt::Delivery> waiting_; // above the Server's Receive Maximum
    Inbox inbox_;
};

} // namespace sim
