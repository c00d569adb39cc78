#include "to_js.hpp"

#include <algorithm>
#include <string>

namespace bindings {
namespace {

val text(std::string_view utf8) { return val(std::string(utf8)); }

template <class List, class Convert> val array(const List& list, Convert convert) {
    val out = val::array();
    int at = 0;
    for (const auto& item : list) out.set(at++, convert(item));
    return out;
}

val message_to_js(const mqtt::Message& message, mqtt::QoS qos, bool retain, bool dup, base::Instant at) {
    val out = val::object();
    out.set("topic", text(message.topic));
    out.set("payload", bytes_to_js(message.payload.view()));
    out.set("qos", static_cast<int>(mqtt::number(qos)));
    out.set("retain", retain);
    out.set("dup", dup);
    out.set("at", time_to_js(at));
    return out;
}

val subscription_to_js(const broker::SubscriptionView& subscription) {
    val out = val::object();
    out.set("topicFilter", text(subscription.topic_filter));
    out.set("qos", static_cast<int>(mqtt::number(subscription.options.qos)));
    out.set("noLocal", subscription.options.no_local);
    out.set("retainAsPublished", subscription.options.retain_as_published);
    out.set("retainHandling", static_cast<int>(subscription.options.retain_handling));
    out.set("subscriptionId", subscription.subscription_identifier);
    return out;
}

val inflight_to_js(const broker::InflightView& inflight) {
    static constexpr const char* awaiting[] = {"PUBACK", "PUBREC", "PUBCOMP"};
    val out = val::object();
    out.set("packetId", static_cast<int>(inflight.packet_id));
    out.set("qos", static_cast<int>(mqtt::number(inflight.qos)));
    out.set("topic", text(inflight.message->topic));
    out.set("awaiting", std::string(awaiting[static_cast<int>(inflight.awaiting)]));
    return out;
}

val will_to_js(const broker::StoredWill& will) {
    val out = val::object();
    out.set("topic", text(will.message->topic));
    out.set("payload", bytes_to_js(will.message->payload.view()));
    out.set("qos", static_cast<int>(mqtt::number(will.message->qos)));
    out.set("retain", will.message->retain);
    out.set("delaySeconds", will.delay_s);
    return out;
}

val error_to_js(const mqtt::ProtocolError& error, mqtt::ProtocolVersion version) {
    val out = val::object();
    out.set("offset", error.offset);
    out.set("reason", static_cast<int>(error.reason));
    out.set("reasonName", text(mqtt::name(error.reason)));
    out.set("statement", text(error.statement.in(version)));
    out.set("es", text(error.words.es));
    out.set("en", text(error.words.en));
    return out;
}

val field_to_js(const mqtt::Field& field) {
    val out = val::object();
    out.set("depth", static_cast<int>(field.depth));
    out.set("name", field.name);
    out.set("offset", field.offset);
    out.set("length", field.length);
    out.set("bitHigh", static_cast<int>(field.bit_high));
    out.set("bitLow", static_cast<int>(field.bit_low));
    out.set("value", field.value);
    out.set("section", text(field.section));
    return out;
}

/// What the broker's Session adds to a glance; false if there is none.
void add_session(val& out, const sim::World& world, const broker::Session* session) {
    out.set("session", session != nullptr);
    out.set("will", session != nullptr && static_cast<bool>(session->will));
    out.set("queued", session ? static_cast<double>(session->queue.size()) : 0.0);
    out.set("inflight", session ? static_cast<double>(session->sender.size()) : 0.0);
    out.set("subscriptions",
            session ? static_cast<double>(world.broker().subscription_count(session->client_id)) : 0.0);
}

} // namespace

double time_to_js(base::Instant at) { return at == base::Instant::never() ? -1.0 : static_cast<double>(at.us); }

val bytes_to_js(base::BytesView bytes) {
    // A view of this memory, copied at once: the view dies when the memory grows.
    return val::global("Uint8Array").new_(val(emscripten::typed_memory_view(bytes.size(), bytes.data())));
}

val to_js(const std::vector<sim::ScenarioError>& errors) {
    return array(errors, [](const sim::ScenarioError& error) {
        val out = val::object();
        out.set("line", error.line);
        out.set("column", error.column);
        out.set("length", error.length);
        out.set("found", error.found);
        out.set("expected", array(error.expected, [](const std::string& word) { return val(word); }));
        out.set("nearest", error.nearest);
        out.set("es", error.es);
        out.set("en", error.en);
        return out;
    });
}

val to_js(const broker::SessionView& session) {
    val out = val::object();
    out.set("clientId", session.client_id);
    out.set("actor", session.actor);
    out.set("connected", session.connected);
    out.set("version", text(mqtt::name(session.version)));
    out.set("expiresAt", time_to_js(session.expires_at));
    out.set("subscriptions", array(session.subscriptions, subscription_to_js));
    out.set("queued", array(session.queued, [](const mqtt::Delivery& delivery) {
                return message_to_js(*delivery.message, delivery.qos, delivery.retain, false,
                                     delivery.message->accepted_at);
            }));
    out.set("inflight", array(session.inflight, inflight_to_js));
    out.set("receivedQos2", array(session.received_qos_2, [](mqtt::PacketIdentifier id) { return val(int(id)); }));
    out.set("will", session.will ? will_to_js(*session.will) : val::null());
    return out;
}

val to_js(const mqtt::Dissection& dissection, mqtt::ProtocolVersion version) {
    val out = val::object();
    out.set("fields", array(dissection.fields, field_to_js));
    out.set("error", dissection.error ? error_to_js(*dissection.error, version) : val::null());
    return out;
}

val glance_of_client(const sim::World& world, std::size_t index) {
    static constexpr const char* states[] = {"offline", "connecting", "connected", "half-open"};
    const sim::Client& client = world.clients()[index];
    val out = val::object();
    out.set("id", client.actor());
    out.set("name", client.name());
    out.set("kind", std::string("virtual"));
    out.set("state", std::string(states[static_cast<int>(world.connectedness(index))]));
    out.set("version", text(mqtt::name(client.version())));
    out.set("clientId", client.client_id());
    add_session(out, world, world.broker().find_session(client.client_id()));
    out.set("received", static_cast<double>(client.inbox().size()));
    out.set("link", std::string(world.link_of(index).stalled ? "stalled" : "up"));
    return out;
}

val glance_of_port(const sim::World& world, const sim::ActorView& actor) {
    const sim::World::Port* port = world.find_port(actor.id);
    const bool open = port != nullptr && port->open;
    val out = val::object();
    out.set("id", actor.id);
    out.set("name", actor.name);
    out.set("kind", std::string("real"));
    out.set("state", std::string(open ? "connected" : "offline"));
    out.set("version",
            text(mqtt::name(open ? world.broker().version_of(port->connection) : mqtt::ProtocolVersion::v3_1_1)));
    const broker::Session* session = world.broker().find_session_of(actor.id);
    out.set("clientId", session ? session->client_id : std::string());
    add_session(out, world, session);
    out.set("received", open ? static_cast<double>(port->messages) : 0.0);
    out.set("link", std::string("up"));
    return out;
}

val retained_to_js(const std::vector<mqtt::MessageRef>& messages) {
    return array(messages, [](const mqtt::MessageRef& message) {
        return message_to_js(*message, message->qos, true, false, message->accepted_at);
    });
}

val inbox_to_js(const sim::Inbox& inbox) {
    std::vector<sim::ReceivedMessage> newest;
    inbox.newest_first([&](const sim::ReceivedMessage& received) {
        newest.push_back(received);
        return newest.size() < 100;
    });
    std::reverse(newest.begin(), newest.end());
    return array(newest, [](const sim::ReceivedMessage& received) {
        return message_to_js(*received.message, received.qos, received.retain, received.dup, received.at);
    });
}

} // namespace bindings
