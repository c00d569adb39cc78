#include "simulation/world.hpp"

#include "base/prng.hpp"

namespace simulation {

namespace {

/// One of the values, each as likely as the others.
std::uint32_t one_of(base::Prng& prng, std::initializer_list<std::uint32_t> values) {
    return values.begin()[prng.below(values.size())];
}

broker::Options random_options(base::Prng& prng) {
    broker::Options options;
    options.seed = prng.next();
    options.maximum_packet_size = one_of(prng, {150, 1000, 1u << 20});
    options.receive_maximum = static_cast<std::uint16_t>(one_of(prng, {1, 2, 5, 1024}));
    options.topic_alias_maximum = static_cast<std::uint16_t>(one_of(prng, {0, 1, 3, 32}));
    options.topic_alias_maximum_out = static_cast<std::uint16_t>(one_of(prng, {0, 1, 2, 16}));
    options.keep_alive_maximum_s = static_cast<std::uint16_t>(one_of(prng, {0, 0, 4}));
    if (prng.chance(1, 8)) options.maximum_qos = static_cast<mqtt::QoS>(prng.below(2));
    options.retain_available = !prng.chance(1, 12);
    options.wildcard_available = !prng.chance(1, 12);
    options.shared_available = !prng.chance(1, 12);
    options.sessions = one_of(prng, {2, 3, 5, 100});
    options.connections = one_of(prng, {2, 4, 100, 100});
    options.subscriptions_per_session = one_of(prng, {1, 3, 100, 100});
    options.topic_levels = one_of(prng, {2, 3, 128, 128});
    options.inflight = one_of(prng, {1, 2, 3, 20});
    options.queued_messages = one_of(prng, {0, 1, 2, 5, 1000});
    options.retained_messages = one_of(prng, {0, 1, 3, 1000});
    options.session_expiry_maximum_s = one_of(prng, {5, 0xffffffff, 0xffffffff});
    return options;
}

Action random_action(base::Prng& prng) {
    struct Weight {
        Action action;
        unsigned weight;
    };
    static constexpr Weight weights[] = {{Action::connect, 8},     {Action::disconnect, 4}, {Action::subscribe, 18},
                                         {Action::unsubscribe, 3}, {Action::publish, 36},   {Action::answer, 10},
                                         {Action::repeat, 2},      {Action::stray, 2},      {Action::malformed, 2},
                                         {Action::cut, 5},         {Action::stall, 4},      {Action::heal, 5},
                                         {Action::wait, 6},        {Action::copy, 2}};
    unsigned total = 0;
    for (const Weight& each : weights) total += each.weight;
    std::uint64_t at = prng.below(total);
    for (const Weight& each : weights) {
        if (at < each.weight) return each.action;
        at -= each.weight;
    }
    return Action::wait;
}

} // namespace

World generate(std::uint64_t seed) {
    base::Prng prng(seed);
    World world;
    world.seed = seed;
    world.options = random_options(prng);
    world.clients = 2 + static_cast<unsigned>(prng.below(3));
    world.traced = prng.chance(1, 2);
    const std::uint64_t steps = 15 + prng.below(60);
    for (std::uint64_t i = 0; i < steps; ++i) {
        world.steps.push_back({random_action(prng), static_cast<unsigned>(prng.below(world.clients)), prng.next()});
    }
    return world;
}

std::string told(const broker::Options& options) {
    const auto number = [](const char* name, std::uint64_t value) {
        return std::string(" ") + name + "=" + std::to_string(value);
    };
    return number("packet-size", options.maximum_packet_size) + number("receive-maximum", options.receive_maximum) +
           number("aliases-in", options.topic_alias_maximum) + number("aliases-out", options.topic_alias_maximum_out) +
           number("keep-alive-maximum", options.keep_alive_maximum_s) +
           number("maximum-qos", mqtt::number(options.maximum_qos)) + number("retain", options.retain_available) +
           number("wildcard", options.wildcard_available) + number("shared", options.shared_available) +
           number("sessions", options.sessions) + number("connections", options.connections) +
           number("subscriptions", options.subscriptions_per_session) + number("levels", options.topic_levels) +
           number("inflight", options.inflight) + number("queued", options.queued_messages) +
           number("retained", options.retained_messages) +
           number("session-expiry-maximum", options.session_expiry_maximum_s);
}

} // namespace simulation
