#include "relay/context.hpp"

namespace relay {

Context::Admission Context::admit(std::string_view peer) {
    if (const std::string_view why = broker->why_not(); !why.empty()) {
        log.refused("client", peer, why);
        return {std::nullopt, why};
    }
    if (counters->clients >= options.limits.clients) {
        log.bound_reached("clients", options.limits.clients, peer, "refused");
        return {std::nullopt, "too many clients"};
    }
    return {Place(counters, &Counters::clients), {}};
}

bool Context::may_keep(std::size_t kept, std::size_t more, const ClientEnd& client) {
    if (kept + more > options.limits.client_buffer) {
        log.bound_reached("client-buffer", options.limits.client_buffer, client.peer(), "closed");
        return false;
    }
    if (counters->buffered + more > options.limits.total_buffer) {
        log.bound_reached("total-buffer", options.limits.total_buffer, client.peer(), "closed");
        return false;
    }
    return true;
}

} // namespace relay
