#include "mqtt/qos_sender.hpp"

namespace mqtt {

std::size_t QosSender::find(PacketIdentifier packet_id) const {
    std::size_t i = 0;
    while (i < inflight_.size() && inflight_[i].packet_id != packet_id) ++i;
    return i;
}

bool QosSender::in_use(PacketIdentifier packet_id) const { return find(packet_id) != inflight_.size(); }

PacketIdentifier QosSender::next_packet_id() const {
    PacketIdentifier id = last_id_;
    do {
        id = static_cast<PacketIdentifier>(id == 0xffff ? 1 : id + 1);
    } while (in_use(id));
    return id;
}

PacketIdentifier QosSender::take_packet_id() {
    last_id_ = next_packet_id();
    return last_id_;
}

const Inflight& QosSender::start(Delivery delivery) { return start(std::move(delivery), take_packet_id()); }

const Inflight& QosSender::start(Delivery delivery, PacketIdentifier packet_id) {
    const Awaiting awaiting = delivery.qos == QoS::exactly_once ? Awaiting::pubrec : Awaiting::puback;
    inflight_.push_back({packet_id, awaiting, std::move(delivery)});
    return inflight_.back();
}

QosSender::Answer QosSender::finish(std::size_t index, Answer::Result result) {
    Answer answer{result, std::move(inflight_[index].delivery), index};
    inflight_.erase(index);
    return answer;
}

QosSender::Answer QosSender::on_puback(PacketIdentifier packet_id, ReasonCode reason) {
    const std::size_t i = find(packet_id);
    if (i == inflight_.size() || inflight_[i].awaiting != Awaiting::puback) return {};
    return finish(i, is_error(reason) ? Answer::Result::refused : Answer::Result::completed);
}

QosSender::Answer QosSender::on_pubrec(PacketIdentifier packet_id, ReasonCode reason) {
    const std::size_t i = find(packet_id);
    if (i == inflight_.size() || inflight_[i].awaiting == Awaiting::puback) return {};
    if (is_error(reason)) {
        // A refusal after PUBREL has no meaning: that handshake is past it.
        return inflight_[i].awaiting == Awaiting::pubrec ? finish(i, Answer::Result::refused) : Answer{};
    }
    inflight_[i].awaiting = Awaiting::pubcomp;
    return {Answer::Result::send_pubrel, inflight_[i].delivery, i};
}

QosSender::Answer QosSender::on_pubcomp(PacketIdentifier packet_id) {
    const std::size_t i = find(packet_id);
    if (i == inflight_.size() || inflight_[i].awaiting != Awaiting::pubcomp) return {};
    return finish(i, Answer::Result::completed);
}

} // namespace mqtt
