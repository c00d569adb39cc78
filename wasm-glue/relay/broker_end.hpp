// Whoever plays the broker for the clients: the tab, or the engine in this program.
#pragma once

#include "relay/client_end.hpp"

#include <cstddef>
#include <memory>

namespace relay {

class BrokerEnd {
public:
    virtual ~BrokerEnd() = default;

    /// Why no client can be taken at this moment; "" if one can.
    virtual std::string_view why_not() const = 0;
    /// A client connected; only when why_not() is "". It is kept until lost() or until it has been told to close.
    virtual void opened(std::shared_ptr<ClientEnd> client) = 0;
    /// How many bytes may be read from the client now. After 0, resume_reading() tells when to ask again.
    virtual std::size_t may_read(ClientEnd& client) = 0;
    /// Bytes of the client; no more than may_read() allowed.
    virtual void received(ClientEnd& client, base::BytesView bytes) = 0;
    /// The network took bytes that were written to the client.
    virtual void written(ClientEnd& client, std::size_t bytes) = 0;
    /// The client is gone, and not because it was told to close.
    virtual void lost(ClientEnd& client, envelope::CloseReason reason) = 0;
    /// Tells every client, and a tab, that it ends here.
    virtual void shut_down() = 0;
};

} // namespace relay
