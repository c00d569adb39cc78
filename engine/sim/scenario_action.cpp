#include "sim/scenario_action.hpp"

#include "sim/scenario_characters.hpp"
#include "sim/scenario_options.hpp"
#include "sim/scenario_payload.hpp"
#include "sim/scenario_spelling.hpp"

#include <algorithm>

namespace sim {

namespace {

constexpr std::string_view reserved[] = {"broker", "expect", "note"};

bool read_topic(WordCursor& cursor, std::string_view kind, bool (*check)(WordCursor&, const Word&, std::string_view),
                std::string& topic) {
    const Word* word = cursor.take();
    if (!word) return cursor.fail_at_end({{joined({"un ", kind}), joined({"a ", kind})}});
    if (word->is_option())
        return cursor.fail(Mistake::not_understood, *word,
                           {{joined({"un ", kind, " (entre comillas si lleva =)"}),
                             joined({"a ", kind, " (in quotes if it has an =)"})}});
    topic = word->text;
    return check(cursor, *word, topic);
}

bool read_connect(WordCursor& cursor, KnownClient& client, Action& action) {
    auto& connect = action.emplace<ConnectAction>();
    if (!read_options(cursor, client_options(), connect.changes, "connect")) {
        client.options_known = false;
        return false;
    }
    client.options = with_changes(std::move(client.options), connect.changes);
    return true;
}

bool read_disconnect(WordCursor& cursor, KnownClient&, Action& action) {
    return read_options(cursor, disconnect_options(), action.emplace<DisconnectAction>(), "disconnect");
}

bool read_subscribe(WordCursor& cursor, KnownClient&, Action& action) {
    auto& subscribe = action.emplace<SubscribeAction>();
    return read_topic(cursor, "Topic Filter", check_topic_filter, subscribe.topic_filter) &&
           read_options(cursor, subscribe_options(), subscribe, "subscribe");
}

bool read_unsubscribe(WordCursor& cursor, KnownClient&, Action& action) {
    auto& unsubscribe = action.emplace<UnsubscribeAction>();
    return read_topic(cursor, "Topic Filter", check_topic_filter, unsubscribe.topic_filter);
}

bool any_topic_name(WordCursor& cursor, const Word& word, std::string_view text) {
    return text.empty() || check_topic_name(cursor, word, text);
}

bool read_publish(WordCursor& cursor, KnownClient&, Action& action) {
    auto& publish = action.emplace<PublishAction>();
    const Word* topic = cursor.peek();
    if (!read_topic(cursor, "Topic Name", any_topic_name, publish.topic)) return false;
    const std::vector<Phrase> payload = {
        {"un mensaje entre comillas (\"\" si va vacío)", "a payload in quotes (\"\" if it is empty)"}};
    const Word* word = cursor.take();
    if (!word) return cursor.fail_at_end(payload);
    if (word->is_option()) return cursor.fail(Mistake::not_understood, *word, payload);
    if (!read_payload(cursor, *word, publish.payload)) return false;
    if (!read_options(cursor, publish_options(), publish, "publish")) return false;
    // Only a Topic Alias stands for an absent Topic Name [5.0, 3.3.2.1].
    const bool alias = publish.properties.find(mqtt::PropertyId::topic_alias) != nullptr;
    return !publish.topic.empty() || alias || check_topic_name(cursor, *topic, publish.topic);
}

bool read_send(WordCursor& cursor, KnownClient&, Action& action) {
    auto& send = action.emplace<SendAction>();
    const Word* word = cursor.take();
    const std::vector<Phrase> bytes = {literal("hex:…"), literal("base64:…"), literal("\"…\"")};
    if (!word) return cursor.fail_at_end(bytes);
    if (word->is_option()) return cursor.fail(Mistake::not_understood, *word, bytes);
    if (!read_payload(cursor, *word, send.bytes)) return false;
    return !send.bytes.empty() || cursor.fail(Mistake::wrong_value, *word, bytes);
}

template <class A> bool read_plain(WordCursor&, KnownClient&, Action& action) {
    action = A{};
    return true;
}

struct Verb {
    std::string_view name;
    bool (*read)(WordCursor&, KnownClient&, Action&);
};
constexpr Verb verbs[] = {
    {"connect", read_connect},         {"disconnect", read_disconnect},    {"subscribe", read_subscribe},
    {"unsubscribe", read_unsubscribe}, {"publish", read_publish},          {"send", read_send},
    {"cut", read_plain<CutAction>},    {"stall", read_plain<StallAction>}, {"heal", read_plain<HealAction>},
};

bool read_client_action(WordCursor& cursor, KnownClient& client, Action& action) {
    std::vector<std::string_view> names;
    for (const Verb& verb : verbs) names.push_back(verb.name);
    const Word* word = cursor.take();
    if (!word) {
        std::vector<Phrase> expected;
        for (std::string_view name : names) expected.push_back(literal(name));
        return cursor.fail_at_end(std::move(expected));
    }
    for (const Verb& verb : verbs)
        if (word->is(verb.name)) return verb.read(cursor, client, action);
    return fail_not_understood(cursor, *word, names);
}

bool check_version(WordCursor& cursor, const KnownClient& client) {
    const bool version_5 = client.options.version == mqtt::ProtocolVersion::v5_0;
    if (!cursor.only_version_5 || version_5) return true;
    return cursor.fail(Mistake::only_version_5, *cursor.only_version_5,
                       {{"version=5 en la línea «client»", "version=5 on the “client” line"}}, {}, client.name);
}

} // namespace

KnownClient* ActionContext::find(std::string_view name) {
    const auto at = std::find_if(clients.begin(), clients.end(), [&](const KnownClient& c) { return c.name == name; });
    return at == clients.end() ? nullptr : &*at;
}

bool is_reserved(std::string_view name) {
    return std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved);
}

