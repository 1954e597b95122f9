// Takes the place of `new` and `delete` in the whole program. The other forms in the standard
// library call these; those for unusual alignments are left as they are, and not counted.
#include "unit/access/counted_allocations.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t count = 0;

}  // namespace

std::size_t postern::access::test::allocations() noexcept { return count; }

#if !POSTERN_SANITIZED

void* operator new(std::size_t bytes) {
    ++count;
    if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
