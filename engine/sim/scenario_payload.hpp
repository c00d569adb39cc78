// Payloads and texts as words: "text", hex:48656c6c6f, base64:SGVsbG8=, or a bare word.
#pragma once

#include "base/bytes.hpp"
#include "sim/scenario_cursor.hpp"

#include <string>
#include <string_view>

namespace sim {

/// The bytes that the word (or the value of the option) stands for.
bool read_payload(WordCursor& cursor, const Word& word, base::Bytes& bytes);

/// "text" where the bytes are text that can be read, hex: otherwise.
std::string print_payload(base::BytesView bytes);

/// hex: and two digits a byte.
std::string print_hex(base::BytesView bytes);

/// In quotes, with escapes where they are needed.
std::string print_quoted(std::string_view text);

/// Bare where that reads back the same, quoted otherwise.
std::string print_word(std::string_view text);

} // namespace sim
