#include "sim/scenario_line.hpp"

#include "sim/scenario_characters.hpp"
#include "sim/scenario_duration.hpp"
#include "sim/scenario_options.hpp"
#include "sim/scenario_spelling.hpp"

#include <algorithm>

namespace sim {

namespace {

constexpr std::size_t step_verb = 2; // "@2s phone subscribe": word number 2
constexpr std::size_t longest_name = 64;
constexpr std::string_view line_keywords[] = {"title", "seed", "client", "link"};

bool is_client_name(std::string_view name) {
    for (std::size_t at = 0; at < name.size();) {
        const CodePoint point = code_point_at(name, at);
        if (!point.valid || !is_name_character(point.value)) return false;
        at += point.bytes;
    }
    return !name.empty() && name[0] != '-' && count_code_points(name) <= longest_name;
}

bool starts_time(std::string_view raw) { return raw[0] == '@' || raw[0] == '+'; }

bool fail_time(WordCursor& cursor, const Word& word, const ReadDuration& read, std::string_view before) {
    const auto examples = [&](std::string_view last) {
        std::string text;
        for (std::string_view part : {std::string_view("80ms"), std::string_view("1.5s"), std::string_view("2m")})
            text.append(text.empty() ? "" : ", ").append(before).append(part);
        return text.append(last).append(before).append("1h");
    };
    std::vector<Phrase> expected = {
        {joined({"un tiempo como ", examples(" o ")}), joined({"a time such as ", examples(" or ")})}};
    switch (read.fault) {
    case DurationFault::finer_than_a_microsecond: return cursor.fail(Mistake::finer_than_a_microsecond, word);
    case DurationFault::too_long: return cursor.fail(Mistake::past_the_end, word);
    case DurationFault::none:
    case DurationFault::not_a_duration: break;
    }
    std::string nearest = read.nearest;
    if (!nearest.empty()) nearest.insert(0, before);
    return cursor.fail(Mistake::wrong_time, word, std::move(expected), std::move(nearest));
}

} // namespace

std::optional<Trouble> LineReader::read(std::string_view text, ScenarioLine& line) {
    LexedLine lexed = lex_line(text, step_verb);
    WordCursor cursor(text, lexed.words);
    if (lexed.trouble) {
        // A client whose line has a wrong word further on is known all the same.
        ScenarioLine unused;
        if (cursor.take_if("client") && read_client_line(cursor, unused)) context_.clients.back().options_known = false;
        return lexed.trouble;
    }
    ScenarioLine read;
    read.comment = std::move(lexed.comment);
    if (cursor.peek() && read_content(cursor, read) && cursor.peek()) cursor.fail(Mistake::too_much, *cursor.peek());
    if (cursor.trouble()) return cursor.trouble();
    line = std::move(read);
    return std::nullopt;
}

bool LineReader::read_content(WordCursor& cursor, ScenarioLine& line) {
    using Read = bool (LineReader::*)(WordCursor&, ScenarioLine&);
    struct Kind {
        std::string_view keyword;
        Read read;
    };
    static constexpr Kind kinds[] = {{"title", &LineReader::read_title},
                                     {"seed", &LineReader::read_seed},
                                     {"client", &LineReader::read_client_line},
                                     {"link", &LineReader::read_link}};
    const Word& first = *cursor.peek();
    if (first.is_bare() && starts_time(first.raw)) return read_step(cursor, line);
    cursor.take();
    for (const Kind& kind : kinds)
        if (first.is(kind.keyword)) return (this->*kind.read)(cursor, line);
    return fail_unknown_line(cursor, first);
}

bool LineReader::fail_unknown_line(WordCursor& cursor, const Word& word) {
    std::vector<Phrase> expected = {literal("title"), literal("seed"),  literal("client"),
                                    literal("link"),  literal("@2s …"), literal("+500ms …")};
    if (word.is("note") || word.is("expect") || (word.is_bare() && context_.find(word.raw)))
        return cursor.fail(Mistake::no_time, word, {literal("@2s …"), literal("+500ms …")}, joined({"@2s ", word.raw}));
    std::string nearest = nearest_spelling(word.raw, {std::begin(line_keywords), std::end(line_keywords)});
    const bool time = read_duration(word.raw, bounds_.end).fault == DurationFault::none;
    if (time) nearest = joined({"@", word.raw});
    return cursor.fail(Mistake::not_understood, word, std::move(expected), std::move(nearest));
}

bool LineReader::read_title(WordCursor& cursor, ScenarioLine& line) {
    TitleLine title;
    if (!read_told(cursor, title.language, title.text)) return false;
    if (std::find(titles_.begin(), titles_.end(), title.language) != titles_.end())
        return cursor.fail(Mistake::line_twice, cursor.words().front());
    titles_.push_back(title.language);
    line.content = std::move(title);
    return true;
}

bool LineReader::read_seed(WordCursor& cursor, ScenarioLine& line) {
    const OptionShape shape{{}, ValueKind::number, 0, UINT64_MAX};
    const Word* word = cursor.take();
    if (!word) return cursor.fail_at_end({{"un número", "a number"}});
    OptionValue value;
    if (word->is_option()) return cursor.fail(Mistake::not_understood, *word, {{"un número", "a number"}});
    if (!read_value(cursor, *word, shape, value)) return false;
    if (seed_seen_) return cursor.fail(Mistake::line_twice, cursor.words().front());
    seed_seen_ = true;
    line.content = SeedLine{value.number};
    return true;
}

bool LineReader::read_client_line(WordCursor& cursor, ScenarioLine& line) {
    const std::vector<Phrase> expected = {
        {"un nombre de letras, cifras, - y _ (hasta 64)", "a name of letters, digits, - and _ (up to 64)"}};
    const Word* word = cursor.take();
    if (!word) return cursor.fail_at_end(expected);
    if (!word->is_bare() || !is_client_name(word->raw)) return cursor.fail(Mistake::wrong_client_name, *word, expected);
    if (is_reserved(word->raw)) return cursor.fail(Mistake::reserved_name, *word);
    if (context_.find(word->raw)) return cursor.fail(Mistake::client_twice, *word);
    if (context_.clients.size() >= bounds_.clients) return cursor.fail(Mistake::too_many_clients, *word);
    ClientLine client;
    client.name = word->raw;
    // Known from here on even if its options are wrong: one mistake makes one error.
    KnownClient& known = context_.clients.emplace_back(KnownClient{client.name, {}, false});
    if (!read_options(cursor, client_options(), client.options, "client")) return false;
    known.options = client.options;
    if (!check_client_options(cursor, known)) return false;
    known.options_known = true;
    line.content = std::move(client);
    return true;
}

bool LineReader::read_link(WordCursor& cursor, ScenarioLine& line) {
    LinkLine link;
    const KnownClient* client = read_client(cursor, context_, {});
    if (!client) return false;
    link.client = client->name;
    if (!cursor.peek()) return cursor.fail_at_end({literal("latency=80ms"), literal("jitter=10ms")});
    if (!read_options(cursor, link_options(), link, "link")) return false;
    line.content = std::move(link);
    return true;
}

bool LineReader::read_step(WordCursor& cursor, ScenarioLine& line) {
    StepLine step;
    if (!read_step_time(cursor, step)) return false;
    if (!read_action(cursor, context_, step.actor, step.action)) return false;
    if (!read_repetition(cursor, step)) return false;
    line.content = std::move(step);
    return true;
}

bool LineReader::read_step_time(WordCursor& cursor, StepLine& step) {
    const Word& word = *cursor.take();
    step.relative = word.raw[0] == '+';
    const ReadDuration read = read_duration(word.raw.substr(1), bounds_.end);
    if (read.fault != DurationFault::none) return fail_time(cursor, word, read, word.raw.substr(0, 1));
    step.time = read.duration;
    const base::Instant at = (step.relative ? last_step_ : base::Instant{}) + step.time;
    if (at > base::Instant{} + bounds_.end) return cursor.fail(Mistake::past_the_end, word);
    last_step_ = at;
    return true;
}

bool LineReader::read_repetition(WordCursor& cursor, StepLine& step) {
    const Word& first = cursor.peek() ? *cursor.peek() : cursor.words().front();
    if (cursor.take_if("every")) {
        const std::vector<Phrase> expected = {{"un tiempo como 2s", "a time such as 2s"}};
        const Word* word = cursor.take();
        if (!word) return cursor.fail_at_end(expected);
        if (!word->is_bare()) return cursor.fail(Mistake::wrong_time, *word, expected);
        const ReadDuration read = read_duration(word->raw, bounds_.end);
        if (read.fault != DurationFault::none) return fail_time(cursor, *word, read, {});
        if (read.duration.us == 0) return cursor.fail(Mistake::wrong_time, *word, expected);
        step.every = read.duration;
        const OptionShape times{"times", ValueKind::number, 1, UINT32_MAX};
        const Word* option = cursor.take();
        if (!option) return cursor.fail_at_end({literal("times=10")});
        if (option->option != times.name)
            return cursor.fail(Mistake::not_understood, *option, {literal("times=10")},
                               nearest_spelling(option->option, {times.name}).empty()
                                   ? std::string()
                                   : joined({times.name, option->raw.substr(option->option.size())}));
        OptionValue value;
        if (!read_value(cursor, *option, times, value)) return false;
        step.times = static_cast<std::uint32_t>(value.number);
    }
    return count_step(cursor, first, step);
}

/// Adds the step to what the bounds limit; `word` is what asks for too much.
bool LineReader::count_step(WordCursor& cursor, const Word& word, const StepLine& step) {
    if (step.times > bounds_.steps - std::min(bounds_.steps, steps_)) return cursor.fail(Mistake::too_many_steps, word);
    const std::size_t bytes_left = bounds_.repeated_bytes - std::min(bounds_.repeated_bytes, repeated_bytes_);
    const std::size_t bytes = cursor.line().size();
    if (step.times > bytes_left / bytes) return cursor.fail(Mistake::repeated_text_too_large, word);
    const std::int64_t time_left = bounds_.end.us - last_step_.us;
    if (step.times > 1 && step.times - 1 > time_left / step.every.us) return cursor.fail(Mistake::past_the_end, word);
    steps_ += step.times;
    repeated_bytes_ += step.times * bytes;
    return true;
}

} // namespace sim
