// Aborted: nothing. Fatal: a kernel that refuses what every process may ask for.
#include "postern/base/private_memory.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "postern/base/sanitizers.hpp"

namespace postern {

void keep_memory_private() noexcept {
    const rlimit no_core{0, 0};
    if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) _exit(1);
}

int open_own_proc_file(const char* path, int flags) noexcept {
    const int before = prctl(PR_GET_DUMPABLE);
    prctl(PR_SET_DUMPABLE, 1);
    const int file = open(path, flags | O_CLOEXEC);
    const int error = errno;
    prctl(PR_SET_DUMPABLE, before);
    errno = error;
    return file;
}

}  // namespace postern

#if !POSTERN_SANITIZED

// The C library's own functions under the names by which it exports them beside the usual ones.
extern "C" void libc_free(void* block) noexcept __asm__("__libc_free");
extern "C" void* libc_realloc(void* block, std::size_t size) noexcept __asm__("__libc_realloc");

namespace {

/// What is larger holds no secret: it is the memory of Argon2, which that wipes itself.
constexpr std::size_t kMostWiped = 1024 * 1024;

void wipe_from(void* block, std::size_t first) noexcept {
    const std::size_t size = malloc_usable_size(block);
    if (size <= kMostWiped && first < size)
        explicit_bzero(static_cast<char*>(block) + first, size - first);
}

}  // namespace

extern "C" void free(void* block) noexcept {
    if (block != nullptr) wipe_from(block, 0);
    libc_free(block);
}

extern "C" void* realloc(void* block, std::size_t size) noexcept {
    if (block == nullptr) return libc_realloc(block, size);
    if (size == 0) {  // the C library gives the block back, unwiped
        free(block);
        return nullptr;
    }
    const std::size_t had = malloc_usable_size(block);
    if (size <= had) {
        wipe_from(block, size);
        return libc_realloc(block, size);
    }
    if (had > kMostWiped) return libc_realloc(block, size);
    void* const larger = std::malloc(size);  // NOLINT: this is what realloc is
    if (larger == nullptr) return nullptr;
    std::memcpy(larger, block, had);
    free(block);
    return larger;
}

#endif
