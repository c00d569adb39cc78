// Enhanced authentication [5.0, 4.12] with SCRAM-SHA-256: before CONNACK, and
// again later.
#include "auth/scram_client.hpp"
#include "support/bench.hpp"

using namespace bench;

namespace {

constexpr std::string_view scram = "SCRAM-SHA-256";

/// In one step: whoever says "open" comes in, as the user "door".
class OneStep final : public auth::Method {
public:
    std::string_view name() const override { return "ONE-STEP"; }
    auth::Step begin(std::string_view data, std::string_view, const auth::Users&) const override {
        if (data != "open") return {};
        return {auth::Step::Result::success, "", "", "door"};
    }
    auth::Step proceed(const std::string&, std::string_view, const auth::Users&) const override { return {}; }
};

Options secured() {
    Options options;
    options.security.anonymous = false;
    options.security.users = auth::read_users("ana:secret\neva:other", 1).users;
    options.security.methods = {auth::scram_sha_256(), auth::MethodRef::make<const OneStep>()};
    return options;
}

Properties auth_properties(std::string_view method, std::string_view data) {
    return properties({text(PropertyId::authentication_method, method), text(PropertyId::authentication_data, data)});
}

mqtt::Connect connect_with(std::string_view method, std::string_view data, std::string_view client_id = "a") {
    return {.version = v5, .client_id = std::string(client_id), .properties = auth_properties(method, data)};
}

mqtt::Auth auth_packet(ReasonCode reason, std::string_view method, std::string_view data) {
    return {reason, auth_properties(method, data)};
}

std::string data_of(const Properties& properties) {
    return std::string(properties.text(PropertyId::authentication_data).value_or("-"));
}

std::string method_of(const Properties& properties) {
    return std::string(properties.text(PropertyId::authentication_method).value_or("-"));
}

/// Takes the server's AUTH and answers it as the client must.
void answer(const Client& client, const ScramClient& half) {
    const auto asked = client.next<mqtt::Auth>();
    CHECK(asked.reason == ReasonCode::continue_authentication);
    CHECK(method_of(asked.properties) == scram);
    client.send(auth_packet(ReasonCode::continue_authentication, scram, half.final(data_of(asked.properties))));
}

Client authenticated(Bench& bench, std::string_view client_id = "a") {
    const ScramClient half("ana", "secret");
    const Client client = bench.try_connect(connect_with(scram, half.first(), client_id));
    answer(client, half);
    REQUIRE(client.next<mqtt::Connack>().reason == ReasonCode::success);
    return client;
}

} // namespace

TEST_CASE("SCRAM: CONNECT, AUTH 0x18 both ways, CONNACK with the method and "
          "the server's proof"
          " [MQTT-4.12.0-2, MQTT-4.12.0-3, MQTT-4.12.0-5 of 5.0]",
          "[5.0][MQTT-4.12.0-2][MQTT-4.12.0-3][MQTT-4.12.0-5][MQTT-3.15.1-1]") {
    Bench bench(secured(), traced_or_not());
    const ScramClient half("ana", "secret");
    const Client client = bench.try_connect(connect_with(scram, half.first()));
    CHECK(bench.broker.session_count() == 0);
    answer(client, half);
    const auto connack = client.next<mqtt::Connack>();
    CHECK(connack.reason == ReasonCode::success);
    CHECK(method_of(connack.properties) == scram);
    CHECK(data_of(connack.properties) == half.expected());
    CHECK(bench.broker.find_session("a")->user_name == "ana");
}

TEST_CASE("A method of one step is answered with CONNACK at once "
          "[MQTT-4.12.0-5 of 5.0]",
          "[5.0][MQTT-4.12.0-5]") {
    Bench bench(secured(), traced_or_not());
    const Client client = bench.try_connect(connect_with("ONE-STEP", "open"));
    const auto connack = client.next<mqtt::Connack>();
    CHECK(connack.reason == ReasonCode::success);
    CHECK(method_of(connack.properties) == "ONE-STEP");
    CHECK(data_of(connack.properties) == "-");
    CHECK(bench.broker.find_session("a")->user_name == "door");
}

