#include "broker/output.hpp"

namespace broker {

void Outbox::send_range(ConnectionId to, std::size_t offset, std::size_t length, trace::EventId event) {
    if (join_ && !records_.empty()) {
        Record& last = records_.back();
        if (last.kind == Kind::send && last.connection == to && last.offset + last.length == offset) {
            last.length += static_cast<std::uint32_t>(length);
            return;
        }
    }
    records_.push_back(
        {Kind::send, to, 1, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length), event});
}

void Outbox::send_to_many(std::size_t offset, std::size_t length, std::span<const ConnectionId> targets) {
    records_.push_back({Kind::send_to_many, static_cast<std::uint32_t>(targets_.size()),
                        static_cast<std::uint32_t>(targets.size()), static_cast<std::uint32_t>(offset),
                        static_cast<std::uint32_t>(length), 0});
    targets_.insert(targets_.end(), targets.begin(), targets.end());
}

} // namespace broker
