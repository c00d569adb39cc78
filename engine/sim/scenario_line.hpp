// One line of a scenario, with what the lines before it have said.
#pragma once

#include "sim/scenario_action.hpp"
#include "sim/scenario_error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

class LineReader {
public:
    explicit LineReader(const ScenarioBounds& bounds) : bounds_(bounds) {}

    /// Reads a line (without its end) into `line`; a mistake leaves `line` as it is.
    std::optional<Trouble> read(std::string_view text, ScenarioLine& line);

private:
    bool read_content(WordCursor& cursor, ScenarioLine& line);
    bool read_title(WordCursor& cursor, ScenarioLine& line);
    bool read_seed(WordCursor& cursor, ScenarioLine& line);
    bool read_client_line(WordCursor& cursor, ScenarioLine& line);
    bool read_link(WordCursor& cursor, ScenarioLine& line);
    bool read_step(WordCursor& cursor, ScenarioLine& line);
    bool read_step_time(WordCursor& cursor, StepLine& step);
    bool read_repetition(WordCursor& cursor, StepLine& step);
    bool count_step(WordCursor& cursor, const Word& word, const StepLine& step);
    bool fail_unknown_line(WordCursor& cursor, const Word& word);

    ScenarioBounds bounds_;
    ActionContext context_;
    base::Instant last_step_;         // moment of the step line before
    std::size_t steps_ = 0;           // with repetitions counted
    std::size_t repeated_bytes_ = 0;  // of the text of the steps, likewise
    std::vector<std::string> titles_; // languages of the titles so far
    bool seed_seen_ = false;
};

} // namespace sim
