// The words of one line of a scenario.
#pragma once

#include "sim/scenario_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A bare word, a "quoted" one, or an option: name=bare or name="quoted".
struct Word {
    std::size_t offset = 0;  // in the line, in bytes
    std::string_view raw;    // as it stands in the line
    bool quoted = false;     // the word, or the value of the option, is in quotes
    std::string_view option; // the name before '='; empty: not an option
    std::string text;        // the word, or the value of the option, with escapes resolved

    bool is_option() const { return !option.empty(); }
    /// A word of the language itself: neither quoted nor an option.
    bool is_bare() const { return !quoted && option.empty(); }
    bool is(std::string_view keyword) const { return is_bare() && raw == keyword; }
};

struct LexedLine {
    std::vector<Word> words;
    std::string comment;            // after '#', without the blanks around
    std::optional<Trouble> trouble; // the first mistake; the words before it stand
};

/// Splits a line (without its end). '#' at the beginning of a word starts a comment; but where a
/// Topic Filter must follow (after `subscribe` or `unsubscribe` as word number `verb`, from 0), a
/// '#' with a blank or nothing behind it is that Topic Filter. The words refer to `line`.
LexedLine lex_line(std::string_view line, std::size_t verb);

/// How many bytes of `text` look like the beginning of an option, the '=' included; 0: it is none.
std::size_t option_prefix(std::string_view text);

} // namespace sim
