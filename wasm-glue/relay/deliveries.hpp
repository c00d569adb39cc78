// What is to be written to many clients in one turn, so that each gets one write.
#pragma once

#include "relay/client_end.hpp"

#include <vector>

namespace relay {

/// Bodies are not copied until they are written, and one that is alone for its client not even then. They must stay where
/// they are until flush().
class Deliveries {
public:
    void add(ClientEnd& client, base::BytesView body);
    /// Writes what one client has waiting, before it is closed.
    void flush(ClientEnd& client);
    /// Writes everything.
    void flush();

private:
    struct Piece {
        base::BytesView body;
        std::uint32_t next;
    };
    std::vector<Piece> pieces_;
    std::vector<ClientEnd*> clients_; // with pieces waiting; null if flushed since
    base::Bytes joined_;
};

} // namespace relay
