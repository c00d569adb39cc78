// Access rules and users as the broker applies them: CONNECT, PUBLISH,
// SUBSCRIBE, delivery, Wills.
#include "support/bench.hpp"

using namespace bench;

namespace {

Options with(std::string_view rules, std::string_view users = "", bool anonymous = true) {
    Options options;
    const auth::AccessText read_rules = auth::read_access_rules(rules);
    REQUIRE(read_rules.error == "");
    options.security.rules = read_rules.rules;
    const auth::UsersText read_users = auth::read_users(users, 1);
    REQUIRE(read_users.error == "");
    options.security.users = read_users.users;
    options.security.anonymous = anonymous;
    return options;
}

mqtt::Connect as(std::string_view user, std::string_view password, ProtocolVersion version) {
    mqtt::Connect connect{.version = version, .client_id = "c-" + std::string(user)};
    connect.user_name = std::string(user);
    connect.password = base::Bytes(password.begin(), password.end());
    return connect;
}

} // namespace

TEST_CASE("A user name with its password comes in; any other is refused: 0x86, "
          "before 5.0 0x04"
          " [MQTT-3.1.4-2 of 5.0, MQTT-3.2.2-5 of 3.1.1]",
          "[3.1.1][MQTT-3.2.2-5][MQTT-3.1.4-5][5.0][MQTT-3.1.4-2][MQTT-3.2.2-7]") {
    Bench bench(with("", "ana:secret"));
    const ProtocolVersion version = every_version();
    CHECK(bench.try_connect(as("ana", "secret", version)).heard() == "CONNACK 00");
    for (const auto& [user, password] : {std::pair{"ana", "Secret"}, {"ana", ""}, {"eva", "secret"}, {"", "secret"}}) {
        const Client refused = bench.try_connect(as(user, password, version));
        CHECK(shown(refused.take_bytes()) == (version == v5 ? "20 03 00 86 00" : "20 02 00 04"));
        CHECK(refused.closed());
    }
    mqtt::Connect no_password = as("ana", "", version);
    no_password.password.reset();
    CHECK(bench.try_connect(no_password).closed());
    CHECK(bench.broker.session_count() == 1);
}

TEST_CASE("Without a user name: let in where anonymous is allowed, refused "
          "with 0x87, before 5.0 0x05, where not"
          " [MQTT-3.1.4-2 of 5.0, MQTT-3.2.2-5 of 3.1.1]",
          "[3.1.1][MQTT-3.2.2-5][5.0][MQTT-3.1.4-2][MQTT-3.2.2-7]") {
    const ProtocolVersion version = every_version();
    Bench open_bench(with("", "ana:secret"));
    CHECK(open_bench.try_connect({.version = version, .client_id = "x"}).heard() == "CONNACK 00");
    Bench closed_bench(with("", "ana:secret", false));
    const Client refused = closed_bench.try_connect({.version = version, .client_id = "x"});
    CHECK(shown(refused.take_bytes()) == (version == v5 ? "20 03 00 87 00" : "20 02 00 05"));
    CHECK(refused.closed());
}

TEST_CASE("Where there are no users, a user name is only a name") {
    Bench bench;
    CHECK(bench.try_connect(as("ana", "whatever", every_version())).heard() == "CONNACK 00");
    Bench nobody(with("", "", false));
    CHECK(nobody.try_connect(as("ana", "whatever", v5)).heard() == "CONNACK 86; closed");
}

TEST_CASE("A refused CONNECT leaves the connection and the Session of that "
          "name alone [MQTT-3.1.4-2 of 5.0]",
          "[5.0][MQTT-3.1.4-2][MQTT-3.1.4-3]") {
    Bench bench(with("", "ana:secret"), traced_or_not());
    const Client first = bench.connect(as("ana", "secret", v5));
    CHECK(bench.try_connect(as("ana", "wrong", v5)).heard() == "CONNACK 86; closed");
    CHECK(first.heard() == "");
    CHECK(first.closed() == false);
}

TEST_CASE("A PUBLISH that no rule allows reaches nobody: 0x87 in 5.0, "
          "acknowledged before [MQTT-3.3.5-2 of 3.1.1]",
          "[3.1.1][MQTT-3.3.5-2]") {
    Bench bench(with("topic read #\ntopic write open/#"));
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.subscribe("#");
    client.publish("shut", "x", {.qos = 1, .retain = true, .id = 1});
    client.publish("shut", "x", {.qos = 2, .id = 2});
    client.publish("shut", "x");
    CHECK(client.heard() == (version == v5 ? "PUBACK 1 87; PUBREC 2 87" : "PUBACK 1; PUBREC 2"));
    CHECK(bench.broker.retained().empty());
    client.publish("open/t", "x", {.qos = 1, .id = 3});
    CHECK(client.heard() == "PUBLISH open/t 'x'; PUBACK 3");
    CHECK(bench.events(EventKind::access_denied).size() == 3);
    CHECK(bench.dropped(DropReason::not_authorized) == 3);
}

