#include "random_packet.hpp"

#include "support/hex.hpp"

#include <algorithm>
#include <iterator>

using mqtt::PacketType;
using mqtt::PropertyId;
using mqtt::PropertyType;
using mqtt::QoS;
using mqtt::ReasonCode;

std::string RandomPacket::text(std::uint64_t length_max) {
    static constexpr std::string_view characters[] = {
        "a", "Z", "0", " ", "$", "\xc3\xb1", "\xe2\x82\xac", "\xef\xbb\xbf", "\xf0\x9f\x98\x80", "\x01"};
    std::string made;
    const std::uint64_t length = prng_.chance(1, 40) ? 300 : prng_.below(length_max + 1);
    for (std::uint64_t i = 0; i < length; ++i) made += characters[prng_.below(std::size(characters))];
    return made;
}

std::string RandomPacket::topic() {
    std::string made = "t" + text();
    while (coin()) made += "/" + text(3);
    return made;
}

std::string RandomPacket::filter() {
    std::string made = coin() ? topic() : "+";
    while (coin()) made += coin() ? "/+" : "/" + text(3);
    return coin() ? made : made + "/#";
}

base::Bytes RandomPacket::bytes() {
    base::Bytes made(prng_.chance(1, 40) ? 20'000 : prng_.below(20));
    for (base::Byte& byte : made) byte = static_cast<base::Byte>(prng_.below(256));
    return made;
}

ReasonCode RandomPacket::one_of(std::string_view codes) {
    const base::Bytes listed = hex(codes);
    return static_cast<ReasonCode>(listed[prng_.below(listed.size())]);
}

ReasonCode RandomPacket::reason(PacketType type) {
    switch (type) {
    case PacketType::connack: return v5() ? one_of("00 80 81 87 8a 9f") : one_of("00 84 85 88 86 87");
    case PacketType::puback:
    case PacketType::pubrec: return v5() ? one_of("00 10 80 83 87 90 91 97 99") : ReasonCode::success;
    case PacketType::pubrel:
    case PacketType::pubcomp: return v5() ? one_of("00 92") : ReasonCode::success;
    case PacketType::suback: return v5() ? one_of("00 01 02 80 87 8f 9e a2") : one_of("00 01 02 80");
    case PacketType::unsuback: return one_of("00 11 80 8f 91");
    case PacketType::disconnect: return v5() ? one_of("00 04 80 82 8e 93 a2") : ReasonCode::success;
    default: return one_of("00 18 19");
    }
}

mqtt::Property RandomPacket::property(const mqtt::PropertyRule& rule) {
    mqtt::Property made;
    made.id = rule.id;
    static constexpr std::uint32_t widest[] = {0xff, 0xffff, 0xffffffff, 268'435'455, 0, 0, 0};
    const auto type = static_cast<std::size_t>(rule.type);
    if (rule.type == PropertyType::utf8_string) {
        made.text = rule.id == PropertyId::response_topic ? topic() : text();
    } else if (rule.type == PropertyType::binary) {
        made.text = base::as_text(bytes());
    } else if (rule.type == PropertyType::utf8_pair) {
        made.text = text();
        made.value = text();
    } else {
        const std::uint32_t minimum = rule.id == PropertyId::topic_alias ? 1 : rule.minimum;
        const std::uint64_t span = std::uint64_t(std::min(widest[type], rule.maximum)) - minimum + 1;
        made.number = static_cast<std::uint32_t>(minimum + prng_.below(prng_.chance(1, 3) ? 1 : span));
    }
    return made;
}

mqtt::Properties RandomPacket::properties(PacketType type, bool of_will) {
    mqtt::Properties made;
    if (!v5()) return made;
    const std::uint64_t tries = prng_.below(30);
    for (std::uint64_t i = 0; i < tries; ++i) {
        const mqtt::PropertyRule* rule = mqtt::property_rule(static_cast<std::uint32_t>(prng_.below(0x2b)));
        if (rule == nullptr) continue;
        const bool allowed = of_will ? rule->in_will : (rule->packets >> static_cast<unsigned>(type) & 1u) != 0;
        const bool repeats =
            rule->repeats || (rule->id == PropertyId::subscription_identifier && type == PacketType::publish);
        if (allowed && (repeats || made.find(rule->id) == nullptr)) made.add(property(*rule));
    }
    return made;
}

mqtt::Connect RandomPacket::connect() {
    mqtt::Connect made;
    made.version = version_;
    made.clean_start = coin();
    made.keep_alive_s = static_cast<std::uint16_t>(prng_.below(65536));
    made.client_id = text();
    if (coin()) made.will = mqtt::Will{topic(), bytes(), qos(), coin(), properties(PacketType::connect, true)};
    if (coin()) made.user_name = text();
    if (coin() && (made.user_name || v5())) made.password = bytes();
    made.properties = properties(PacketType::connect);
    return made;
}

mqtt::Publish RandomPacket::publish() {
    mqtt::Publish made;
    made.qos = qos();
    made.dup = made.qos != QoS::at_most_once && coin();
    made.retain = coin();
    if (made.qos != QoS::at_most_once) made.packet_id = packet_id();
    made.properties = properties(PacketType::publish);
    const bool aliased = made.properties.find(PropertyId::topic_alias) != nullptr;
    if (!aliased || coin()) made.topic = topic();
    made.payload = bytes();
    return made;
}

mqtt::PublishResponse RandomPacket::response(PacketType type) {
    return {type, packet_id(), reason(type), properties(type)};
}

mqtt::Subscribe RandomPacket::subscribe() {
    mqtt::Subscribe made;
    made.packet_id = packet_id();
    made.properties = properties(PacketType::subscribe);
    do {
        mqtt::Subscribe::Request request{filter(), {}};
        request.options.qos = qos();
        if (v5()) {
            request.options.no_local = coin();
            request.options.retain_as_published = coin();
            request.options.retain_handling = static_cast<mqtt::RetainHandling>(prng_.below(3));
        }
        made.requests.push_back(std::move(request));
    } while (coin());
    return made;
}

mqtt::Packet RandomPacket::of(PacketType type) {
    switch (type) {
    case PacketType::connect: return connect();
    case PacketType::connack:
        // Session Present came with 3.1.1.
        return mqtt::Connack{version_ != mqtt::ProtocolVersion::v3_1 && coin(), reason(type), properties(type)};
    case PacketType::publish: return publish();
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp: return response(type);
    case PacketType::subscribe: return subscribe();
    case PacketType::suback: {
        mqtt::Suback made{packet_id(), properties(type), {}};
        do made.reasons.push_back(reason(type));
        while (coin());
        return made;
    }
    case PacketType::unsubscribe: {
        mqtt::Unsubscribe made{packet_id(), properties(type), {}};
        do made.topic_filters.push_back(filter());
        while (coin());
        return made;
    }
    case PacketType::unsuback: {
        mqtt::Unsuback made{packet_id(), properties(type), {}};
        while (v5() && (made.reasons.empty() || coin())) made.reasons.push_back(reason(type));
        return made;
    }
    case PacketType::pingreq: return mqtt::Pingreq{};
    case PacketType::pingresp: return mqtt::Pingresp{};
    case PacketType::disconnect: return mqtt::Disconnect{reason(type), properties(type)};
    case PacketType::auth: return mqtt::Auth{reason(type), properties(type)};
    }
    return mqtt::Pingreq{};
}
