// Every scenario file gives the trace that is written down, and meets what it expects.
#include "sim/scenario_texts.hpp"
#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>

namespace {

using namespace world_run;

/// The first line in which two texts differ, for the message of a failed test.
std::string first_difference(const std::string& a, const std::string& b) {
    std::size_t at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
    const auto line_at = [at](const std::string& text) {
        const std::size_t newline = text.rfind('\n', at == 0 ? 0 : at - 1);
        const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
        return begin >= text.size() ? std::string("(end)") : text.substr(begin, text.find('\n', begin) - begin);
    };
    return line_at(a) + "\n" + line_at(b);
}

} // namespace

TEST_CASE("every scenario gives the trace that is written down", "[golden]") {
    const bool writes = std::getenv("PLAYGROUND_WRITE_TRACES") != nullptr;
    REQUIRE(scenario_texts::files().size() >= 10);
    for (const auto& file : scenario_texts::files()) {
        INFO(file.filename().string());
        Run run(scenario_texts::lines_of(file));
        run.until(at_s(30));
        const std::string trace = run.trace();
        const auto golden = scenario_texts::traces / file.stem().concat(".trace");
        if (writes) std::ofstream(golden, std::ios::binary) << trace;
        const std::string expected = scenario_texts::text_of(golden);
        INFO(first_difference(trace, expected));
        CHECK((trace == expected));
    }
}

TEST_CASE("every expectation of every scenario is met", "[golden]") {
    for (const auto& file : scenario_texts::files()) {
        INFO(file.filename().string());
        Run run(scenario_texts::lines_of(file));
        run.until(at_s(30));
        CHECK(run.count(trace::EventKind::expectation_met) > 0);
        for (const auto& event : run.all(trace::EventKind::expectation_failed)) {
            FAIL_CHECK("line " << event.number << ": " << event.text);
        }
    }
}
