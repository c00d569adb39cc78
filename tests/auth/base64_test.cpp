// Base64 [RFC 4648].
#include "auth/base64.hpp"
#include "base/prng.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <utility>

TEST_CASE("Base64 of the vectors of RFC 4648, section 10, both ways") {
    constexpr std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                         {"f", "Zg=="},
                                                                         {"fo", "Zm8="},
                                                                         {"foo", "Zm9v"},
                                                                         {"foob", "Zm9vYg=="},
                                                                         {"fooba", "Zm9vYmE="},
                                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        CHECK(auth::to_base64(base::as_bytes(plain)) == coded);
        const auto bytes = auth::from_base64(coded);
        REQUIRE(bytes);
        CHECK(base::as_text(*bytes) == plain);
    }
}

TEST_CASE("Base64 has '+' and '/' as its last two digits") {
    CHECK(auth::to_base64(hex("fb ef be ff ff ff")) == "++++////");
    CHECK(shown(auth::from_base64("++++////").value()) == "fb ef be ff ff ff");
}

TEST_CASE("Any bytes come back from Base64 as they were") {
    base::Prng prng(64);
    for (std::size_t length = 0; length < 100; ++length) {
        base::Bytes bytes;
        for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<base::Byte>(prng.next()));
        const std::string text = auth::to_base64(bytes);
        CHECK(text.size() == (length + 2) / 3 * 4);
        CHECK(auth::from_base64(text) == bytes);
    }
}

TEST_CASE("What is not whole, padded Base64 is nothing") {
    using namespace std::string_view_literals;
    for (const std::string_view text :
         {"Z"sv, "Zg"sv, "Zg="sv, "Zm9"sv, "Zm9v="sv, "===="sv, "="sv, "Z==="sv, "=Zg="sv, "Zg==Zg=="sv, "Zm=v"sv,
          "Zm8=\n"sv, " Zg="sv, "Zm9-"sv, "Zm9_"sv, "Zm\0v"sv, "Zmñ="sv, "Zm9vZ==="sv}) {
        INFO(text);
        CHECK_FALSE(auth::from_base64(text).has_value());
    }
}

TEST_CASE("Base64 whose unused bits are not zero is nothing: one text for one value") {
    CHECK(auth::from_base64("Zg==").has_value());
    CHECK_FALSE(auth::from_base64("Zh==").has_value());
    CHECK_FALSE(auth::from_base64("Zm9=").has_value());
    CHECK(auth::from_base64("Zm8=").has_value());
}
