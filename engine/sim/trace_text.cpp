#include "sim/trace_text.hpp"

#include "mqtt/field.hpp"

namespace sim {
namespace {

void append_hex(std::string& line, base::BytesView bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    for (const base::Byte byte : bytes) {
        line += ' ';
        line += digits[byte >> 4];
        line += digits[byte & 15];
    }
}

bool is_packet(trace::EventKind kind) {
    return kind == trace::EventKind::packet_sent || kind == trace::EventKind::packet_received ||
           kind == trace::EventKind::packet_lost;
}

} // namespace

std::string seconds_text(base::Instant at) {
    std::string fraction = std::to_string(at.us % 1'000'000);
    fraction.insert(0, 6 - fraction.size(), '0');
    return std::to_string(at.us / 1'000'000) + "." + fraction;
}

std::string_view actor_name(trace::ActorId actor, const std::vector<ActorView>& actors) {
    return actor == 0 || actor > actors.size() ? std::string_view("broker") : std::string_view(actors[actor - 1].name);
}

std::string trace_line(const trace::Event& event, const std::vector<ActorView>& actors) {
    std::string line = std::to_string(event.id) + ' ' + seconds_text(event.at) + ' ';
    line += name(event.kind);
    line += event.side == trace::Side::client ? " client " : " broker ";
    line += actor_name(event.actor, actors);
    if (is_packet(event.kind) && !event.packet.empty()) {
        line += ' ';
        line += mqtt::name(static_cast<mqtt::PacketType>(event.packet.view()[0] >> 4));
    }
    if (!event.text.empty()) line += " '" + mqtt::shown_text(event.text) + "'";
    line += " v" + std::string(mqtt::name(event.version));
    line += " c" + std::to_string(event.connection) + " q" + std::to_string(mqtt::number(event.qos));
    line += " n" + std::to_string(event.number) + " r" + std::to_string(static_cast<int>(event.reason));
    if (event.due.us != 0) line += " due " + seconds_text(event.due);
    if (!event.statement.empty()) line += " [" + std::string(event.statement) + "]";
    line += " <" + std::to_string(event.cause) + ' ' + std::to_string(event.also) + ' ' + std::to_string(event.message);
    if (!event.packet.empty()) {
        line += " :";
        append_hex(line, event.packet.view());
    }
    return line;
}

std::string trace_text(const trace::Events& events, const std::vector<ActorView>& actors) {
    std::string text;
    for (const trace::Event& event : events) text += trace_line(event, actors) + '\n';
    return text;
}

} // namespace sim
