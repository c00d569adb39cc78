// The same loops natively: native_loops FILE TRACE ROUNDS SAMPLES prints the CPU nanoseconds of one
// PUBLISH packet received, as a JSON list; FILE is what broker_set_up reads.
#include "loops.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

double cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return std::fputs("native_loops FILE TRACE ROUNDS SAMPLES\n", stderr), 2;
    std::ifstream file(argv[1], std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    std::copy(bytes.begin(), bytes.end(), loop_input(static_cast<std::uint32_t>(bytes.size())));
    broker_set_up(static_cast<std::uint32_t>(std::atoi(argv[2])));
    const auto rounds = static_cast<std::uint32_t>(std::atoi(argv[3]));
    broker_run(rounds); // warm
    const int samples = std::atoi(argv[4]);
    for (int sample = 0; sample < samples; ++sample) {
        const double before = cpu_ns();
        const double received = broker_run(rounds);
        std::printf("%c%.3f", sample == 0 ? '[' : ',', (cpu_ns() - before) / received);
    }
    std::puts("]");
}
