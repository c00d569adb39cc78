#include "sim/scenario_lexer.hpp"

#include "sim/scenario_characters.hpp"

namespace sim {

namespace {

class Lexer {
public:
    Lexer(std::string_view line, std::size_t verb) : line_(line), verb_(verb) {}

    LexedLine run() {
        if (!check_characters()) return std::move(out_);
        while (skip_blanks()) {
            if (line_[at_] == '#' && !is_filter_of_everything()) {
                read_comment();
                break;
            }
            if (!read_word()) break;
        }
        return std::move(out_);
    }

private:
    bool fail(Mistake mistake, std::size_t offset, std::size_t bytes) {
        out_.trouble = Trouble{mistake, offset, bytes, {}, {}, {}, {}};
        return false;
    }

    static std::string in_hex(char32_t value, std::size_t digits) {
        constexpr std::string_view symbols = "0123456789ABCDEF";
        std::string text;
        for (std::size_t i = digits; i-- > 0;) text.push_back(symbols[(value >> (4 * i)) & 0xf]);
        return text;
    }

    bool check_characters() {
        for (std::size_t at = 0; at < line_.size();) {
            const CodePoint point = code_point_at(line_, at);
            if (!point.valid || is_control(point.value)) {
                fail(point.valid ? Mistake::control_character : Mistake::invalid_utf8, at, point.bytes);
                out_.trouble->found =
                    point.valid ? joined({"U+", in_hex(point.value, 4)}) : joined({"0x", in_hex(point.value, 2)});
                return false;
            }
            at += point.bytes;
        }
        return true;
    }

    bool skip_blanks() {
        while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
        return at_ < line_.size();
    }

    bool ends_word(std::size_t at) const { return at >= line_.size() || is_blank(line_[at]); }

    bool is_filter_of_everything() const {
        const auto& words = out_.words;
        if (words.size() != verb_ + 1 || words[verb_ - 1].is("note") || !ends_word(at_ + 1)) return false;
        return words.back().is("subscribe") || words.back().is("unsubscribe");
    }

    void read_comment() {
        std::size_t from = at_ + 1;
        std::size_t to = line_.size();
        while (from < to && is_blank(line_[from])) ++from;
        while (to > from && is_blank(line_[to - 1])) --to;
        out_.comment = std::string(line_.substr(from, to - from));
    }

    bool read_word() {
        Word word;
        word.offset = at_;
        if (const std::size_t prefix = option_prefix(line_.substr(at_))) {
            word.option = line_.substr(at_, prefix - 1);
            at_ += prefix;
        }
        word.quoted = at_ < line_.size() && line_[at_] == '"';
        if (!(word.quoted ? read_quoted(word) : read_bare(word))) return false;
        word.raw = line_.substr(word.offset, at_ - word.offset);
        out_.words.push_back(std::move(word));
        return true;
    }

    bool read_bare(Word& word) {
        const std::size_t from = at_;
        for (; !ends_word(at_); ++at_)
            if (line_[at_] == '"') return fail(Mistake::quote_inside_word, at_, 1);
        word.text = std::string(line_.substr(from, at_ - from));
        return true;
    }

    bool read_quoted(Word& word) {
        const std::size_t open = at_++;
        while (true) {
            if (at_ >= line_.size()) return fail(Mistake::unclosed_quote, open, line_.size() - open);
            const char c = line_[at_];
            if (c == '"') break;
            if (c == '\\') {
                if (!read_escape(word)) return false;
                continue;
            }
            word.text.push_back(c);
            ++at_;
        }
        ++at_;
        if (!ends_word(at_)) return fail(Mistake::no_blank_after_quote, at_, code_point_at(line_, at_).bytes);
        return true;
    }

    bool read_escape(Word& word) {
        constexpr std::string_view letters = "\"\\ntr";
        constexpr std::string_view values = "\"\\\n\t\r";
        const std::string_view rest = line_.substr(at_);
        if (rest.size() > 1) {
            const std::size_t index = letters.find(rest[1]);
            if (index != std::string_view::npos) {
                word.text.push_back(values[index]);
                at_ += 2;
                return true;
            }
            if (rest.substr(1, 2) == "u{") return read_code_point(word);
        }
        const std::size_t bytes = rest.size() > 1 ? 1 + code_point_at(rest, 1).bytes : 1;
        return wrong_escape(bytes);
    }

    bool read_code_point(Word& word) {
        const std::string_view rest = line_.substr(at_);
        std::size_t i = 3;
        char32_t value = 0;
        for (; i < rest.size() && i < 9 && hex_digit(rest[i]) >= 0; ++i)
            value = value << 4 | static_cast<char32_t>(hex_digit(rest[i]));
        const bool closed = i > 3 && i < rest.size() && rest[i] == '}';
        const bool surrogate = value >= 0xd800 && value <= 0xdfff;
        if (!closed || value > 0x10ffff || surrogate) return wrong_escape(closed ? i + 1 : i);
        append_utf8(word.text, value);
        at_ += i + 1;
        return true;
    }

    bool wrong_escape(std::size_t bytes) {
        fail(Mistake::wrong_escape, at_, bytes);
        for (std::string_view escape : {R"(\")", R"(\\)", R"(\n)", R"(\t)", R"(\r)", R"(\u{1F600})"})
            out_.trouble->expected.push_back(literal(escape));
        return false;
    }

    std::string_view line_;
    std::size_t verb_;
    std::size_t at_ = 0;
    LexedLine out_;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

} // namespace

LexedLine lex_line(std::string_view line, std::size_t verb) { return Lexer(line, verb).run(); }

std::size_t option_prefix(std::string_view text) {
    if (text.empty() || !is_letter(text[0])) return 0;
    std::size_t i = 1;
    while (i < text.size() && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '-' || text[i] == '_')) ++i;
    return i < text.size() && text[i] == '=' ? i + 1 : 0;
}

} // namespace sim
