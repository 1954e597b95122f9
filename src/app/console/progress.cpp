#include "app/console/progress.hpp"

#include <unistd.h>

#include <ostream>

namespace postern::app {

Progress::Progress(std::ostream& err)
    : err_{err},
      terminal_{::isatty(STDERR_FILENO) == 1},
      next_{std::chrono::steady_clock::now() + std::chrono::seconds{1}} {}

void Progress::report(const char* doing, std::size_t count) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::seconds{terminal_ ? 1 : 10};
    err_ << (terminal_ ? "\r" : "") << doing << ' ' << count << (terminal_ ? " " : "\n")
         << std::flush;
    reported_ = true;
}

void Progress::end() {
    if (reported_ && terminal_) err_ << '\n';
    reported_ = false;
}

}  // namespace postern::app
