// A first-in first-out queue in one block of memory; empty, it owns none.
#pragma once

#include "base/check.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace base {

template <class T> class Ring {
public:
    Ring() = default;
    Ring(const Ring&) = default;
    Ring& operator=(const Ring&) = default;
    Ring(Ring&& other) noexcept
        : slots_(std::move(other.slots_)), first_(std::exchange(other.first_, 0)),
          size_(std::exchange(other.size_, 0)) {}
    Ring& operator=(Ring&& other) noexcept {
        slots_ = std::move(other.slots_);
        first_ = std::exchange(other.first_, 0);
        size_ = std::exchange(other.size_, 0);
        return *this;
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    /// Element `i` counted from the front. REQUIRES: i < size().
    T& operator[](std::size_t i) { return slots_[at(i)]; }
    const T& operator[](std::size_t i) const { return slots_[at(i)]; }
    T& front() { return (*this)[0]; }
    const T& front() const { return (*this)[0]; }
    T& back() { return (*this)[size_ - 1]; }

    void push_back(T value) {
        if (size_ == slots_.size()) grow();
        slots_[at(size_)] = std::move(value);
        ++size_;
    }

    /// REQUIRES: not empty.
    T pop_front() {
        CHECK_INVARIANT(size_ > 0);
        T value = std::exchange(slots_[first_], T());
        first_ = (first_ + 1) & (slots_.size() - 1);
        --size_;
        return value;
    }

    /// Removes element `i`, keeping the order of the others; cheap near the front.
    void erase(std::size_t i) {
        for (; i > 0; --i) (*this)[i] = std::move((*this)[i - 1]);
        pop_front();
    }

    void clear() { *this = Ring(); }

private:
    std::size_t at(std::size_t i) const { return (first_ + i) & (slots_.size() - 1); }
    void grow() {
        std::vector<T> larger(slots_.empty() ? 4 : slots_.size() * 2);
        for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move((*this)[i]);
        slots_ = std::move(larger);
        first_ = 0;
    }

    std::vector<T> slots_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

} // namespace base
