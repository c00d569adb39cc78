// The Client's half of SCRAM-SHA-256 [RFC 5802], for tests of the Server's.
#pragma once

#include "auth/base64.hpp"
#include "auth/sha256.hpp"

#include <string>
#include <string_view>

class ScramClient {
public:
    /// `name` with ',' and '=' escaped already; `header` is the GS2 header.
    ScramClient(std::string_view name, std::string_view password, std::string_view header = "n,,")
        : header_(header), bare_("n=" + std::string(name) + ",r=client"), password_(password) {}

    std::string first() const { return header_ + bare_; }

    /// The answer to the server's first message, "r=...,s=...,i=...".
    std::string final(std::string_view server_first) const {
        const std::string nonce(server_first.substr(0, server_first.find(",s=")));
        const std::string without_proof = "c=" + auth::to_base64(base::as_bytes(header_)) + "," + nonce;
        message_ = bare_ + "," + std::string(server_first) + "," + without_proof;
        const std::size_t salt_at = server_first.find(",s=") + 3, count_at = server_first.find(",i=");
        const auto salt = auth::from_base64(server_first.substr(salt_at, count_at - salt_at)).value();
        const auto iterations = static_cast<std::uint32_t>(std::stoul(std::string(server_first.substr(count_at + 3))));
        salted_ = auth::pbkdf2_sha256(base::as_bytes(password_), salt, iterations);
        const auth::Digest key = auth::hmac_sha256(salted_, base::as_bytes("Client Key"));
        auth::Digest proof = auth::hmac_sha256(auth::sha256(key), base::as_bytes(message_));
        for (std::size_t i = 0; i < proof.size(); ++i) proof[i] ^= key[i];
        return without_proof + ",p=" + auth::to_base64(proof);
    }

    /// What the server's last message must be after final().
    std::string expected() const {
        const auth::Digest key = auth::hmac_sha256(salted_, base::as_bytes("Server Key"));
        return "v=" + auth::to_base64(auth::hmac_sha256(key, base::as_bytes(message_)));
    }

private:
    std::string header_, bare_, password_;
    mutable std::string message_;
    mutable auth::Digest salted_{};
};
