// Which Topic Filter gets which Topic Name, seen from the clients [4.7].
#include "support/bench.hpp"

using namespace bench;

namespace {

struct Row {
    std::string_view filter;
    std::vector<std::string_view> reached;
    std::vector<std::string_view> missed;
};

/// Every topic is published twice, so that its route is asked for anew and from memory.
void check_matching(const std::vector<Row>& rows, Tracing tracing) {
    for (const Row& row : rows) {
        INFO(row.filter);
        Bench bench({}, tracing);
        const Client client = bench.connect({.client_id = "a"});
        client.subscribe(row.filter);
        for (int round = 0; round < 2; ++round) {
            for (const std::string_view topic : row.reached) {
                client.publish(topic, "x");
                CHECK(client.heard() == "PUBLISH " + std::string(topic) + " 'x'");
            }
            for (const std::string_view topic : row.missed) {
                INFO(topic);
                client.publish(topic, "x");
                CHECK(client.heard() == "");
            }
        }
    }
}

} // namespace

TEST_CASE("'#' matches its parent and everything below, at the end only [MQTT-4.7.1-2 of 3.1.1, MQTT-4.7.1-1 of 5.0]",
          "[3.1.1][MQTT-4.7.1-2][MQTT-3.3.2-3][5.0][MQTT-4.7.1-1][MQTT-3.3.2-3]") {
    check_matching({{"sport/tennis/player1/#",
                     {"sport/tennis/player1", "sport/tennis/player1/ranking", "sport/tennis/player1/score/wimbledon",
                      "sport/tennis/player1/"},
                     {"sport/tennis", "sport/tennis/player10", "sport/tennis/player2/x", "sport"}},
                    {"sport/#", {"sport", "sport/", "sport/a"}, {"sports", "/sport"}},
                    {"#", {"sport", "/", "a/b/c", "/a"}, {}}},
                   traced_or_not());
}

TEST_CASE("'+' matches exactly one level, also an empty one [MQTT-4.7.1-3 of 3.1.1, MQTT-4.7.1-2 of 5.0]",
          "[3.1.1][MQTT-4.7.1-3][5.0][MQTT-4.7.1-2]") {
    check_matching({{"sport/tennis/+",
                     {"sport/tennis/player1", "sport/tennis/"},
                     {"sport/tennis", "sport/tennis/player1/ranking"}},
                    {"sport/+", {"sport/", "sport/x"}, {"sport", "sport/x/y"}},
                    {"+/+", {"/finance", "a/b"}, {"finance", "/a/b"}},
                    {"/+", {"/finance"}, {"finance", "a/b"}},
                    {"+", {"finance"}, {"/finance"}},
                    {"+/tennis/#", {"a/tennis", "a/tennis/b", "/tennis"}, {"tennis", "a/b/tennis"}},
                    {"sport/+/player1", {"sport/a/player1", "sport//player1"}, {"sport/player1", "sport/a/b/player1"}}},
                   traced_or_not());
}

TEST_CASE("A filter that begins with a wildcard does not match a name that begins with '$' [MQTT-4.7.2-1]",
          "[3.1.1][MQTT-4.7.2-1][5.0][MQTT-4.7.2-1]") {
    check_matching({{"#", {}, {"$own/a", "$", "$own"}},
                    {"+/a", {}, {"$own/a"}},
                    {"+/#", {}, {"$own/a"}},
                    {"$own/#", {"$own/a", "$own"}, {"own/a"}},
                    {"$own/+", {"$own/a", "$own/"}, {"$own"}},
                    {"a/+", {"a/$own"}, {}}},
                   traced_or_not());
}

TEST_CASE("Names are matched as they are: case, spaces, empty levels and look-alike characters differ [MQTT-4.7.3-4]",
          "[3.1.1][MQTT-4.7.3-4][MQTT-1.5.3-3][5.0][MQTT-4.7.3-4][MQTT-1.5.4-3]") {
    check_matching({{"ACCOUNTS", {"ACCOUNTS"}, {"Accounts", "accounts", "ACCOUNTS ", "ACCOUNTS/"}},
                    {"Accounts payable", {"Accounts payable"}, {"Accountspayable"}},
                    {"a//b", {"a//b"}, {"a/b", "a///b"}},
                    {"/", {"/"}, {"//"}},
                    {"caf\u00e9", {"caf\u00e9"}, {"cafe\u0301"}},
                    {"\ufeffa", {"\ufeffa"}, {"a"}}},
                   traced_or_not());
}

TEST_CASE("A topic may be published before and after someone subscribes to it: the route is never stale") {
    Bench bench({}, traced_or_not());
    const Client client = bench.connect({.client_id = "a"});
    client.publish("t", "nobody");
    client.subscribe("t");
    client.publish("t", "one");
    CHECK(client.heard() == "PUBLISH t 'one'");
    client.ask_unsubscribe({"t"});
    client.take_bytes();
    client.publish("t", "nobody");
    CHECK(client.heard() == "");
    bench.connect({.clean_start = true, .client_id = "a"}).subscribe("+");
    CHECK(client.heard() == "closed");
}

TEST_CASE("A PUBLISH may not name a topic with wildcards: the connection closes [MQTT-3.3.2-2]",
          "[3.1.1][MQTT-3.3.2-2][MQTT-4.7.1-1][5.0][MQTT-3.3.2-2][MQTT-4.7.0-1]") {
    Bench bench({}, traced_or_not());
    const ProtocolVersion version = every_version();
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.publish(GENERATE("a/+", "#", "a/b#", "+"), "x");
    CHECK(client.heard() == (version == v5 ? "DISCONNECT 90; closed" : "closed"));
}

TEST_CASE("A PUBLISH has a Topic Name of at least one character, of valid UTF-8 without U+0000 [MQTT-3.3.2-1]",
          "[3.1.1][MQTT-3.3.2-1][MQTT-4.7.3-1][MQTT-4.7.3-2][MQTT-1.5.3-1][MQTT-1.5.3-2][5.0][MQTT-3.3.2-1]"
          "[MQTT-4.7.3-1][MQTT-4.7.3-2][MQTT-1.5.4-1][MQTT-1.5.4-2]") {
    Bench bench({}, traced_or_not());
    const Client old = bench.connect({.client_id = "a"});
    const Client modern = bench.connect({.version = v5, .client_id = "b"});
    const auto [topic, heard] =
        GENERATE(std::pair("00 00", "DISCONNECT 82; closed"), std::pair("00 01 00", "DISCONNECT 81; closed"),
                 std::pair("00 01 80", "DISCONNECT 81; closed"), std::pair("00 03 ed bf bf", "DISCONNECT 81; closed"));
    old.send(packet(0x30, hex(topic)));
    CHECK(old.heard() == "closed");
    modern.send(packet(0x30, hex(topic) + hex("00")));
    CHECK(modern.heard() == heard);
}
