#include "relay/host_fault.hpp"

namespace relay {

HostFault malformed(const envelope::Error& error) {
    if (error.kind == envelope::ErrorKind::other_version) {
        return {envelope::RefusalCode::version, "the relay speaks version " + std::to_string(envelope::version) +
                                                    " of the envelope and the page version " +
                                                    std::to_string(error.found) + ": update the older one"};
    }
    return {envelope::RefusalCode::malformed,
            std::string(name(error.kind)) + " at byte " + std::to_string(error.offset) + " of a message"};
}

void refuse_host(WebSocket& host, const HostFault& fault) {
    envelope::append_refusal(host.outgoing(), fault.code, fault.text);
    host.close(static_cast<std::uint16_t>(4000 + static_cast<int>(fault.code)), fault.text);
}

} // namespace relay
