// SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK [3.8 to 3.11], DISCONNECT [3.14] and AUTH [3.15].
#include "mqtt/decode_parts.hpp"

#include "mqtt/topic.hpp"

namespace mqtt::parts {
namespace {

constexpr FieldName topic_filter{"Topic Filter", "3.8.3", "3.8.3"};
constexpr FieldName requested_qos{"Requested QoS", "3.8.3", "3.8.3"};
constexpr FieldName subscription_options{"Subscription Options", "3.8.3.1", "3.8.3.1"};
constexpr FieldName maximum_qos{"Maximum QoS", "", "3.8.3.1"};
constexpr FieldName no_local{"No Local", "", "3.8.3.1"};
constexpr FieldName retain_as_published{"Retain As Published", "", "3.8.3.1"};
constexpr FieldName reserved{"Reserved", "3.8.3", "3.8.3.1"};
constexpr FieldName retain_handling{"Retain Handling", "", "3.8.3.1"};
constexpr FieldName return_code{"Return Code", "3.9.3", "3.9.3"};

std::string_view read_topic_filter(Reader& reader) {
    const std::size_t start = reader.at();
    const std::string_view filter = reader.utf8_string(topic_filter);
    if (!reader.failed() && filter.empty()) {
        reader.fail(has_properties(reader.version()) ? ReasonCode::protocol_error : ReasonCode::malformed_packet,
                    {"MQTT-4.7.3-1", "MQTT-4.7.3-1"}, start,
                    {"El filtro de tópico debe tener al menos un carácter.",
                     "The Topic Filter must have at least one character."});
    }
    return filter;
}

SubscriptionOptions read_subscription_options(Reader& reader) {
    SubscriptionOptions options;
    const bool v5 = has_properties(reader.version());
    const std::size_t start = reader.at();
    reader.open(v5 ? subscription_options : requested_qos);
    const std::uint8_t bits = reader.u8_of_bits();
    if (!reader.failed() && reader.recording()) {
        reader.bits(reserved, start, 7, v5 ? 6 : 2, std::to_string(bits >> (v5 ? 6 : 2)));
        if (v5) {
            reader.bits(retain_handling, start, 5, 4, std::to_string(bits >> 4 & 3));
            reader.bits(retain_as_published, start, 3, 3, std::to_string(bits >> 3 & 1));
            reader.bits(no_local, start, 2, 2, std::to_string(bits >> 2 & 1));
        }
        reader.bits(v5 ? maximum_qos : requested_qos, start, 1, 0, shown_qos(bits & 3u));
    }
    reader.close();
    const Statement statement{"MQTT-3.8.3-4", "MQTT-3.8.3-5"};
    if ((bits & (v5 ? 0xc0 : 0xfc)) != 0) {
        reader.fail(ReasonCode::malformed_packet, statement, start,
                    {"Los bits reservados deben ser 0.", "Reserved bits must be 0."});
    }
    if (v5 && ((bits & 3) == 3 || (bits >> 4 & 3) == 3)) {
        reader.fail(ReasonCode::protocol_error, {}, start,
                    {"No existe el valor 3 para QoS ni para Retain Handling.",
                     "Neither Maximum QoS nor Retain Handling has a value 3."});
    }
    options.qos = read_qos(reader, bits & 3u, statement, start);
    if (v5) {
        options.no_local = (bits & 4) != 0;
        options.retain_as_published = (bits & 8) != 0;
        options.retain_handling = static_cast<RetainHandling>(bits >> 4 & 3);
    }
    return options;
}

void refuse_empty(Reader& reader, bool empty, Statement statement) {
    if (!empty || reader.failed()) return;
    reader.fail(has_properties(reader.version()) ? ReasonCode::protocol_error : ReasonCode::malformed_packet, statement,
                reader.at(), {"Debe haber al menos un filtro de tópico.", "There must be at least one Topic Filter."});
}

void refuse_no_local_on_shared(Reader& reader, const Subscribe::Request& request, std::size_t offset) {
    if (request.options.no_local && is_shared(request.topic_filter)) {
        reader.fail(
            ReasonCode::protocol_error, {"", "MQTT-3.8.3-4"}, offset,
            {"Una suscripción compartida no admite No Local.", "A Shared Subscription does not take No Local."});
    }
}

} // namespace

Subscribe read_subscribe(Reader& reader) {
    Subscribe subscribe;
    subscribe.packet_id = read_packet_identifier(reader);
    subscribe.properties = read_properties(reader, PacketType::subscribe);
    while (!reader.failed() && !reader.at_end()) {
        const std::size_t start = reader.at();
        Subscribe::Request request;
        request.topic_filter = read_topic_filter(reader);
        request.options = read_subscription_options(reader);
        refuse_no_local_on_shared(reader, request, start);
        subscribe.requests.push_back(std::move(request));
    }
    refuse_empty(reader, subscribe.requests.empty(), {"MQTT-3.8.3-3", "MQTT-3.8.3-2"});
    return subscribe;
}

Suback read_suback(Reader& reader) {
    Suback suback;
    suback.packet_id = read_packet_identifier(reader);
    suback.properties = read_properties(reader, PacketType::suback);
    while (!reader.failed() && !reader.at_end()) {
        suback.reasons.push_back(read_reason_code(reader, PacketType::suback, return_code));
    }
    return suback;
}

Unsubscribe read_unsubscribe(Reader& reader) {
    Unsubscribe unsubscribe;
    unsubscribe.packet_id = read_packet_identifier(reader);
    unsubscribe.properties = read_properties(reader, PacketType::unsubscribe);
    while (!reader.failed() && !reader.at_end()) {
        unsubscribe.topic_filters.emplace_back(read_topic_filter(reader));
    }
    refuse_empty(reader, unsubscribe.topic_filters.empty(), {"MQTT-3.10.3-2", "MQTT-3.10.3-2"});
    return unsubscribe;
}

Unsuback read_unsuback(Reader& reader) {
    Unsuback unsuback;
    unsuback.packet_id = read_packet_identifier(reader);
    unsuback.properties = read_properties(reader, PacketType::unsuback);
    while (has_reason_codes(reader.version()) && !reader.failed() && !reader.at_end()) {
        unsuback.reasons.push_back(read_reason_code(reader, PacketType::unsuback));
    }
    return unsuback;
}

Disconnect read_disconnect(Reader& reader) {
    Disconnect disconnect;
    if (!has_reason_codes(reader.version()) || reader.at_end()) return disconnect;
    disconnect.reason = read_reason_code(reader, PacketType::disconnect);
    if (!reader.at_end()) disconnect.properties = read_properties(reader, PacketType::disconnect);
    return disconnect;
}

Auth read_auth(Reader& reader) {
    Auth auth;
    if (reader.at_end()) return auth;
    auth.reason = read_reason_code(reader, PacketType::auth);
    if (!reader.at_end()) auth.properties = read_properties(reader, PacketType::auth);
    return auth;
}

} // namespace mqtt::parts
