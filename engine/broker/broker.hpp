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

#include "broker/connection.hpp"
#include "broker/counters.hpp"
#include "broker/inspect.hpp"
#include "broker/options.hpp"
#include "broker/output.hpp"
#include "broker/publication.hpp"
#include "broker/retained_messages.hpp"
#include "broker/route_cache.hpp"
#include "broker/session.hpp"
#include "broker/timers.hpp"

#include "base/prng.hpp"
#include "mqtt/decode.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broker {

/// Who is at the other end of a Network Connection, as the host counts: echoed in the trace.
struct Peer {
    Peer(trace::ActorId actor = 0, std::uint32_t connection = 0) : actor(actor), connection(connection) {}
    trace::ActorId actor;
    std::uint32_t connection; // serial number of the connection
};

class Broker {
public:
    explicit Broker(Options options = {});

    /// A Network Connection was made. Above the bound of connections the Outbox closes it at once.
    ConnectionId connection_opened(Peer peer, base::Instant now, Output& out);
    /// Bytes arrived. Unknown or closed connections are ignored.
    void receive(ConnectionId connection, base::BytesView bytes, base::Instant now, Output& out);
    /// The connection ended without the broker closing it: the Will Message rules apply [MQTT-3.1.2-8].
    void connection_lost(ConnectionId connection, base::Instant now, Output& out);
    /// Does everything that is due at or before `now`: keep alive, expiry, Will Delay.
    void advance(base::Instant now, Output& out);
    /// When advance must be called next; Instant::never() if nothing is pending. May be early.
    base::Instant next_deadline() const { return timers_.next(); }
    /// Closes every connection, telling 5.0 Clients why (0x8B).
    void shut_down(base::Instant now, Output& out);

    // What there is to see.
    const Options& options() const { return *options_; }
    std::vector<SessionView> sessions() const; // in the order of their Client Identifiers' bytes
    std::optional<SessionView> session(std::string_view client_id) const;
    /// The Session without a copy; null if there is none. Holds until the next call.
    const Session* find_session(std::string_view client_id) const;
    /// The Session that this actor connected to last; null if none. Looks through all Sessions.
    const Session* find_session_of(trace::ActorId actor) const;
    std::size_t subscription_count(std::string_view client_id) const;
    std::vector<mqtt::MessageRef> retained() const { return retained_.all(); }
    mqtt::MessageRef retained(std::string_view topic, base::Instant now) const { return retained_.find(topic, now); }
    std::size_t connection_count() const { return connection_count_; }
    std::size_t session_count() const { return session_by_client_id_.size(); }
    std::size_t total_subscriptions() const { return subscriptions_.size(); }
    bool is_open(ConnectionId connection) const;
    /// Whether CONNECT has not come yet.
    bool awaits_connect(ConnectionId connection) const;
    /// The version that the connection's CONNECT named; 3.1.1 before it.
    mqtt::ProtocolVersion version_of(ConnectionId connection) const;

private:
    struct Call { // what every step of one call needs
        base::Instant now;
        Output& out;
        trace::Trace& trace() { return out.trace; }
    };
    enum class Ending : std::uint8_t {
        normal,   // DISCONNECT by the Client: the Will Message is forgotten
        abnormal, // everything else: the Will Message is due
    };

    // broker.cpp: connections, bytes to packets, packets to their handlers.
    Connection* find(ConnectionId id);
    std::size_t take_packets(Connection& connection, base::BytesView bytes, Call& call);
    void handle(Connection& connection, base::BytesView packet, Call& call);
    void fail_first(Connection& connection, base::BytesView bytes, Call& call);
    void handle_first(Connection& connection, base::BytesView packet, Call& call);
    void handle_later(Connection& connection, const mqtt::Packet& packet, base::BytesView bytes, Call& call);
    trace::EventId note_received(const Connection& connection, base::BytesView packet, Call& call);

    // endings.cpp: refusing, closing, Wills, the end of Sessions.
    void refuse(Connection& connection, mqtt::ReasonCode reason, mqtt::Statement statement, Call& call,
                mqtt::Words words = {});
    void fail(Connection& connection, const mqtt::ProtocolError& error, base::BytesView packet, Call& call);
    void fail(Connection& connection, mqtt::ReasonCode reason, mqtt::Statement statement, mqtt::Words words,
              Call& call);
    void disconnect(Connection& connection, mqtt::ReasonCode reason, mqtt::Statement statement, Call& call,
                    mqtt::Words words = {});
    void close(Connection& connection, trace::EventKind kind, mqtt::ReasonCode reason, mqtt::Statement statement,
               Ending ending, Call& call);
    void end_connection(Connection& connection, Ending ending, Call& call);
    void release(Connection& connection);
    void redistribute(const Session& ended, Call& call);
    void publish_will(Session& session, mqtt::Statement statement, Call& call);
    void discard_will(Session& session, mqtt::Statement statement, Call& call);
    void end_session(SessionIndex index, trace::EventKind kind, mqtt::Statement statement, Call& call);
    void handle_disconnect(Connection& connection, const mqtt::Disconnect& disconnect, Call& call);

