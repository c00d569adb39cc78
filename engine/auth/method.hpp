// Enhanced authentication [5.0, 4.12]: a method is a value without memory of its own; what an
// exchange must remember lies in the connection.
#pragma once

#include "auth/users.hpp"
#include "base/ref.hpp"

#include <string>
#include <string_view>

namespace auth {

/// One step of an exchange, as the Server takes it.
struct Step {
    enum class Result : std::uint8_t { proceed, success, failure } result = Result::failure;
    std::string data;      // Authentication Data for the Client
    std::string state;     // to be given to the next step
    std::string user_name; // success: who it is
};

class Method : public base::RefCounted {
public:
    virtual ~Method() = default;
    virtual std::string_view name() const = 0;
    /// The Client's first data. `nonce` is fresh and printable.
    virtual Step begin(std::string_view data, std::string_view nonce, const Users& users) const = 0;
    virtual Step proceed(const std::string& state, std::string_view data, const Users& users) const = 0;
};

using MethodRef = base::Ref<const Method>;

/// SCRAM-SHA-256 [RFC 5802, RFC 7677], without channel binding.
MethodRef scram_sha_256();

} // namespace auth
