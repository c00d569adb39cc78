// The scenario language: a short text, read aloud by a student, that says who there is and what
// happens when. This is the text as a value; `parse_scenario` reads it, `print_scenario` writes it.
#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "mqtt/packet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sim {

/// How a client connects: on a `client` line, or changed from then on by a `connect`.
/// What is absent keeps its default: 3.1.1, clean, no keep alive, the client's name as identifier.
struct ClientOptions {
    std::optional<mqtt::ProtocolVersion> version;     // version=3.1|3.1.1|5
    std::optional<std::string> client_id;             // id=NAME or id=""
    std::optional<bool> clean;                        // clean=yes|no
    std::optional<std::uint16_t> keep_alive_s;        // keepalive=60s
    std::optional<std::string> user_name;             // user=NAME
    std::optional<std::string> password;              // password=TEXT
    std::optional<std::string> will_topic;            // will-topic=TOPIC
    std::optional<base::Bytes> will_payload;          // will-payload=PAYLOAD
    std::optional<mqtt::QoS> will_qos;                // will-qos=1
    std::optional<bool> will_retain;                  // will-retain=yes
    std::optional<std::uint32_t> will_delay_s;        // will-delay=10s (5.0)
    std::optional<std::uint32_t> session_expiry_s;    // session-expiry=1h|never (5.0)
    std::optional<std::uint16_t> receive_maximum;     // receive-maximum=10 (5.0)
    std::optional<std::uint16_t> topic_alias_maximum; // topic-alias-maximum=10 (5.0)
    std::optional<std::uint32_t> maximum_packet_size; // maximum-packet-size=256 (5.0)
    std::optional<base::Duration> reconnect;          // reconnect=2s: by itself, after a loss
    friend bool operator==(const ClientOptions&, const ClientOptions&) = default;
};

/// `base` with everything that `changes` names replaced.
ClientOptions with_changes(ClientOptions base, const ClientOptions& changes);

struct TitleLine {        // title "A durable subscriber misses nothing" or title es "..." or title en "..."
    std::string language; // "", "es" or "en"
    std::string text;
    friend bool operator==(const TitleLine&, const TitleLine&) = default;
};
struct SeedLine { // seed 7
    std::uint64_t seed = 1;
    friend bool operator==(const SeedLine&, const SeedLine&) = default;
};
struct ClientLine { // client phone clean=no
    std::string name;
    ClientOptions options;
    friend bool operator==(const ClientLine&, const ClientLine&) = default;
};
struct LinkLine { // link phone latency=80ms jitter=10ms
    std::string client;
    std::optional<base::Duration> latency;
    std::optional<base::Duration> jitter;
    friend bool operator==(const LinkLine&, const LinkLine&) = default;
};
struct BlankLine {
    friend bool operator==(const BlankLine&, const BlankLine&) = default;
};

// What a client or its link does.
struct ConnectAction { // phone connect [option=value ...]
    ClientOptions changes;
    friend bool operator==(const ConnectAction&, const ConnectAction&) = default;
};
struct DisconnectAction { // phone disconnect [reason=0x04] [session-expiry=0s]
    mqtt::ReasonCode reason = mqtt::ReasonCode::success;
    std::optional<std::uint32_t> session_expiry_s;
    friend bool operator==(const DisconnectAction&, const DisconnectAction&) = default;
};
/// phone subscribe casa/+/temp qos=1; of 5.0: no-local=yes, retain-as-published=yes, retain-handling=1,
/// subscription-id=7.
struct SubscribeAction {
    std::string topic_filter;
    mqtt::SubscriptionOptions options;
    std::optional<std::uint32_t> subscription_id;
    friend bool operator==(const SubscribeAction&, const SubscribeAction&) = default;
};
struct UnsubscribeAction { // phone unsubscribe casa/+/temp
    std::string topic_filter;
    friend bool operator==(const UnsubscribeAction&, const UnsubscribeAction&) = default;
};
/// sensor publish casa/sala/temp "21.5" qos=1 retain=yes; 5.0 properties: message-expiry=30s,
/// content-type="text/plain", response-topic=T, correlation-data=PAYLOAD, topic-alias=1,
/// payload-format=1, user-property="name:value" (may repeat).
struct PublishAction {
    std::string topic;
    base::Bytes payload;
    mqtt::QoS qos = mqtt::QoS::at_most_once;
    bool retain = false;
    mqtt::Properties properties;
    friend bool operator==(const PublishAction&, const PublishAction&) = default;
};
struct SendAction { // phone send hex:30ff  (raw bytes, well-formed or not)
    base::Bytes bytes;
    friend bool operator==(const SendAction&, const SendAction&) = default;
};
struct CutAction { // phone cut  (both ends learn that the connection is gone)
    friend bool operator==(const CutAction&, const CutAction&) = default;
};
struct StallAction { // phone stall  (bytes vanish and nobody learns)
    friend bool operator==(const StallAction&, const StallAction&) = default;
};
struct HealAction { // phone heal
    friend bool operator==(const HealAction&, const HealAction&) = default;
};
struct NoteAction {       // note "text" or note es "texto" or note en "text"; belongs to no client
    std::string language; // "", "es" or "en"
    std::string text;
    friend bool operator==(const NoteAction&, const NoteAction&) = default;
};