    // deadlines.cpp
    void set_timer(base::Instant at, TimerKind kind, std::uint32_t owner);
    bool holds(const Timer& timer) const;
    /// Forgets the next deadlines as long as they do not hold any more.
    void drop_stale_timers();
    void on_timer(const Timer& timer, Call& call);
    void on_keep_alive(Connection& connection, Call& call);
    void on_retained_expiry(Call& call);

    // handle_connect.cpp
    void handle_connect(Connection& connection, const mqtt::Connect& connect, Call& call);
    struct Admission {
        mqtt::ReasonCode reason = mqtt::ReasonCode::success;
        mqtt::Statement statement;
    };
    Admission admit(const mqtt::Connect& connect) const;
    Admission admit_will(const mqtt::Connect& connect) const;
    Admission admit_user(const mqtt::Connect& connect) const;
    /// Admitted and authenticated: Session, Will Message, CONNACK.
    void accept(Connection& connection, const mqtt::Connect& connect, std::string_view user_name, Call& call);
    std::string generated_client_id();
    void take_over(SessionIndex index, Call& call);
    /// True if Session State was there and is resumed.
    bool open_session(Connection& connection, const mqtt::Connect& connect, const std::string& client_id, Call& call);
    SessionIndex new_session(const std::string& client_id);
    void take_limits(Connection& connection, const mqtt::Connect& connect);
    void arm_will(Connection& connection, Session& session, const mqtt::Will& will, Call& call);
    bool send_connack(Connection& connection, const mqtt::Connect& connect, bool session_present, bool assigned,
                      Call& call);
    void resume_deliveries(Session& session, Call& call);

    // handle_auth.cpp: enhanced authentication.
    const auth::Method* find_method(std::string_view name) const;
    void begin_exchange(Connection& connection, const mqtt::Connect& connect, Call& call);
    void handle_authenticating(Connection& connection, base::BytesView packet, Call& call);
    void handle_auth(Connection& connection, const mqtt::Auth& auth, Call& call);
    void take_step(Connection& connection, Exchange exchange, const auth::Step& step, Call& call);

    // access.cpp
    auth::Identity identity(const Session& session) const;
    bool allowed(const Session& session, auth::Access access, std::string_view topic) const;
    /// Tells of a bound that was reached. `where` is a Connection or a Session.
    template <class Where> void note_limit(const Where& where, std::string_view what, std::uint32_t bound, Call& call) {
        if (!call.trace().on()) return;
        trace::Event limit = event(trace::EventKind::limit_reached, where, call);
        limit.text = what;
        limit.number = bound;
        call.trace().add(std::move(limit));
    }
    void note_denied(const Session& session, std::string_view topic, Call& call);

    // sys.cpp: $SYS
    void publish_sys(Call& call);
    void publish_sys(std::string_view topic, std::string payload, Call& call);

    // handle_publish.cpp
    void handle_publish(Connection& connection, base::BytesView packet, Call& call);
    std::optional<mqtt::ProtocolError> resolve_topic(Connection& connection, mqtt::PublishView& view);
    std::optional<mqtt::ProtocolError> check_capabilities(const Connection& connection,
                                                          const mqtt::PublishView& view) const;
    void answer_publish(Connection& connection, const mqtt::PublishView& view, mqtt::ReasonCode reason, Call& call);
    void accept_publish(Connection& connection, const mqtt::PublishView& view, base::BytesView packet,
                        RouteCache::Known* known, Call& call);
    mqtt::ReasonCode publish(Publication& publication, Call& call);
    mqtt::ReasonCode judge(const Session& session, const Publication& publication, Call& call);
    bool is_own_topic(std::string_view topic) const { return topic == "$SYS" || topic.starts_with("$SYS/"); }
    mqtt::ReasonCode retain(Publication& publication, Call& call);
    void handle_response(Connection& connection, const mqtt::PublishResponse& response, Call& call);
    void handle_pubrel(Connection& connection, Session& session, const mqtt::PublishResponse& pubrel, Call& call);
    void note_answer(Session& session, const mqtt::QosSender::Answer& answer, const mqtt::PublishResponse& response,
                     Call& call);

    // handle_subscribe.cpp
    void handle_subscribe(Connection& connection, const mqtt::Subscribe& subscribe, Call& call);
    mqtt::ReasonCode subscribe_one(Connection& connection, const mqtt::Subscribe::Request& request,
                                   std::uint32_t identifier, bool& send_retained, Call& call);
    void send_retained(Connection& connection, const mqtt::Subscribe::Request& request, std::uint32_t identifier,
                       Call& call);
    void refuse_to_answer(Connection& connection, Call& call);
    void handle_unsubscribe(Connection& connection, const mqtt::Unsubscribe& unsubscribe, Call& call);

