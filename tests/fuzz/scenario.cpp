// Fuzz target: the scenario language and the world. The bytes are the text of a scenario.
//   Printing and reading give the same; the world runs its first steps, and a copy of it goes on the same.
#include "fuzz/fuzz.hpp"

#include "sim/scenario_text.hpp"
#include "sim/trace_text.hpp"
#include "sim/world.hpp"

namespace {

using fuzz::check;

constexpr int steps_max = 300;
constexpr std::size_t events_max = 20'000;

void check_errors(const std::vector<sim::ScenarioError>& errors) {
    check(errors.size() <= 100, "at most a hundred errors are told");
    for (const sim::ScenarioError& error : errors) {
        check(error.line >= 1 && error.column >= 1, "an error has its place");
        check(!error.es.empty() && !error.en.empty(), "an error is told in both languages");
    }
}

void check_printing(const sim::Scenario& scenario) {
    const std::string printed = sim::print_scenario(scenario);
    const sim::ParsedScenario again = sim::parse_scenario(printed);
    check(again.errors.empty(), "what is printed is right");
    check(again.scenario == scenario, "printed and read, a scenario is the same");
    check(sim::print_scenario(again.scenario) == printed, "printing is stable");
}

/// At most `steps` more steps.
void run(sim::World& world, trace::Events& events, int steps) {
    for (; steps > 0 && events.size() < events_max && world.next_moment() != base::Instant::never(); --steps) {
        const base::Instant before = world.now();
        world.step(events);
        check(world.now() >= before, "time does not go back");
    }
}

void check_world(const sim::Scenario& scenario) {
    sim::World world(scenario);
    trace::Events events;
    run(world, events, steps_max / 2);
    sim::World copy = world;
    trace::Events of_copy = events;
    run(world, events, steps_max / 2);
    run(copy, of_copy, steps_max / 2);
    check(world.steps() == copy.steps() && world.next_event() == copy.next_event(), "a copy does the same steps");
    check(sim::trace_text(events, world.actors()) == sim::trace_text(of_copy, copy.actors()),
          "a copy goes on in the same way");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = base::as_text({bytes, size});
    sim::ScenarioBounds bounds;
    bounds.lines = 200;
    bounds.clients = 20;
    bounds.steps = 2'000;
    bounds.repeated_bytes = 256 * 1024;
    const sim::ParsedScenario parsed = sim::parse_scenario(text, bounds);
    check_errors(parsed.errors);
    const sim::ParsedAction action = sim::parse_action(text.substr(0, text.find('\n')), {"a", "b", "phone", "sensor"});
    check_errors(action.errors);
    if (!parsed.errors.empty()) return 0;
    check_printing(parsed.scenario);
    check_world(parsed.scenario);
    return 0;
}