TEST_CASE("A method that the server does not know is refused with 0x8C "
          "[MQTT-4.12.0-1 of 5.0]",
          "[5.0][MQTT-4.12.0-1]") {
    Bench bench(secured(), traced_or_not());
    CHECK(bench.try_connect(connect_with("GSSAPI", "x")).heard() == "CONNACK 8c; closed");
    CHECK(bench.try_connect(connect_with("scram-sha-256", "x")).heard() == "CONNACK 8c; closed");
    Bench without;
    CHECK(without.try_connect(connect_with(scram, "x")).heard() == "CONNACK 8c; closed");
}

TEST_CASE("A wrong user, proof or first message is refused with CONNACK 0x87, "
          "then closed [MQTT-4.12.0-4 of 5.0]",
          "[5.0][MQTT-4.12.0-4]") {
    Bench bench(secured(), traced_or_not());
    CHECK(bench.try_connect(connect_with(scram, "nonsense")).heard() == "CONNACK 87; closed");
    CHECK(bench.try_connect(connect_with(scram, ScramClient("nobody", "secret").first())).heard() ==
          "CONNACK 87; closed");
    CHECK(bench.try_connect(connect_with("ONE-STEP", "knock")).heard() == "CONNACK 87; closed");
    const ScramClient wrong("ana", "Secret");
    const Client client = bench.try_connect(connect_with(scram, wrong.first()));
    answer(client, wrong);
    CHECK(client.heard() == "CONNACK 87; closed");
    CHECK(bench.broker.session_count() == 0);
}

TEST_CASE("Before CONNACK a client that authenticates sends AUTH or "
          "DISCONNECT, nothing else [MQTT-3.1.2-30 of 5.0]",
          "[5.0][MQTT-3.1.2-30][MQTT-4.13.1-1]") {
    Bench bench(secured(), traced_or_not());
    const ScramClient half("ana", "secret");
    const char* packet = GENERATE("c0 00", "30 04 | 00 01 't' 00", "82 07 | 00 01 00 00 01 't' 00", "d0 00",
                                  "10 0e | 00 04 'MQTT' 05 02 00 00 00 | 00 01 'a'");
    const Client client = bench.try_connect(connect_with(scram, half.first()));
    client.next<mqtt::Auth>();
    const bool connect_again = std::string_view(packet).starts_with("10");
    client.send_hex(packet);
    CHECK(client.heard() == (connect_again ? "CONNACK 82; closed" : "closed"));
    CHECK(bench.broker.session_count() == 0);
}

TEST_CASE("A client may leave in the middle of the exchange, or be lost: "
          "nothing stays of it") {
    Bench bench(secured(), traced_or_not());
    const ScramClient half("ana", "secret");
    mqtt::Connect connect = connect_with(scram, half.first());
    connect.will = mqtt::Will{.topic = "gone", .payload = {'x'}, .retain = true};
    const Client client = bench.try_connect(connect);
    client.next<mqtt::Auth>();
    if (GENERATE(false, true)) {
        client.send(mqtt::Disconnect{});
        CHECK(client.heard() == "closed");
    } else {
        client.lose();
    }
    CHECK(bench.broker.connection_count() == 0);
    CHECK(bench.broker.session_count() == 0);
    CHECK(bench.broker.retained().empty());
}

TEST_CASE("Who does not finish the exchange in the time for a CONNECT is closed") {
    Bench bench(secured(), traced_or_not());
    const Client client = bench.try_connect(connect_with(scram, ScramClient("ana", "secret").first()));
    client.next<mqtt::Auth>();
    bench.wait(seconds(29));
    CHECK_FALSE(client.closed());
    bench.wait(seconds(1));
    CHECK(client.heard() == "closed");
}

