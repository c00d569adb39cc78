#include "support/bench.hpp"

#include "mqtt/decode.hpp"
#include "mqtt/framer.hpp"

namespace bench {
namespace {

std::string two_digits(unsigned value) {
    const base::Byte byte[] = {static_cast<base::Byte>(value)};
    return shown(byte);
}

std::string told_codes(std::string text, unsigned packet_id, const std::vector<ReasonCode>& reasons) {
    text += " " + std::to_string(packet_id);
    for (const ReasonCode reason : reasons) text += " " + two_digits(static_cast<unsigned>(reason));
    return text;
}

std::string told_publish(const mqtt::Publish& publish) {
    std::string text = "PUBLISH " + publish.topic + " '" + std::string(base::as_text(publish.payload)) + "'";
    if (publish.qos != QoS::at_most_once) {
        text += " qos=" + std::to_string(mqtt::number(publish.qos)) + " id=" + std::to_string(publish.packet_id);
    }
    if (publish.dup) text += " dup";
    if (publish.retain) text += " retain";
    if (const auto expiry = publish.properties.number(PropertyId::message_expiry_interval)) {
        text += " expiry=" + std::to_string(*expiry);
    }
    for (const mqtt::Property& property : publish.properties) {
        if (property.id == PropertyId::subscription_identifier) text += " sub=" + std::to_string(property.number);
    }
    return text;
}

} // namespace

Tracing traced_or_not() { return GENERATE(Tracing::off, Tracing::on); }
ProtocolVersion every_version() { return GENERATE(v31, v311, v5); }
ProtocolVersion before_5() { return GENERATE(v31, v311); }

mqtt::Property number(PropertyId id, std::uint32_t value) { return {id, value, {}, {}}; }
mqtt::Property text(PropertyId id, std::string_view value) { return {id, 0, std::string(value), {}}; }
mqtt::Property user(std::string_view name, std::string_view value) {
    return {PropertyId::user_property, 0, std::string(name), std::string(value)};
}
Properties properties(const std::vector<mqtt::Property>& list) {
    Properties made;
    for (const mqtt::Property& property : list) made.add(property);
    return made;
}

std::string told(const mqtt::Packet& packet) {
    std::string text(name(mqtt::type_of(packet)));
    if (const auto* connack = std::get_if<mqtt::Connack>(&packet)) {
        return text + " " + two_digits(static_cast<unsigned>(connack->reason)) +
               (connack->session_present ? " present" : "");
    }
    if (const auto* publish = std::get_if<mqtt::Publish>(&packet)) return told_publish(*publish);
    if (const auto* suback = std::get_if<mqtt::Suback>(&packet)) {
        return told_codes(text, suback->packet_id, suback->reasons);
    }
    if (const auto* unsuback = std::get_if<mqtt::Unsuback>(&packet)) {
        return told_codes(text, unsuback->packet_id, unsuback->reasons);
    }
    if (const auto* response = std::get_if<mqtt::PublishResponse>(&packet)) {
        if (response->reason == ReasonCode::success) return told_codes(text, response->packet_id, {});
        return told_codes(text, response->packet_id, {response->reason});
    }
    if (const auto* disconnect = std::get_if<mqtt::Disconnect>(&packet)) {
        return text + " " + two_digits(static_cast<unsigned>(disconnect->reason));
    }
    return text;
}

// --- what the client does ---

void Client::send(const mqtt::Packet& packet) const {
    base::Bytes bytes;
    mqtt::encode(packet, version(), bytes);
    send(bytes);
}

void Client::send(base::BytesView bytes) const {
    bench_->call(
        [&](broker::Broker& broker, base::Instant now, broker::Output& out) { broker.receive(id(), bytes, now, out); });
}

void Client::send_split(base::BytesView bytes, std::size_t step) const {
    for (std::size_t at = 0; at < bytes.size(); at += step) send(bytes.subspan(at, std::min(step, bytes.size() - at)));
}

void Client::publish(std::string_view topic, std::string_view payload, const Extra& extra) const {
    mqtt::Publish publish;
    publish.topic = topic;
    base::append(publish.payload, base::as_bytes(payload));
    publish.qos = static_cast<QoS>(extra.qos);
    publish.retain = extra.retain;
    publish.dup = extra.dup;
    if (extra.qos > 0) publish.packet_id = static_cast<mqtt::PacketIdentifier>(extra.id);
    publish.properties = extra.properties;
    send(publish);
}

void Client::answer(PacketType type, unsigned packet_id, ReasonCode reason) const {
    send(mqtt::PublishResponse{type, static_cast<mqtt::PacketIdentifier>(packet_id), reason, {}});
}

void Client::ask_subscribe(std::vector<mqtt::Subscribe::Request> requests, unsigned packet_id,
                           Properties properties) const {
    send(mqtt::Subscribe{static_cast<mqtt::PacketIdentifier>(packet_id), std::move(properties), std::move(requests)});
}

void Client::ask_unsubscribe(std::vector<std::string> filters, unsigned packet_id) const {
    send(mqtt::Unsubscribe{static_cast<mqtt::PacketIdentifier>(packet_id), {}, std::move(filters)});
}

void Client::subscribe(std::string_view filter, unsigned qos) const {
    subscribe(filter, mqtt::SubscriptionOptions{static_cast<QoS>(qos), false, false, mqtt::RetainHandling::send});
}

void Client::subscribe(std::string_view filter, mqtt::SubscriptionOptions options, std::uint32_t identifier) const {
    Properties of_packet;
    if (identifier != 0) of_packet.add_number(PropertyId::subscription_identifier, identifier);
    ask_subscribe({{std::string(filter), options}}, 1, of_packet);
    const auto suback = next<mqtt::Suback>();
    REQUIRE(suback.reasons.size() == 1);
    REQUIRE_FALSE(is_error(suback.reasons[0]));
}

void Client::disconnect(ReasonCode reason, Properties properties) const {
    send(mqtt::Disconnect{reason, std::move(properties)});
}

void Client::lose() const {
    const broker::ConnectionId lost = id();
    bench_->call([&](broker::Broker& broker, base::Instant now, broker::Output& out) {
        broker.connection_lost(lost, now, out);
    });
}

// --- what the client sees ---

mqtt::Packet Client::next_packet() const {
    const base::Bytes bytes = bench_->take_packet(index_);
    INFO("sent: " << shown(bytes));
    const mqtt::Decoded decoded = mqtt::decode(bytes, version());
    REQUIRE(std::holds_alternative<mqtt::Packet>(decoded));
    return std::get<mqtt::Packet>(decoded);
}

std::string Client::heard() const {
    Bench::Line& line = bench_->lines_[index_];
    std::string words;
    const auto add = [&words](const std::string& text) { words += (words.empty() ? "" : "; ") + text; };
    while (!line.unread.empty()) {
        const base::Bytes bytes = bench_->take_packet(index_);
        const mqtt::Decoded decoded = mqtt::decode(bytes, line.version);
        const auto* packet = std::get_if<mqtt::Packet>(&decoded);
        add(packet != nullptr ? told(*packet) : "wrong: " + shown(bytes));
    }
    if (line.closed && !line.closed_told) {
        add("closed");
        line.closed_told = true;
    }
    return words;
}

base::Bytes Client::take_bytes() const { return std::exchange(bench_->lines_[index_].unread, {}); }
bool Client::closed() const { return bench_->lines_[index_].closed; }
broker::ConnectionId Client::id() const { return bench_->lines_[index_].id; }
ProtocolVersion Client::version() const { return bench_->lines_[index_].version; }

// --- the bench ---

base::Bytes Bench::take_packet(std::size_t index) {
    base::Bytes& unread = lines_[index].unread;
    const mqtt::Frame frame = mqtt::next_frame(unread, 0xfffffff);
    REQUIRE(frame.state == mqtt::Frame::State::whole);
    const auto end = unread.begin() + static_cast<std::ptrdiff_t>(frame.length);
    base::Bytes taken(unread.begin(), end);
    unread.erase(unread.begin(), end);
    return taken;
}

template <class Call> void Bench::call(Call call) {
    broker::Output out;
    if (tracing_ == Tracing::on) out.trace = trace::Trace(events_, next_event_);
    call(broker, now_, out);
    if (tracing_ == Tracing::on) next_event_ = out.trace.next();
    collect(out.outbox);
}

Bench::Line& Bench::line_of(broker::ConnectionId id) {
    for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
        if (line->id == id) return *line;
    }
    FAIL("the Outbox names a connection that nobody made");
    return lines_.front();
}

