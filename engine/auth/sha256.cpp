#include "auth/sha256.hpp"

#include <algorithm>
#include <bit>

namespace auth {
namespace {

constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

class Sha256 {
public:
    void add(base::BytesView bytes) {
        length_ += bytes.size();
        for (const base::Byte byte : bytes) {
            block_[filled_++] = byte;
            if (filled_ == block_.size()) compress();
        }
    }

    Digest finish() {
        const std::uint64_t bits = length_ * 8;
        constexpr base::Byte one = 0x80, zero = 0;
        add({&one, 1});
        while (filled_ != 56) add({&zero, 1});
        std::array<base::Byte, 8> tail;
        for (int i = 0; i < 8; ++i) tail[i] = static_cast<base::Byte>(bits >> (56 - 8 * i));
        add(tail);
        Digest digest;
        for (int i = 0; i < 32; ++i) digest[i] = static_cast<base::Byte>(state_[i / 4] >> (24 - 8 * (i % 4)));
        return digest;
    }

private:
    void compress() {
        std::array<std::uint32_t, 64> w;
        for (int i = 0; i < 16; ++i) {
            w[i] = std::uint32_t(block_[4 * i]) << 24 | std::uint32_t(block_[4 * i + 1]) << 16 |
                   std::uint32_t(block_[4 * i + 2]) << 8 | block_[4 * i + 3];
        }
        for (int i = 16; i < 64; ++i) {
            const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
            const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        auto [a, b, c, d, e, f, g, h] = state_;
        for (int i = 0; i < 64; ++i) {
            const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
            const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[i] + w[i];
            const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
            const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
        }
        const std::array<std::uint32_t, 8> added = {a, b, c, d, e, f, g, h};
        for (int i = 0; i < 8; ++i) state_[i] += added[i];
        filled_ = 0;
    }

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<base::Byte, 64> block_{};
    std::size_t filled_ = 0;
    std::uint64_t length_ = 0;
};

/// HMAC with the key's two padded blocks already taken in: what PBKDF2 repeats.
class Hmac {
public:
    explicit Hmac(base::BytesView key) {
        std::array<base::Byte, 64> block{};
        const Digest shortened = sha256(key);
        const base::BytesView used = key.size() > block.size() ? base::BytesView(shortened) : key;
        std::copy(used.begin(), used.end(), block.begin());
        for (base::Byte& byte : block) byte ^= 0x36;
        inner_.add(block);
        for (base::Byte& byte : block) byte ^= 0x36 ^ 0x5c;
        outer_.add(block);
    }
    Digest of(base::BytesView a, base::BytesView b = {}) const {
        Sha256 inner = inner_;
        inner.add(a);
        inner.add(b);
        Sha256 outer = outer_;
        outer.add(inner.finish());
        return outer.finish();
    }

private:
    Sha256 inner_, outer_;
};

} // namespace

Digest sha256(base::BytesView bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

Digest hmac_sha256(base::BytesView key, base::BytesView bytes) { return Hmac(key).of(bytes); }

Digest pbkdf2_sha256(base::BytesView password, base::BytesView salt, std::uint32_t iterations) {
    const Hmac hmac(password);
    constexpr std::array<base::Byte, 4> first_block = {0, 0, 0, 1};
    Digest u = hmac.of(salt, first_block);
    Digest result = u;
    for (std::uint32_t i = 1; i < iterations; ++i) {
        u = hmac.of(u);
        for (std::size_t k = 0; k < result.size(); ++k) result[k] ^= u[k];
    }
    return result;
}

bool same_in_constant_time(base::BytesView a, base::BytesView b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

} // namespace auth
