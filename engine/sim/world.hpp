// The world: a virtual clock, clients, links and the broker, in one value. A copy of it goes on
// independently and in exactly the same way: that is time travel.
#pragma once

#include "base/prng.hpp"
#include "broker/broker.hpp"
#include "sim/client.hpp"
#include "sim/link.hpp"
#include "sim/scenario.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// What a real client must be sent; the host drains it after each call.
struct PortOutput {
    bool close = false;
    std::vector<std::uint32_t> ports;
    base::Bytes bytes; // for `close`: empty
};

/// Somebody on the stage. Actor ids count from 1: virtual clients first, then real ones.
struct ActorView {
    trace::ActorId id = 0;
    std::string name; // in the script; of a real client, where it came from
    bool real = false;
    std::string client_id; // of a real client, once the broker has taken it

    /// What people call it.
    const std::string& called() const { return client_id.empty() ? name : client_id; }
};

class World {
public:
    /// A world at time 0 in which everything that the scenario names is still to come.
    explicit World(const Scenario& scenario);

    base::Instant now() const { return now_; }
    /// How many steps this world has done: the same number means the same state.
    std::uint64_t steps() const { return steps_; }
    trace::EventId next_event() const { return next_event_; }
    /// When the next thing happens; never if nothing is pending.
    base::Instant next_moment() const;
    /// Does the next thing. REQUIRES: something is pending.
    void step(trace::Events& events);
    /// Lets the clock run to `to`, where nothing is pending before.
    void wait_until(base::Instant to) { now_ = std::max(now_, to); }

    /// Does at this moment what a script line says. Actors must exist.
    void act(std::string_view actor, const Action& action, trace::Events& events);

    // Real clients.
    void port_opened(std::uint32_t port, std::string label, trace::Events& events);
    void port_received(std::uint32_t port, base::BytesView bytes, trace::Events& events);
    void port_closed(std::uint32_t port, trace::Events& events);
    std::vector<PortOutput> take_port_output() { return std::exchange(port_output_, {}); }

    // What there is to see.
    const broker::Broker& broker() const { return broker_; }
    const std::vector<Client>& clients() const { return clients_; }
    const Client* find_client(std::string_view name) const;
    const Link& link_of(std::size_t client) const { return links_[client]; }
    std::vector<ActorView> actors() const;
    std::vector<std::string> client_names() const;
    enum class Connectedness : std::uint8_t { offline, connecting, connected, half_open };
    Connectedness connectedness(std::size_t client) const;
    struct Port {
        std::uint32_t number = 0; // the host's
        std::uint32_t serial = 0; // of its Network Connection
        trace::ActorId actor = 0;
        broker::ConnectionId connection = broker::no_connection;
        bool open = false;
        base::Bytes partial;
        std::uint32_t messages = 0; // PUBLISH packets sent to it
    };
    /// The real clients by the host's number.
    const std::map<std::uint32_t, Port>& ports() const { return ports_; }
    /// The real client with this actor id; null if there is none.
    const Port* find_port(trace::ActorId actor) const;

private:
    enum class FlightKind : std::uint8_t { packet, close };
    struct Flight { // something on its way over a wire
        FlightKind kind = FlightKind::packet;
        std::uint32_t wire = 0;
        trace::Side from = trace::Side::client;
        base::SharedBytes bytes;
        trace::EventId sent = 0;
    };
    struct Script : base::RefCounted {
        explicit Script(std::vector<TimedAction>&& from) : actions(std::move(from)) {}
        std::vector<TimedAction> actions;
    };
    struct RealActors : base::RefCounted {
        std::vector<ActorView> list;
    };
    struct When { // what is on its way, in order: by time, then as it was sent
        base::Instant at;
        std::uint64_t sequence = 0;
        friend bool operator<(const When& a, const When& b) {
            return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
        }
    };

    // world.cpp
    trace::Trace trace_into(trace::Events& events) { return {events, next_event_}; }
    base::Instant next_script_step() const;
    base::Instant next_client_deadline() const;
    void do_script_step(trace::Trace& trace);
    void do_client_deadline(trace::Trace& trace);

    // world_actions.cpp
    void perform(std::string_view actor, const Action& action, std::uint32_t line, trace::Trace& trace);
    void perform_on(std::size_t client, const Action& action, trace::Trace& trace);
    void connect(std::size_t client, const ClientOptions& changes, trace::Trace& trace);
    trace::Event link_event(trace::EventKind kind, std::size_t client) const;
    void cut(std::size_t client, trace::Trace& trace);
    void stall(std::size_t client, trace::Trace& trace);
    void heal(std::size_t client, trace::Trace& trace);
    bool holds(const Client* client, const ExpectAction& expectation) const; // world_expect.cpp
    void expect(std::string_view actor, const ExpectAction& expectation, std::uint32_t line, trace::Trace& trace);

    // world_wires.cpp
    void carry(std::size_t client, ClientOutput& out, trace::Trace& trace);
    void send_over(std::uint32_t wire, trace::Side from, FlightKind kind, const base::SharedBytes& bytes,
                   trace::EventId sent, trace::Trace& trace);
    void arrive(const Flight& flight, trace::Trace& trace);
    void arrive_at_broker(const Flight& flight, Wire& wire, trace::Trace& trace);
    void arrive_at_client(const Flight& flight, Wire& wire, trace::Trace& trace);
    void lose_flights(std::uint32_t wire, trace::Trace& trace);
    std::vector<std::uint32_t> wires_of(std::size_t client) const;
    void end_wire(std::uint32_t wire, trace::Trace& trace);
    void note_lost(const Flight& flight, trace::Trace& trace);
    void forget_if_over(std::uint32_t wire);

    // world_broker.cpp
    /// Calls the broker and puts what comes out on wires and ports.
    template <class Call> void with_broker(trace::Trace& trace, Call call) {
        broker::Output out{broker::Outbox(false), trace};
        call(out);
        trace = out.trace;
        drain(out.outbox, trace);
    }
    void drain(broker::Outbox& outbox, trace::Trace& trace);
    void drain_to_port(base::BytesView bytes, std::uint32_t port);
    void close_port(std::uint32_t port);
    void port_packet(Port& port, base::BytesView packet, trace::Trace& trace);
    void learn_client_id(trace::ActorId actor);

    base::Instant now_;
    std::uint64_t steps_ = 0;
    trace::EventId next_event_ = 1;
    base::Prng prng_;
    broker::Broker broker_;
    base::Ref<const Script> script_;
    std::size_t script_at_ = 0; // the next of its actions
    std::vector<Client> clients_;
    std::vector<Link> links_;             // by client
    std::map<std::uint32_t, Wire> wires_; // by serial
    std::uint32_t wire_serial_ = 0;
    std::map<broker::ConnectionId, std::uint32_t> wire_of_connection_;
    std::map<broker::ConnectionId, std::uint32_t> port_of_connection_;
    std::map<std::uint32_t, Port> ports_;                                           // by the host's number
    base::Ref<const RealActors> real_actors_ = base::Ref<const RealActors>::make(); // replaced, never changed
    std::map<When, Flight> flights_;
    std::uint64_t sequence_ = 0;
    std::vector<PortOutput> port_output_;
};

} // namespace sim
