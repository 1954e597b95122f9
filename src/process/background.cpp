#include "postern/process/background.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "postern/base/private_memory.hpp"

namespace postern::process {

// Without a session of its own it asks for nothing: the wish would hit the master and the gate.
Background::Background() noexcept
    : nice_{getpriority(PRIO_PROCESS, 0)}, settled_{nice_ <= 0 || setsid() == -1} {
    if (settled_) return;
    // Once, since later this process may be allowed to open nothing.
    file_ = open_own_proc_file("/proc/self/autogroup", O_WRONLY);
    settled_ = file_ < 0;
    settle();
}

Background::~Background() {
    if (file_ >= 0) close(file_);
}

void Background::ask() noexcept {
    const std::string wish = std::to_string(nice_);
    settled_ = write(file_, wish.data(), wish.size()) >= 0 || errno != EAGAIN;
}

}  // namespace postern::process
