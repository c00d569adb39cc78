// One publication while it is being handed to its subscribers: read in place from the publisher's
// packet, and turned into a shared Message only when something has to keep it.
#pragma once

#include "broker/route_cache.hpp"
#include "broker/subscription_tree.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/message.hpp"

#include <string_view>

namespace broker {

constexpr SessionIndex no_session = 0xffffffff;

struct Publication {
    std::string_view topic;
    base::BytesView payload;
    const mqtt::Properties* properties = nullptr; // forwarded ones only
    mqtt::QoS qos = mqtt::QoS::at_most_once;
    bool retain = false;
    base::Instant accepted_at;
    base::Instant expires_at = base::Instant::never();
    SessionIndex publisher = no_session;
    std::uint32_t event = 0;                                       // message_accepted or will_published
    std::uint32_t actor = 0;                                       // whose it is, for the trace; 0: the broker's own
    mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1; // of the publisher
    std::string_view publisher_id;                                 // its Client Identifier
    bool from_client = false;           // a PUBLISH, which can be answered: no Will Message, no $SYS
    RouteCache::Known* known = nullptr; // of its topic; null: not looked up
    // As it came, so that it can go on in the same form without being written anew; empty where it
    // had Properties.
    base::BytesView packet;

    /// The same as a value that queues share; made once.
    const mqtt::MessageRef& message() {
        if (!message_) {
            mqtt::Message made;
            made.topic = topic;
            made.payload = base::SharedBytes(payload);
            if (properties) made.properties = *properties;
            made.qos = qos;
            made.retain = retain;
            if (retain) made.publisher = publisher_id;
            made.accepted_at = accepted_at;
            made.expires_at = expires_at;
            made.event = event;
            message_ = mqtt::MessageRef::make(std::move(made));
        }
        return message_;
    }

private:
    mqtt::MessageRef message_;
};

} // namespace broker
