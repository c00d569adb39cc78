// Fuzz target: one Control Packet. The first byte chooses the version, the rest are the packet's bytes.
//   decode and dissect agree; every row lies in the packet; what was read is written and read the same.
#include "fuzz/fuzz.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/framer.hpp"
#include "mqtt/topic.hpp"

namespace {

using fuzz::check;
using mqtt::ProtocolVersion;

constexpr std::size_t packet_size_max = 0xfffffff;

void check_rows(const std::vector<mqtt::Field>& rows, std::size_t size) {
    unsigned depth_max = 0;
    for (const mqtt::Field& row : rows) {
        check(row.depth <= depth_max, "a row stands at most one level below the one before it");
        check(std::size_t(row.offset) + row.length <= size, "a row lies in the packet");
        depth_max = row.depth + 1u;
    }
}

void check_same_mistake(const mqtt::Decoded& decoded, const mqtt::Dissection& dissection, ProtocolVersion version) {
    const auto* error = std::get_if<mqtt::ProtocolError>(&decoded);
    check((error != nullptr) == dissection.error.has_value(), "decode and dissect agree whether the packet is right");
    if (error == nullptr) return;
    const mqtt::ProtocolError& other = *dissection.error;
    check(error->reason == other.reason && error->offset == other.offset &&
              error->statement.in(version) == other.statement.in(version),
          "decode and dissect find the same mistake");
}

void check_round_trip(mqtt::Packet packet, ProtocolVersion version) {
    if (auto* connack = std::get_if<mqtt::Connack>(&packet); connack != nullptr && version != ProtocolVersion::v5_0) {
        if (!mqtt::connect_return_code(connack->reason)) return;                // a Return code that no version lists
        if (version == ProtocolVersion::v3_1) connack->session_present = false; // which 3.1 has not
    }
    const auto* connect = std::get_if<mqtt::Connect>(&packet);
    const ProtocolVersion used = connect != nullptr ? connect->version : version;
    base::Bytes bytes;
    mqtt::encode(packet, used, bytes);
    const mqtt::Frame frame = mqtt::next_frame(bytes, packet_size_max);
    check(frame.state == mqtt::Frame::State::whole && frame.length == bytes.size(), "encode writes one whole packet");
    const mqtt::Decoded again = mqtt::decode(bytes, used);
    const auto* same = std::get_if<mqtt::Packet>(&again);
    check(same != nullptr && *same == packet, "what was read is written and read the same");
}

void check_in_place(base::BytesView bytes, ProtocolVersion version, const mqtt::Decoded& decoded) {
    const auto view = mqtt::decode_publish(bytes, version);
    const auto* packet = std::get_if<mqtt::Packet>(&decoded);
    const auto* read = std::get_if<mqtt::PublishView>(&view);
    check((packet != nullptr) == (read != nullptr), "decode and decode_publish agree whether a PUBLISH is right");
    mqtt::PublishView plain;
    if (mqtt::read_plain_publish(bytes, version, plain) && mqtt::is_valid_topic_name(plain.topic)) {
        check(read != nullptr && plain.topic == read->topic && plain.packet_id == read->packet_id &&
                  plain.qos == read->qos && plain.retain == read->retain && plain.dup == read->dup &&
                  read->properties.empty() && base::as_text(plain.payload) == base::as_text(read->payload),
              "the short way of reading a PUBLISH reads the same");
    }
    if (packet == nullptr) return;
    const auto& publish = std::get<mqtt::Publish>(*packet);
    check(read->topic == publish.topic && read->packet_id == publish.packet_id && read->qos == publish.qos &&
              read->retain == publish.retain && read->dup == publish.dup && read->properties == publish.properties &&
              base::as_text(read->payload) == base::as_text(publish.payload),
          "decode and decode_publish read the same PUBLISH");
    check(mqtt::topic_in(bytes) == publish.topic, "topic_in finds the topic");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    constexpr ProtocolVersion versions[] = {ProtocolVersion::v3_1, ProtocolVersion::v3_1_1, ProtocolVersion::v5_0};
    fuzz::Input input({bytes, size});
    const ProtocolVersion version = versions[input.below(3)];
    const base::BytesView packet = input.rest();
    const mqtt::Decoded decoded = mqtt::decode(packet, version);
    const mqtt::Dissection dissection = mqtt::dissect(packet, version);
    check_rows(dissection.fields, packet.size());
    check_same_mistake(decoded, dissection, version);
    mqtt::topic_in(packet);
    const mqtt::Frame frame = mqtt::next_frame(packet, packet_size_max);
    if (frame.state != mqtt::Frame::State::whole || frame.length != packet.size()) return 0;
    if (packet[0] >> 4 == static_cast<int>(mqtt::PacketType::publish)) check_in_place(packet, version, decoded);
    if (const auto* read = std::get_if<mqtt::Packet>(&decoded)) check_round_trip(*read, version);
    return 0;
}
