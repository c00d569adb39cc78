// Enhanced authentication [5.0, 4.12]: AUTH before CONNACK, and again later when the Client wishes.
#include "broker/broker.hpp"

namespace broker {

using mqtt::PropertyId;
using mqtt::ReasonCode;

namespace {

std::string_view data_of(const mqtt::Properties& properties) {
    return properties.text(PropertyId::authentication_data).value_or(std::string_view());
}

std::string fresh_nonce(base::Prng& prng) {
    static constexpr char printable[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string nonce;
    for (int i = 0; i < 24; ++i) nonce += printable[prng.below(62)];
    return nonce;
}

} // namespace

const auth::Method* Broker::find_method(std::string_view name) const {
    for (const auth::MethodRef& method : options_->security.methods) {
        if (method->name() == name) return &*method;
    }
    return nullptr;
}

/// REQUIRES: the CONNECT names a method that is known.
void Broker::begin_exchange(Connection& connection, const mqtt::Connect& connect, Call& call) {
    Exchange exchange;
    exchange.method = *connect.properties.text(PropertyId::authentication_method);
    exchange.running = true;
    exchange.connect = connect;
    connection.state = Connection::State::authenticating;
    const auth::Step step =
        find_method(exchange.method)->begin(data_of(connect.properties), fresh_nonce(prng_), options_->security.users);
    take_step(connection, std::move(exchange), step, call);
}

void Broker::take_step(Connection& connection, Exchange exchange, const auth::Step& step, Call& call) {
    const bool first_time = exchange.connect.has_value();
    if (step.result == auth::Step::Result::failure) {
        if (first_time) {
            refuse(connection, ReasonCode::not_authorized, {"", "MQTT-4.12.0-4"}, call);
        } else {
            disconnect(connection, ReasonCode::not_authorized, {"", "MQTT-4.12.1-2"}, call);
        }
        return;
    }
    exchange.state = step.state;
    exchange.running = step.result == auth::Step::Result::proceed;
    if (!exchange.running && first_time) {
        const mqtt::Connect connect = std::move(*exchange.connect);
        exchange.connect.reset();
        exchange.final_data = step.data;
        connection.exchange = base::Ref<const Exchange>::make(std::move(exchange));
        accept(connection, connect, step.user_name, call);
        return;
    }
    mqtt::Auth packet;
    packet.reason = exchange.running ? ReasonCode::continue_authentication : ReasonCode::success;
    packet.properties.add_text(PropertyId::authentication_method, exchange.method);
    if (!step.data.empty()) packet.properties.add_text(PropertyId::authentication_data, step.data);
    connection.exchange = base::Ref<const Exchange>::make(std::move(exchange));
    send(connection, std::move(packet), {"", "MQTT-4.12.0-2"}, call);
}

/// Between CONNECT and CONNACK a Client sends only AUTH, or DISCONNECT.
void Broker::handle_authenticating(Connection& connection, base::BytesView packet, Call& call) {
    const mqtt::Decoded decoded = mqtt::decode(packet, connection.version);
    if (const auto* error = std::get_if<mqtt::ProtocolError>(&decoded)) {
        fail(connection, *error, packet, call);
        return;
    }
    const mqtt::Packet& whole = std::get<mqtt::Packet>(decoded);
    if (const auto* auth = std::get_if<mqtt::Auth>(&whole)) {
        handle_auth(connection, *auth, call);
    } else if (std::get_if<mqtt::Disconnect>(&whole)) {
        close(connection, trace::EventKind::connection_closed, ReasonCode::success, {}, Ending::normal, call);
    } else {
        fail(connection,
             {ReasonCode::protocol_error,
              {"", "MQTT-3.1.2-30"},
              0,
              {"Antes de CONNACK, un cliente que se autentica solo envía AUTH.",
               "Before CONNACK, a Client that authenticates sends only AUTH."}},
             packet, call);
    }
}

void Broker::handle_auth(Connection& connection, const mqtt::Auth& auth, Call& call) {
    const auto method = auth.properties.text(PropertyId::authentication_method);
    if (!connection.exchange || !method || *method != connection.exchange->method) {
        fail(connection, ReasonCode::protocol_error, {"", "MQTT-4.12.0-5"},
             {"AUTH debe nombrar el mismo método que CONNECT.", "AUTH must name the same method as CONNECT."}, call);
        return;
    }
    const auth::Users& users = options_->security.users;
    const auth::Method& known = *find_method(*method);
    const bool begins = auth.reason == ReasonCode::re_authenticate && connection.connected();
    const bool goes_on = auth.reason == ReasonCode::continue_authentication && connection.exchange->running;
    if (!begins && !goes_on) {
        fail(connection, ReasonCode::protocol_error, {"", "MQTT-4.12.0-5"},
             {"Este AUTH no corresponde a ningún paso de la autenticación.",
              "This AUTH fits no step of the authentication."},
             call);
        return;
    }
    Exchange exchange = *connection.exchange;
    const auth::Step step = begins ? known.begin(data_of(auth.properties), fresh_nonce(prng_), users)
                                   : known.proceed(exchange.state, data_of(auth.properties), users);
    take_step(connection, std::move(exchange), step, call);
}

} // namespace broker
