// Linked into the memory module alone: counts what is allocated.
#include "loops.hpp"

#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {
std::size_t live = 0;
}

void* operator new(std::size_t size) {
    void* const at = std::malloc(size);
    if (at == nullptr) std::abort();
    live += malloc_usable_size(at);
    return at;
}
void operator delete(void* at) noexcept {
    if (at != nullptr) live -= malloc_usable_size(at);
    std::free(at);
}
void operator delete(void* at, std::size_t) noexcept { operator delete(at); }

LOOP_EXPORT double loop_live_bytes() { return static_cast<double>(live); }
