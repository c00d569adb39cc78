// Fuzz target: a broker, several connections, raw bytes and right packets, losses, and time passing.
//   The first byte chooses its options, the second the trace; then one step after another.
//   After each step: bounds are kept, what is sent is right, and a copy does the same.
#include "fuzz/broker_checks.hpp"

namespace {

constexpr std::size_t lines_max = 6; // two more than the broker takes
constexpr int steps_max = 200;

/// Makes the call on a broker; with `traced`, its trace is on, and events are numbered from `next`.
broker::Output made(broker::Broker& broker, const fuzz::Call& call, bool traced, trace::Events& events,
                    trace::EventId& next) {
    broker::Output out;
    if (traced) out.trace = trace::Trace(events, next);
    call(broker, out);
    if (traced) next = out.trace.next();
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::Input input({bytes, size});
    broker::Broker broker(fuzz::small_options(input.byte()));
    const bool traced = input.below(2) == 1;
    broker::Broker copy = broker;
    std::vector<fuzz::Line> lines(lines_max);
    base::Instant now;
    trace::Events events, of_copy;
    trace::EventId next_event = 1, next_of_copy = 1;
    for (int count = 0; count < steps_max && !input.empty(); ++count) {
        const fuzz::Step step = fuzz::next_step(input, now, lines, broker);
        now = step.now;
        if (step.loses >= 0) lines[static_cast<std::size_t>(step.loses)].open = false;
        if (step.opens >= 0) {
            fuzz::Line& line = lines[static_cast<std::size_t>(step.opens)];
            broker::Broker asked = broker;
            broker::Output ignored;
            line.id = asked.connection_opened({}, now, ignored);
            line.open = true;
        }
        const broker::Output out = made(broker, step.call, traced, events, next_event);
        const broker::Output other = made(copy, step.call, traced, of_copy, next_of_copy);
        fuzz::check_same(out.outbox, other.outbox);
        fuzz::check(next_event == next_of_copy, "a copy tells of as many events");
        fuzz::deliver(out.outbox, lines);
        fuzz::check_bounds(broker);
        if (step.advances) fuzz::check(broker.next_deadline() > now, "nothing that is due is left undone");
        if (count % 8 == 7) copy = broker;
    }
    return 0;
}
