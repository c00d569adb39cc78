// Sending a host away.
#pragma once

#include "envelope/envelope.hpp"
#include "relay/websocket.hpp"

#include <string>

namespace relay {

struct HostFault {
    envelope::RefusalCode code;
    std::string text;
};

/// What a host is told about a message that does not decode.
HostFault malformed(const envelope::Error& error);

/// Tells the host why, in a refusal frame and in the close frame (code 4000 and more), and closes.
void refuse_host(WebSocket& host, const HostFault& fault);

} // namespace relay
