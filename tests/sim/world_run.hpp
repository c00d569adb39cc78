// A world that runs a script, and questions about what happened in it.
#pragma once

#include "mqtt/decode.hpp"
#include "sim/scenario_text.hpp"
#include "sim/trace_text.hpp"
#include "sim/world.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace world_run {

constexpr base::Instant at_ms(std::int64_t ms) { return base::Instant{} + base::milliseconds(ms); }
constexpr base::Instant at_s(std::int64_t s) { return base::Instant{} + base::seconds(s); }

/// The scenario of these lines, which stand after the version line. Throws if one is wrong.
sim::Scenario scenario_of(const std::string& lines);
/// One step without its time.
sim::ParsedAction action_of(const sim::World& world, const std::string& line);

/// Lets a world run until `to`, all that is due then included.
void run_until(sim::World& world, trace::Events& events, base::Instant to);

/// What can be seen of a world, as text: two worlds with the same text are in the same state.
std::string state_text(const sim::World& world);

struct Run {
    explicit Run(const std::string& lines) : world(scenario_of(lines)) {}

    Run& until(base::Instant to) {
        run_until(world, events, to);
        return *this;
    }
    void act(const std::string& line) {
        const sim::ParsedAction parsed = action_of(world, line);
        world.act(parsed.actor, parsed.action, events);
    }
    std::string trace() const { return trace_text(events, world.actors()); }
    const sim::Client& client(std::string_view name) const { return *world.find_client(name); }
    sim::World::Connectedness connectedness(std::string_view name) const {
        return world.connectedness(client(name).actor() - 1);
    }
    /// How many messages with this topic it has received.
    std::size_t received(std::string_view name, std::string_view topic) const;

    /// The events of this kind, of this client if it has a name, in order.
    std::vector<trace::Event> all(trace::EventKind kind, std::string_view name = {}) const;
    std::size_t count(trace::EventKind kind, std::string_view name = {}) const { return all(kind, name).size(); }
    /// The packets of this type that this side sent, received or lost (`kind`), in order.
    std::vector<trace::Event> packets(trace::EventKind kind, mqtt::PacketType type, trace::Side side,
                                      std::string_view name = {}) const;

    sim::World world;
    trace::Events events;
};

mqtt::PacketType type_of(const trace::Event& event);
mqtt::Publish publish_of(const trace::Event& event);

} // namespace world_run
