// Users and their passwords, stored as SCRAM-SHA-256 keys [RFC 5802]: enough to check a password or
// to carry a SCRAM exchange, not enough to recover the password.
#pragma once

#include "auth/sha256.hpp"

#include <map>
#include <string>
#include <string_view>

namespace auth {

struct StoredPassword {
    base::Bytes salt;
    std::uint32_t iterations = 4096;
    Digest stored_key{};
    Digest server_key{};
};

StoredPassword store_password(std::string_view password, base::BytesView salt, std::uint32_t iterations);
bool check_password(const StoredPassword& stored, base::BytesView password);

class Users {
public:
    bool empty() const { return users_.empty(); }
    void set(std::string name, StoredPassword password) {
        users_.insert_or_assign(std::move(name), std::move(password));
    }
    const StoredPassword* find(std::string_view name) const {
        const auto at = users_.find(name);
        return at == users_.end() ? nullptr : &at->second;
    }
    /// Whether the name is known and the password is its own. An unknown name takes as long.
    bool check(std::string_view name, base::BytesView password) const;

private:
    std::map<std::string, StoredPassword, std::less<>> users_;
};

/// Text of a users file: one `NAME:$scram-sha-256$ITERATIONS$SALT$STOREDKEY$SERVERKEY` a line, or
/// `NAME:PASSWORD` in the clear, which is hashed at once with a salt made from the name and `seed`.
/// Empty lines and lines that begin with '#' are passed over.
struct UsersText {
    Users users;
    std::string error; // "line 3: ..." or empty
};
UsersText read_users(std::string_view text, std::uint64_t seed);

/// The line of a users file for a name and its stored password, without the line end.
std::string users_line(std::string_view name, const StoredPassword& password);

} // namespace auth
