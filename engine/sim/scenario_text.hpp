// Reading and writing the scenario language. A script from outside is never more than text.
#pragma once

#include "sim/scenario.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sim {

/// One mistake in a text: where, what stood there, what was expected, and the nearest spelling.
struct ScenarioError {
    std::uint32_t line = 0;            // from 1
    std::uint32_t column = 0;          // from 1, counted in UTF-8 code points
    std::uint32_t length = 0;          // code points to underline; 0 at the end of a line
    std::string found;                 // what stands there
    std::vector<std::string> expected; // e.g. {"qos=0", "qos=1", "qos=2"} or {"a Topic Filter"}
    std::string nearest;               // the nearest right spelling, or empty
    std::string es;                    // the whole message for a student, in Spanish
    std::string en;                    // and in English
};

struct ParsedScenario {
    Scenario scenario;                 // the lines that are right; a wrong one stands as a blank one
    std::vector<ScenarioError> errors; // empty: the whole text is right; at most 100
};

/// Reads a text of version 1 (first line: "mqtt-scenario 1"). Each wrong line gives an error and
/// the next is read. Never more work than the bounds allow, whatever the text.
ParsedScenario parse_scenario(std::string_view text, const ScenarioBounds& bounds = {});

/// Reads one step without its time, e.g. `phone publish casa/x "1" qos=1`: what the mouse writes.
/// Only the names of the clients are known, so nothing is said about options that their version lacks.
struct ParsedAction {
    std::string actor;
    Action action;
    std::vector<ScenarioError> errors;
};
ParsedAction parse_action(std::string_view text, const std::vector<std::string>& clients);

/// The canonical text: parse_scenario(print_scenario(s)).scenario == s for every s that was parsed.
std::string print_scenario(const Scenario& scenario);

/// The canonical text of one step without its time: parse_action reads it back.
std::string print_action(std::string_view actor, const Action& action);

/// "80ms", "1.5s", "2m", "1h": the shortest exact spelling.
std::string print_duration(base::Duration duration);

} // namespace sim
