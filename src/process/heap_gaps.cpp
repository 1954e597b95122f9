#include "postern/process/heap_gaps.hpp"

#include <cstdint>
#include <new>

#include <malloc.h>
#include <unistd.h>

namespace postern::process {

namespace {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
void give_back_free_pages() { malloc_trim(0); }

/// Where the heap's top chunk begins: what lies above it is nobody's yet.
std::uintptr_t begin_of_top() {
    return reinterpret_cast<std::uintptr_t>(sbrk(0)) - mallinfo2().keepcost;
}
#else
void give_back_free_pages() {}
std::uintptr_t begin_of_top() { return 0; }
#endif

}  // namespace

void HeapGaps::fill() noexcept {
    constexpr std::size_t kLargest = 64 * 1024 + 8;
    constexpr std::size_t kSmallest = 24;  // what the smallest chunk holds
    constexpr std::size_t kStep = 16;      // chunks differ by so much
    constexpr std::size_t kMost = 64 * 1024;
    taken_.clear();
    taken_.shrink_to_fit();
    give_back_free_pages();
    try {
        taken_.reserve(kMost);  // far above what the heap is made of: no gap is used for it
        const std::uintptr_t top = begin_of_top();
        for (std::size_t size = kLargest; size >= kSmallest && taken_.size() < kMost;)
            if (std::unique_ptr<void, Free> gap{std::malloc(size)};
                gap && reinterpret_cast<std::uintptr_t>(gap.get()) < top)
                taken_.push_back(std::move(gap));
            else
                size -= size > kSmallest ? kStep : 1;
    } catch (const std::bad_alloc&) {
    }
}

}  // namespace postern::process