    // deliver.cpp: from a published message to each Session, its queue and its window.
    /// False if it reached no Session.
    bool route(Publication& publication, Call& call);
    /// What changes whenever a remembered fan-out may have become another.
    std::uint64_t reach_version() const { return subscriptions_.version() + connectedness_version_; }
    void remember_fan_out(RouteCache::Known& known);
    void send_fan_out(const FanOut& fan_out, const Publication& publication, Call& call);
    void send_form(std::span<const ConnectionId> receivers, unsigned form, const Publication& publication, Call& call);
    struct Target { // one Session with all its matching Subscriptions taken together
        SessionIndex session = 0;
        mqtt::QoS qos = mqtt::QoS::at_most_once;
        bool retain_as_published = false;
        bool any = false;                  // false: No Local left nothing
        SubscriptionTree::Entry entry = 0; // the one that decided, for the trace
        std::uint32_t shared_group = 0;
    };
    Target target_of(const SubscriptionTree::Entry* first, const SubscriptionTree::Entry* last,
                     const Publication& publication);
    bool route_to_session(const SubscriptionTree::Entry* first, const SubscriptionTree::Entry* last,
                          Publication& publication, Call& call);
    bool route_to_group(const SubscriptionTree::Entry* first, const SubscriptionTree::Entry* last,
                        Publication& publication, Call& call);
    /// Which member of a group is next: in turn, those that are connected first, and only those that
    /// may read the topic; null if nobody may.
    const SubscriptionTree::Entry* choose_member(const SubscriptionTree::Entry* first,
                                                 const SubscriptionTree::Entry* last, std::string_view topic);
    void note_nobody(const Publication& publication, Call& call);
    void note_no_local(const Target& target, const Publication& publication, Call& call);
    void deliver_to(const Target& target, Publication& publication, Call& call);
    void deliver(Session& session, mqtt::Delivery delivery, Call& call);
    void make_room(Session& session, Call& call);
    void enqueue(Session& session, mqtt::Delivery delivery, Call& call);
    void send_queued(Session& session, Call& call);
    void send_unsent(Session& session, std::size_t index, Call& call);
    std::size_t window(const Session& session) const;
    void fan_out(Publication& publication, Call& call);
    /// Whether it may still be sent: neither expired nor above the Client's Maximum Packet Size.
    bool deliverable(const Session& session, const mqtt::Delivery& delivery, Call& call);
    void note_expired(const Session& session, const mqtt::Delivery& delivery, Call& call);
    void drop(const Session& session, const mqtt::Delivery& delivery, trace::DropReason reason,
              mqtt::Statement statement, Call& call);

    // send.cpp: packets to bytes, bytes to the Outbox and the trace.
    /// Leaves out Reason String and User Properties where the Client does not want them or the packet
    /// would be too large; false if it is too large even so, and was not sent.
    bool send(Connection& connection, mqtt::Packet packet, mqtt::Statement statement, Call& call);
    void send_response(Connection& connection, const mqtt::PublishResponse& response, mqtt::Statement statement,
                       Call& call);
    void use_alias(Connection& connection, mqtt::OutgoingPublish& packet);
    enum class Attempt : std::uint8_t { first, retransmission };
    void send_publish(Session& session, const mqtt::Delivery& delivery, mqtt::PacketIdentifier packet_id,
                      Attempt attempt, Call& call);
    void send_publish(Session& session, const mqtt::Inflight& inflight, Attempt attempt, Call& call);
    void send_pubrel(Session& session, mqtt::PacketIdentifier packet_id, Call& call);
    mqtt::OutgoingPublish outgoing(const mqtt::Delivery& delivery, const Call& call) const;
    trace::EventId note_sent(const Connection& connection, std::size_t offset, mqtt::Statement statement,
                             const mqtt::Delivery* delivery, Call& call);
    trace::Event event(trace::EventKind kind, const Connection& connection, const Call& call) const;
    trace::Event event(trace::EventKind kind, const Session& session, const Call& call) const;

    base::Ref<const SharedOptions> options_;
    base::Prng prng_;
    std::vector<Connection> connections_;
    std::vector<std::uint32_t> free_connections_;
    std::size_t connection_count_ = 0;
    std::vector<Session> sessions_;
    std::vector<SessionIndex> free_sessions_;
    std::map<std::string, SessionIndex, std::less<>> session_by_client_id_;
    SubscriptionTree subscriptions_;
    RouteCache routes_;
    RetainedMessages retained_;
    base::Instant retained_expiry_at_ = base::Instant::never(); // the timer that is set
    Timers timers_;
    Counters counters_;
    std::uint64_t connectedness_version_ = 0; // Sessions that came online or went

    // Scratch of one call; empty between calls.
    std::vector<std::uint32_t> identifiers_;
    std::vector<ConnectionId> fan_out_[4]; // by 5.0 or not, and RETAIN
};

} // namespace broker
