// Stops the process at a broken invariant.
#include "postern/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace postern {

void check_failed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "postern: invariant broken: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace postern
