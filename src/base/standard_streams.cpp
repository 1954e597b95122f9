#include "postern/base/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

namespace postern {

void open_standard_streams() noexcept {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        const bool is_closed = fcntl(fd, F_GETFD) < 0 && errno == EBADF;
        // The lowest free number, which is this one: those below are open by now.
        if (is_closed && open("/dev/null", O_RDWR) != fd) _exit(1);
    }
}

}  // namespace postern
