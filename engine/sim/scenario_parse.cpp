#include "sim/scenario_line.hpp"

#include "sim/scenario_duration.hpp"
#include "sim/scenario_text.hpp"

#include <algorithm>

namespace sim {

namespace {

constexpr std::size_t most_errors = 100;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view format_name = "mqtt-scenario";
constexpr std::string_view version_line = "mqtt-scenario 1";
constexpr std::size_t action_verb = 1; // "phone subscribe": word number 1

/// Takes the next line off the text, without its LF or CRLF.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

ScenarioError whole_text_error(std::uint32_t line, Mistake mistake) {
    return scenario_error(line, {}, Trouble{mistake, 0, 0, {}, {}, {}, {}});
}

/// What is wrong with the version line, if anything.
std::optional<Trouble> version_trouble(std::string_view line) {
    const LexedLine lexed = lex_line(line, action_verb);
    const auto& words = lexed.words;
    const bool named = !lexed.trouble && !words.empty() && words[0].is(format_name);
    if (named && words.size() == 2 && lexed.comment.empty() && words[1].is_bare()) {
        if (words[1].raw == "1") return std::nullopt;
        const auto number = read_decimal(words[1].raw, UINT64_MAX);
        const bool digits = words[1].raw.find_first_not_of("0123456789") == std::string_view::npos;
        if (digits && (!number || *number > 1))
            return Trouble{Mistake::newer_version, words[1].offset, words[1].raw.size(), {}, {}, {}, {}};
    }
    if (lexed.trouble) return lexed.trouble;
    return Trouble{Mistake::no_version_line,  0,  line.size(), {literal(version_line)},
                   std::string(version_line), {}, {}};
}

} // namespace

ParsedScenario parse_scenario(std::string_view text, const ScenarioBounds& bounds) {
    ParsedScenario parsed;
    if (text.size() > bounds.text_bytes) {
        parsed.errors.push_back(whole_text_error(1, Mistake::text_too_large));
        return parsed;
    }
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());

    const std::string_view first = take_line(text);
    if (const auto trouble = version_trouble(first)) {
        parsed.errors.push_back(scenario_error(1, first, *trouble));
        if (trouble->mistake == Mistake::newer_version) return parsed;
    }
    LineReader reader(bounds);
    std::uint32_t number = 1;
    while (!text.empty() && parsed.errors.size() < most_errors) {
        ++number;
        if (parsed.scenario.lines.size() >= bounds.lines) {
            parsed.errors.push_back(whole_text_error(number, Mistake::too_many_lines));
            break;
        }
        const std::string_view line = take_line(text);
        // A wrong line stands as a blank one, so that the numbers of the others hold.
        ScenarioLine& read = parsed.scenario.lines.emplace_back();
        if (const auto trouble = reader.read(line, read))
            parsed.errors.push_back(scenario_error(number, line, *trouble));
    }
    return parsed;
}

ParsedAction parse_action(std::string_view text, const std::vector<std::string>& clients) {
    ParsedAction parsed;
    if (text.size() > ScenarioBounds{}.text_bytes) {
        parsed.errors.push_back(whole_text_error(1, Mistake::text_too_large));
        return parsed;
    }
    ActionContext context;
    for (const std::string& name : clients) context.clients.push_back({name, {}, false});

    const LexedLine lexed = lex_line(text, action_verb);
    WordCursor cursor(text, lexed.words);
    if (lexed.trouble)
        cursor.fail(*lexed.trouble);
    else if (read_action(cursor, context, parsed.actor, parsed.action) && cursor.peek())
        cursor.fail(cursor.peek()->is("every") ? Mistake::no_repetition_here : Mistake::too_much, *cursor.peek());
    if (cursor.trouble()) {
        parsed.errors.push_back(scenario_error(1, text, *cursor.trouble()));
        parsed.action = {};
    }
    return parsed;
}

} // namespace sim
