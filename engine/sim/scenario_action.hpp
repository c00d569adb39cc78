// One step without its time: who does what.
#pragma once

#include "sim/scenario.hpp"
#include "sim/scenario_cursor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A client that has been declared, with its options as they are at this line of the text.
struct KnownClient {
    std::string name;
    ClientOptions options;
    /// False where only the name is known, or a line about the client was wrong: then nothing is
    /// said about what its version lacks.
    bool options_known = true;
};

struct ActionContext {
    std::vector<KnownClient> clients;

    /// Null if no client has that name.
    KnownClient* find(std::string_view name);
};

/// A word that no client can have as its name.
bool is_reserved(std::string_view name);

/// Takes a word that must be the name of a declared client; null after a mistake.
KnownClient* read_client(WordCursor& cursor, ActionContext& context, const std::vector<std::string_view>& others);

/// Reads an action up to the end of the line or to `every`. A `connect` changes the options that
/// the context knows of its client.
bool read_action(WordCursor& cursor, ActionContext& context, std::string& actor, Action& action);

/// `note [es|en] "text"` and `expect …`, behind their first word.
bool read_note(WordCursor& cursor, NoteAction& note);
bool read_expect(WordCursor& cursor, ActionContext& context, std::string& actor, ExpectAction& expect);

/// `[es|en] "text"`: of a title or a note.
bool read_told(WordCursor& cursor, std::string& language, std::string& text);

/// The word of the language for a kind of expectation.
std::string_view keyword(ExpectAction::Kind kind);

/// Checks that the options on this line make sense together with the others of the client.
bool check_client_options(WordCursor& cursor, const KnownClient& client);

/// A word is there and nothing understands it: the mistake, with what could stand there.
bool fail_not_understood(WordCursor& cursor, const Word& word, const std::vector<std::string_view>& words);

} // namespace sim
