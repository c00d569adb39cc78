// The MQTT Server: 3.1, 3.1.1 and 5.0 behind one set of calls, without sockets, clock or threads.
//
// Every call takes the present time, which never goes back, and appends what must be done to an
// Output: bytes to send, connections to close (Outbox), and what happened (Trace). The host:
//   - calls connection_opened for each Network Connection and receive for its bytes, split anyhow;
//   - sends and closes what the Outbox says, in order. After a `close` record the ConnectionId is
//     dead; the host flushes what was sent before it and closes;
//   - calls connection_lost when the peer closes or the network fails;
//   - calls advance at next_deadline(), or earlier.
// A Broker is a value: a copy goes on independently.
#pragma once

#include "broker/options.hpp"
#include "broker/output.hpp"

namespace broker {

class Broker {
public:
    explicit Broker(Options options = {});

    /// A Network Connection was made. `actor` is echoed in the events about it.
    ConnectionId connection_opened(trace::ActorId actor, base::Instant now, Output& out);
    /// Bytes arrived. Unknown or closed connections are ignored.
    void receive(ConnectionId connection, base::BytesView bytes, base::Instant now, Output& out);
    /// The connection ended without the broker closing it: the Will Message rules apply [MQTT-3.1.2-8].
    void connection_lost(ConnectionId connection, base::Instant now, Output& out);
    /// Does everything that is due at or before `now`: keep alive, expiry, Will Delay.
    void advance(base::Instant now, Output& out);
    /// When advance must be called next; Instant::never() if nothing is pending. May be early.
    base::Instant next_deadline() const;
    /// Closes every connection, telling 5.0 Clients why (0x8B).
    void shut_down(base::Instant now, Output& out);
};

} // namespace broker
