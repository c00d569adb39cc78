#include "sim/timeline.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::uint64_t first_spacing = 64; // steps between snapshots, until they are many
constexpr std::size_t snapshots_max = 96;   // then every other one is given up
constexpr std::size_t events_max = 400'000; // with real clients a world may live for days
constexpr std::size_t inputs_max = 400'000;

} // namespace

Timeline::Timeline(const Scenario& scenario) : edge_(scenario), past_(edge_), snapshot_spacing_(first_spacing) {
    snapshots_.push_back({edge_, 0});
}

base::Instant Timeline::advance_edge(base::Instant to, std::size_t steps_max) {
    std::size_t steps = 0;
    for (; steps < steps_max && edge_.next_moment() <= to; ++steps) {
        edge_.step(events_);
        keep_snapshot();
    }
    if (steps < steps_max) edge_.wait_until(to);
    bound_history();
    return edge_.now();
}

/// One known step of the past, if it is at or before `to`.
bool Timeline::relive(base::Instant to) {
    if (inputs_at_ < inputs_.size() && inputs_[inputs_at_].step == past_.steps()) {
        const Input& input = inputs_[inputs_at_];
        if (input.at > to) return false;
        past_.wait_until(input.at);
        apply(input, past_, events_);
        ++inputs_at_;
    } else {
        if (past_.next_moment() > to) return false;
        past_.step(events_);
    }
    past_.take_port_output(); // it was sent when it was new
    return true;
}

/// True when the past has caught up with the edge, and the edge's clock is not beyond `to`: then
/// they are the same.
bool Timeline::join_edge(base::Instant to) {
    if (past_.steps() < edge_.steps() || edge_.now() > to) return false;
    at_edge_ = true;
    return true;
}

base::Instant Timeline::advance(base::Instant to, std::size_t steps_max) {
    std::size_t steps = 0;
    while (!at_edge_ && steps < steps_max && !join_edge(to) && relive(to)) ++steps;
    if (at_edge_) return edge_.now() > to ? edge_.now() : advance_edge(to, steps_max - std::min(steps, steps_max));
    if (steps < steps_max) past_.wait_until(to);
    return past_.now();
}

base::Instant Timeline::seek(base::Instant to) {
    if (to < now()) {
        const auto after = std::upper_bound(snapshots_.begin(), snapshots_.end(), to,
                                            [](base::Instant t, const Snapshot& s) { return t < s.world.now(); });
        const Snapshot& nearest = after == snapshots_.begin() ? snapshots_.front() : *std::prev(after);
        past_ = nearest.world;
        inputs_at_ = nearest.inputs;
        at_edge_ = false;
    }
    // What is known is lived again in whole; what is new, as far as one call may go.
    while (!at_edge_ && !join_edge(to) && relive(to)) {
    }
    if (!at_edge_) {
        past_.wait_until(to);
    } else if (to > edge_.now()) {
        advance_edge(to);
    }
    return now();
}

void Timeline::apply(const Input& input, World& world, trace::Events& events) {
    switch (input.kind) {
    case InputKind::action: world.act(input.text, input.action, events); break;
    case InputKind::port_opened: world.port_opened(input.port, input.text, events); break;
    case InputKind::port_received: world.port_received(input.port, input.bytes.view(), events); break;
    case InputKind::port_closed: world.port_closed(input.port, events); break;
    }
}

void Timeline::add(Input input) {
    input.step = edge_.steps();
    input.at = edge_.now();
    apply(input, edge_, events_);
    inputs_.push_back(std::move(input));
    keep_snapshot();
    bound_history();
}

/// Real clients whose connection was made, used or spoken to from that event on: they remember what
/// another future does not know, so in that one their connection cannot go on.
std::vector<std::uint32_t> Timeline::ports_heard_of_since(trace::EventId from) const {
    std::vector<std::uint32_t> ports;
    for (const auto& [number, port] : edge_.ports()) {
        const auto concerned = [from, actor = port.actor](const trace::Event& event) {
            return event.id >= from && event.actor == actor;
        };
        if (!port.partial.empty() || std::any_of(events_.begin(), events_.end(), concerned)) ports.push_back(number);
    }
    for (const auto& [number, port] : past_.ports()) {
        if (!edge_.ports().contains(number)) ports.push_back(number); // it has left since
    }
    return ports;
}

std::vector<PortOutput> Timeline::take_port_output() {
    std::vector<PortOutput> output = edge_.take_port_output();
    for (PortOutput& closing : std::exchange(closings_, {})) output.push_back(std::move(closing));
    return output;
}

void Timeline::act(std::string_view actor, const Action& action) {
    if (!at_edge_) {
        const trace::EventId from = past_.next_event();
        const std::vector<std::uint32_t> estranged = ports_heard_of_since(from);
        forked_from_ = forked_from_ == 0 ? from : std::min(forked_from_, from);
        events_.forget_from(from);
        inputs_.resize(inputs_at_);
        std::erase_if(snapshots_, [&](const Snapshot& s) { return s.world.steps() > past_.steps(); });
        edge_ = past_;
        at_edge_ = true;
        for (const std::uint32_t port : estranged) {
            closings_.push_back({true, {port}, {}});
            port_closed(port);
        }
    }
    Input input;
    input.text = actor;
    input.action = action;
    add(std::move(input));
}

void Timeline::port_opened(std::uint32_t port, std::string label) {
    Input input;
    input.kind = InputKind::port_opened;
    input.port = port;
    input.text = std::move(label);
    add(std::move(input));
}

void Timeline::port_received(std::uint32_t port, base::BytesView bytes) {
    Input input;
    input.kind = InputKind::port_received;
    input.port = port;
    input.bytes = base::SharedBytes(bytes);
    add(std::move(input));
}

void Timeline::port_closed(std::uint32_t port) {
    Input input;
    input.kind = InputKind::port_closed;
    input.port = port;
    add(std::move(input));
}

void Timeline::keep_snapshot() {
    if (edge_.steps() < snapshots_.back().world.steps() + snapshot_spacing_) return;
    snapshots_.push_back({edge_, inputs_.size()});
    snapshots_.back().world.take_port_output();
    if (snapshots_.size() < snapshots_max) return;
    std::vector<Snapshot> kept;
    for (std::size_t i = 0; i < snapshots_.size(); i += 2) kept.push_back(std::move(snapshots_[i]));
    snapshots_ = std::move(kept);
    snapshot_spacing_ *= 2;
}

/// Too much past: its older half is given up, down to a snapshot from which all else follows.
void Timeline::bound_history() {
    if (events_.size() < events_max && inputs_.size() < inputs_max) return;
    const std::size_t middle = snapshots_.size() / 2;
    if (middle == 0 || (!at_edge_ && past_.steps() < snapshots_[middle].world.steps())) return;
    snapshots_.erase(snapshots_.begin(), snapshots_.begin() + static_cast<std::ptrdiff_t>(middle));
    events_.forget_before(snapshots_.front().world.next_event());
    const std::size_t gone = snapshots_.front().inputs;
    inputs_.erase(inputs_.begin(), inputs_.begin() + static_cast<std::ptrdiff_t>(gone));
    for (Snapshot& snapshot : snapshots_) snapshot.inputs -= gone;
    inputs_at_ -= std::min(gone, inputs_at_);
}

} // namespace sim
