// How often this thread has called `new`.
#pragma once

#include <cstddef>

#include "postern/base/sanitizers.hpp"

namespace postern::access::test {

/// A sanitizer has its own `new`, and nothing is counted.
inline constexpr bool kCountsAllocations = !POSTERN_SANITIZED;

std::size_t allocations() noexcept;

}  // namespace postern::access::test
