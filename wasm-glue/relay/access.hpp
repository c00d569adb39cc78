// Who may host.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay {

/// Compares in a time that tells nothing about where the two differ.
bool same_secret(std::string_view given, std::string_view secret);

/// Whether a page of this origin may host. `own_host` is the address, as in a URL, at which the relay accepted the
/// connection, so that a name that somebody else's DNS points here does not count as the relay's own.
bool origin_may_host(std::string_view origin, std::string_view own_host, bool own_is_loopback, std::uint16_t own_port,
                     const std::vector<std::string>& allowed);

/// The value of `token` in the query of a request target such as /host?token=c0ffee; "" without one.
std::string_view token_in_target(std::string_view target);

} // namespace relay
