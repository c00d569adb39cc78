// The lines that make a scenario a test: what had to be so by now.
#include "sim/world.hpp"

#include "sim/scenario_text.hpp"

namespace sim {
namespace {

bool same_bytes(base::BytesView a, base::BytesView b) { return base::as_text(a) == base::as_text(b); }

bool fits(const ReceivedMessage& received, const ExpectAction& expectation) {
    if (received.message->topic != expectation.topic) return false;
    if (expectation.payload && !same_bytes(received.message->payload.view(), *expectation.payload)) return false;
    if (expectation.qos && received.qos != *expectation.qos) return false;
    return !expectation.retain || received.retain == *expectation.retain;
}

std::uint32_t count_received(const Client& client, const ExpectAction& expectation) {
    std::uint32_t count = 0;
    client.inbox().newest_first([&](const ReceivedMessage& received) {
        if (fits(received, expectation)) ++count;
        return true;
    });
    return count;
}

bool refused_with(const Client& client, const ExpectAction& expectation) {
    if (!client.refused()) return false;
    if (!expectation.code) return true;
    const auto code = static_cast<std::uint8_t>(*client.refused());
    return *expectation.code == code || mqtt::connect_return_code(*client.refused()) == *expectation.code;
}

} // namespace

bool World::holds(const Client* client, const ExpectAction& expectation) const {
    using Kind = ExpectAction::Kind;
    switch (expectation.kind) {
    case Kind::received: {
        const std::uint32_t count = count_received(*client, expectation);
        return expectation.times ? count == *expectation.times : count > 0;
    }
    case Kind::not_received: return count_received(*client, expectation) == 0;
    case Kind::connected: return client->state() == Client::State::connected;
    case Kind::offline: return client->state() == Client::State::offline;
    case Kind::refused: return refused_with(*client, expectation);
    case Kind::retained:
    case Kind::not_retained: {
        const mqtt::MessageRef kept = broker_.retained(expectation.topic, now_);
        const bool same = kept && (!expectation.payload || same_bytes(kept->payload.view(), *expectation.payload));
        return same == (expectation.kind == Kind::retained);
    }
    }
    return false;
}

void World::expect(std::string_view actor, const ExpectAction& expectation, std::uint32_t line, trace::Trace& trace) {
    const Client* client = find_client(actor);
    const bool of_broker =
        expectation.kind == ExpectAction::Kind::retained || expectation.kind == ExpectAction::Kind::not_retained;
    CHECK_INVARIANT(of_broker || client != nullptr);
    trace::Event told;
    told.at = now_;
    told.kind = holds(client, expectation) ? trace::EventKind::expectation_met : trace::EventKind::expectation_failed;
    told.actor = client ? client->actor() : 0;
    told.number = line;
    told.text = print_action(actor, expectation);
    trace.add(std::move(told));
}

} // namespace sim
