#include "playground.hpp"

#include "event_records.hpp"
#include "to_js.hpp"

#include "sim/scenario_text.hpp"
#include "sim/sentence.hpp"
#include "sim/trace_text.hpp"

#include <cstring>

namespace bindings {
namespace {

base::Instant instant(double us) {
    // Times come from outside: what is no number or past any clock becomes a bound.
    constexpr double end = 9e15;
    if (!(us > 0)) return {0};
    return {static_cast<std::int64_t>(us < end ? us : end)};
}

/// The title in a language, or the one that is in none.
std::string title_of(const sim::Scenario& scenario, std::string_view language) {
    std::string found;
    for (const sim::ScenarioLine& line : scenario.lines) {
        const auto* title = std::get_if<sim::TitleLine>(&line.content);
        if (title == nullptr) continue;
        if (title->language == language) return title->text;
        if (title->language.empty()) found = title->text;
    }
    return found;
}

/// A real client is shown while it is connected, and while the broker keeps its Session.
bool is_present(const sim::World& world, trace::ActorId actor) {
    const sim::World::Port* port = world.find_port(actor);
    return (port != nullptr && port->open) || world.broker().find_session_of(actor) != nullptr;
}

void put_u32(base::Bytes& out, std::uint32_t value) {
    const std::size_t at = out.size();
    out.resize(at + 4);
    std::memcpy(out.data() + at, &value, 4);
}

} // namespace

Playground::Playground() : timeline_(sim::Scenario{}) {}

val Playground::check(const std::string& text) const { return to_js(sim::parse_scenario(text).errors); }

val Playground::load(const std::string& text) {
    const sim::ParsedScenario parsed = sim::parse_scenario(text);
    val out = val::object();
    out.set("ok", parsed.errors.empty());
    out.set("errors", to_js(parsed.errors));
    out.set("title", title_of(parsed.scenario, "es"));
    out.set("titleEn", title_of(parsed.scenario, "en"));
    const std::vector<sim::TimedAction> actions = sim::timed_actions(parsed.scenario);
    out.set("scriptEnd", actions.empty() ? 0.0 : static_cast<double>(actions.back().at.us));
    if (parsed.errors.empty()) {
        timeline_ = sim::Timeline(parsed.scenario);
        drained_ = 0;
        keep_below_ = 1;
    }
    return out;
}

double Playground::next_moment() const { return time_to_js(timeline_.world().next_moment()); }

double Playground::advance(double to) { return static_cast<double>(timeline_.advance(instant(to)).us); }

double Playground::advance_edge(double to) { return static_cast<double>(timeline_.advance_edge(instant(to)).us); }

double Playground::seek(double to) { return static_cast<double>(timeline_.seek(instant(to)).us); }

val Playground::act(const std::string& line) {
    const sim::ParsedAction parsed = sim::parse_action(line, timeline_.world().client_names());
    val out = val::object();
    out.set("ok", parsed.errors.empty());
    out.set("errors", to_js(parsed.errors));
    out.set("line", parsed.errors.empty() ? sim::print_action(parsed.actor, parsed.action) : std::string());
    if (parsed.errors.empty()) timeline_.act(parsed.actor, parsed.action);
    return out;
}

std::uint32_t Playground::drain() {
    if (const trace::EventId forked = timeline_.take_forked_from(); forked != 0 && forked <= drained_) {
        drained_ = forked - 1;
        keep_below_ = keep_below_ == 0 ? forked : std::min(keep_below_, forked);
    }
    const std::uint32_t count = write_event_records(timeline_.events(), drained_ + 1, output_);
    drained_ = timeline_.events().last();
    return count;
}

val Playground::actors() const {
    val out = val::array();
    int at = 0;
    for (const sim::ActorView& actor : timeline_.world().actors()) {
        val one = val::object();
        one.set("id", actor.id);
        one.set("name", actor.name);
        one.set("kind", std::string(actor.real ? "real" : "virtual"));
        out.set(at++, one);
    }
    return out;
}

val Playground::glance() const {
    const sim::World& world = timeline_.world();
    val out = val::array();
    int at = 0;
    for (const sim::ActorView& actor : world.actors()) {
        if (actor.real && !is_present(world, actor.id)) continue;
        out.set(at++, actor.real ? glance_of_port(world, actor) : glance_of_client(world, actor.id - 1));
    }
    return out;
}

val Playground::inspect_client(std::uint32_t actor) const {
    const sim::World& world = timeline_.world();
    const std::vector<sim::ActorView> actors = world.actors();
    if (actor == 0 || actor > actors.size()) return val::null();
    const bool real = actors[actor - 1].real;
    val out = real ? glance_of_port(world, actors[actor - 1]) : glance_of_client(world, actor - 1);
    const broker::Session* session = real ? world.broker().find_session_of(actor)
                                          : world.broker().find_session(world.clients()[actor - 1].client_id());
    out.set("sessionView", session ? to_js(*world.broker().session(session->client_id)) : val::null());
    const sim::Client* client = real ? nullptr : &world.clients()[actor - 1];
    out.set("keepAliveSeconds", client ? static_cast<int>(client->keep_alive_s()) : 0);
    out.set("cleanStart", client ? client->options().clean.value_or(true) : true);
    out.set("latency", client ? static_cast<double>(world.link_of(actor - 1).latency.us) : 0.0);
    out.set("inbox", client ? inbox_to_js(client->inbox()) : val::array());
    return out;
}

val Playground::inspect_broker() const {
    const broker::Broker& broker = timeline_.world().broker();
    val sessions = val::array();
    int at = 0;
    for (const broker::SessionView& session : broker.sessions()) sessions.set(at++, to_js(session));
    val out = val::object();
    out.set("sessions", sessions);
    out.set("retained", retained_to_js(broker.retained()));
    out.set("connections", static_cast<double>(broker.connection_count()));
    return out;
}

val Playground::dissect(std::uint32_t length, int version) const {
    const auto protocol = version == 3   ? mqtt::ProtocolVersion::v3_1
                          : version == 5 ? mqtt::ProtocolVersion::v5_0
                                         : mqtt::ProtocolVersion::v3_1_1;
    const base::BytesView bytes(input_.data(), std::min<std::size_t>(length, input_.size()));
    return to_js(mqtt::dissect(bytes, protocol), protocol);
}

std::string Playground::sentence(std::uint32_t event, const std::string& language) const {
    const trace::Events& events = timeline_.events();
    if (!events.has(event)) return {};
    return sim::sentence(events[event], timeline_.world().actors(),
                         language == "en" ? sim::Language::en : sim::Language::es);
}

val Playground::why(std::uint32_t event) const {
    const trace::Events& events = timeline_.events();
    val out = val::array();
    int at = 0;
    // A cause is older than what it causes, so this ends.
    for (; events.has(event); event = events[event].cause) out.set(at++, event);
    return out;
}

std::string Playground::trace_text() const { return sim::trace_text(timeline_.events(), timeline_.world().actors()); }

void Playground::port_open(std::uint32_t port, const std::string& label) { timeline_.port_opened(port, label); }

void Playground::port_receive(std::uint32_t port, std::uint32_t length) {
    timeline_.port_received(port, {input_.data(), std::min<std::size_t>(length, input_.size())});
}

void Playground::port_closed(std::uint32_t port) { timeline_.port_closed(port); }

std::uint32_t Playground::drain_ports() {
    output_.clear();
    const std::vector<sim::PortOutput> list = timeline_.take_port_output();
    for (const sim::PortOutput& item : list) {
        put_u32(output_, item.close ? 1 : 0);
        put_u32(output_, static_cast<std::uint32_t>(item.ports.size()));
        put_u32(output_, static_cast<std::uint32_t>(item.bytes.size()));
        for (const std::uint32_t port : item.ports) put_u32(output_, port);
        base::append(output_, item.bytes);
        output_.resize((output_.size() + 3) & ~std::size_t(3));
    }
    return static_cast<std::uint32_t>(list.size());
}

std::uint32_t Playground::input(std::uint32_t size) {
    if (input_.size() < size) input_.resize(size);
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(input_.data()));
}

std::uint32_t Playground::output_at() const {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(output_.data()));
}

} // namespace bindings
