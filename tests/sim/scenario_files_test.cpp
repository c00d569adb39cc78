// The scenarios that the page offers, and the examples of the language's own page.
#include "sim/scenario_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace sim;

std::vector<std::filesystem::path> scenario_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(PLAYGROUND_SOURCE_DIR "/web/scenarios"))
        if (entry.path().extension() == ".mqtt") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("every scenario of the page is right and in canonical form", "[scenario]") {
    REQUIRE(scenario_files().size() >= 7);
    for (const auto& path : scenario_files()) {
        INFO(path.filename().string());
        const std::string text = text_of(path);
        const ParsedScenario parsed = parse_scenario(text);
        for (const ScenarioError& error : parsed.errors)
            UNSCOPED_INFO(error.line << ":" << error.column << " " << error.en);
        CHECK(parsed.errors.empty());
        CHECK(print_scenario(parsed.scenario) == text);
    }
}

TEST_CASE("every scenario of the page has titles and notes in both languages, and expects something", "[scenario]") {
    for (const auto& path : scenario_files()) {
        INFO(path.filename().string());
        const Scenario scenario = parse_scenario(text_of(path)).scenario;
        std::vector<std::string> titles;
        for (const ScenarioLine& line : scenario.lines)
            if (const auto* title = std::get_if<TitleLine>(&line.content)) titles.push_back(title->language);
        CHECK(titles == std::vector<std::string>{"es", "en"});

        std::vector<std::pair<std::string, std::int64_t>> notes;
        bool expects = false;
        for (const TimedAction& action : timed_actions(scenario)) {
            if (const auto* note = std::get_if<NoteAction>(&action.action))
                notes.emplace_back(note->language, action.at.us);
            expects = expects || std::holds_alternative<ExpectAction>(action.action);
        }
        CHECK(expects);
        REQUIRE(notes.size() % 2 == 0);
        for (std::size_t i = 0; i < notes.size(); i += 2) {
            CHECK(notes[i].first == "es");
            CHECK(notes[i + 1].first == "en");
            CHECK(notes[i].second == notes[i + 1].second);
        }
    }
}

TEST_CASE("every example of the page about the language is right", "[scenario]") {
    const std::string page = text_of(PLAYGROUND_SOURCE_DIR "/engine/sim/scenario.md");
    const std::string fence = "```mqtt-scenario\n";
    std::size_t examples = 0;
    for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
        at += fence.size();
        const ParsedScenario parsed = parse_scenario(page.substr(at, page.find("```", at) - at));
        for (const ScenarioError& error : parsed.errors)
            UNSCOPED_INFO(error.line << ":" << error.column << " " << error.en);
        CHECK(parsed.errors.empty());
        ++examples;
    }
    CHECK(examples >= 1);
}
