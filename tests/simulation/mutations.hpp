// Rules broken on purpose, between the broker and everybody else: the simulation must notice each.
#pragma once

#include "simulation/run.hpp"

namespace simulation {

struct Mutation {
    const char* name;
    const char* rule; // that it breaks
    Tamper (*make)(); // a new one for each world
};

const std::vector<Mutation>& mutations();

/// Runs worlds against each mutation until one notices; prints a table. False: one went unnoticed
/// for `worlds_max` worlds.
bool run_mutations(std::uint64_t first_seed, std::uint64_t worlds_max);

} // namespace simulation
