// Shared ownership of immutable values inside one thread.
#pragma once

#include <cstdint>
#include <utility>

namespace base {

/// Base of a value that Ref can hold. The count is not atomic: the engine knows no threads.
class RefCounted {
public:
    RefCounted() = default;
    RefCounted(const RefCounted&) noexcept {}
    RefCounted& operator=(const RefCounted&) noexcept { return *this; }

private:
    template <class T> friend class Ref;
    mutable std::uint32_t references_ = 0;
};

/// A counted reference to a T derived from RefCounted. Use Ref<const T>: what is shared does not change.
template <class T> class Ref {
public:
    Ref() = default;
    Ref(const Ref& other) : value_(other.value_) { retain(); }
    Ref(Ref&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
    Ref& operator=(const Ref& other) {
        Ref copy(other);
        std::swap(value_, copy.value_);
        return *this;
    }
    Ref& operator=(Ref&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Ref() {
        if (value_ && --value_->references_ == 0) delete value_;
    }

    /// A new value; of a class derived from T where Made names one (T then has a virtual destructor).
    template <class Made = T, class... Args> static Ref make(Args&&... args) {
        Ref made;
        made.value_ = new Made(std::forward<Args>(args)...);
        made.retain();
        return made;
    }

    explicit operator bool() const { return value_ != nullptr; }
    T& operator*() const { return *value_; }
    T* operator->() const { return value_; }
    friend bool operator==(const Ref& a, const Ref& b) { return a.value_ == b.value_; }

private:
    void retain() {
        if (value_) ++value_->references_;
    }
    T* value_ = nullptr;
};

} // namespace base
