// One packet decoded and encoded, again and again.
#include "loops.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"

namespace {

base::Bytes input;

bool through(base::BytesView packet, mqtt::ProtocolVersion version, base::Bytes& out) {
    const mqtt::Decoded decoded = mqtt::decode(packet, version);
    const auto* value = std::get_if<mqtt::Packet>(&decoded);
    if (value == nullptr) return false;
    mqtt::encode(*value, version, out);
    return true;
}

/// As the broker forwards a PUBLISH: read in place with every check, and written from its parts.
bool forwarded(base::BytesView packet, mqtt::ProtocolVersion version, base::Bytes& out) {
    const auto decoded = mqtt::decode_publish(packet, version);
    const auto* view = std::get_if<mqtt::PublishView>(&decoded);
    if (view == nullptr) return false;
    mqtt::OutgoingPublish publish;
    publish.qos = view->qos;
    publish.retain = view->retain;
    publish.topic = view->topic;
    publish.packet_id = view->packet_id;
    publish.properties = &view->properties;
    publish.payload = view->payload;
    mqtt::encode_publish(publish, version, out);
    return true;
}

} // namespace

LOOP_EXPORT base::Byte* loop_input(std::uint32_t size) {
    if (input.size() < size) input.resize(size);
    return input.data();
}

LOOP_EXPORT std::uint32_t codec_run(std::uint32_t length, std::uint32_t version, std::uint32_t form,
                                    std::uint32_t rounds) {
    const base::BytesView packet{input.data(), length};
    const auto named = version == 5 ? mqtt::ProtocolVersion::v5_0 : mqtt::ProtocolVersion::v3_1_1;
    base::Bytes out;
    std::uint32_t written = 0;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        out.clear();
        if (!(form == in_place ? forwarded(packet, named, out) : through(packet, named, out))) return 0;
        written += static_cast<std::uint32_t>(out.size());
    }
    return written;
}
