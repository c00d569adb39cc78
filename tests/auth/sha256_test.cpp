// SHA-256, HMAC and PBKDF2 against the published vectors.
#include "auth/sha256.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <vector>

using auth::Digest;

namespace {

std::string hex_of(const Digest& digest) {
    std::string text = shown(digest);
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    return text;
}

std::string hash_of(std::string_view text) { return hex_of(auth::sha256(base::as_bytes(text))); }

std::string pbkdf2_of(std::string_view password, std::string_view salt, std::uint32_t iterations) {
    return hex_of(auth::pbkdf2_sha256(base::as_bytes(password), base::as_bytes(salt), iterations));
}

} // namespace

TEST_CASE("SHA-256 of the messages of FIPS 180-4's examples") {
    CHECK(hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hash_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(hash_of(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 pads rightly around the ends of its blocks: no two lengths give the same digest") {
    std::vector<std::string> seen;
    for (std::size_t length = 0; length <= 200; ++length) seen.push_back(hash_of(std::string(length, '\0')));
    std::sort(seen.begin(), seen.end());
    CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
    // One block less one bit of room for the length, and one byte to either side.
    CHECK(hash_of(std::string(55, 'a')) == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    CHECK(hash_of(std::string(56, 'a')) == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    CHECK(hash_of(std::string(64, 'a')) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("HMAC-SHA-256 of the test cases of RFC 4231") {
    const auto hmac = [](base::BytesView key, base::BytesView bytes) { return hex_of(auth::hmac_sha256(key, bytes)); };
    const auto text = [](std::string_view words) { return base::as_bytes(words); };
    base::Bytes counting;
    for (base::Byte i = 1; i <= 25; ++i) counting.push_back(i);
    const base::Bytes long_key(131, 0xaa);
    CHECK(hmac(base::Bytes(20, 0x0b), text("Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac(text("Jefe"), text("what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac(base::Bytes(20, 0xaa), base::Bytes(50, 0xdd)) ==
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    CHECK(hmac(counting, base::Bytes(50, 0xcd)) == "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    CHECK(hmac(base::Bytes(20, 0x0c), text("Test With Truncation")).substr(0, 32) ==
          "a3b6167473100ee06e0c796c2955552b");
    CHECK(hmac(long_key, text("Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(hmac(long_key, text("This is a test using a larger than block-size key and a larger than block-size data. "
                              "The key needs to be hashed before being used by the HMAC algorithm.")) ==
          "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("PBKDF2-HMAC-SHA-256 of RFC 7914, section 11") {
    CHECK(pbkdf2_of("passwd", "salt", 1) == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    CHECK(pbkdf2_of("Password", "NaCl", 80'000) == "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST_CASE("PBKDF2-HMAC-SHA-256 of the passwords and salts of RFC 6070") {
    CHECK(pbkdf2_of("password", "salt", 1) == "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b");
    CHECK(pbkdf2_of("password", "salt", 2) == "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
    CHECK(pbkdf2_of("password", "salt", 4096) == "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
    CHECK(pbkdf2_of("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096) ==
          "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1");
    CHECK(pbkdf2_of(std::string_view("pass\0word", 9), std::string_view("sa\0lt", 5), 4096) ==
          "89b69d0516f829893c696226650a86878c029ac13ee276509d5ae58b6466a724");
}

TEST_CASE("The comparison in constant time tells equal from different, wherever the difference lies") {
    const base::Bytes bytes = hex("00 01 7f 80 ff");
    CHECK(auth::same_in_constant_time(bytes, hex("00 01 7f 80 ff")));
    CHECK(auth::same_in_constant_time({}, {}));
    CHECK_FALSE(auth::same_in_constant_time(bytes, hex("00 01 7f 80")));
    CHECK_FALSE(auth::same_in_constant_time({}, bytes));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            base::Bytes other = bytes;
            other[at] ^= static_cast<base::Byte>(1 << bit);
            CHECK_FALSE(auth::same_in_constant_time(bytes, other));
        }
    }
}
