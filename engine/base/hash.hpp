// A fast mixing hash for look-ups. Nothing is ever ordered by it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace base {

inline std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    return x;
}

inline std::uint64_t hash(std::string_view text, std::uint64_t seed = 0) {
    std::uint64_t h = seed ^ (text.size() * 0x9e3779b97f4a7c15u);
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left >= 8; left -= 8, at += 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    std::uint64_t tail = 0;
    for (std::size_t i = 0; i < left; ++i) tail |= std::uint64_t(static_cast<unsigned char>(at[i])) << (8 * i);
    return mix(h ^ tail);
}

/// Equality of short texts, word by word: faster than memcmp where that is a call (WebAssembly).
inline bool same_text(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    const char *x = a.data(), *y = b.data();
    std::size_t left = a.size();
    for (; left >= 8; left -= 8, x += 8, y += 8) {
        std::uint64_t u, v;
        std::memcpy(&u, x, 8);
        std::memcpy(&v, y, 8);
        if (u != v) return false;
    }
    for (; left > 0; --left, ++x, ++y) {
        if (*x != *y) return false;
    }
    return true;
}

} // namespace base
