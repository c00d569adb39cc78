// Everything that the relay bounds, with the defaults that --help shows.
#pragma once

#include <cstddef>
#include <cstdint>

namespace relay {

struct Limits {
    std::size_t clients = 10'000;           // MQTT clients at a time; more: refused
    std::size_t http_connections = 512;     // connections of the page and of hosts at a time; more: closed
    std::size_t frame_bytes = 1u << 20;     // one WebSocket message of a client; larger: close code 1009
    std::uint32_t handshake_seconds = 10;   // for an HTTP request, a host's hello, a closing handshake
    std::uint32_t client_buffer = 4u << 20; // bytes kept for one client that does not read; more: closed
    std::size_t total_buffer =
        256u << 20; // the same for all clients together; the client that would go beyond is closed
};

} // namespace relay