TEST_CASE("A denied PUBLISH does not come through a topic alias either") {
    Bench bench(with("topic read #\ntopic write open"), traced_or_not());
    const Client client = bench.connect({.version = v5, .client_id = "a"});
    const auto alias = [](unsigned id) {
        return Extra{.qos = 1, .id = id, .properties = properties({number(PropertyId::topic_alias, 1)})};
    };
    client.publish("shut", "x", alias(1));
    client.publish("", "x", alias(2));
    CHECK(client.heard() == "PUBACK 1 87; PUBACK 2 87");
}

TEST_CASE("A SUBSCRIBE that no rule allows is refused with 0x87, before 5.0 "
          "0x80, and gets nothing retained"
          " [MQTT-3.8.4-5 of 3.1.1, MQTT-3.8.4-7 of 5.0]",
          "[3.1.1][MQTT-3.8.4-5][5.0][MQTT-3.8.4-7]") {
    Bench bench(with("topic write #\ntopic subscribe open/+\ntopic read open/+"));
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.publish("shut", "kept", {.retain = true});
    client.publish("open/a", "kept", {.retain = true});
    client.ask_subscribe(
        {{"shut", {}}, {"#", {}}, {"open/#", {}}, {"$share/g/shut", {}}, {"$share/g/open/a", {}}, {"open/a", {}}});
    CHECK(client.heard() == (version == v5 ? "SUBACK 1 87 87 87 87 00 00; PUBLISH open/a 'kept' retain"
                                           : "SUBACK 1 80 80 80 80 00 00; PUBLISH open/a 'kept' retain"));
    CHECK(bench.broker.subscription_count("a") == 2);
    CHECK(bench.events(EventKind::access_denied).size() == 4);
}

TEST_CASE("What a client may not read is not delivered to it, live or "
          "retained, though it may subscribe") {
    Bench bench(with("topic write #\ntopic subscribe #\ntopic read open"), traced_or_not());
    const Client sub = bench.connect({.client_id = "sub"});
    const Client pub = bench.connect({.client_id = "pub"});
    pub.publish("shut", "kept", {.retain = true});
    pub.publish("open", "kept", {.retain = true});
    sub.subscribe("#", 1);
    CHECK(sub.heard() == "PUBLISH open 'kept' retain");
    for (unsigned level = 0; level <= 1; ++level) {
        pub.publish("shut", "live", {.qos = level});
        pub.publish("open", "live", {.qos = level});
    }
    CHECK(sub.heard() == "PUBLISH open 'live'; PUBLISH open 'live' qos=1 id=1");
}

TEST_CASE("Rules with %u and %c give each client its own topics") {
    Bench bench(with("pattern readwrite home/%u/#\npattern write seen/%c", "ana:a\neva:b"), traced_or_not());
    const Client ana = bench.connect(as("ana", "a", v5)), eva = bench.connect(as("eva", "b", v5));
    for (const Client& client : {ana, eva}) client.ask_subscribe({{"home/ana/#", {}}, {"home/eva/#", {}}});
    CHECK(ana.heard() == "SUBACK 1 00 87");
    CHECK(eva.heard() == "SUBACK 1 87 00");
    ana.publish("home/eva/t", "x", {.qos = 1, .id = 1});
    ana.publish("home/ana/t", "x", {.qos = 1, .id = 2});
    ana.publish("seen/c-ana", "x", {.qos = 1, .id = 3});
    ana.publish("seen/c-eva", "x", {.qos = 1, .id = 4});
    CHECK(ana.heard() == "PUBACK 1 87; PUBLISH home/ana/t 'x'; PUBACK 2; PUBACK "
                         "3 10; PUBACK 4 87");
    CHECK(eva.heard() == "");
}

TEST_CASE("A Will Message that may not be published is published to nobody, "
          "and retained nowhere") {
    Bench bench(with("topic read #\ntopic write open"));
    const Client sub = bench.connect({.client_id = "sub"});
    sub.subscribe("#");
    for (const char* topic : {"shut", "open"}) {
        bench.connect({.client_id = topic, .will = mqtt::Will{.topic = topic, .payload = {'w'}, .retain = true}})
            .lose();
    }
    CHECK(sub.heard() == "PUBLISH open 'w'");
    CHECK(bench.broker.retained().size() == 1);
    CHECK(bench.dropped(DropReason::not_authorized) == 1);
}

TEST_CASE("What a group's member may not read goes to a member that may, when "
          "the Session that had it ends") {
    Bench bench(with("topic write #\ntopic subscribe #\nclient m1\ntopic read "
                     "#\nclient m3\ntopic read #"),
                traced_or_not());
    const auto member = [&](const char* id) {
        const Client client = bench.connect({.version = v5, .client_id = id});
        client.subscribe("$share/g/t", 1);
        return client;
    };
    const Client m1 = member("m1"), m2 = member("m2");
    bench.connect({.client_id = "pub"}).publish("t", "x", {.qos = 1});
    CHECK(m1.heard() == "PUBLISH t 'x' qos=1 id=1");
    m1.lose();
    CHECK(m2.heard() == "");
}
