/// check: stops the process when an invariant of our own code is broken.
///
/// Always on, in every build. For bugs only: bad input is a Result, a failed dependency is an
/// exception. The worker dies, the master logs it and forks another.
#pragma once

namespace postern {

/// Writes one line to standard error and calls abort(). Never returns.
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace postern

#define POSTERN_CHECK(condition)                                                   \
    do {                                                                           \
        if (!(condition)) ::postern::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