bool fail_not_understood(WordCursor& cursor, const Word& word, const std::vector<std::string_view>& words) {
    std::vector<Phrase> expected;
    for (std::string_view candidate : words) expected.push_back(literal(candidate));
    return cursor.fail(Mistake::not_understood, word, std::move(expected), nearest_spelling(word.raw, words));
}

KnownClient* read_client(WordCursor& cursor, ActionContext& context, const std::vector<std::string_view>& others) {
    const Word* word = cursor.take();
    if (word && word->is_bare())
        if (KnownClient* client = context.find(word->raw)) return client;
    std::vector<std::string_view> words;
    for (const KnownClient& client : context.clients) words.push_back(client.name);
    words.insert(words.end(), others.begin(), others.end());
    std::vector<Phrase> expected;
    for (std::string_view candidate : words) expected.push_back(literal(candidate));
    if (word)
        cursor.fail(Mistake::unknown_client, *word, std::move(expected), nearest_spelling(word->raw, words));
    else
        cursor.fail_at_end(std::move(expected));
    return nullptr;
}

bool check_client_options(WordCursor& cursor, const KnownClient& client) {
    const ClientOptions& options = client.options;
    const bool version_5 = options.version == mqtt::ProtocolVersion::v5_0;
    for (const Word& word : cursor.words()) {
        const bool about_will = word.option.substr(0, 5) == "will-" && word.option != "will-topic";
        if (about_will && !options.will_topic)
            return cursor.fail(Mistake::needs_another_option, word, {}, {}, "will-topic=");
        // A password without a user name is of 5.0 only [MQTT-3.1.2-22].
        if (word.option == "password" && !options.user_name && !version_5)
            return cursor.fail(Mistake::needs_another_option, word, {}, {}, "user=");
    }
    return check_version(cursor, client);
}

bool read_action(WordCursor& cursor, ActionContext& context, std::string& actor, Action& action) {
    if (cursor.take_if("note")) return read_note(cursor, action.emplace<NoteAction>());
    if (cursor.take_if("expect")) return read_expect(cursor, context, actor, action.emplace<ExpectAction>());
    KnownClient* client = read_client(cursor, context, {"note", "expect"});
    if (!client) return false;
    actor = client->name;
    const bool known = client->options_known;
    const bool read = read_client_action(cursor, *client, action);
    if (!known || !read) return read;
    if (!std::holds_alternative<ConnectAction>(action)) return check_version(cursor, *client);
    client->options_known = check_client_options(cursor, *client);
    return client->options_known;
}

} // namespace sim
