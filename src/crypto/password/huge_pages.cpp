// libsodium takes no allocator, but it maps its memory through the C library's `mmap`. A program's
// own definition comes before that of the C library, for the program and for every shared library
// that it loads. This one passes each call on unchanged, unless a HugePages object lives on the
// calling thread.
#include "crypto/password/huge_pages.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace postern::crypto {

namespace {

constexpr std::size_t kHugePage = std::size_t{2} * 1024 * 1024;

thread_local int wanted = 0;

void* map(void* address, std::size_t bytes, int protection, int flags, int file,
          off_t offset) noexcept {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): what the system call returns is an address
    return reinterpret_cast<void*>(
        syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
}

void unmap(std::uintptr_t begin, std::uintptr_t end) noexcept {
    if (begin < end) syscall(SYS_munmap, begin, end - begin);
}

/// Memory for private use, aligned so that huge pages fit into it. MAP_FAILED when there is none.
[[maybe_unused]] void* map_aligned(std::size_t bytes, int protection, int flags) noexcept {
    // Populated page by page, it would be on small pages before the kernel is asked for large ones.
    void* const block = map(nullptr, bytes + kHugePage, protection, flags & ~MAP_POPULATE, -1, 0);
    if (block == MAP_FAILED) return MAP_FAILED;
    const auto begin = reinterpret_cast<std::uintptr_t>(block);
    const std::uintptr_t aligned = (begin + kHugePage - 1) / kHugePage * kHugePage;
    unmap(begin, aligned);
    unmap(aligned + bytes, begin + bytes + kHugePage);
    void* const result = static_cast<char*>(block) + (aligned - begin);
    madvise(result, bytes, MADV_HUGEPAGE);
    // At once, as was asked: where there are no huge pages, that is cheaper than page by page.
    if ((flags & MAP_POPULATE) != 0) madvise(result, bytes, MADV_POPULATE_WRITE);
    return result;
}

[[maybe_unused]] bool is_large_block(const void* address, std::size_t bytes, int flags,
                                     int file) noexcept {
    constexpr int kPrivate = MAP_PRIVATE | MAP_ANONYMOUS;
    constexpr std::size_t kSmallPage = 4096;
    return address == nullptr && file == -1 && bytes >= kHugePage && bytes % kSmallPage == 0 &&
           (flags & ~MAP_POPULATE) == kPrivate;
}

}  // namespace

HugePages::HugePages() noexcept { ++wanted; }

HugePages::~HugePages() { --wanted; }

// A sanitizer has a definition of its own and needs it.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define POSTERN_SANITIZED
#endif
#endif
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(POSTERN_SANITIZED)

/// mmap(2), for this program and its libraries.
extern "C" void* mmap(void* address, std::size_t bytes, int protection, int flags, int file,
                      off_t offset) noexcept {
    if (wanted > 0 && is_large_block(address, bytes, flags, file))
        if (void* const block = map_aligned(bytes, protection, flags); block != MAP_FAILED)
            return block;
    return map(address, bytes, protection, flags, file, offset);
}

#endif

}  // namespace postern::crypto
