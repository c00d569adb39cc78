// The words of a line, read from left to right; the first mistake is kept.
#pragma once

#include "sim/scenario_lexer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

class WordCursor {
public:
    WordCursor(std::string_view line, const std::vector<Word>& words) : line_(line), words_(words) {}

    /// The next word; null at the end of the line.
    const Word* peek() const { return next_ < words_.size() ? &words_[next_] : nullptr; }
    const Word* take() { return next_ < words_.size() ? &words_[next_++] : nullptr; }
    /// Takes the next word if it is this keyword.
    bool take_if(std::string_view keyword) {
        const bool found = peek() && peek()->is(keyword);
        if (found) ++next_;
        return found;
    }
    const std::vector<Word>& words() const { return words_; }

    /// Notes the mistake unless there is one already. Always false, so that a reader can return it.
    bool fail(Trouble trouble) {
        if (!trouble_) trouble_ = std::move(trouble);
        return false;
    }
    bool fail(Mistake mistake, const Word& word, std::vector<Phrase> expected = {}, std::string nearest = {},
              std::string subject = {}) {
        return fail(Trouble{
            mistake, word.offset, word.raw.size(), std::move(expected), std::move(nearest), std::move(subject), {}});
    }
    /// Something is missing: behind the last word.
    bool fail_at_end(std::vector<Phrase> expected) {
        const std::size_t end = words_.empty() ? 0 : words_.back().offset + words_.back().raw.size();
        return fail(Trouble{Mistake::line_too_short, end, 0, std::move(expected), {}, {}, {}});
    }
    const std::optional<Trouble>& trouble() const { return trouble_; }
    std::string_view line() const { return line_; }

    /// The first option of this line that only MQTT 5.0 has; null: none.
    const Word* only_version_5 = nullptr;

private:
    std::string_view line_;
    const std::vector<Word>& words_;
    std::size_t next_ = 0;
    std::optional<Trouble> trouble_;
};

} // namespace sim
