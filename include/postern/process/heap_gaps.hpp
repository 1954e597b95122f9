/// HeapGaps: keeps the workers' memory apart from the master's.
///
/// Loading a configuration leaves free gaps all over the heap. A forked worker that allocates in
/// them gets a copy of each page that it touches, of which most is data that all workers could
/// share. So the master takes the gaps before it forks: then workers allocate in pages of their
/// own. glibc only; elsewhere, and under a sanitizer's allocator, it does nothing.
#pragma once

#include <cstdlib>
#include <memory>
#include <vector>

namespace postern::process {

class HeapGaps {
public:
    /// Gives back what it holds and the system its free pages, then takes each gap below the heap's
    /// top chunk. Nothing is thrown: a gap that cannot be noted stays free.
    void fill() noexcept;

    std::size_t count() const noexcept { return taken_.size(); }

private:
    struct Free {
        void operator()(void* memory) const noexcept { std::free(memory); }
    };
    std::vector<std::unique_ptr<void, Free>> taken_;
};

}  // namespace postern::process
