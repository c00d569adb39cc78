#include "simulation/words.hpp"

#include "simulation/reference.hpp"

namespace simulation {

namespace {

std::string quoted(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u{";
            out += digits[c & 15];
            out += '}';
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string option(const char* name, std::uint64_t value, const char* unit = "") {
    return std::string(" ") + name + "=" + std::to_string(value) + unit;
}

std::string seconds_or_never(const char* name, std::uint32_t value) {
    return value == 0xffffffff ? std::string(" ") + name + "=never" : option(name, value, "s");
}

std::string reasons(const std::vector<ReasonCode>& list) {
    std::string out;
    for (const ReasonCode reason : list) {
        const base::Byte byte = static_cast<base::Byte>(reason);
        out += " " + hex({&byte, 1});
    }
    return out;
}

} // namespace

std::string hex(base::BytesView bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const base::Byte byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string at(base::Instant now) {
    std::string us = std::to_string(now.us % 1'000'000);
    us.insert(0, 6 - us.size(), '0');
    while (us.ends_with('0')) us.pop_back();
    return "@" + std::to_string(now.us / 1'000'000) + (us.empty() ? "" : "." + us) + "s";
}

std::string scenario_words(const mqtt::Connect& connect) {
    static constexpr const char* versions[] = {"", "", "", "3.1", "3.1.1", "5"};
    std::string out = std::string("connect version=") + versions[static_cast<int>(connect.version)];
    if (connect.client_id.empty()) out += " id=\"\"";
    out += connect.clean_start ? " clean=yes" : " clean=no";
    out += option("keepalive", connect.keep_alive_s, "s");
    if (connect.will) {
        const mqtt::Will& will = *connect.will;
        out += " will-topic=" + quoted(will.topic) + " will-payload=" + quoted(base::as_text(will.payload));
        out += option("will-qos", mqtt::number(will.qos)) + (will.retain ? " will-retain=yes" : " will-retain=no");
        if (const auto delay = will.properties.number(PropertyId::will_delay_interval)) {
            out += option("will-delay", *delay, "s");
        }
    }
    if (connect.version != ProtocolVersion::v5_0) return out;
    out += seconds_or_never("session-expiry", connect.properties.number_or(PropertyId::session_expiry_interval, 0));
    if (const auto n = connect.properties.number(PropertyId::receive_maximum)) out += option("receive-maximum", *n);
    if (const auto n = connect.properties.number(PropertyId::topic_alias_maximum)) {
        out += option("topic-alias-maximum", *n);
    }
    if (const auto n = connect.properties.number(PropertyId::maximum_packet_size)) {
        out += option("maximum-packet-size", *n);
    }
    return out;
}

std::string scenario_words(const mqtt::Publish& publish, const std::string& topic) {
    std::string out = "publish " + quoted(topic) + " " + quoted(base::as_text(publish.payload));
    out += option("qos", mqtt::number(publish.qos)) + (publish.retain ? " retain=yes" : "");
    for (const mqtt::Property& property : publish.properties) {
        switch (property.id) {
        case PropertyId::payload_format_indicator: out += option("payload-format", property.number); break;
        case PropertyId::message_expiry_interval: out += option("message-expiry", property.number, "s"); break;
        case PropertyId::topic_alias: out += option("topic-alias", property.number); break;
        case PropertyId::response_topic: out += " response-topic=" + quoted(property.text); break;
        case PropertyId::correlation_data: out += " correlation-data=hex:" + hex(base::as_bytes(property.text)); break;
        case PropertyId::content_type: out += " content-type=" + quoted(property.text); break;
        case PropertyId::user_property: out += " user-property=" + quoted(property.text + ":" + property.value); break;
        default: break;
        }
    }
    return out;
}

std::string scenario_words(const mqtt::Disconnect& disconnect) {
    std::string out = "disconnect";
    if (disconnect.reason != ReasonCode::success) {
        const base::Byte byte = static_cast<base::Byte>(disconnect.reason);
        out += " reason=0x" + hex({&byte, 1});
    }
    if (const auto expiry = disconnect.properties.number(PropertyId::session_expiry_interval)) {
        out += seconds_or_never("session-expiry", *expiry);
    }
    return out;
}

std::string scenario_words(const mqtt::Subscribe::Request& request, const mqtt::Properties& properties) {
    const mqtt::SubscriptionOptions& options = request.options;
    std::string out = "subscribe " + quoted(request.topic_filter) + option("qos", mqtt::number(options.qos));
    if (options.no_local) out += " no-local=yes";
    if (options.retain_as_published) out += " retain-as-published=yes";
    if (options.retain_handling != mqtt::RetainHandling::send) {
        out += option("retain-handling", static_cast<std::uint64_t>(options.retain_handling));
    }
    if (const auto id = properties.number(PropertyId::subscription_identifier)) out += option("subscription-id", *id);
    return out;
}

std::string told(const mqtt::Packet& packet) {
    std::string out(mqtt::name(mqtt::type_of(packet)));
    if (const auto* it = std::get_if<mqtt::Publish>(&packet)) {
        out += " '" + it->topic + "' '" + std::string(base::as_text(it->payload)) +
               "' qos=" + std::to_string(mqtt::number(it->qos));
        if (it->qos != mqtt::QoS::at_most_once) out += " id=" + std::to_string(it->packet_id);
        out += std::string(it->dup ? " dup" : "") + (it->retain ? " retain" : "");
        for (const mqtt::Property& property : it->properties) {
            out += " " + std::string(mqtt::property_rule(static_cast<std::uint32_t>(property.id))->name) + "=" +
                   (property.text.empty() ? std::to_string(property.number) : property.text + property.value);
        }
    } else if (const auto* it = std::get_if<mqtt::PublishResponse>(&packet)) {
        out += " id=" + std::to_string(it->packet_id) + reasons({it->reason});
    } else if (const auto* it = std::get_if<mqtt::Connack>(&packet)) {
        out += reasons({it->reason}) + (it->session_present ? " session present" : "");
    } else if (const auto* it = std::get_if<mqtt::Suback>(&packet)) {
        out += " id=" + std::to_string(it->packet_id) + reasons(it->reasons);
    } else if (const auto* it = std::get_if<mqtt::Unsuback>(&packet)) {
        out += " id=" + std::to_string(it->packet_id) + reasons(it->reasons);
    } else if (const auto* it = std::get_if<mqtt::Disconnect>(&packet)) {
        out += reasons({it->reason});
    } else if (const auto* it = std::get_if<mqtt::Subscribe>(&packet)) {
        out += " id=" + std::to_string(it->packet_id);
        for (const auto& request : it->requests) out += " " + request.topic_filter;
    } else if (const auto* it = std::get_if<mqtt::Connect>(&packet)) {
        out += " '" + it->client_id + "'";
    }
    return out;
}

} // namespace simulation
