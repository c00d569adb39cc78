// What every fuzz target has: one entry function, libFuzzer's own, and a way to say what went wrong.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

/// Takes one input. A rule that does not hold ends the program; libFuzzer keeps the input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace fuzz {

/// Ends the program when `holds` is false.
inline void check(bool holds, const std::string& rule) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", rule.c_str());
    std::abort();
}

/// The input, read as small numbers and pieces; 0 and nothing at its end.
class Input {
public:
    explicit Input(base::BytesView bytes) : rest_(bytes) {}
    bool empty() const { return rest_.empty(); }
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const std::uint8_t value = rest_.front();
        rest_ = rest_.subspan(1);
        return value;
    }
    unsigned below(unsigned bound) { return byte() % bound; }
    base::BytesView bytes(std::size_t count) {
        const base::BytesView taken = rest_.first(count < rest_.size() ? count : rest_.size());
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    base::BytesView rest() { return bytes(rest_.size()); }

private:
    base::BytesView rest_;
};

} // namespace fuzz