TEST_CASE("AUTH that names another method, or none, is a Protocol Error "
          "[MQTT-4.12.0-5 of 5.0]",
          "[5.0][MQTT-4.12.0-5]") {
    Bench bench(secured(), traced_or_not());
    const ScramClient half("ana", "secret");
    const bool during = GENERATE(true, false);
    const Client client = during ? bench.try_connect(connect_with(scram, half.first())) : authenticated(bench);
    if (during) client.next<mqtt::Auth>();
    const ReasonCode reason = during ? ReasonCode::continue_authentication : ReasonCode::re_authenticate;
    if (GENERATE(true, false)) {
        client.send(auth_packet(reason, "ONE-STEP", "open"));
    } else {
        client.send_hex(during ? "f0 02 18 00" : "f0 02 19 00");
    }
    CHECK(client.heard() == (during ? "closed" : "DISCONNECT 82; closed"));
}

TEST_CASE("AUTH from a client that named no method in CONNECT is a Protocol "
          "Error [MQTT-4.12.0-6, MQTT-4.12.0-7 of 5.0]",
          "[5.0][MQTT-4.12.0-6][MQTT-4.12.0-7]") {
    Options options = secured();
    options.security.anonymous = true;
    Bench bench(options, traced_or_not());
    const Client client = bench.try_connect({.version = v5, .client_id = "a"});
    CHECK(method_of(client.next<mqtt::Connack>().properties) == "-");
    client.send(auth_packet(GENERATE(ReasonCode::re_authenticate, ReasonCode::continue_authentication), scram, "x"));
    CHECK(client.heard() == "DISCONNECT 82; closed");
}

TEST_CASE("AUTH that fits no step of the exchange is a Protocol Error "
          "[MQTT-3.15.2-1 of 5.0]",
          "[5.0][MQTT-3.15.2-1][MQTT-4.13.1-1]") {
    Bench bench(secured(), traced_or_not());
    SECTION("0x19 before CONNACK") {
        const Client client = bench.try_connect(connect_with(scram, ScramClient("ana", "secret").first()));
        client.next<mqtt::Auth>();
        client.send(auth_packet(ReasonCode::re_authenticate, scram, "x"));
        CHECK(client.heard() == "closed");
    }
    SECTION("0x18 when nothing runs") {
        const Client client = authenticated(bench);
        client.send(auth_packet(ReasonCode::continue_authentication, scram, "x"));
        CHECK(client.heard() == "DISCONNECT 82; closed");
    }
    SECTION("0x00, which only the server sends") {
        const Client client = authenticated(bench);
        client.send(auth_packet(ReasonCode::success, scram, "x"));
        CHECK(client.heard() == "DISCONNECT 82; closed");
    }
}

TEST_CASE("Re-authentication: AUTH 0x19, AUTH 0x18 both ways, AUTH 0x00, and "
          "the connection goes on meanwhile"
          " [MQTT-4.12.1-1 of 5.0]",
          "[5.0][MQTT-4.12.1-1][MQTT-4.12.0-2][MQTT-4.12.0-5]") {
    Bench bench(secured(), traced_or_not());
    const Client client = authenticated(bench);
    client.subscribe("t");
    for (int round = 0; round < 2; ++round) {
        const ScramClient half("ana", "secret");
        client.send(auth_packet(ReasonCode::re_authenticate, scram, half.first()));
        const auto asked = client.next<mqtt::Auth>();
        client.publish("t", "x");
        CHECK(client.heard() == "PUBLISH t 'x'");
        client.send(auth_packet(ReasonCode::continue_authentication, scram, half.final(data_of(asked.properties))));
        const auto done = client.next<mqtt::Auth>();
        CHECK(done.reason == ReasonCode::success);
        CHECK(method_of(done.properties) == scram);
        CHECK(data_of(done.properties) == half.expected());
    }
}

TEST_CASE("A failed re-authentication ends the connection with DISCONNECT 0x87 "
          "[MQTT-4.12.1-2 of 5.0]",
          "[5.0][MQTT-4.12.1-2]") {
    Bench bench(secured(), traced_or_not());
    const Client client = authenticated(bench);
    const ScramClient wrong("ana", "Secret");
    client.send(auth_packet(ReasonCode::re_authenticate, scram, wrong.first()));
    answer(client, wrong);
    CHECK(client.heard() == "DISCONNECT 87; closed");
}

