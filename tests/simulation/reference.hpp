// What a broker must do, said a second time and plainly: lists that are walked from end to end, a
// matcher of its own, no tree, no cache, no sharing. It is told what the broker was told, and says
// which packets must come out. Where the specification leaves a choice (which member of a group,
// which Packet Identifier) it looks at what the broker did, and judges whether that was allowed.
#pragma once

#include "broker/broker.hpp"
#include "mqtt/encode.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace simulation {

using base::Instant;
using mqtt::PacketType;
using mqtt::PropertyId;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;

constexpr int no_line = -1;

/// Whether a Topic Filter without `$share` matches a Topic Name [4.7].
bool filter_matches(const std::string& filter, const std::string& topic);
/// The filter behind `$share/NAME/`; the filter itself where there is none.
std::string plain_filter(const std::string& filter);
std::size_t levels(const std::string& topic);

struct Message {
    std::string topic;
    std::string payload;
    unsigned qos = 0;
    bool retain = false;
    Instant expires_at = Instant::never();
    mqtt::Properties properties; // those that are forwarded
    std::string publisher = {};  // its Client Identifier
};
using MessageRef = std::shared_ptr<const Message>;

/// One copy of a message that a Session is to get.
struct Copy {
    MessageRef message;
    unsigned qos = 0;
    bool retain = false;
    std::vector<std::uint32_t> identifiers; // sorted
    std::string group;                      // the whole `$share` filter; empty: an ordinary Subscription
    std::uint64_t group_made = 0;           // a group that lost all its members is another one afterwards
};
/// Whether a receiver could not tell one from the other.
bool same_copy(const Copy& a, const Copy& b);

struct Flight {
    std::uint64_t serial = 0;
    unsigned packet_id = 0; // 0: the broker has not shown it yet
    Copy copy;
    mqtt::Awaiting awaiting = mqtt::Awaiting::puback;
    bool waits = false; // to be sent again after a resumption
};

struct Subscription {
    std::string filter;
    mqtt::SubscriptionOptions options;
    std::uint32_t identifier = 0;
};

struct KeptWill {
    Message message;
    std::uint32_t delay_s = 0;
    std::optional<std::uint32_t> expiry_s;
};

struct Session {
    std::uint64_t serial = 0;
    std::string client_id;
    int line = no_line;
    ProtocolVersion version{};
    std::uint32_t asked_s = 0, expiry_s = 0;
    Instant expires_at = Instant::never(), will_at = Instant::never();
    std::vector<Subscription> subscriptions;
    std::vector<Copy> pending;
    std::vector<Flight> flights;
    std::set<unsigned> unreleased;
    std::optional<KeptWill> will;
    int coming = no_line; // a connection that takes this Session over in this call
    bool ending = false;  // ends with this call to the broker: what it still gets goes on to its groups
};

/// A Network Connection as the broker sees it.
struct Line {
    bool open = true;
    bool connected = false;
    ProtocolVersion version = ProtocolVersion::v3_1_1;
    std::string client_id;
    Instant due = Instant::never(); // CONNECT, then keep alive
    std::int64_t keep_alive_s = 0;
    std::size_t receive_maximum = 65535, packet_maximum = 0xffffffff;
    std::map<std::uint32_t, std::string> aliases;
    std::uint64_t session_serial = 0; // of the Session that it served last
    bool session_present = false;     // when it connected
};

struct ExpectedPublish {
    Copy copy;
    bool dup = false;
    std::uint64_t flight = 0; // its serial; 0 at QoS 0
    std::string session;
    unsigned packet_id = 0; // known for what is sent again
};
struct Expected {
    std::vector<ExpectedPublish> publishes;
    std::vector<mqtt::Packet> others;
    bool close = false;
};

/// What came out of the broker in one call, by line, aliases resolved.
struct Actual {
    std::vector<mqtt::Publish> publishes;
    std::vector<mqtt::Packet> others;
    bool close = false;
};

/// How many copies a Session was owed and how many something that has a name took away.
struct Account {
    int owed[3] = {0, 0, 0};
    int excused[3] = {0, 0, 0};
    int received[3] = {0, 0, 0};
};

class Reference {
public:
    explicit Reference(broker::Options options) : options_(std::move(options)) {}

    // What the broker is told. `actual` and `broker` are what it made of it, for its free choices.
    void begin(const std::map<int, Actual>& actual, const broker::Broker& broker) {
        actual_ = &actual;
        broker_ = &broker;
        expected_.clear();
    }
    void opened(int line, Instant now);
    void packet(int line, const mqtt::Packet& packet, Instant now);
    void malformed(int line, bool whole, Instant now);
    void lost(int line, Instant now);
    void advance(Instant now);
    Instant next_deadline() const;

