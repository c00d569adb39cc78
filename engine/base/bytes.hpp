// Byte sequences as the engine passes them: owned, borrowed, and shared without copying.
#pragma once

#include "base/ref.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using BytesView = std::span<const Byte>;

/// The same memory, seen as bytes or as text. No check is made that the text is valid UTF-8.
inline BytesView as_bytes(std::string_view text) { return {reinterpret_cast<const Byte*>(text.data()), text.size()}; }
inline std::string_view as_text(BytesView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

inline void append(Bytes& to, BytesView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

/// Bytes that never change once made, so that worlds, queues and traces can share them.
class SharedBytes {
public:
    SharedBytes() = default;
    explicit SharedBytes(BytesView bytes) : buffer_(Ref<const Buffer>::make(Bytes(bytes.begin(), bytes.end()))) {}
    explicit SharedBytes(Bytes&& bytes) : buffer_(Ref<const Buffer>::make(std::move(bytes))) {}

    BytesView view() const { return buffer_ ? BytesView(buffer_->bytes) : BytesView(); }
    std::size_t size() const { return view().size(); }
    bool empty() const { return size() == 0; }

private:
    struct Buffer : RefCounted {
        explicit Buffer(Bytes&& from) : bytes(std::move(from)) {}
        Bytes bytes;
    };
    Ref<const Buffer> buffer_;
};

} // namespace base
