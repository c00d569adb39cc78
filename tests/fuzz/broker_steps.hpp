// What the fuzzer does to a broker: the input read as steps, and the clients as far as the rules need them.
#pragma once

#include "fuzz/fuzz.hpp"

#include "broker/broker.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace fuzz {

/// A broker with small bounds, so that each is reached; `choice` switches the trace's neighbours on:
/// $SYS, users and rules, authentication, no sharing.
broker::Options small_options(std::uint8_t choice);

/// One connection as its client knows it.
struct Line {
    broker::ConnectionId id = 0;
    bool open = false;
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1; // of the last CONNECT that it sent
    std::uint32_t maximum_packet_size = 0xffffffff;                // that it told with that CONNECT
    bool sent_connect = false;
    base::Bytes unread;
};

/// One call of the broker: the same call can be made on a copy.
using Call = std::function<void(broker::Broker&, broker::Output&)>;

struct Step {
    Call call;
    base::Instant now;
    int opens = -1; // the line that a new connection is for
    int loses = -1; // the line that is lost
    bool advances = false;
};

/// Reads the next step; notes in `lines` what a client sends.
Step next_step(Input& input, base::Instant now, std::vector<Line>& lines, const broker::Broker& broker);

} // namespace fuzz
