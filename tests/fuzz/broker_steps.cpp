#include "fuzz/broker_steps.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/framer.hpp"

namespace fuzz {
namespace {

using mqtt::PropertyId;
using mqtt::ProtocolVersion;
using mqtt::QoS;

constexpr const char* client_ids[] = {"", "a", "b", "c", "ana", "d", "e", "f"};
constexpr const char* topics[] = {"t", "t/u", "t/u/v", "a/b/c/d/e", "$x/y", "secret", "$SYS/broker/uptime", "u"};
constexpr const char* filters[] = {"t",          "t/#",    "+/u",       "#",      "$share/g/t/#", "$share/h/#",
                                   "$share/g/t", "$SYS/#", "a/b/c/d/e", "secret", "t/+/v",        "+"};

template <std::size_t N> std::string one_of(Input& input, const char* const (&list)[N]) { return list[input.below(N)]; }

QoS qos(Input& input) { return static_cast<QoS>(input.below(3)); }

mqtt::Packet connect(Input& input) {
    constexpr ProtocolVersion versions[] = {ProtocolVersion::v3_1, ProtocolVersion::v3_1_1, ProtocolVersion::v5_0};
    mqtt::Connect packet;
    const std::uint8_t flags = input.byte(), more = input.byte();
    packet.version = versions[flags % 3];
    packet.clean_start = (flags & 4) != 0;
    packet.client_id = one_of(input, client_ids);
    packet.keep_alive_s = (flags & 8) != 0 ? 10 : 0;
    if ((flags & 16) != 0) packet.will = mqtt::Will{one_of(input, topics), {'w'}, qos(input), (flags & 32) != 0, {}};
    if ((flags & 64) != 0) packet.user_name = (flags & 128) != 0 ? "ana" : "eva";
    if ((flags & 64) != 0) packet.password = base::Bytes{'x'};
    if (packet.version != ProtocolVersion::v5_0) return packet;
    mqtt::Properties& properties = packet.properties;
    if ((more & 1) != 0) properties.add_number(PropertyId::session_expiry_interval, 1u << input.below(8));
    if ((more & 2) != 0) properties.add_number(PropertyId::receive_maximum, 1 + input.below(3));
    if ((more & 4) != 0) properties.add_number(PropertyId::topic_alias_maximum, input.below(4));
    if ((more & 8) != 0) properties.add_number(PropertyId::maximum_packet_size, 1 + input.byte());
    if ((more & 16) != 0 && packet.will)
        packet.will->properties.add_number(PropertyId::will_delay_interval, input.below(20));
    if ((more & 32) != 0) properties.add_text(PropertyId::authentication_method, "SCRAM-SHA-256");
    if ((more & 32) != 0) properties.add_text(PropertyId::authentication_data, "n,,n=ana,r=x");
    if ((more & 64) != 0) properties.add_number(PropertyId::request_problem_information, 0);
    return packet;
}

mqtt::Packet publish(Input& input, ProtocolVersion version) {
    mqtt::Publish packet;
    const std::uint8_t flags = input.byte();
    packet.topic = one_of(input, topics);
    packet.qos = static_cast<QoS>(flags % 3);
    packet.retain = (flags & 4) != 0;
    if (packet.qos != QoS::at_most_once) packet.packet_id = static_cast<mqtt::PacketIdentifier>(1 + input.below(4));
    packet.payload.assign((flags & 8) != 0 ? 0 : 1 + (flags & 16), 'p');
    if (version != ProtocolVersion::v5_0) return packet;
    if ((flags & 32) != 0) packet.properties.add_number(PropertyId::message_expiry_interval, input.below(30));
    if ((flags & 64) != 0) packet.properties.add_number(PropertyId::topic_alias, 1 + input.below(3));
    if ((flags & 64) != 0 && (flags & 128) != 0) packet.topic.clear();
    return packet;
}

mqtt::Packet subscribe(Input& input, ProtocolVersion version) {
    mqtt::Subscribe packet;
    packet.packet_id = 9;
    const std::uint8_t flags = input.byte();
    for (unsigned i = 0; i <= (flags & 1); ++i) {
        mqtt::SubscriptionOptions options;
        options.qos = qos(input);
        if (version == ProtocolVersion::v5_0) {
            options.no_local = (flags & 2) != 0;
            options.retain_as_published = (flags & 4) != 0;
            options.retain_handling = static_cast<mqtt::RetainHandling>(input.below(3));
        }
        packet.requests.push_back({one_of(input, filters), options});
    }
    if (version == ProtocolVersion::v5_0 && (flags & 8) != 0) {
        packet.properties.add_number(PropertyId::subscription_identifier, 1 + input.below(200));
    }
    return packet;
}

mqtt::Packet answer(Input& input, ProtocolVersion version) {
    mqtt::PublishResponse packet;
    const std::uint8_t flags = input.byte();
    packet.type = static_cast<mqtt::PacketType>(4 + flags % 4);
    packet.packet_id = static_cast<mqtt::PacketIdentifier>(1 + input.below(4));
    const bool refuses = (flags & 16) != 0 && version == ProtocolVersion::v5_0 && flags % 4 < 2;
    if (refuses) packet.reason = mqtt::ReasonCode::quota_exceeded;
    return packet;
}

base::Bytes sent_bytes(Input& input, ProtocolVersion version) {
    mqtt::Packet packet;
    switch (input.below(9)) {
    case 0: {
        const base::BytesView raw = input.bytes(input.byte());
        return base::Bytes(raw.begin(), raw.end());
    }
    case 1:
    case 2: packet = publish(input, version); break;
    case 3: packet = subscribe(input, version); break;
    case 4: packet = mqtt::Unsubscribe{9, {}, {one_of(input, filters)}}; break;
    case 5: packet = answer(input, version); break;
    case 6: packet = mqtt::Pingreq{}; break;
    case 7: {
        mqtt::Disconnect disconnect;
        const bool with_will = input.below(2) == 1 && version == ProtocolVersion::v5_0;
        if (with_will) disconnect.reason = mqtt::ReasonCode::disconnect_with_will_message;
        packet = disconnect;
        break;
    }
    default: packet = connect(input); break;
    }
    const auto* of_connect = std::get_if<mqtt::Connect>(&packet);
    base::Bytes bytes;
    mqtt::encode(packet, of_connect != nullptr ? of_connect->version : version, bytes);
    return bytes;
}

/// What the first packet of the line says, if it is a CONNECT that can be read.
void note_connect(Line& line, base::BytesView bytes) {
    if (line.sent_connect) return;
    line.sent_connect = true;
    const mqtt::Frame frame = mqtt::next_frame(bytes, 0xfffffff);
    if (frame.state != mqtt::Frame::State::whole) return;
    const mqtt::Decoded decoded = mqtt::decode(bytes.first(frame.length), ProtocolVersion::v3_1_1);
    const auto* packet = std::get_if<mqtt::Packet>(&decoded);
    const auto* connect = packet != nullptr ? std::get_if<mqtt::Connect>(packet) : nullptr;
    if (connect == nullptr) return;
    line.version = connect->version;
    line.maximum_packet_size = connect->properties.number_or(PropertyId::maximum_packet_size, 0xffffffff);
}

Step open_step(base::Instant now, std::vector<Line>& lines, std::size_t at) {
    const auto serial = static_cast<std::uint32_t>(at + 1);
    Step step{[serial, now](broker::Broker& broker, broker::Output& out) {
                  broker.connection_opened({serial, serial}, now, out);
              },
              now};
    step.opens = static_cast<int>(at);
    lines[at] = Line();
    return step;
}

} // namespace

broker::Options small_options(std::uint8_t choice) {
    broker::Options options;
    options.seed = choice;
    options.maximum_packet_size = 200;
    options.receive_maximum = 2;
    options.topic_alias_maximum = 2;
    options.topic_alias_maximum_out = 2;
    options.sessions = 3;
    options.connections = 4;
    options.subscriptions_per_session = 3;
    options.topic_levels = 4;
    options.inflight = 2;
    options.queued_messages = 3;
    options.retained_messages = 2;
    options.session_expiry_maximum_s = 100;
    if ((choice & 1) != 0) options.sys_interval = base::seconds(30);
    if ((choice & 2) != 0) {
        options.security.users.set("ana", auth::store_password("x", base::as_bytes("salt"), 1));
        options.security.rules =
            auth::read_access_rules("topic #\ntopic read $SYS/#\ntopic deny secret\nuser eva").rules;
    }
    if ((choice & 4) != 0) options.security.methods = {auth::scram_sha_256()};
    if ((choice & 8) != 0) options.shared_available = false;
    if ((choice & 16) != 0) options.keep_alive_maximum_s = 20;
    if ((choice & 32) != 0) options.maximum_qos = QoS::at_least_once;
    return options;
}

Step next_step(Input& input, base::Instant now, std::vector<Line>& lines, const broker::Broker& broker) {
    const std::uint8_t what = input.byte();
    const std::size_t at = what % lines.size();
    Line& line = lines[at];
    const unsigned kind = what / 32;
    if (kind == 7) {
        base::Instant later = now + base::milliseconds(1ll << input.below(17));
        if (input.below(2) == 1 && broker.next_deadline() != base::Instant::never())
            later = std::max(now, broker.next_deadline());
        Step step{[later](broker::Broker& each, broker::Output& out) { each.advance(later, out); }, later};
        step.advances = true;
        return step;
    }
    if (!line.open) return open_step(now, lines, at);
    if (kind == 6) {
        Step step{
            [id = line.id, now](broker::Broker& each, broker::Output& out) { each.connection_lost(id, now, out); },
            now};
        step.loses = static_cast<int>(at);
        return step;
    }
    const base::Bytes bytes = line.sent_connect || kind == 5 ? sent_bytes(input, line.version) : [&] {
        base::Bytes first;
        const mqtt::Packet packet = connect(input);
        mqtt::encode(packet, std::get<mqtt::Connect>(packet).version, first);
        return first;
    }();
    note_connect(line, bytes);
    return {
        [id = line.id, now, bytes](broker::Broker& each, broker::Output& out) { each.receive(id, bytes, now, out); },
        now};
}

} // namespace fuzz
