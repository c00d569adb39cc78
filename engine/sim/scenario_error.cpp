#include "sim/scenario_error.hpp"

#include "base/check.hpp"
#include "sim/scenario_characters.hpp"

#include <algorithm>

namespace sim {

namespace {

/// %1 is what stands in the text, %2 the subject.
struct Sentence {
    Mistake mistake;
    std::string_view es;
    std::string_view en;
};

constexpr Sentence sentences[] = {
    {Mistake::no_version_line, "La primera línea de un escenario dice «mqtt-scenario 1», sin nada más.",
     "The first line of a scenario says “mqtt-scenario 1” and nothing else."},
    {Mistake::newer_version, "Este texto es de una versión más nueva («%1»); aquí se entiende la versión 1.",
     "This text is from a newer version (“%1”); version 1 is understood here."},
    {Mistake::text_too_large, "El texto es demasiado grande.", "The text is too large."},
    {Mistake::too_many_lines, "Hay demasiadas líneas.", "There are too many lines."},
    {Mistake::too_many_clients, "Hay demasiados clientes.", "There are too many clients."},
    {Mistake::too_many_steps, "Hay demasiados pasos, contando las repeticiones.",
     "There are too many steps, counting repetitions."},
    {Mistake::repeated_text_too_large, "Este paso es demasiado largo para repetirse tantas veces.",
     "This step is too long to repeat so many times."},
    {Mistake::past_the_end, "«%1» lleva más allá del último momento que puede tener un escenario.",
     "“%1” goes past the last moment that a scenario can have."},
    {Mistake::invalid_utf8, "El byte %1 no es UTF-8 válido.", "The byte %1 is not valid UTF-8."},
    {Mistake::control_character, "El carácter de control %1 no puede ir tal cual: entre comillas se escribe \\u{…}.",
     "The control character %1 cannot stand as it is: inside quotes it is written \\u{…}."},
    {Mistake::unclosed_quote, "Faltan las comillas que cierran este texto.",
     "The closing quote of this text is missing."},
    {Mistake::quote_inside_word, "Las comillas solo pueden abrirse al principio de una palabra o después de «=».",
     "A quote can only open at the beginning of a word or after “=”."},
    {Mistake::no_blank_after_quote, "Falta un espacio después de las comillas que cierran.",
     "A blank is missing after the closing quote."},
    {Mistake::wrong_escape, "«%1» no es un escape conocido.", "“%1” is not a known escape."},
    {Mistake::needs_quotes, "El texto de un título o una nota va entre comillas.",
     "The text of a title or a note goes in quotes."},
    {Mistake::not_understood, "«%1» no se entiende aquí.", "“%1” is not understood here."},
    {Mistake::line_too_short, "La línea se queda corta: falta algo.", "The line is too short: something is missing."},
    {Mistake::too_much, "«%1» sobra: la línea ya está completa.", "“%1” is too much: the line is already complete."},
    {Mistake::line_twice, "«%1» ya está escrito más arriba.", "“%1” already stands further up."},
    {Mistake::no_time, "Falta el momento delante de «%1».", "The time before “%1” is missing."},
    {Mistake::no_repetition_here, "Una acción suelta no se repite.", "A single action does not repeat."},
    {Mistake::unknown_client, "Antes de esta línea no hay ningún cliente «%1».",
     "There is no client “%1” before this line."},
    {Mistake::client_twice, "Ya hay un cliente «%1».", "There is already a client “%1”."},
    {Mistake::reserved_name, "«%1» es una palabra reservada: un cliente no puede llamarse así.",
     "“%1” is a reserved word: a client cannot have that name."},
    {Mistake::wrong_client_name, "«%1» no sirve como nombre de un cliente.", "“%1” is not a name for a client."},
    {Mistake::unknown_option, "«%1» no es una opción de «%2».", "“%1” is not an option of “%2”."},
    {Mistake::option_twice, "La opción «%2» está dos veces en esta línea.",
     "The option “%2” stands twice on this line."},
    {Mistake::wrong_value, "«%1» no es un valor correcto.", "“%1” is not a right value."},
    {Mistake::wrong_time, "«%1» no es un tiempo.", "“%1” is not a time."},
    {Mistake::finer_than_a_microsecond, "«%1» es más fino que un microsegundo.", "“%1” is finer than a microsecond."},
    {Mistake::only_version_5, "«%1» existe solo en MQTT 5.0, y «%2» no usa esa versión.",
     "“%1” exists in MQTT 5.0 only, and “%2” does not use that version."},
    {Mistake::needs_another_option, "«%1» no significa nada sin «%2».", "“%1” means nothing without “%2”."},
    {Mistake::wildcard_in_topic_name, "Un Topic Name no lleva comodines (# o +).",
     "A Topic Name has no wildcards (# or +)."},
    {Mistake::wrong_topic_filter, "«%1» no es un Topic Filter: # va solo en el último nivel, y + solo en un nivel.",
     "“%1” is not a Topic Filter: # stands alone in the last level, and + alone in a level."},
    {Mistake::empty_topic, "Un topic tiene al menos un carácter.", "A topic has at least one character."},
    {Mistake::string_too_long, "Una cadena de MQTT tiene como mucho 65.535 bytes.",
     "A string of MQTT has at most 65,535 bytes."},
    {Mistake::null_character, "Una cadena de MQTT no puede contener el carácter U+0000.",
     "A string of MQTT cannot contain the character U+0000."},
    {Mistake::wrong_hex, "«%1» no es hexadecimal: hex: va seguido de parejas de cifras 0-9 y a-f.",
     "“%1” is not hexadecimal: hex: is followed by pairs of digits 0-9 and a-f."},
    {Mistake::wrong_base64, "«%1» no es base64.", "“%1” is not base64."},
};

const Sentence& sentence(Mistake mistake) {
    const auto* found = std::find_if(std::begin(sentences), std::end(sentences),
                                     [&](const Sentence& s) { return s.mistake == mistake; });
    CHECK_INVARIANT(found != std::end(sentences));
    return *found;
}

std::string filled(std::string_view pattern, std::string_view found, std::string_view subject) {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%') {
            text.push_back(pattern[i]);
            continue;
        }
        text += pattern[++i] == '1' ? found : subject;
    }
    return text;
}

