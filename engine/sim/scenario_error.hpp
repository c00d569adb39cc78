// What can be wrong in a scenario text, and the sentence that says so in Spanish and in English.
#pragma once

#include "sim/scenario_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

enum class Mistake : std::uint8_t {
    // the text as a whole
    no_version_line,
    newer_version,
    text_too_large,
    too_many_lines,
    too_many_clients,
    too_many_steps,
    repeated_text_too_large,
    past_the_end,
    // characters and words
    invalid_utf8,
    control_character,
    unclosed_quote,
    quote_inside_word,
    no_blank_after_quote,
    wrong_escape,
    needs_quotes,
    // the shape of a line
    not_understood,
    line_too_short,
    too_much,
    line_twice,
    no_time,
    no_repetition_here,
    // names
    unknown_client,
    client_twice,
    reserved_name,
    wrong_client_name,
    // options and values
    unknown_option,
    option_twice,
    wrong_value,
    wrong_time,
    finer_than_a_microsecond,
    only_version_5,
    needs_another_option,
    // MQTT's own rules for strings
    wildcard_in_topic_name,
    wrong_topic_filter,
    empty_topic,
    string_too_long,
    null_character,
    wrong_hex,
    wrong_base64,
};

/// A short text in both languages; a literal of the scenario language is the same in both.
struct Phrase {
    std::string es;
    std::string en;
};
inline Phrase literal(std::string_view text) { return {std::string(text), std::string(text)}; }

/// One mistake where it stands in its line, in bytes.
struct Trouble {
    Mistake mistake{};
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::vector<Phrase> expected;
    std::string nearest;
    std::string subject; // the second name in the sentence: a client, an option
    std::string found;   // where the bytes there are no text; otherwise taken from the line
};

/// The error for the reader. `line` counts from 1; `text` is that line.
ScenarioError scenario_error(std::uint32_t line, std::string_view text, const Trouble& trouble);

} // namespace sim
