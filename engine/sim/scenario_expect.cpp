// What a scenario says and asks: `note` and `expect`.
#include "sim/scenario_action.hpp"
#include "sim/scenario_options.hpp"
#include "sim/scenario_payload.hpp"

namespace sim {

namespace {

using Kind = ExpectAction::Kind;

struct KindRow {
    Kind kind;
    std::string_view keyword;
    bool of_broker;
    bool has_topic; // and, if one likes, a payload
    bool has_code;
    bool has_options;
};
constexpr KindRow kinds[] = {
    {Kind::received, "received", false, true, false, true},
    {Kind::not_received, "not-received", false, true, false, false},
    {Kind::connected, "connected", false, false, false, false},
    {Kind::offline, "offline", false, false, false, false},
    {Kind::refused, "refused", false, false, true, false},
    {Kind::retained, "retained", true, true, false, false},
    {Kind::not_retained, "not-retained", true, true, false, false},
};

const KindRow* read_kind(WordCursor& cursor, bool of_broker) {
    std::vector<std::string_view> words;
    std::vector<Phrase> expected;
    const Word* word = cursor.take();
    for (const KindRow& row : kinds) {
        if (row.of_broker != of_broker) continue;
        if (word && word->is(row.keyword)) return &row;
        words.push_back(row.keyword);
        expected.push_back(literal(row.keyword));
    }
    if (word)
        fail_not_understood(cursor, *word, words);
    else
        cursor.fail_at_end(std::move(expected));
    return nullptr;
}

bool read_topic_and_payload(WordCursor& cursor, ExpectAction& expect) {
    const std::vector<Phrase> expected = {{"un Topic Name", "a Topic Name"}};
    const Word* word = cursor.take();
    if (!word) return cursor.fail_at_end(expected);
    if (word->is_option()) return cursor.fail(Mistake::not_understood, *word, expected);
    expect.topic = word->text;
    if (!check_topic_name(cursor, *word, expect.topic)) return false;
    const Word* payload = cursor.peek();
    if (!payload || payload->is_option() || payload->is("every")) return true;
    cursor.take();
    return read_payload(cursor, *payload, expect.payload.emplace());
}

bool read_refusal(WordCursor& cursor, ExpectAction& expect) {
    const OptionShape shape{{}, ValueKind::code, 0, 255};
    const Word* word = cursor.take();
    if (!word) return cursor.fail_at_end({{"un código, como 0x87", "a code, such as 0x87"}});
    OptionValue value;
    if (word->is_option())
        return cursor.fail(Mistake::not_understood, *word, {{"un código, como 0x87", "a code, such as 0x87"}});
    if (!read_value(cursor, *word, shape, value)) return false;
    expect.code = static_cast<std::uint8_t>(value.number);
    return true;
}

} // namespace

std::string_view keyword(ExpectAction::Kind kind) {
    for (const KindRow& row : kinds)
        if (row.kind == kind) return row.keyword;
    return {};
}

bool read_expect(WordCursor& cursor, ActionContext& context, std::string& actor, ExpectAction& expect) {
    const bool of_broker = cursor.take_if("broker");
    if (of_broker) {
        actor = "broker";
    } else {
        const KnownClient* client = read_client(cursor, context, {"broker"});
        if (!client) return false;
        actor = client->name;
    }
    const KindRow* row = read_kind(cursor, of_broker);
    if (!row) return false;
    expect.kind = row->kind;
    if (row->has_topic && !read_topic_and_payload(cursor, expect)) return false;
    if (row->has_code && !read_refusal(cursor, expect)) return false;
    return !row->has_options || read_options(cursor, received_options(), expect, row->keyword);
}

bool read_told(WordCursor& cursor, std::string& language, std::string& text) {
    const std::vector<Phrase> expected = {{"un texto entre comillas", "a text in quotes"}};
    const Word* word = cursor.take();
    if (word && (word->is("es") || word->is("en"))) {
        language = std::string(word->raw);
        word = cursor.take();
    }
    if (!word) return cursor.fail_at_end(expected);
    if (word->quoted && !word->is_option()) {
        text = word->text;
        return true;
    }
    const Word* next = cursor.peek();
    if (word->is_bare() && language.empty() && next && next->quoted)
        return fail_not_understood(cursor, *word, {"es", "en"});
    // Words without quotes: what was meant is all of them together.
    const Word& last = cursor.words().back();
    const std::string_view all = cursor.line().substr(word->offset, last.offset + last.raw.size() - word->offset);
    return cursor.fail(Trouble{Mistake::needs_quotes, word->offset, all.size(), expected, print_quoted(all), {}, {}});
}

bool read_note(WordCursor& cursor, NoteAction& note) { return read_told(cursor, note.language, note.text); }

} // namespace sim
