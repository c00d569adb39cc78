// A packet that cannot be handled now, though nothing is wrong with it
// [3.1.1, 4.8].
#include "support/bench.hpp"

using namespace bench;

TEST_CASE("A packet for which there is no room ends the connection that it "
          "came by, and no other"
          " [MQTT-4.8.0-2 of 3.1.1]",
          "[3.1.1][MQTT-4.8.0-2]") {
    Bench bench({.maximum_packet_size = 100}, traced_or_not());
    const ProtocolVersion version = before_5();
    const Client other = bench.connect({.version = version, .client_id = "other"});
    other.subscribe("t");
    const Client client = bench.connect({.version = version, .client_id = "a"});
    client.publish("t", std::string(200, 'x'), {.qos = 1});
    CHECK(client.heard() == "closed");
    CHECK(other.heard() == "");
    other.publish("t", "x");
    CHECK(other.heard() == "PUBLISH t 'x'");
}
