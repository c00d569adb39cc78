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

void Outbox::send_to_many(std::size_t offset, std::size_t length) {
    records_.push_back({Kind::send_to_many, static_cast<std::uint32_t>(targets_.size()), 0,
                        static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length), 0});
}

} // namespace broker