    /// The first thing that is not as it must be, or nothing.
    std::string compare(Instant now);
    std::string compare_state(Instant now) const;
    /// After everything was given its time: what was owed and not received.
    std::string compare_accounts() const;

    void received(int line, const mqtt::Publish& publish);
    Session* session_of(int line);
    /// What CONNACK tells, but in 3.1, which has no place for it.
    bool session_was_present(int line) const { return lines_.at(line).session_present; }
    const std::map<std::string, Session>& sessions() const { return sessions_; }
    const std::map<std::string, Message>& retained() const { return retained_; }
    /// Whether there was a Shared Subscription ever.
    bool has_groups() const { return !groups_.empty(); }
    const broker::Options& options() const { return options_; }
    bool is_open(int line) const { return lines_.contains(line) && lines_.at(line).open; }
    std::uint64_t dropped() const { return dropped_; }

private:
    // reference_connect.cpp
    void connect(int line, const mqtt::Connect& connect, Instant now);
    std::optional<ReasonCode> refusal(const mqtt::Connect& connect) const;
    void refuse(int line, ReasonCode reason);
    void resume(Session& session, Instant now);
    void fail(int line, ReasonCode reason, Instant now);
    void end_line(int line, bool with_will, Instant now);
    void end_session(const std::string& client_id, Instant now);
    void publish_will(Session& session, Instant now);
    void disconnect(int line, const mqtt::Disconnect& disconnect, Instant now);
    std::string assigned_client_id(int line) const;

    // reference_publish.cpp
    void publish(int line, const mqtt::Publish& publish, Instant now);
    ReasonCode route(Message message, const std::string& publisher, bool can_tell, Instant now);
    bool keep_retained(const Message& message);
    void subscribe(int line, const mqtt::Subscribe& subscribe, Instant now);
    void unsubscribe(int line, const mqtt::Unsubscribe& unsubscribe);
    void response(int line, const mqtt::PublishResponse& response, Instant now);

    // reference_deliver.cpp
    struct Member {
        Session* session;
        Copy copy;
    };
    std::vector<Member> members_of(const std::string& group, const MessageRef& message);
    bool has_members(const std::string& group) const;
    struct Choice { // of one group, for one message
        std::string group;
        std::vector<Member> members;
        std::size_t chosen = 0;
        bool dropped = false;
    };
    void to_groups(const std::vector<std::string>& groups, const MessageRef& message, Instant now);
    bool settle(std::vector<Choice>& choices, std::size_t next, std::size_t drops, Instant now) const;
    bool shows_identifiers(const Session& session) const;
    bool look_alike(const Session& session, Copy known, const Copy& copy) const;
    bool is_ending(const Session& session) const;
    int surplus(const Member& member) const;
    bool would_drop(const Member& member, std::size_t more, Instant now) const;
    void deliver(Session& session, Copy copy, Instant now);
    bool deliverable(const Session& session, const Copy& copy, Instant now) const;
    void send(Session& session, const Copy& copy);
    void start(Session& session, Copy copy);
    void drain(Session& session, Instant now);
    std::size_t window(const Session& session) const;
    void owe(const Session& session, const Copy& copy);
    void excuse(const Session& session, const Copy& copy);

    // reference_compare.cpp
    std::string compare_line(int line, const Expected& expected, const Actual& actual, Instant now);
    std::string compare_publish(ExpectedPublish& expected, const mqtt::Publish& actual, int line, Instant now);
    std::string compare_session(const Session& session, const broker::SessionView& view) const;

    void expect(int line, mqtt::Packet packet) { expected_[line].others.push_back(std::move(packet)); }

    broker::Options options_;
    std::map<int, Line> lines_;
    std::map<std::string, Session> sessions_;
    std::map<std::string, Message> retained_;
    std::map<int, Expected> expected_;
    std::map<std::pair<std::uint64_t, std::string>, Account> accounts_; // by Session and payload
    const std::map<int, Actual>* actual_ = nullptr;
    const broker::Broker* broker_ = nullptr;
    std::string complaint_;                       // found while following the broker
    std::map<std::string, std::uint64_t> groups_; // the order in which they were made
    std::uint64_t serial_ = 0;
    std::uint64_t dropped_ = 0;
};

} // namespace simulation
