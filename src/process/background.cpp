#include "postern/process/background.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace postern::process {

// Without a session of its own it asks for nothing: the wish would hit the master and the gate.
Background::Background() noexcept
    : nice_{getpriority(PRIO_PROCESS, 0)}, settled_{nice_ <= 0 || setsid() == -1} {
    settle();
}

void Background::ask() noexcept {
    const int file = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    const std::string wish = std::to_string(nice_);
    settled_ = file < 0 || write(file, wish.data(), wish.size()) >= 0 || errno != EAGAIN;
    if (file >= 0) close(file);
}

}  // namespace postern::process
