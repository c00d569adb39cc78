#include "relay/access.hpp"

#include <algorithm>

namespace relay {

bool same_secret(std::string_view given, std::string_view secret) {
    if (secret.empty()) return false;
    unsigned difference = given.size() == secret.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i) {
        difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(secret[i % secret.size()]);
    }
    return difference == 0;
}

bool origin_may_host(std::string_view origin, std::string_view own_host, bool own_is_loopback, std::uint16_t own_port,
                     const std::vector<std::string>& allowed) {
    if (std::find(allowed.begin(), allowed.end(), origin) != allowed.end()) return true;
    const auto is_own = [&](std::string_view host) {
        std::string own = "http://";
        own.append(host);
        // A browser leaves the default port out of an origin.
        if (own_port != 80) own.append(":").append(std::to_string(own_port));
        return origin == own;
    };
    return is_own(own_host) || (own_is_loopback && is_own("localhost"));
}

std::string_view token_in_target(std::string_view target) {
    const std::size_t question = target.find('?');
    if (question == std::string_view::npos) return {};
    std::string_view query = target.substr(question + 1);
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        if (pair.rfind("token=", 0) == 0) return pair.substr(6);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return {};
}

} // namespace relay
