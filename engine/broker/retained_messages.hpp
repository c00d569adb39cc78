// Retained messages: the last one of each topic [3.3.1.3]. They belong to no Session.
#pragma once

#include "mqtt/message.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace broker {

class RetainedMessages {
public:
    explicit RetainedMessages(std::size_t bound) : bound_(bound) {}

    /// Replaces the topic's message [MQTT-3.3.1-5]. False: a new topic above the bound is not kept.
    bool set(mqtt::MessageRef message);
    /// Replaces the topic's message whatever the bound: the broker's own ($SYS).
    void keep(mqtt::MessageRef message);
    /// Forgets the topic's message [MQTT-3.3.1-10]; false if there was none.
    bool clear(std::string_view topic);
    /// The topic's message if it has not expired by `now`.
    mqtt::MessageRef find(std::string_view topic, base::Instant now) const;
    /// Those that match a Topic Filter and have not expired, in the order of their topics' bytes.
    std::vector<mqtt::MessageRef> matching(std::string_view filter, base::Instant now) const;
    std::vector<mqtt::MessageRef> all() const;
    /// Takes away every message that has expired and gives them back.
    std::vector<mqtt::MessageRef> take_expired(base::Instant now);
    /// When the next of them expires; never if none does.
    base::Instant next_expiry() const;
    std::size_t size() const { return messages_.size(); }

private:
    std::size_t bound_;
    std::size_t own_ = 0; // kept whatever the bound
    std::map<std::string, mqtt::MessageRef, std::less<>> messages_;
};

} // namespace broker
