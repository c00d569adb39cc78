// Messages that a client has received: all of them, cheap to copy, because full blocks are shared.
#pragma once

#include "mqtt/message.hpp"

#include <vector>

namespace sim {

struct ReceivedMessage {
    mqtt::MessageRef message; // topic and payload as they arrived
    mqtt::QoS qos = mqtt::QoS::at_most_once;
    bool retain = false;
    bool dup = false;
    base::Instant at;
};

class Inbox {
public:
    void add(ReceivedMessage received) {
        newest_.push_back(std::move(received));
        ++size_;
        if (newest_.size() < block_size) return;
        older_ = base::Ref<const Block>::make(std::move(newest_), std::move(older_));
        newest_.clear();
    }

    std::size_t size() const { return size_; }

    /// Calls `visit` for each, the newest first, until it returns false.
    template <class Visit> void newest_first(Visit visit) const {
        const std::vector<ReceivedMessage>* list = &newest_;
        const base::Ref<const Block>* older = &older_;
        while (true) {
            for (std::size_t i = list->size(); i > 0; --i) {
                if (!visit((*list)[i - 1])) return;
            }
            if (!*older) return;
            list = &(*older)->list;
            older = &(*older)->older;
        }
    }

private:
    static constexpr std::size_t block_size = 64;
    struct Block : base::RefCounted {
        Block(std::vector<ReceivedMessage>&& messages, base::Ref<const Block>&& before)
            : list(std::move(messages)), older(std::move(before)) {}
        std::vector<ReceivedMessage> list;
        base::Ref<const Block> older;
    };
    std::vector<ReceivedMessage> newest_;
    base::Ref<const Block> older_;
    std::size_t size_ = 0;
};

} // namespace sim
