// Runs a world: the broker (and a twin of it), the Clients, a network with faults, and the reference,
// which judges every call to the broker at once.
#pragma once

#include "simulation/client.hpp"
#include "simulation/reference.hpp"
#include "simulation/world.hpp"

#include <deque>
#include <functional>
#include <map>

namespace simulation {

/// What the broker sends in one call, by connection, before anybody sees it.
struct Emission {
    int line;
    mqtt::Packet packet;
};
struct Sent {
    std::vector<Emission> packets;
    std::vector<int> closed;
};
/// Changes what the broker sends: how the tests break rules on purpose.
using Tamper = std::function<void(Sent&, const Reference&, Instant now)>;

struct Result {
    std::string failure;          // what went wrong; empty: nothing
    std::vector<std::string> log; // a scenario, with what it cannot say as comments
    std::uint64_t deliveries = 0, dropped = 0;
};

enum class Log : std::uint8_t { none, steps, packets };

Result run(const World& world, Log log = Log::none, const Tamper& tamper = {});

class Run {
public:
    Run(const World& world, Log log, const Tamper& tamper);
    Result go();

private:
    struct Up { // a packet on its way to the broker
        base::Bytes bytes;
        std::optional<mqtt::Packet> packet; // none: malformed
        std::size_t fed = 0;
    };
    struct Wire {
        int line = no_line;
        broker::ConnectionId id = 0;
        ProtocolVersion version = ProtocolVersion::v3_1_1;
        std::size_t client = 0;
        bool stalled = false, at_broker = true, at_client = true;
        bool closing = false; // the broker has closed; what it sent before comes first
        std::size_t packet_maximum = 0xffffffff;
        std::uint32_t alias_maximum = 0;
        std::map<std::uint32_t, std::string> aliases; // those of the broker
        std::deque<Up> up;
        std::deque<mqtt::Packet> down;
    };

    // run.cpp: the broker, its twin and the network.
    using Told = std::function<void(broker::Broker&, broker::Output&)>;
    void call(const Told& tell, const std::function<void()>& follow);
    std::map<int, base::Bytes> bytes_of(const broker::Outbox& outbox, std::vector<int>& closed) const;
    void take_packets(Wire& wire, base::BytesView bytes, Sent& sent);
    void forward(const Sent& sent);
    void feed(Wire& wire, std::size_t length);
    void lose(Wire& wire);
    void pump();
    bool pump_up(Wire& wire);
    bool pump_down(Wire& wire);
    void advance(Instant to);
    void fail(const std::string& what);
    bool failed() const { return !result_.failure.empty(); }

    // actions.cpp: what the steps do.
    void act(const Step& step);
    void act_connected(Client& client, Wire& wire, Action action);
    void connect(Client& client, const mqtt::Connect& connect);
    void publish(Client& client, Wire& wire);
    void answer(Client& client, Wire& wire);
    void cut(Client& client);
    void lose_forgotten(const Client& client);
    void finish();
    void observe();
    void say(Wire& wire, const mqtt::Packet& packet);
    void note(const Client& client, const std::string& words);
    void comment(const std::string& words);
    Wire* wire_of(const Client& client);

    const World& world_;
    Log log_;
    const Tamper& tamper_;
    broker::Broker broker_, twin_;
    Reference reference_;
    std::vector<Client> clients_;
    std::map<int, Wire> wires_;
    std::map<broker::ConnectionId, int> line_by_id_;
    Instant now_;
    base::Prng luck_;
    unsigned published_ = 0;
    Result result_;
};

} // namespace simulation
