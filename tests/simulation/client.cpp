#include "simulation/client.hpp"

#include <algorithm>

namespace simulation {

using mqtt::PacketType;
using mqtt::PropertyId;
using mqtt::ProtocolVersion;
using mqtt::ReasonCode;

void Client::offline() {
    line = -1;
    connected = false;
    answers.clear();
    aliases.clear();
    if (!aside_) return;
    outgoing = std::move(aside_->outgoing);
    incoming = std::move(aside_->incoming);
    filters = std::move(aside_->filters);
    aside_.reset();
}

void Client::lay_aside() {
    aside_ = Laid{std::move(outgoing), std::move(incoming), std::move(filters)};
    outgoing.clear();
    incoming.clear();
    filters.clear();
}

unsigned Client::next_packet_id() {
    const auto used = [this](unsigned id) {
        return std::any_of(outgoing.begin(), outgoing.end(),
                           [id](const Outgoing& each) { return each.publish.packet_id == id; });
    };
    do {
        last_packet_id = last_packet_id % 65535 + 1;
    } while (used(last_packet_id));
    return last_packet_id;
}

std::vector<mqtt::Packet> Client::receive(const mqtt::Packet& packet, base::Prng& luck, bool& delivered) {
    if (const auto* it = std::get_if<mqtt::Connack>(&packet)) return after_connack(*it);
    if (const auto* it = std::get_if<mqtt::Publish>(&packet)) return on_publish(*it, luck, delivered);
    if (const auto* it = std::get_if<mqtt::PublishResponse>(&packet)) return on_response(*it);
    return {};
}

/// What is unfinished goes again in its order, or is forgotten with the Session.
std::vector<mqtt::Packet> Client::after_connack(const mqtt::Connack& connack) {
    if (mqtt::is_error(connack.reason)) return {};
    connected = true;
    alias_maximum = connack.properties.number_or(PropertyId::topic_alias_maximum, 0);
    keep_alive_s =
        connack.properties.number_or(PropertyId::server_keep_alive, static_cast<std::uint32_t>(keep_alive_s));
    if (!connack.session_present) {
        outgoing.clear();
        incoming.clear();
        filters.clear();
        return {};
    }
    std::vector<mqtt::Packet> again;
    for (Outgoing& each : outgoing) {
        if (each.released) {
            again.push_back(mqtt::PublishResponse{PacketType::pubrel, each.publish.packet_id, ReasonCode::success, {}});
            continue;
        }
        each.publish.dup = true;
        again.push_back(each.publish);
    }
    return again;
}

std::vector<mqtt::Packet> Client::on_publish(const mqtt::Publish& publish, base::Prng& luck, bool& delivered) {
    if (publish.qos == mqtt::QoS::at_most_once) {
        delivered = true;
        return {};
    }
    mqtt::PublishResponse answer{PacketType::puback, publish.packet_id, ReasonCode::success, {}};
    const bool refuses = version == ProtocolVersion::v5_0 && luck.chance(1, 40);
    if (publish.qos == mqtt::QoS::exactly_once) {
        answer.type = PacketType::pubrec;
        const bool is_new = !incoming.contains(publish.packet_id);
        if (is_new && refuses) {
            answer.reason = ReasonCode::quota_exceeded;
        } else if (is_new) {
            incoming.insert(publish.packet_id);
            delivered = true;
        }
    } else if (refuses) {
        answer.reason = ReasonCode::unspecified_error;
    } else {
        delivered = true;
    }
    if (prompt) return {answer};
    answers.push_back(answer);
    return {};
}

std::vector<mqtt::Packet> Client::on_response(const mqtt::PublishResponse& response) {
    if (response.type == PacketType::pubrel) {
        incoming.erase(response.packet_id);
        const mqtt::PublishResponse pubcomp{PacketType::pubcomp, response.packet_id, ReasonCode::success, {}};
        if (prompt) return {pubcomp};
        answers.push_back(pubcomp);
        return {};
    }
    const auto at = std::find_if(outgoing.begin(), outgoing.end(),
                                 [&](const Outgoing& each) { return each.publish.packet_id == response.packet_id; });
    if (at == outgoing.end()) return {};
    if (response.type == PacketType::pubrec && !mqtt::is_error(response.reason)) {
        at->released = true;
        return {mqtt::PublishResponse{PacketType::pubrel, response.packet_id, ReasonCode::success, {}}};
    }
    outgoing.erase(at);
    return {};
}

mqtt::Connect Client::final_connect() const {
    mqtt::Connect connect;
    connect.version = usual_version;
    connect.client_id = name;
    connect.clean_start = false;
    if (usual_version == ProtocolVersion::v5_0) connect.properties.add_number(PropertyId::session_expiry_interval, 100);
    return connect;
}

} // namespace simulation