/// "a, b or c"; a long list is cut.
std::string listed(const std::vector<Phrase>& phrases, std::string Phrase::*language, std::string_view last) {
    constexpr std::size_t most = 20;
    std::string text;
    const std::size_t shown = std::min(phrases.size(), most);
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) text += i + 1 == phrases.size() ? last : std::string_view(", ");
        text += phrases[i].*language;
    }
    if (shown < phrases.size()) text += ", …";
    return text;
}

} // namespace

ScenarioError scenario_error(std::uint32_t line, std::string_view text, const Trouble& trouble) {
    constexpr std::size_t most_shown = 60;
    const std::string_view there = text.substr(trouble.offset, trouble.bytes);
    ScenarioError error;
    error.line = line;
    error.column = count_code_points(text.substr(0, trouble.offset)) + 1;
    error.length = count_code_points(there);
    error.found = trouble.found.empty() ? shortened(there, most_shown) : trouble.found;
    error.nearest = trouble.nearest;
    for (const Phrase& phrase : trouble.expected) error.expected.push_back(phrase.en);

    const Sentence& said = sentence(trouble.mistake);
    error.es = filled(said.es, error.found, trouble.subject);
    error.en = filled(said.en, error.found, trouble.subject);
    if (!trouble.expected.empty()) {
        error.es += " Se esperaba: " + listed(trouble.expected, &Phrase::es, " o ") + ".";
        error.en += " Expected: " + listed(trouble.expected, &Phrase::en, " or ") + ".";
    }
    if (!trouble.nearest.empty()) {
        error.es += " ¿Quizá «" + shortened(trouble.nearest, most_shown) + "»?";
        error.en += " Perhaps “" + shortened(trouble.nearest, most_shown) + "”?";
    }
    return error;
}

} // namespace sim
