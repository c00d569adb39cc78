// The clock: which of the pending things is next.
#include "sim/world.hpp"

#include <algorithm>

namespace sim {
namespace {

broker::Options broker_options(const Scenario& scenario) {
    broker::Options options;
    for (const ScenarioLine& line : scenario.lines) {
        if (const auto* seed = std::get_if<SeedLine>(&line.content)) options.seed = seed->seed;
    }
    return options;
}

} // namespace

World::World(const Scenario& scenario)
    : prng_(broker_options(scenario).seed), broker_(broker_options(scenario)),
      script_(base::Ref<const Script>::make(timed_actions(scenario))) {
    for (const ScenarioLine& line : scenario.lines) {
        if (const auto* client = std::get_if<ClientLine>(&line.content)) {
            clients_.emplace_back(client->name, static_cast<trace::ActorId>(clients_.size() + 1), client->options);
        }
    }
    links_.resize(clients_.size());
    for (const ScenarioLine& line : scenario.lines) {
        const auto* link = std::get_if<LinkLine>(&line.content);
        if (link == nullptr) continue;
        for (std::size_t i = 0; i < clients_.size(); ++i) {
            if (clients_[i].name() != link->client) continue;
            if (link->latency) links_[i].latency = *link->latency;
            if (link->jitter) links_[i].jitter = *link->jitter;
        }
    }
}

base::Instant World::next_script_step() const {
    return script_at_ < script_->actions.size() ? script_->actions[script_at_].at : base::Instant::never();
}

base::Instant World::next_client_deadline() const {
    base::Instant next = base::Instant::never();
    for (const Client& client : clients_) {
        next = std::min({next, client.next_deadline(), client.reconnect_at()});
    }
    return next;
}

base::Instant World::next_moment() const {
    base::Instant next = std::min(next_script_step(), broker_.next_deadline());
    next = std::min(next, next_client_deadline());
    if (!flights_.empty()) next = std::min(next, flights_.begin()->first.at);
    return next;
}

void World::step(trace::Events& events) {
    const base::Instant at = next_moment();
    CHECK_INVARIANT(at != base::Instant::never());
    now_ = std::max(now_, at);
    ++steps_;
    trace::Trace trace = trace_into(events);
    if (next_script_step() <= at) {
        do_script_step(trace);
    } else if (!flights_.empty() && flights_.begin()->first.at <= at) {
        const Flight flight = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        arrive(flight, trace);
    } else if (broker_.next_deadline() <= at) {
        with_broker(trace, [&](broker::Output& out) { broker_.advance(now_, out); });
    } else {
        do_client_deadline(trace);
    }
    next_event_ = trace.next();
}

void World::do_script_step(trace::Trace& trace) {
    const base::Ref<const Script> script = script_; // keeps the action alive
    const TimedAction& action = script->actions[script_at_++];
    perform(action.actor, action.action, action.line, trace);
}

void World::do_client_deadline(trace::Trace& trace) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (clients_[i].reconnect_at() <= now_) {
            const trace::Trace::Because because(trace, clients_[i].ended_by());
            connect(i, {}, trace);
            return;
        }
        if (clients_[i].next_deadline() <= now_) {
            ClientOutput out;
            clients_[i].advance(now_, trace, out);
            carry(i, out, trace);
            return;
        }
    }
}

void World::act(std::string_view actor, const Action& action, trace::Events& events) {
    ++steps_;
    trace::Trace trace = trace_into(events);
    perform(actor, action, 0, trace);
    next_event_ = trace.next();
}

const Client* World::find_client(std::string_view name) const {
    for (const Client& client : clients_) {
        if (client.name() == name) return &client;
    }
    return nullptr;
}

std::vector<std::string> World::client_names() const {
    std::vector<std::string> names;
    for (const Client& client : clients_) names.push_back(client.name());
    return names;
}

std::vector<ActorView> World::actors() const {
    std::vector<ActorView> list;
    for (const Client& client : clients_) list.push_back({client.actor(), client.name(), false, {}});
    list.insert(list.end(), real_actors_->list.begin(), real_actors_->list.end());
    return list;
}

World::Connectedness World::connectedness(std::size_t client) const {
    const Client::State state = clients_[client].state();
    bool ghost = false; // the broker believes in a connection that carries nothing
    for (const auto& [serial, wire] : wires_) {
        if (wire.client != client || !wire.dead) continue;
        ghost = ghost || wire.broker_open || (wire.client_open && state == Client::State::connected);
    }
    if (ghost) return Connectedness::half_open;
    switch (state) {
    case Client::State::connecting: return Connectedness::connecting;
    case Client::State::connected: return Connectedness::connected;
    case Client::State::offline: break;
    }
    return Connectedness::offline;
}

const World::Port* World::find_port(trace::ActorId actor) const {
    for (const auto& [number, port] : ports_) {
        if (port.actor == actor) return &port;
    }
    return nullptr;
}

} // namespace sim
