// A users file: names, passwords, and where it is wrong.
#include "auth/users.hpp"

#include "auth/base64.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

using auth::read_users;

namespace {

bool opens(const auth::Users& users, std::string_view name, std::string_view password) {
    return users.check(name, base::as_bytes(password));
}

// The keys of RFC 7677's example: user "user", password "pencil".
constexpr std::string_view pencil_line =
    "user:$scram-sha-256$4096$W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=$"
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

std::string hashed(std::string_view name, std::string_view password) {
    return auth::users_line(name, auth::store_password(password, hex("01 02 03 04"), 2));
}

} // namespace

TEST_CASE("A stored password opens for itself and for nothing else") {
    const auth::StoredPassword stored = auth::store_password("secret", hex("73 61 6c 74"), 10);
    CHECK(auth::check_password(stored, base::as_bytes("secret")));
    for (const std::string_view wrong : {"", "Secret", "secret ", "secre"}) {
        CHECK_FALSE(auth::check_password(stored, base::as_bytes(wrong)));
    }
}

TEST_CASE("The same password with another salt or another count is stored as other keys") {
    const auth::StoredPassword a = auth::store_password("secret", hex("01"), 10);
    CHECK(a.stored_key != auth::store_password("secret", hex("02"), 10).stored_key);
    CHECK(a.stored_key != auth::store_password("secret", hex("01"), 11).stored_key);
    CHECK(a.stored_key != a.server_key);
}

TEST_CASE("A users file has passwords in the clear and stored ones, comments, empty lines and CR LF") {
    const std::string text = "# who\n\nana:secret\r\n" + hashed("luis", "otro") + "\r\n#x:y\neva:a:b:$c\nnadie:";
    const auth::UsersText read = read_users(text, 1);
    CHECK(read.error == "");
    CHECK(opens(read.users, "ana", "secret"));
    CHECK(opens(read.users, "luis", "otro"));
    CHECK(opens(read.users, "eva", "a:b:$c"));
    CHECK(opens(read.users, "nadie", ""));
    CHECK_FALSE(opens(read.users, "ana", "otro"));
    CHECK_FALSE(opens(read.users, "Ana", "secret"));
    CHECK_FALSE(opens(read.users, "#x", "y"));
    CHECK_FALSE(opens(read.users, "", ""));
}

TEST_CASE("The stored keys of RFC 7677's user open for \"pencil\"") {
    const auth::UsersText read = read_users(pencil_line, 1);
    CHECK(read.error == "");
    CHECK(opens(read.users, "user", "pencil"));
    CHECK_FALSE(opens(read.users, "user", "pencil "));
}

TEST_CASE("A line of a users file is what users_line writes") {
    const auth::StoredPassword stored =
        auth::store_password("pencil", auth::from_base64("W22ZaJ0SNY7soEsUEjb6gQ==").value(), 4096);
    CHECK(auth::users_line("user", stored) == pencil_line);
    const std::string line = hashed("luis", "otro");
    const auth::UsersText read = read_users(line, 1);
    REQUIRE(read.users.find("luis") != nullptr);
    CHECK(auth::users_line("luis", *read.users.find("luis")) == line);
}

TEST_CASE("A clear password is salted by name and seed: the same file read twice is the same") {
    const auto line_of = [](std::string_view name, std::uint64_t seed) {
        const auth::UsersText read = read_users(std::string(name) + ":secret", seed);
        return auth::users_line("", *read.users.find(name));
    };
    CHECK(line_of("ana", 1) == line_of("ana", 1));
    CHECK(line_of("ana", 1) != line_of("ana", 2));
    CHECK(line_of("ana", 1) != line_of("eva", 1));
}

TEST_CASE("A name that stands twice has the password of its last line") {
    const auth::UsersText read = read_users("ana:one\nana:two", 1);
    CHECK(read.error == "");
    CHECK_FALSE(opens(read.users, "ana", "one"));
    CHECK(opens(read.users, "ana", "two"));
}

TEST_CASE("A users file without users is right and empty") {
    for (const std::string_view text : {"", "\n", "# nobody", "\r\n\n"}) {
        const auth::UsersText read = read_users(text, 1);
        CHECK(read.error == "");
        CHECK(read.users.empty());
    }
}

TEST_CASE("A line without a name or a colon is an error with its number") {
    CHECK(read_users("ana", 1).error == "line 1: expected NAME:PASSWORD");
    CHECK(read_users("\n# x\n:secret\n", 1).error == "line 3: expected NAME:PASSWORD");
    CHECK(read_users("ana:a\neva:b\n \n", 1).error == "line 3: expected NAME:PASSWORD");
}

TEST_CASE("A stored password with any part wrong is an error with its line") {
    const std::string key = auth::to_base64(base::Bytes(32));
    const auto line = [](std::string_view count, std::string_view salt, std::string_view stored,
                         std::string_view server) {
        std::string text = "ana:x\neva:$scram-sha-256$";
        for (const std::string_view part : {count, salt, stored}) text += std::string(part) + "$";
        return text + std::string(server);
    };
    CHECK(read_users(line("1", "AQ==", key, key), 1).error == "");
    CHECK(read_users(line("1000000", "", key, key), 1).error == "");
    const std::string expected = "line 2: expected $scram-sha-256$ITERATIONS$SALT$STOREDKEY$SERVERKEY";
    for (const std::string_view count : {"", "0", "1000001", "4294967297", "-1", "+1", "1 ", "0x10", "a"}) {
        INFO(count);
        CHECK(read_users(line(count, "AQ==", key, key), 1).error == expected);
    }
    CHECK(read_users(line("1", "AQ=", key, key), 1).error == expected);
    for (const std::string& wrong : {std::string(), key + "=", auth::to_base64(base::Bytes(31)), key + "$" + key}) {
        CHECK(read_users(line("1", "AQ==", wrong, key), 1).error == expected);
        CHECK(read_users(line("1", "AQ==", key, wrong), 1).error == expected);
    }
    CHECK(read_users("ana:x\neva:$scram-sha-256$", 1).error == expected);
}
