// The Server's half of SCRAM-SHA-256 [RFC 5802 section 3, RFC 7677].
#include "auth/base64.hpp"
#include "auth/method.hpp"

namespace auth {
namespace {

/// The value of an attribute "x=value" in a comma-separated message; empty when it is not there.
std::string_view attribute(std::string_view message, char name) {
    while (!message.empty()) {
        const std::size_t comma = message.find(',');
        const std::string_view part = message.substr(0, comma);
        if (part.size() >= 2 && part[0] == name && part[1] == '=') return part.substr(2);
        if (comma == std::string_view::npos) break;
        message.remove_prefix(comma + 1);
    }
    return {};
}

/// A name with its "=2C" and "=3D" put back.
std::string unescaped_name(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const std::string_view code = name.substr(i, 3);
        if (code == "=2C" || code == "=3D") {
            text += code == "=2C" ? ',' : '=';
            i += 2;
        } else {
            text += name[i];
        }
    }
    return text;
}

Step failure() { return {}; }

class ScramSha256 final : public Method {
public:
    std::string_view name() const override { return "SCRAM-SHA-256"; }

    /// client-first-message: "n,,n=user,r=nonce".
    Step begin(std::string_view data, std::string_view nonce, const Users& users) const override {
        const std::size_t first = data.find(',');
        const std::size_t second = first == std::string_view::npos ? first : data.find(',', first + 1);
        if (second == std::string_view::npos || (data[0] != 'n' && data[0] != 'y')) return failure();
        const std::string_view bare = data.substr(second + 1);
        const std::string user = unescaped_name(attribute(bare, 'n'));
        const std::string_view client_nonce = attribute(bare, 'r');
        const StoredPassword* stored = users.find(user);
        if (client_nonce.empty() || stored == nullptr) return failure();
        Step step;
        step.result = Step::Result::proceed;
        step.data = "r=";
        step.data += client_nonce;
        step.data += nonce;
        step.data += ",s=" + to_base64(stored->salt) + ",i=" + std::to_string(stored->iterations);
        // What the proof signs, and whom it is about, for the next step.
        step.state = std::string(data.substr(0, second + 1)) + '\n' + std::string(bare) + '\n' + step.data;
        return step;
    }

    /// client-final-message: "c=biws,r=nonces,p=proof".
    Step proceed(const std::string& state, std::string_view data, const Users& users) const override {
        const std::size_t first = state.find('\n');
        const std::size_t second = first == std::string::npos ? first : state.find('\n', first + 1);
        const std::size_t proof_at = data.rfind(",p=");
        if (second == std::string::npos || proof_at == std::string_view::npos) return failure();
        const std::string_view header = std::string_view(state).substr(0, first);
        const std::string_view bare = std::string_view(state).substr(first + 1, second - first - 1);
        const std::string_view server_first = std::string_view(state).substr(second + 1);
        const std::string user = unescaped_name(attribute(bare, 'n'));
        const StoredPassword* stored = users.find(user);
        const auto proof = from_base64(data.substr(proof_at + 3));
        if (stored == nullptr || !proof || proof->size() != 32) return failure();
        if (attribute(data, 'r') != attribute(server_first, 'r')) return failure();
        if (attribute(data, 'c') != to_base64(base::as_bytes(header))) return failure();
        std::string message(bare);
        message += ',';
        message += server_first;
        message += ',';
        message += data.substr(0, proof_at);
        const Digest signature = hmac_sha256(stored->stored_key, base::as_bytes(message));
        Digest client_key;
        for (std::size_t i = 0; i < client_key.size(); ++i) client_key[i] = (*proof)[i] ^ signature[i];
        if (!same_in_constant_time(sha256(client_key), stored->stored_key)) return failure();
        Step step;
        step.result = Step::Result::success;
        step.data = "v=" + to_base64(hmac_sha256(stored->server_key, base::as_bytes(message)));
        step.user_name = user;
        return step;
    }
};

} // namespace

MethodRef scram_sha_256() { return MethodRef::make<const ScramSha256>(); }

} // namespace auth
