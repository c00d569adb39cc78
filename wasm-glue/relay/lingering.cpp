#include "relay/lingering.hpp"

#include <utility>

namespace relay {

void Lingering::add(std::weak_ptr<Droppable> closing) {
    // Most end by themselves at once: they are forgotten here, not when their time is over.
    while (!closing_.empty() && closing_.front().what.expired()) closing_.pop_front();
    closing_.push_back({std::chrono::steady_clock::now() + time_, std::move(closing)});
    if (!waiting_) wait();
}

void Lingering::wait() {
    waiting_ = true;
    timer_.expires_at(closing_.front().due);
    timer_.async_wait([this](boost::system::error_code error) {
        waiting_ = false;
        if (!error) drop_due();
    });
}

void Lingering::drop_due() {
    const auto now = std::chrono::steady_clock::now();
    while (!closing_.empty() && (closing_.front().due <= now || closing_.front().what.expired())) {
        if (const auto what = closing_.front().what.lock()) what->drop();
        closing_.pop_front();
    }
    if (!closing_.empty()) wait();
}

} // namespace relay
