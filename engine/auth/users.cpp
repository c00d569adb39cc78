#include "auth/users.hpp"

#include "auth/base64.hpp"
#include "base/prng.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace auth {
namespace {

constexpr std::string_view scheme = "$scram-sha-256$";
constexpr std::uint32_t iterations_max = 1'000'000; // a users file must not stop the broker

/// Splits at '$'.
std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find('$');
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

bool take_digest(std::string_view text, Digest& digest) {
    const auto bytes = from_base64(text);
    if (!bytes || bytes->size() != digest.size()) return false;
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return true;
}

bool take_hashed(std::string_view text, StoredPassword& password) {
    const std::vector<std::string_view> parts = parts_of(text.substr(scheme.size()));
    if (parts.size() != 4) return false;
    const std::string_view count = parts[0];
    const auto read = std::from_chars(count.data(), count.data() + count.size(), password.iterations);
    const auto salt = from_base64(parts[1]);
    if (read.ec != std::errc() || read.ptr != count.data() + count.size() || !salt) return false;
    if (password.iterations == 0 || password.iterations > iterations_max) return false;
    password.salt = *salt;
    return take_digest(parts[2], password.stored_key) && take_digest(parts[3], password.server_key);
}

base::Bytes salt_for(std::string_view name, std::uint64_t seed) {
    const Digest of_name = sha256(base::as_bytes(name));
    base::Prng prng(seed);
    base::Bytes salt(of_name.begin(), of_name.begin() + 16);
    for (base::Byte& byte : salt) byte ^= static_cast<base::Byte>(prng.next());
    return salt;
}

std::string line_error(std::size_t line, std::string_view what) {
    std::string text = "line ";
    text += std::to_string(line);
    text += ": ";
    text += what;
    return text;
}

} // namespace

StoredPassword store_password(std::string_view password, base::BytesView salt, std::uint32_t iterations) {
    StoredPassword stored;
    stored.salt.assign(salt.begin(), salt.end());
    stored.iterations = iterations;
    const Digest salted = pbkdf2_sha256(base::as_bytes(password), salt, iterations);
    stored.stored_key = sha256(hmac_sha256(salted, base::as_bytes("Client Key")));
    stored.server_key = hmac_sha256(salted, base::as_bytes("Server Key"));
    return stored;
}

bool check_password(const StoredPassword& stored, base::BytesView password) {
    const StoredPassword given = store_password(base::as_text(password), stored.salt, stored.iterations);
    return same_in_constant_time(given.stored_key, stored.stored_key);
}

bool Users::check(std::string_view name, base::BytesView password) const {
    static const StoredPassword nobody{base::Bytes(16), 4096, {}, {}};
    const StoredPassword* known = find(name);
    const bool right = check_password(known ? *known : nobody, password);
    return known != nullptr && right;
}

UsersText read_users(std::string_view text, std::uint64_t seed) {
    UsersText result;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) {
            result.error = line_error(number, "expected NAME:PASSWORD");
            return result;
        }
        const std::string_view name = line.substr(0, colon), rest = line.substr(colon + 1);
        StoredPassword password;
        if (!rest.starts_with(scheme)) {
            password = store_password(rest, salt_for(name, seed), 4096);
        } else if (!take_hashed(rest, password)) {
            result.error = line_error(number, "expected $scram-sha-256$ITERATIONS$SALT$STOREDKEY$SERVERKEY");
            return result;
        }
        result.users.set(std::string(name), std::move(password));
    }
    return result;
}

std::string users_line(std::string_view name, const StoredPassword& password) {
    std::string line(name);
    line += ':';
    line += scheme;
    line += std::to_string(password.iterations);
    line += '$';
    line += to_base64(password.salt);
    line += '$';
    line += to_base64(password.stored_key);
    line += '$';
    line += to_base64(password.server_key);
    return line;
}

} // namespace auth
