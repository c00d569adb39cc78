// What a scripted Client draws: options, topics, filters, Properties, and mistakes.
#include "simulation/client.hpp"

#include "mqtt/encode.hpp"

#include <algorithm>
#include <array>

namespace simulation {

using mqtt::PacketType;
using mqtt::PropertyId;
using mqtt::ProtocolVersion;
using mqtt::QoS;
using mqtt::ReasonCode;

namespace {

constexpr std::array topics = {"a", "b", "a/b", "a/c", "x/y/z", "$a/b", "a/", "/b"};
constexpr std::array filters_of_all = {
    "#",  "+",     "a/#", "a/+", "+/b",          "a",          "a/b",          "+/+",          "x/#",   "$a/#",
    "/+", "a/b/#", "a/#", "#",   "$share/g/a/#", "$share/g/#", "$share/h/a/b", "$share/h/+/b", "+/+/#", "$share/g/a"};

QoS random_qos(base::Prng& luck) { return static_cast<QoS>(luck.below(3)); }

base::Bytes bytes_of(const std::string& text) { return base::Bytes(text.begin(), text.end()); }

std::uint32_t one_of(base::Prng& luck, std::initializer_list<std::uint32_t> values) {
    return values.begin()[luck.below(values.size())];
}

} // namespace

mqtt::Connect Client::random_connect(base::Prng& luck) const {
    mqtt::Connect connect;
    connect.version = usual_version;
    if (luck.chance(1, 8)) connect.version = static_cast<ProtocolVersion>(3 + luck.below(3));
    const bool v5 = connect.version == ProtocolVersion::v5_0;
    connect.client_id = luck.chance(1, 40) ? "" : name;
    connect.clean_start = luck.chance(1, 4);
    connect.keep_alive_s = static_cast<std::uint16_t>(one_of(luck, {0, 1, 3, 7, 60}));
    if (luck.chance(1, 3)) {
        mqtt::Will will;
        will.topic = topics[luck.below(topics.size())];
        will.payload = bytes_of("will of " + name + " " + std::to_string(luck.below(100'000)));
        will.qos = random_qos(luck);
        will.retain = luck.chance(1, 4);
        if (v5 && luck.chance(1, 2)) will.properties.add_number(PropertyId::will_delay_interval, one_of(luck, {1, 3}));
        if (v5 && luck.chance(1, 4)) will.properties.add_number(PropertyId::message_expiry_interval, 4);
        if (v5 && luck.chance(1, 4)) will.properties.add_user_property("will", name);
        connect.will = std::move(will);
    }
    if (!v5) return connect;
    mqtt::Properties& properties = connect.properties;
    if (luck.chance(4, 5))
        properties.add_number(PropertyId::session_expiry_interval, one_of(luck, {2, 10, 100, 0xffffffff}));
    if (luck.chance(1, 2)) properties.add_number(PropertyId::receive_maximum, one_of(luck, {1, 2, 5}));
    if (luck.chance(1, 3)) properties.add_number(PropertyId::maximum_packet_size, one_of(luck, {80, 100, 120}));
    if (luck.chance(1, 2)) properties.add_number(PropertyId::topic_alias_maximum, one_of(luck, {1, 2, 9}));
    if (luck.chance(1, 4)) properties.add_number(PropertyId::request_problem_information, 0);
    return connect;
}

mqtt::Subscribe Client::random_subscribe(base::Prng& luck) {
    mqtt::Subscribe subscribe;
    subscribe.packet_id = static_cast<mqtt::PacketIdentifier>(next_packet_id());
    const bool v5 = version == ProtocolVersion::v5_0;
    const std::uint64_t count = luck.chance(3, 4) ? 1 : 1 + luck.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        mqtt::Subscribe::Request request;
        request.topic_filter = filters_of_all[luck.below(filters_of_all.size())];
        request.options.qos = random_qos(luck);
        if (v5) {
            request.options.no_local = !request.topic_filter.starts_with("$share") && luck.chance(1, 4);
            request.options.retain_as_published = luck.chance(1, 3);
            request.options.retain_handling = static_cast<mqtt::RetainHandling>(luck.below(3));
        }
        filters.push_back(request.topic_filter);
        subscribe.requests.push_back(std::move(request));
    }
    if (v5 && luck.chance(1, 3)) {
        subscribe.properties.add_number(PropertyId::subscription_identifier, one_of(luck, {1, 2, 200, 268435455}));
    }
    return subscribe;
}

mqtt::Unsubscribe Client::random_unsubscribe(base::Prng& luck) {
    mqtt::Unsubscribe unsubscribe;
    unsubscribe.packet_id = static_cast<mqtt::PacketIdentifier>(next_packet_id());
    const bool known = !filters.empty() && luck.chance(4, 5);
    unsubscribe.topic_filters.push_back(known ? filters[luck.below(filters.size())]
                                              : filters_of_all[luck.below(filters_of_all.size())]);
    return unsubscribe;
}

mqtt::Publish Client::random_publish(base::Prng& luck, unsigned number) {
    mqtt::Publish publish;
    publish.topic = topics[luck.below(topics.size())];
    publish.qos = random_qos(luck);
    publish.retain = luck.chance(1, 3);
    const bool clears = publish.retain && luck.chance(1, 8);
    std::string payload = "m" + std::to_string(number);
    if (luck.chance(1, 2)) payload += std::string(60 + luck.below(50), '.');
    if (!clears) publish.payload = bytes_of(payload);
    if (publish.qos != QoS::at_most_once) publish.packet_id = static_cast<mqtt::PacketIdentifier>(next_packet_id());
    if (version == ProtocolVersion::v5_0) {
        mqtt::Properties& properties = publish.properties;
        if (luck.chance(1, 5)) properties.add_number(PropertyId::message_expiry_interval, one_of(luck, {1, 3, 6}));
        if (luck.chance(1, 8)) properties.add_number(PropertyId::payload_format_indicator, 1);
        if (luck.chance(1, 8)) properties.add_text(PropertyId::content_type, "text/plain");
        if (luck.chance(1, 8)) properties.add_text(PropertyId::response_topic, "answer");
        if (luck.chance(1, 8)) properties.add_text(PropertyId::correlation_data, "\x01\x02");
        for (std::uint64_t i = luck.below(8); i > 5; --i) properties.add_user_property("k", std::to_string(i));
    }
    if (publish.qos != QoS::at_most_once) outgoing.push_back({publish, false});
    if (alias_maximum > 0 && luck.chance(1, 3)) { // on this connection only: not in what is kept
        const std::uint32_t alias = 1 + static_cast<std::uint32_t>(luck.below(alias_maximum));
        publish.properties.add_number(PropertyId::topic_alias, alias);
        const auto known = aliases.find(publish.topic);
        if (known != aliases.end() && known->second == alias) {
            publish.topic.clear();
        } else {
            std::erase_if(aliases, [&](const auto& each) { return each.second == alias; });
            aliases[publish.topic] = alias;
        }
    }
    return publish;
}

mqtt::Disconnect Client::random_disconnect(base::Prng& luck) const {
    mqtt::Disconnect disconnect;
    if (version != ProtocolVersion::v5_0) return disconnect;
    if (luck.chance(1, 3)) disconnect.reason = ReasonCode::disconnect_with_will_message;
    if (luck.chance(1, 4))
        disconnect.properties.add_number(PropertyId::session_expiry_interval, one_of(luck, {0, 2, 10}));
    return disconnect;
}

mqtt::PublishResponse Client::random_stray(base::Prng& luck) {
    const auto type = static_cast<PacketType>(4 + luck.below(4));
    const std::uint64_t number = 1 + luck.below(6);
    // An answer that lies about a delivery under way would excuse the broker: an identifier out of use.
    if (type != PacketType::pubrel) return {type, static_cast<mqtt::PacketIdentifier>(60'000 + number), {}, {}};
    std::erase_if(outgoing, [&](const Outgoing& each) { return each.publish.packet_id == number; });
    return {type, static_cast<mqtt::PacketIdentifier>(number), {}, {}};
}

base::Bytes Client::random_malformed(base::Prng& luck, std::uint32_t packet_size_max) const {
    static const std::vector<base::Bytes> always = {
        {0x00, 0x00},                                    // a type that is not used
        {0x30, 0x00},                                    // PUBLISH without a topic
        {0x36, 0x05, 0x00, 0x01, 'a', 0x00, 0x01},       // QoS 3
        {0x32, 0x05, 0x00, 0x01, 'a', 0x00, 0x00},       // Packet Identifier 0
        {0x30, 0x05, 0x00, 0x03, 'a', '/', '#'},         // a wildcard in a Topic Name
        {0x30, 0x05, 0x00, 0x03, 'a', 0xc3, 0x28},       // no UTF-8
        {0x80, 0x06, 0x00, 0x01, 0x00, 0x01, 'a', 0x00}, // SUBSCRIBE with wrong flags
        {0x82, 0x02, 0x00, 0x01},                        // SUBSCRIBE to nothing
        {0x60, 0x02, 0x00, 0x01},                        // PUBREL with wrong flags
        {0x30, 0xff, 0xff, 0xff, 0xff, 0x01},            // a length of five bytes
        {0x20, 0x02, 0x00, 0x00},                        // CONNACK from a Client
        {0xd0, 0x00},                                    // PINGRESP from a Client
        {0xf0, 0x00},                                    // AUTH out of the blue
        {0x10, 0x0d, 0x00, 0x04, 'M', 'Q', 'T', 'T', 0x04, 0x02, 0x00, 0x00, 0x00, 0x01, 'z'}, // CONNECT again
        {0x34, 0x05, 0x00, 0x01, 'a', 0x00, 0x00}, // QoS 2 with Packet Identifier 0
        {0xc1, 0x00}};                             // PINGREQ with flags
    static const std::vector<base::Bytes> at_5 = {
        {0x30, 0x07, 0x00, 0x01, 'a', 0x03, 0x23, 0x00, 0x00}, // Topic Alias 0
        {0x30, 0x07, 0x00, 0x01, 'a', 0x03, 0x23, 0xff, 0xff}, // above the maximum
        {0x30, 0x06, 0x00, 0x01, 'a', 0x02, 0x0b, 0x01},       // Subscription Identifier
        {0x30, 0x03, 0x00, 0x00, 0x00},                        // neither topic nor alias
        {0x82, 0x10, 0x00, 0x01, 0x00, 0x00, 0x0a, '$', 's', 'h', 'a', 'r', 'e', '/', 'g', '/', 'a', 0x04}};
    if (luck.chance(1, 8)) { // larger than the broker takes
        base::Bytes large = {0x30};
        for (std::uint32_t left = packet_size_max + 1; left > 0; left >>= 7) {
            large.push_back(static_cast<base::Byte>((left & 0x7f) | (left > 0x7f ? 0x80 : 0)));
        }
        return large;
    }
    if (version == ProtocolVersion::v5_0 && luck.chance(1, 2)) return at_5[luck.below(at_5.size())];
    return always[luck.below(always.size())];
}

} // namespace simulation