void Bench::collect(const broker::Outbox& outbox) {
    using Kind = broker::Outbox::Kind;
    const auto hand_over = [&](broker::ConnectionId to, base::BytesView bytes) {
        Line& line = line_of(to);
        REQUIRE_FALSE(line.closed); // nothing is sent behind a close
        base::append(line.unread, bytes);
    };
    for (const broker::Outbox::Record& record : outbox.records()) {
        if (record.kind == Kind::send) hand_over(record.connection, outbox.bytes_of(record));
        if (record.kind == Kind::send_to_many) {
            for (const broker::ConnectionId to : outbox.targets_of(record)) hand_over(to, outbox.bytes_of(record));
        }
        if (record.kind == Kind::close) {
            Line& line = line_of(record.connection);
            REQUIRE_FALSE(line.closed);
            line.closed = true;
            CHECK_FALSE(broker.is_open(record.connection));
        }
    }
}

Client Bench::open(ProtocolVersion version) {
    const std::size_t index = lines_.size();
    lines_.push_back({0, version, {}, false, false});
    call([&](broker::Broker& broker, base::Instant now, broker::Output& out) {
        const auto serial = static_cast<std::uint32_t>(index + 1);
        lines_.back().id = broker.connection_opened({serial, serial}, now, out);
    });
    return Client(*this, index);
}