/// expect phone received casa/sala/temp "21.5" times=1 qos=1 retain=yes
/// expect phone not-received casa/sala/temp ["21.5"]
/// expect phone connected | offline
/// expect phone refused 0x87          (CONNACK's Reason Code, or the Return code of 3.1.1)
/// expect broker retained casa/sala/temp "21.5"      expect broker not-retained casa/sala/temp
/// Counts what the client has received since the scenario began, up to this moment.
struct ExpectAction {
    enum class Kind : std::uint8_t { received, not_received, connected, offline, refused, retained, not_retained };
    Kind kind = Kind::received;
    std::string topic;                  // received, retained: the Topic Name, exactly
    std::optional<base::Bytes> payload; // absent: any
    std::optional<std::uint32_t> times; // absent: once or more
    std::optional<mqtt::QoS> qos;
    std::optional<bool> retain;
    std::optional<std::uint8_t> code; // refused
    friend bool operator==(const ExpectAction&, const ExpectAction&) = default;
};

using Action = std::variant<ConnectAction, DisconnectAction, SubscribeAction, UnsubscribeAction, PublishAction,
                            SendAction, CutAction, StallAction, HealAction, NoteAction, ExpectAction>;

/// "@2s phone cut", "+500ms sensor publish t "x" every 2s times=10".
struct StepLine {
    bool relative = false; // +500ms: after the step line before it
    base::Duration time;   // as written
    std::string actor;     // a client's name; "broker" or empty only where the action says so
    Action action;
    base::Duration every; // 0: once
    std::uint32_t times = 1;
    friend bool operator==(const StepLine&, const StepLine&) = default;
};

struct ScenarioLine {
    std::variant<BlankLine, TitleLine, SeedLine, ClientLine, LinkLine, StepLine> content;
    std::string comment; // after '#', without it and the blanks around; kept by the printer
    friend bool operator==(const ScenarioLine&, const ScenarioLine&) = default;
};

struct Scenario {
    std::vector<ScenarioLine> lines; // after the version line
    friend bool operator==(const Scenario&, const Scenario&) = default;
};

/// Bounds on a scenario from outside.
struct ScenarioBounds {
    std::size_t text_bytes = 256 * 1024;
    std::size_t lines = 5'000;
    std::size_t clients = 500;
    std::size_t steps = 200'000; // with repetitions counted
    base::Duration end = base::seconds(10ll * 365 * 24 * 3600);
    std::size_t repeated_bytes = 64 * 1024 * 1024; // text of all steps, with repetitions counted
};

/// A step at its moment, with repetitions unrolled and relative times resolved; sorted by time,
/// equal times in the order of the text.
struct TimedAction {
    base::Instant at;
    std::uint32_t line = 0; // 1-based line of the text
    std::string actor;
    Action action;
};
/// A relative time counts from the first moment of the step line before it, repeated or not.
std::vector<TimedAction> timed_actions(const Scenario& scenario);

} // namespace sim
