#include "postern/shm/shared_memory.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>

namespace postern::shm {

SharedMemory::SharedMemory(std::size_t bytes)
    : address_{mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)},
      size_{bytes} {
    if (address_ == MAP_FAILED)
        throw std::system_error{errno, std::generic_category(), "cannot map shared memory"};
}

SharedMemory::~SharedMemory() { munmap(address_, size_); }

void SharedMemory::keep_out_of_core_files() {
    if (madvise(address_, size_, MADV_DONTDUMP) != 0)
        throw std::system_error{errno, std::generic_category(),
                                "cannot keep memory out of core files"};
}

}  // namespace postern::shm