Client Bench::try_connect(const mqtt::Connect& connect) {
    const Client client = open(connect.version);
    client.send(connect);
    return client;
}

Client Bench::connect(const mqtt::Connect& connect) {
    const Client client = try_connect(connect);
    REQUIRE(client.next<mqtt::Connack>().reason == ReasonCode::success);
    return client;
}

std::size_t Bench::wait(base::Duration duration) {
    std::size_t stops = 0;
    const base::Instant end = now_ + duration;
    const auto advance = [](broker::Broker& broker, base::Instant now, broker::Output& out) {
        broker.advance(now, out);
    };
    while (broker.next_deadline() <= end) {
        ++stops;
        now_ = std::max(now_, broker.next_deadline());
        call(advance);
        REQUIRE(broker.next_deadline() > now_);
    }
    now_ = end;
    call(advance);
    return stops;
}

void Bench::shut_down() {
    call([](broker::Broker& broker, base::Instant now, broker::Output& out) { broker.shut_down(now, out); });
}

std::vector<trace::Event> Bench::events(EventKind kind) const {
    std::vector<trace::Event> found;
    for (const trace::Event& event : events_) {
        if (event.kind == kind) found.push_back(event);
    }
    return found;
}

std::string Bench::limits() const {
    std::string words;
    for (const trace::Event& event : events(EventKind::limit_reached)) {
        words += (words.empty() ? "" : "; ") + event.text + " " + std::to_string(event.number);
    }
    return words;
}

std::size_t Bench::dropped(DropReason reason) const {
    std::size_t count = 0;
    for (const trace::Event& event : events(EventKind::message_dropped)) {
        if (event.number == static_cast<std::uint32_t>(reason)) ++count;
    }
    return count;
}

} // namespace bench
