// What each step does, and how a world comes to its end.
#include "simulation/run.hpp"

#include "simulation/words.hpp"

#include <algorithm>

namespace simulation {

void Run::comment(const std::string& words) {
    if (log_ != Log::none) result_.log.push_back("# " + words);
}

void Run::note(const Client& client, const std::string& words) {
    if (log_ != Log::none) result_.log.push_back(at(now_) + " " + client.name + " " + words);
}

Run::Wire* Run::wire_of(const Client& client) {
    const auto found = wires_.find(client.line);
    return found == wires_.end() ? nullptr : &found->second;
}

void Run::say(Wire& wire, const mqtt::Packet& packet) {
    Client& client = clients_[wire.client];
    client.last_sent = now_;
    if (!wire.at_broker || !wire.at_client) return;
    Up up;
    mqtt::encode(packet, wire.version, up.bytes);
    if (up.bytes.size() <= world_.options.maximum_packet_size) up.packet = packet; // else the broker must close
    auto* publish = up.packet ? std::get_if<mqtt::Publish>(&*up.packet) : nullptr;
    if (publish && wire.version != ProtocolVersion::v5_0) publish->properties = {}; // begun in 5.0, repeated in 3.1
    wire.up.push_back(std::move(up));
    if (log_ == Log::packets) comment("    " + client.name + " -> " + told(packet));
}

void Run::act(const Step& step) {
    luck_ = base::Prng(step.luck);
    advance(now_ + base::milliseconds(1));
    if (failed()) return;
    Client& client = clients_[step.client];
    if (step.action == Action::wait) {
        static constexpr std::int64_t waits_s[] = {0, 1, 1, 2, 5, 5, 12, 40};
        advance(now_ + base::seconds(waits_s[luck_.below(8)]));
    } else if (step.action == Action::copy) {
        comment(at(now_) + " the broker goes on as a copy of itself");
        broker::Broker copy = broker_;
        twin_ = broker_;
        broker_ = std::move(copy);
    } else if (step.action == Action::connect || client.line == no_line) {
        connect(client, client.random_connect(luck_));
    } else if (step.action == Action::cut) {
        cut(client);
    } else if (Wire* wire = wire_of(client)) {
        if (step.action == Action::stall && !wire->stalled) {
            note(client, "stall");
            wire->stalled = true;
        } else if (step.action == Action::heal && wire->stalled) {
            note(client, "heal");
            wire->stalled = false;
            lose_forgotten(client);
        } else if (client.connected) {
            act_connected(client, *wire, step.action);
        }
    }
    pump();
}

void Run::act_connected(Client& client, Wire& wire, Action action) {
    if (action == Action::disconnect) {
        const mqtt::Disconnect disconnect = client.random_disconnect(luck_);
        note(client, scenario_words(disconnect));
        say(wire, disconnect);
    } else if (action == Action::subscribe) {
        const mqtt::Subscribe subscribe = client.random_subscribe(luck_);
        if (subscribe.requests.size() > 1) comment("in one SUBSCRIBE:");
        for (const auto& request : subscribe.requests) note(client, scenario_words(request, subscribe.properties));
        say(wire, subscribe);
    } else if (action == Action::unsubscribe) {
        const mqtt::Unsubscribe unsubscribe = client.random_unsubscribe(luck_);
        note(client, "unsubscribe \"" + unsubscribe.topic_filters[0] + "\"");
        say(wire, unsubscribe);
    } else if (action == Action::publish) {
        for (std::uint64_t burst = luck_.chance(1, 5) ? 4 : 1; burst > 0; --burst) publish(client, wire);
    } else if (action == Action::answer) {
        answer(client, wire);
    } else if (action == Action::repeat && wire.version != ProtocolVersion::v5_0 && !client.outgoing.empty()) {
        Client::Outgoing& again = client.outgoing[luck_.below(client.outgoing.size())];
        again.publish.dup = true;
        comment(at(now_) + " " + client.name + " sends " + told(again.publish) + " again");
        if (!again.released) say(wire, again.publish);
    } else if (action == Action::stray) {
        const mqtt::PublishResponse stray = client.random_stray(luck_);
        base::Bytes bytes;
        mqtt::encode(stray, wire.version, bytes);
        note(client, "send hex:" + hex(bytes));
        say(wire, stray);
    } else if (action == Action::malformed) {
        Up up;
        up.bytes = client.random_malformed(luck_, world_.options.maximum_packet_size);
        note(client, "send hex:" + hex(up.bytes));
        client.last_sent = now_;
        wire.up.push_back(std::move(up));
    }
}

void Run::connect(Client& client, const mqtt::Connect& connect) {
    if (Wire* older = wire_of(client)) {
        comment(client.name + " forgets its older connection, which stays");
        older->at_client = false;
        older->up.clear();
        older->down.clear();
    }
    client.offline();
    if (connect.client_id.empty()) client.lay_aside();
    client.pings = !luck_.chance(1, 8);
    client.prompt = luck_.chance(2, 3);
    client.version = connect.version;
    client.keep_alive_s = connect.keep_alive_s;
    note(client, scenario_words(connect));
    if (!client.prompt) comment(client.name + " acknowledges late");
    const int line = static_cast<int>(line_by_id_.size()) + 1;
    Wire& wire = wires_[line];
    wire.line = client.line = line;
    wire.version = connect.version;
    wire.client = static_cast<std::size_t>(&client - clients_.data());
    wire.packet_maximum = connect.properties.number_or(PropertyId::maximum_packet_size, 0xffffffff);
    wire.alias_maximum = connect.properties.number_or(PropertyId::topic_alias_maximum, 0);
    call(
        [&](broker::Broker& broker, broker::Output& out) {
            wire.id = broker.connection_opened(
                {static_cast<trace::ActorId>(wire.client + 1), static_cast<std::uint32_t>(line)}, now_, out);
            line_by_id_[wire.id] = line;
        },
        [&] { reference_.opened(line, now_); });
    say(wire, connect);
}

void Run::publish(Client& client, Wire& wire) {
    const mqtt::Publish publish = client.random_publish(luck_, ++published_);
    note(client, scenario_words(publish, publish.topic));
    say(wire, publish);
}

void Run::answer(Client& client, Wire& wire) {
    if (client.answers.empty()) return;
    const std::size_t which = luck_.chance(1, 2) ? 0 : luck_.below(client.answers.size());
    const mqtt::PublishResponse answer = client.answers[which];
    client.answers.erase(client.answers.begin() + static_cast<std::ptrdiff_t>(which));
    comment(at(now_) + " " + client.name + " answers " + told(answer));
    say(wire, answer);
}

/// The connection breaks; of what was under way, the beginning may have arrived.
void Run::cut(Client& client) {
    lose_forgotten(client);
    Wire* wire = wire_of(client);
    if (wire == nullptr) return;
    note(client, "cut");
    std::size_t waiting = 0;
    for (const Up& up : wire->up) waiting += up.bytes.size() - up.fed;
    if (waiting > 0 && wire->at_broker) {
        const std::size_t arrives = luck_.below(waiting + 1);
        comment("  " + std::to_string(arrives) + " of " + std::to_string(waiting) + " bytes still reach the broker");
        if (arrives > 0) feed(*wire, arrives);
    }
    const std::size_t kept = luck_.below(wire->down.size() + 1);
    wire->down.resize(kept);
    if (kept > 0) comment("  " + std::to_string(kept) + " packets still reach the Client");
    while (!wire->down.empty() && !failed()) { // it reads them, but its answers reach nobody
        const mqtt::Packet packet = std::move(wire->down.front());
        wire->down.pop_front();
        bool delivered = false;
        client.receive(packet, luck_, delivered);
        if (delivered) reference_.received(wire->line, std::get<mqtt::Publish>(packet));
    }
    lose(*wire);
    client.offline();
}

/// Connections that the Client has forgotten end at the broker too.
void Run::lose_forgotten(const Client& client) {
    for (auto& [line, wire] : wires_) {
        const bool forgotten = !wire.at_client && wire.at_broker && &clients_[wire.client] == &client;
        if (forgotten) lose(wire);
    }
}

/// Everything heals, every Session that is still there is taken up again, and all queues drain.
void Run::finish() {
    luck_ = base::Prng(world_.seed);
    comment(at(now_) + " the end: everything heals and drains");
    for (Client& client : clients_) {
        advance(now_ + base::milliseconds(1));
        lose_forgotten(client);
        if (Wire* wire = wire_of(client)) wire->stalled = false;
        pump();
        const bool left = reference_.sessions().contains(client.name);
        if (!failed() && client.line == no_line && left) {
            connect(client, client.final_connect());
            pump();
        }
    }
    for (unsigned round = 0; round < 20'000 && !failed(); ++round) {
        bool any = false;
        for (Client& client : clients_) {
            Wire* wire = wire_of(client);
            if (!client.connected || client.answers.empty() || !wire) continue;
            answer(client, *wire);
            any = true;
        }
        if (!any) break;
        pump();
    }
    observe();
    if (!failed()) {
        const std::string wrong = reference_.compare_accounts();
        if (!wrong.empty()) fail(wrong);
    }
}

/// Somebody new looks at every retained message.
void Run::observe() {
    if (failed()) return;
    Client observer;
    observer.name = "observer";
    clients_.push_back(observer);
    Client& client = clients_.back();
    mqtt::Connect connect;
    connect.version = client.usual_version = ProtocolVersion::v5_0;
    connect.client_id = client.name;
    this->connect(client, connect);
    pump();
    Wire* wire = wire_of(client);
    if (!client.connected || !wire || failed()) return;
    mqtt::Subscribe subscribe;
    subscribe.packet_id = 1;
    for (const char* filter : {"#", "$a/#"}) {
        mqtt::Subscribe::Request request;
        request.topic_filter = filter;
        request.options.qos = mqtt::QoS::exactly_once;
        subscribe.requests.push_back(request);
        note(client, scenario_words(request, {}));
    }
    say(*wire, subscribe);
    client.prompt = true;
    pump();
    for (unsigned round = 0; round < 100 && !client.answers.empty() && client.connected; ++round) {
        answer(client, *wire);
        pump();
    }
}

} // namespace simulation
