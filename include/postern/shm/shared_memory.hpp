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

    void* address() const noexcept { return address_; }
    std::size_t size() const noexcept { return size_; }

private:
    void* address_;
    std::size_t size_;
};

/// One object of T in shared memory of its own, value-initialised, shared with every later child.
template <class T>
class Shared {
    static_assert(std::is_trivially_destructible_v<T>);

public:
    Shared() : memory_{sizeof(T)}, object_{new (memory_.address()) T{}} {}
    T& operator*() const noexcept { return *object_; }
    T* operator->() const noexcept { return object_; }

private:
    SharedMemory memory_;
    T* object_;
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

}  // namespace postern::shm
