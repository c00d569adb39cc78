// $SYS: what the broker tells of itself, under the names that Mosquitto made usual. Retained, so that
// whoever subscribes sees them at once; read-only for clients.
#include "broker/broker.hpp"

#include <array>

namespace broker {
namespace {

constexpr std::string_view prefix = "$SYS/broker/";
constexpr std::array<std::int64_t, 3> windows_s = {60, 300, 900};
constexpr std::array<std::string_view, 3> window_names = {"1min", "5min", "15min"};

/// "12.34" from an average.
std::string shown_load(std::int64_t load) {
    const std::int64_t value = load / (load_unit / 100);
    std::string text = std::to_string(value / 100);
    text += '.';
    text += static_cast<char>('0' + value % 100 / 10);
    text += static_cast<char>('0' + value % 10);
    return text;
}

__extension__ typedef __int128 Wide; // counts of bytes times microseconds are beyond 64 bits

/// Takes what was counted in `interval` into the averages: a first-order filter in whole numbers.
void take_in(Counters::Rates& rates, std::uint64_t count, base::Duration interval) {
    const Wide us = interval.us;
    const Wide per_minute = static_cast<Wide>(count - rates.before) * 60'000'000 * load_unit / us;
    rates.before = count;
    for (std::size_t i = 0; i < windows_s.size(); ++i) {
        const Wide window_us = static_cast<Wide>(windows_s[i]) * 1'000'000;
        const Wide before = rates.load[i];
        rates.load[i] = static_cast<std::int64_t>(before + (per_minute - before) * us / (us + window_us));
    }
}

} // namespace

void Broker::publish_sys(std::string_view topic, std::string payload, Call& call) {
    std::string name(prefix);
    name += topic;
    const mqtt::MessageRef before = retained_.find(name, call.now);
    if (before && base::as_text(before->payload.view()) == payload) return;
    Publication publication;
    publication.topic = name;
    publication.payload = base::as_bytes(payload);
    publication.retain = true;
    publication.accepted_at = call.now;
    retained_.keep(publication.message());
    route(publication, call);
}

void Broker::publish_sys(Call& call) {
    const auto number = [&](std::string_view topic, std::uint64_t value) {
        publish_sys(topic, std::to_string(value), call);
    };
    std::size_t connected = 0;
    for (const Session& session : sessions_) connected += session.in_use && session.connected() ? 1 : 0;
    const std::size_t total = session_by_client_id_.size();
    publish_sys("version", "MQTT Playground", call);
    publish_sys("uptime", std::to_string(call.now.us / 1'000'000) + " seconds", call);
    number("clients/connected", connected);
    number("clients/disconnected", total - connected);
    number("clients/total", total);
    number("clients/maximum", counters_.sessions_maximum);
    number("messages/received", counters_.packets_received);
    number("messages/sent", counters_.packets_sent);
    number("bytes/received", counters_.bytes_received);
    number("bytes/sent", counters_.bytes_sent);
    number("publish/messages/received", counters_.publish_received);
    number("publish/messages/sent", counters_.publish_sent);
    number("publish/messages/dropped", counters_.publish_dropped);
    number("retained messages/count", retained_.size());
    number("subscriptions/count", subscriptions_.size());
    if (call.now.us == 0) return; // no rate yet

    const auto load = [&](std::string_view topic, Counters::Rates& rates, std::uint64_t count) {
        take_in(rates, count, options_->sys_interval);
        for (std::size_t i = 0; i < window_names.size(); ++i) {
            std::string name = "load/";
            name += topic;
            name += '/';
            name += window_names[i];
            publish_sys(name, shown_load(rates.load[i]), call);
        }
    };
    load("messages/received", counters_.received, counters_.packets_received);
    load("messages/sent", counters_.sent, counters_.packets_sent);
    load("publish/received", counters_.publish_in, counters_.publish_received);
    load("publish/sent", counters_.publish_out, counters_.publish_sent);
    load("bytes/received", counters_.bytes_in, counters_.bytes_received);
    load("bytes/sent", counters_.bytes_out, counters_.bytes_sent);
    load("connections", counters_.connecting, counters_.connections);
}

} // namespace broker
