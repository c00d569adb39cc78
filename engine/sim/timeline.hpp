// A world with its past: any moment that was lived can be the present again. Snapshots are copies
// of the world; between them a moment is reached by living it again, with the same inputs.
//
// The edge is the furthest world. While the present is in the past the edge stays, and real clients
// go on living there; an action in the past makes the present the new edge.
#pragma once

#include "sim/world.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

class Timeline {
public:
    explicit Timeline(const Scenario& scenario);

    /// The present.
    const World& world() const { return at_edge_ ? edge_ : past_; }
    base::Instant now() const { return world().now(); }
    bool at_edge() const { return at_edge_; }
    /// The furthest moment that has been lived.
    base::Instant horizon() const { return edge_.now(); }
    const trace::Events& events() const { return events_; }

    /// Lets the present run up to `to`, through known time and into new. At most `steps_max` steps a
    /// call; returns the moment reached.
    base::Instant advance(base::Instant to, std::size_t steps_max = 20'000);
    /// Lets the edge run up to `to` while the present stays where it is.
    base::Instant advance_edge(base::Instant to, std::size_t steps_max = 20'000);
    /// Makes `to` the present: all that happens up to and including `to` has happened. Beyond the
    /// horizon it advances, as far as one call may.
    base::Instant seek(base::Instant to);

    /// Does an action now. In the past this forks: what was known after now is forgotten, and the
    /// connection of every real client that took part in it is closed.
    void act(std::string_view actor, const Action& action);

    // Real clients live at the edge.
    void port_opened(std::uint32_t port, std::string label);
    void port_received(std::uint32_t port, base::BytesView bytes);
    void port_closed(std::uint32_t port);
    std::vector<PortOutput> take_port_output();

    /// The first event id that became another one since the last call, or 0: whoever copied events
    /// forgets from there on.
    trace::EventId take_forked_from() { return std::exchange(forked_from_, 0); }

private:
    enum class InputKind : std::uint8_t { action, port_opened, port_received, port_closed };
    struct Input {              // what came from outside, to be repeated when its moment is lived again
        std::uint64_t step = 0; // World::steps() when it came
        base::Instant at;
        InputKind kind = InputKind::action;
        std::string text; // action: the actor; port_opened: the label
        Action action;
        std::uint32_t port = 0;
        base::SharedBytes bytes;
    };
    struct Snapshot {
        World world;
        std::size_t inputs = 0; // how many had been applied
    };

    bool relive(base::Instant to);
    bool join_edge(base::Instant to);
    std::vector<std::uint32_t> ports_heard_of_since(trace::EventId from) const;
    static void apply(const Input& input, World& world, trace::Events& events);
    void add(Input input);
    void keep_snapshot();
    void bound_history();

    World edge_;
    World past_; // the present while it is not the edge
    bool at_edge_ = true;
    std::size_t inputs_at_ = 0; // inputs already applied to past_
    trace::Events events_;
    std::vector<Input> inputs_;       // all of them applied to edge_
    std::vector<Snapshot> snapshots_; // by time; the first is the beginning
    std::uint64_t snapshot_spacing_;
    trace::EventId forked_from_ = 0;
    std::vector<PortOutput> closings_; // of real clients, by a fork
};

} // namespace sim
