// simulation: random worlds against the broker.
//   simulation --worlds N --seed S   runs the worlds S to S+N-1
//   simulation --seed S --replay     prints world S, each step and packet; shrunk first if it fails
//   simulation --mutations           breaks rules on purpose and tells how many worlds it took to notice
#include "simulation/mutations.hpp"
#include "simulation/shrink.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

using namespace simulation;

struct Arguments {
    std::uint64_t worlds = 10'000, seed = 1;
    bool replay = false, mutations = false, whole = false;
};

/// Exit status 2 and what is wrong when it cannot be understood.
int misunderstood(const char* word) {
    std::fprintf(stderr,
                 "simulation: cannot use '%s'\n"
                 "usage: simulation [--worlds N] [--seed S] [--replay [--whole]] [--mutations]\n",
                 word);
    return 2;
}

bool read_number(const char* text, std::uint64_t& number) {
    if (text == nullptr) return false;
    const char* end = text + std::strlen(text);
    const auto read = std::from_chars(text, end, number);
    return read.ec == std::errc() && read.ptr == end && end != text;
}

/// The failure with its numbers and times left out: what shrinking must keep.
std::string kind_of(const std::string& failure) {
    std::string kind;
    for (const char c : failure.substr(std::min(failure.size(), failure.find(' ')))) {
        if ((c >= '0' && c <= '9') || c == '.') continue;
        kind += c;
    }
    return kind;
}

World smaller(const World& world, const std::string& failure) {
    const std::string kind = kind_of(failure);
    return shrink(world, [&](const World& candidate) {
        const std::string now = run(candidate).failure;
        return !now.empty() && kind_of(now) == kind;
    });
}

void print(const World& world, Log log) {
    for (const std::string& line : run(world, log).log) std::printf("%s\n", line.c_str());
}

int replay(const Arguments& arguments) {
    World world = generate(arguments.seed);
    const std::string failure = run(world).failure;
    if (!failure.empty() && !arguments.whole) world = smaller(world, failure);
    print(world, Log::packets);
    std::printf("# world %llu: %s\n", static_cast<unsigned long long>(arguments.seed),
                failure.empty() ? "nothing failed" : failure.c_str());
    return failure.empty() ? 0 : 1;
}

int run_worlds(const Arguments& arguments) {
    std::uint64_t failed = 0, deliveries = 0, dropped = 0, steps = 0;
    for (std::uint64_t i = 0; i < arguments.worlds; ++i) {
        const World world = generate(arguments.seed + i);
        const Result result = run(world);
        deliveries += result.deliveries;
        dropped += result.dropped;
        steps += world.steps.size();
        if (result.failure.empty()) continue;
        if (++failed > 5) continue; // the first ones tell enough
        std::printf("world %llu failed: %s\n", static_cast<unsigned long long>(world.seed), result.failure.c_str());
        print(smaller(world, result.failure), Log::steps);
        std::printf("see it packet by packet: scripts/simulate --seed %llu --replay\n\n",
                    static_cast<unsigned long long>(world.seed));
    }
    std::printf("%llu steps, %llu messages delivered, %llu not kept for a reason that has a name\n",
                static_cast<unsigned long long>(steps), static_cast<unsigned long long>(deliveries),
                static_cast<unsigned long long>(dropped));
    std::printf("%llu worlds, %llu failed, seed %llu..%llu\n", static_cast<unsigned long long>(arguments.worlds),
                static_cast<unsigned long long>(failed), static_cast<unsigned long long>(arguments.seed),
                static_cast<unsigned long long>(arguments.seed + arguments.worlds - 1));
    return failed == 0 ? 0 : 1;
}

} // namespace

int main(int count, char** words) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const char* next = i + 1 < count ? words[i + 1] : nullptr;
        if (word == "--replay")
            arguments.replay = true;
        else if (word == "--whole")
            arguments.whole = true;
        else if (word == "--mutations")
            arguments.mutations = true;
        else if (word == "--worlds" && read_number(next, arguments.worlds) && arguments.worlds > 0)
            ++i;
        else if (word == "--seed" && read_number(next, arguments.seed))
            ++i;
        else
            return misunderstood(words[i]);
    }
    if (arguments.mutations) return run_mutations(arguments.seed, 2'000) ? 0 : 1;
    return arguments.replay ? replay(arguments) : run_worlds(arguments);
}
