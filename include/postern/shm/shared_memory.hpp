/// SharedMemory: a zeroed region that is mapped before the fork and shared by all processes.
///
/// Anonymous mmap(MAP_SHARED); gone with the last process. What lives in it must be lock-free
/// atomics only, so that a worker killed at any instruction leaves nothing locked.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace postern::shm {

class SharedMemory {
public:
    /// Throws std::system_error when the mapping fails.
    explicit SharedMemory(std::size_t bytes);
    ~SharedMemory();
    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;

    /// Leaves it out of core files, of every process that maps it. Throws std::system_error when
    /// that fails.
    void keep_out_of_core_files();

    void* address() const noexcept { return address_; }
    std::size_t size() const noexcept { return size_; }

private:
    void* address_;
    std::size_t size_;
};

/// A type that says of itself that zeroed memory is its initial state.
template <class T>
concept ReadyWhenZeroed = requires {
    requires T::kReadyWhenZeroed;
};

/// A type that says of itself that it has secrets, which no core file may have.
template <class T>
concept KeptOutOfCoreFiles = requires {
    requires T::kOutOfCoreFiles;
};

/// One object of T in shared memory of its own, value-initialised, shared with every later child.
/// When T is ReadyWhenZeroed its memory is left untouched, and pages that are never used cost
/// nothing.
template <class T>
class Shared {
    static_assert(std::is_trivially_destructible_v<T>);

public:
    Shared() : memory_{sizeof(T)}, object_{object_in(memory_.address())} {
        if constexpr (KeptOutOfCoreFiles<T>) memory_.keep_out_of_core_files();
    }
    T& operator*() const noexcept { return *object_; }
    T* operator->() const noexcept { return object_; }

private:
    static T* object_in(void* zeroed) {
        if constexpr (ReadyWhenZeroed<T>)
            return std::launder(static_cast<T*>(zeroed));
        else
            return new (zeroed) T{};
    }

    SharedMemory memory_;
    T* object_;
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

}  // namespace postern::shm