TEST_CASE("Re-authentication does not make one user another") {
    Bench bench(secured(), traced_or_not());
    const Client client = authenticated(bench);
    const ScramClient other("eva", "other");
    client.send(auth_packet(ReasonCode::re_authenticate, scram, other.first()));
    answer(client, other);
    client.take_bytes();
    CHECK(bench.broker.find_session("a")->user_name == "ana");
}

TEST_CASE("Each exchange has a nonce of its own, and the same seed gives the "
          "same ones") {
    const auto nonces = [] {
        Bench bench(secured());
        std::vector<std::string> seen;
        for (const char* id : {"a", "b"}) {
            const Client client = bench.try_connect(connect_with(scram, ScramClient("ana", "secret").first(), id));
            seen.push_back(data_of(client.next<mqtt::Auth>().properties));
        }
        return seen;
    };
    CHECK(nonces()[0] != nonces()[1]);
    CHECK(nonces() == nonces());
}

TEST_CASE("An exchange goes on in a copy of the broker") {
    Bench bench(secured());
    const ScramClient half("ana", "secret");
    const Client client = bench.try_connect(connect_with(scram, half.first()));
    const auto asked = client.next<mqtt::Auth>();
    Bench copy = bench;
    for (Bench* each : {&copy, &bench}) {
        each->at(0).send(
            auth_packet(ReasonCode::continue_authentication, scram, half.final(data_of(asked.properties))));
        CHECK(each->at(0).heard() == "CONNACK 00");
    }
}

TEST_CASE("An exchange that takes over a Session does so only when it has "
          "succeeded [MQTT-3.1.4-3 of 5.0]",
          "[5.0][MQTT-3.1.4-3]") {
    Bench bench(secured(), traced_or_not());
    const Client first = authenticated(bench);
    const ScramClient half("ana", "secret");
    const Client second = bench.try_connect(connect_with(scram, half.first()));
    CHECK(first.heard() == "");
    answer(second, half);
    CHECK(first.heard() == "DISCONNECT 8e; closed");
    CHECK(second.heard() == "CONNACK 00");
}

TEST_CASE("The bound of Sessions holds for those that were still "
          "authenticating when it was reached") {
    Options options = secured();
    options.sessions = 1;
    Bench bench(options, traced_or_not());
    const ScramClient half("ana", "secret");
    const Client first = bench.try_connect(connect_with(scram, half.first(), "a"));
    const Client second = bench.try_connect(connect_with(scram, half.first(), "b"));
    answer(first, half);
    CHECK(first.heard() == "CONNACK 00");
    answer(second, half);
    CHECK(second.heard() == "CONNACK 97; closed");
    CHECK(bench.broker.session_count() == 1);
}

TEST_CASE("AUTH has no Reason String and no User Property that could be too "
          "much for the client"
          " [MQTT-3.15.2-2, MQTT-3.15.2-3 of 5.0]",
          "[5.0][MQTT-3.15.2-2][MQTT-3.15.2-3]") {
    Bench bench(secured());
    const Client client = authenticated(bench);
    client.send(auth_packet(ReasonCode::re_authenticate, scram, ScramClient("ana", "secret").first()));
    const Properties told = client.next<mqtt::Auth>().properties;
    CHECK_FALSE(told.find(PropertyId::reason_string));
    CHECK_FALSE(told.find(PropertyId::user_property));
}

TEST_CASE("AUTH above the client's Maximum Packet Size is not sent "
          "[MQTT-3.1.2-24 of 5.0]",
          "[5.0][MQTT-3.1.2-24]") {
    Bench bench(secured());
    mqtt::Connect connect = connect_with(scram, ScramClient("ana", "secret").first());
    connect.properties.add_number(PropertyId::maximum_packet_size, 60);
    const Client client = bench.try_connect(connect);
    CHECK(client.take_bytes().size() <= 60);
}

TEST_CASE("Authentication Data without a method is a Protocol Error [5.0, "
          "3.1.2.11.10]",
          "[5.0]") {
    Bench bench(secured(), traced_or_not());
    const Client client = bench.try_connect(
        {.version = v5, .client_id = "a", .properties = properties({text(PropertyId::authentication_data, "x")})});
    CHECK(client.heard() == "CONNACK 82; closed");
}
