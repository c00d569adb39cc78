#include "simulation/run.hpp"

#include "simulation/words.hpp"

#include "mqtt/framer.hpp"

#include <algorithm>

namespace simulation {

Result run(const World& world, Log log, const Tamper& tamper) { return Run(world, log, tamper).go(); }

Run::Run(const World& world, Log log, const Tamper& tamper)
    : world_(world), log_(log), tamper_(tamper), broker_(world.options), twin_(broker_), reference_(world.options) {
    base::Prng prng(world.seed ^ 0x5eed);
    for (unsigned i = 0; i < world.clients; ++i) {
        Client client;
        client.name = "c" + std::to_string(i + 1);
        client.usual_version = static_cast<ProtocolVersion>(prng.chance(1, 2) ? 5 : 3 + prng.below(2));
        clients_.push_back(std::move(client));
    }
}

Result Run::go() {
    if (log_ != Log::none) {
        result_.log.push_back("mqtt-scenario 1");
        result_.log.push_back("# world " + std::to_string(world_.seed) + ", broker:" + told(world_.options));
        for (const Client& client : clients_) result_.log.push_back("client " + client.name);
    }
    for (const Step& step : world_.steps) {
        if (failed()) break;
        act(step);
    }
    if (!failed()) finish();
    result_.dropped = reference_.dropped();
    return std::move(result_);
}

void Run::fail(const std::string& what) {
    if (failed()) return;
    result_.failure = at(now_) + " " + what;
    comment("FAILED: " + what);
}

std::map<int, base::Bytes> Run::bytes_of(const broker::Outbox& outbox, std::vector<int>& closed) const {
    std::map<int, base::Bytes> bytes;
    for (const broker::Outbox::Record& record : outbox.records()) {
        if (record.kind == broker::Outbox::Kind::send_to_many) {
            for (const broker::ConnectionId id : outbox.targets_of(record)) {
                base::append(bytes[line_by_id_.at(id)], outbox.bytes_of(record));
            }
            continue;
        }
        const int line = line_by_id_.at(record.connection);
        if (record.kind == broker::Outbox::Kind::close)
            closed.push_back(line);
        else
            base::append(bytes[line], outbox.bytes_of(record));
    }
    return bytes;
}

/// One call to the broker, judged: the twin says the same bytes, and the reference agrees.
void Run::call(const Told& tell, const std::function<void()>& follow) {
    if (failed()) return;
    trace::Events events;
    broker::Output out, twin_out;
    (world_.traced ? out : twin_out).trace = trace::Trace(events, 1);
    tell(broker_, out);
    tell(twin_, twin_out);
    Sent sent;
    std::vector<int> twin_closed;
    const std::map<int, base::Bytes> bytes = bytes_of(out.outbox, sent.closed);
    if (bytes != bytes_of(twin_out.outbox, twin_closed) || sent.closed != twin_closed) {
        fail("with tracing on and off the broker sends other bytes");
    }
    for (const auto& [line, text] : bytes) take_packets(wires_.at(line), text, sent);
    if (tamper_) tamper_(sent, reference_, now_);
    std::map<int, Actual> actual;
    for (const Emission& each : sent.packets) {
        Actual& at_line = actual[each.line];
        if (const auto* publish = std::get_if<mqtt::Publish>(&each.packet))
            at_line.publishes.push_back(*publish);
        else
            at_line.others.push_back(each.packet);
        if (log_ == Log::packets)
            comment("    " + clients_[wires_.at(each.line).client].name + " <- " + told(each.packet));
    }
    for (const int line : sent.closed) {
        actual[line].close = true;
        if (log_ == Log::packets) comment("    " + clients_[wires_.at(line).client].name + " <- closed");
    }
    reference_.begin(actual, broker_);
    follow();
    std::string wrong = reference_.compare(now_);
    if (wrong.empty()) wrong = reference_.compare_state(now_);
    if (!wrong.empty()) fail(wrong);
    forward(sent);
}

/// Bytes to packets as a Client reads them, Topic Aliases put back.
void Run::take_packets(Wire& wire, base::BytesView bytes, Sent& sent) {
    while (!bytes.empty()) {
        const mqtt::Frame frame = mqtt::next_frame(bytes, 0xffffffff);
        if (frame.state != mqtt::Frame::State::whole) return fail("the broker sends no whole packet");
        const base::BytesView one = bytes.first(frame.length);
        bytes = bytes.subspan(frame.length);
        mqtt::Decoded decoded = mqtt::decode(one, wire.version);
        if (!std::get_if<mqtt::Packet>(&decoded)) return fail("the broker sends a malformed packet " + hex(one));
        mqtt::Packet packet = std::move(std::get<mqtt::Packet>(decoded));
        if (one.size() > wire.packet_maximum) {
            fail("connection " + std::to_string(wire.line) + ": " + told(packet) + " has " +
                 std::to_string(one.size()) + " bytes, more than the Client's Maximum Packet Size of " +
                 std::to_string(wire.packet_maximum));
        }
        if (auto* publish = std::get_if<mqtt::Publish>(&packet)) {
            if (const auto alias = publish->properties.number(PropertyId::topic_alias)) {
                if (*alias == 0 || *alias > wire.alias_maximum) return fail("a Topic Alias above the Client's maximum");
                if (!publish->topic.empty())
                    wire.aliases[*alias] = publish->topic;
                else if (!wire.aliases.contains(*alias))
                    return fail("a Topic Alias that was never set");
                publish->topic = wire.aliases[*alias];
            }
        }
        sent.packets.push_back({wire.line, std::move(packet)});
    }
}

void Run::forward(const Sent& sent) {
    for (const Emission& each : sent.packets) {
        Wire& wire = wires_.at(each.line);
        if (wire.at_client) wire.down.push_back(each.packet);
    }
    for (const int line : sent.closed) {
        Wire& wire = wires_.at(line);
        wire.at_broker = false;
        wire.closing = true;
        wire.up.clear();
    }
}

/// The next `length` bytes reach the broker in one piece, whatever packets they belong to.
void Run::feed(Wire& wire, std::size_t length) {
    base::Bytes piece;
    std::vector<std::optional<mqtt::Packet>> whole;
    bool part_of_malformed = false;
    while (length > 0 && !wire.up.empty()) {
        Up& first = wire.up.front();
        const std::size_t taken = std::min(length, first.bytes.size() - first.fed);
        base::append(piece, base::BytesView(first.bytes).subspan(first.fed, taken));
        first.fed += taken;
        length -= taken;
        part_of_malformed = !first.packet && first.fed < first.bytes.size();
        if (first.fed < first.bytes.size()) break;
        whole.push_back(std::move(first.packet));
        wire.up.pop_front();
        // Which member of a group was chosen shows only until its Session ends: no further in this call.
        if (reference_.has_groups()) break;
    }
    const int line = wire.line;
    call([&](broker::Broker& broker, broker::Output& out) { broker.receive(wire.id, piece, now_, out); },
         [&] {
             for (const auto& packet : whole) {
                 if (packet)
                     reference_.packet(line, *packet, now_);
                 else
                     reference_.malformed(line, true, now_);
             }
             if (part_of_malformed) reference_.malformed(line, false, now_);
         });
}

void Run::lose(Wire& wire) {
    wire.at_client = false;
    wire.up.clear();
    wire.down.clear();
    if (!wire.at_broker) return;
    wire.at_broker = false;
    call([&](broker::Broker& broker, broker::Output& out) { broker.connection_lost(wire.id, now_, out); },
         [&] { reference_.lost(wire.line, now_); });
}

bool Run::pump_up(Wire& wire) {
    if (wire.up.empty() || wire.stalled || !wire.at_broker) return false;
    std::size_t waiting = 0;
    for (const Up& up : wire.up) waiting += up.bytes.size() - up.fed;
    feed(wire, luck_.chance(2, 3) ? waiting : 1 + luck_.below(waiting));
    return true;
}

bool Run::pump_down(Wire& wire) {
    if (wire.stalled || !wire.at_client) return false;
    Client& client = clients_[wire.client];
    if (!wire.down.empty()) {
        mqtt::Packet packet = std::move(wire.down.front());
        wire.down.pop_front();
        bool delivered = false;
        // A Client of 3.1 is not told; this one guesses right, so that it keeps what the Server keeps.
        auto* connack = std::get_if<mqtt::Connack>(&packet);
        if (connack && wire.version == ProtocolVersion::v3_1) {
            connack->session_present = reference_.session_was_present(wire.line);
        }
        for (const mqtt::Packet& answer : client.receive(packet, luck_, delivered)) say(wire, answer);
        if (delivered) reference_.received(wire.line, std::get<mqtt::Publish>(packet));
        result_.deliveries += delivered;
        return true;
    }
    if (!wire.closing) return false;
    wire.at_client = false;
    client.offline();
    return true;
}

/// Everything that can move moves until nothing does.
void Run::pump() {
    bool moved = true;
    for (unsigned round = 0; moved && !failed(); ++round) {
        moved = false;
        if (round > 20'000) return fail("packets without end");
        for (auto& [line, wire] : wires_) moved = pump_up(wire) || pump_down(wire) || moved;
    }
    std::erase_if(wires_, [](const auto& each) { return !each.second.at_broker && !each.second.at_client; });
}

/// Time goes on, stopping at every deadline of the broker, of the reference, and of a Client's Keep Alive.
void Run::advance(Instant to) {
    for (unsigned round = 0; !failed(); ++round) {
        if (round > 10'000) return fail("deadlines without end");
        Instant next = std::min(broker_.next_deadline(), reference_.next_deadline());
        for (const Client& client : clients_) {
            if (client.connected && client.pings && client.keep_alive_s > 0) {
                next = std::min(next, client.last_sent + base::seconds(client.keep_alive_s));
            }
        }
        if (next > to) break;
        now_ = std::max(now_, next);
        call([&](broker::Broker& broker, broker::Output& out) { broker.advance(now_, out); },
             [&] { reference_.advance(now_); });
        for (Client& client : clients_) {
            Wire* wire = wire_of(client);
            const bool due = client.connected && client.pings && client.keep_alive_s > 0 &&
                             client.last_sent + base::seconds(client.keep_alive_s) <= now_;
            if (due && wire) say(*wire, mqtt::Pingreq{});
        }
        pump();
    }
    now_ = std::max(now_, to);
}

} // namespace simulation
