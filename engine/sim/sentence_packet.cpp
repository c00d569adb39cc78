// Sentences about Control Packets: what the packet says, then who sends, receives or loses it.
#include "sim/sentence_words.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/framer.hpp"
#include "mqtt/utf8.hpp"

namespace sim {
namespace {

using trace::EventKind;

constexpr std::size_t payload_characters = 24;
constexpr std::size_t any_size = 0xffffffff;

std::string bytes_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

std::string quoted(std::string_view text, Language language) {
    const mqtt::Words open{"«", "“"};
    const mqtt::Words close{"»", "”"};
    return std::string(in(open, language)) + std::string(text) + std::string(in(close, language));
}

/// The first characters of a payload that is text; for another one its size.
std::string payload_text(base::BytesView payload, Language language) {
    const std::string_view text = base::as_text(payload);
    bool is_text = mqtt::is_valid_utf8(text);
    for (const char c : text) is_text = is_text && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
    if (!is_text) return bytes_text(payload.size());
    std::size_t end = 0;
    std::size_t characters = 0;
    while (end < text.size() && characters < payload_characters) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
        ++characters;
    }
    return quoted(std::string(text.substr(0, end)) + (end < text.size() ? "…" : ""), language);
}

std::string of_connect(const mqtt::Connect& connect, Language language) {
    std::string text = "CONNECT " + std::string(mqtt::name(connect.version));
    if (!connect.clean_start) {
        text += in({" para seguir con su sesión", " to go on with its session"}, language);
    } else if (mqtt::has_session_expiry_interval(connect.version)) {
        text += in({" con Clean Start", " with Clean Start"}, language);
    } else {
        text += in({" con Clean Session", " with Clean Session"}, language);
    }
    if (connect.will) text += ", Will";
    if (connect.keep_alive_s > 0) text += ", Keep Alive " + std::to_string(connect.keep_alive_s) + " s";
    return text;
}

std::string of_connack(const mqtt::Connack& connack, Language language) {
    if (is_error(connack.reason)) return "CONNACK: " + reason_text(connack.reason);
    return "CONNACK: " +
           std::string(connack.session_present
                           ? in({"aceptado, con la sesión guardada", "accepted, with the kept session"}, language)
                           : in({"aceptado, con sesión nueva", "accepted, with a new session"}, language));
}

std::string of_publish(const mqtt::Publish& publish, Language language) {
    std::string text = "PUBLISH ";
    const auto alias = publish.properties.number(mqtt::PropertyId::topic_alias);
    text += publish.topic.empty() && alias ? "Topic Alias " + std::to_string(*alias) : publish.topic;
    text += publish.payload.empty() ? std::string(in({" vacío", " (empty)"}, language))
                                    : ' ' + payload_text(publish.payload, language);
    text += " (QoS " + std::to_string(mqtt::number(publish.qos));
    if (publish.dup) text += ", DUP";
    if (publish.retain) text += ", RETAIN";
    if (publish.packet_id != 0) text += ", id " + std::to_string(publish.packet_id);
    return text + ')';
}

std::string of_response(const mqtt::PublishResponse& response) {
    std::string text = std::string(mqtt::name(response.type)) + " (id " + std::to_string(response.packet_id) + ')';
    return response.reason == mqtt::ReasonCode::success ? text : text + ": " + reason_text(response.reason);
}

std::string and_more(std::size_t size, Language language) {
    if (size < 2) return {};
    return std::string(in({" y ", " and "}, language)) + std::to_string(size - 1) +
           std::string(in({" más", " more"}, language));
}

std::string of_subscribe(const mqtt::Subscribe& subscribe, Language language) {
    const mqtt::Subscribe::Request& first = subscribe.requests.front();
    return "SUBSCRIBE" + std::string(in({" a ", " to "}, language)) + first.topic_filter + " (QoS " +
           std::to_string(mqtt::number(first.options.qos)) + ')' + and_more(subscribe.requests.size(), language);
}

std::string of_suback(const mqtt::Suback& suback, Language language) {
    const mqtt::ReasonCode first = suback.reasons.front();
    std::string text = "SUBACK: ";
    if (is_error(first)) {
        text += reason_text(first);
    } else {
        text += "QoS " + std::to_string(static_cast<int>(first));
        text += in({" concedido", " granted"}, language);
    }
    return text + and_more(suback.reasons.size(), language);
}

std::string of_disconnect(const mqtt::Disconnect& disconnect, Language language) {
    if (disconnect.reason != mqtt::ReasonCode::success) return "DISCONNECT: " + reason_text(disconnect.reason);
    return std::string(in({"DISCONNECT: adiós", "DISCONNECT: goodbye"}, language));
}

std::string content(const mqtt::Packet& packet, Language language) {
    if (const auto* p = std::get_if<mqtt::Connect>(&packet)) return of_connect(*p, language);
    if (const auto* p = std::get_if<mqtt::Connack>(&packet)) return of_connack(*p, language);
    if (const auto* p = std::get_if<mqtt::Publish>(&packet)) return of_publish(*p, language);
    if (const auto* p = std::get_if<mqtt::PublishResponse>(&packet)) return of_response(*p);
    if (const auto* p = std::get_if<mqtt::Subscribe>(&packet)) return of_subscribe(*p, language);
    if (const auto* p = std::get_if<mqtt::Suback>(&packet)) return of_suback(*p, language);
    if (const auto* p = std::get_if<mqtt::Unsubscribe>(&packet)) {
        return "UNSUBSCRIBE" + std::string(in({" de ", " from "}, language)) + p->topic_filters.front() +
               and_more(p->topic_filters.size(), language);
    }
    if (const auto* p = std::get_if<mqtt::Unsuback>(&packet))
        return "UNSUBACK (id " + std::to_string(p->packet_id) + ')';
    if (std::get_if<mqtt::Pingreq>(&packet)) return "PINGREQ";
    if (std::get_if<mqtt::Pingresp>(&packet)) return "PINGRESP";
    if (const auto* p = std::get_if<mqtt::Disconnect>(&packet)) return of_disconnect(*p, language);
    return std::string(mqtt::name(mqtt::type_of(packet)));
}

/// What the bytes say, also where they are no packet.
std::string content_of(const trace::Event& event, Language language) {
    const base::BytesView bytes = event.packet.view();
    const mqtt::Frame frame = mqtt::next_frame(bytes, any_size);
    const bool is_one = frame.state == mqtt::Frame::State::whole && frame.length == bytes.size();
    if (!is_one || bytes[0] >> 4 == 0) {
        return bytes_text(bytes.size()) +
               std::string(in({" sin forma de paquete", " without the form of a packet"}, language));
    }
    const mqtt::Decoded decoded = mqtt::decode(bytes, event.version);
    if (const auto* packet = std::get_if<mqtt::Packet>(&decoded)) return content(*packet, language);
    const std::string name(mqtt::name(static_cast<mqtt::PacketType>(bytes[0] >> 4)));
    return language == Language::es ? "un " + name + " mal formado" : "a malformed " + name;
}

mqtt::Words packet_pattern(EventKind kind, trace::Side side) {
    const bool client = side == trace::Side::client;
    switch (kind) {
    case EventKind::packet_sent:
        return client ? mqtt::Words{"{who} envía {text}", "{who} sends {text}"}
                      : mqtt::Words{"El broker envía a {who} {text}", "The broker sends {who} {text}"};
    case EventKind::packet_received:
        return client ? mqtt::Words{"{who} recibe {text}", "{who} receives {text}"}
                      : mqtt::Words{"El broker recibe de {who} {text}", "The broker receives from {who} {text}"};
    default:
        return client ? mqtt::Words{"Se pierde por el camino, de {who}: {text}", "Lost on the way, from {who}: {text}"}
                      : mqtt::Words{"Se pierde por el camino, para {who}: {text}", "Lost on the way, to {who}: {text}"};
    }
}

} // namespace

std::string packet_sentence(const trace::Event& event, const Gaps& gaps, Language language) {
    Gaps with_content = gaps;
    with_content.text = content_of(event, language);
    return fill(packet_pattern(event.kind, event.side), with_content, language);
}

} // namespace sim
