/// SignalQueue: the master's signals as a descriptor to read, instead of handlers that interrupt.
#pragma once

#include <signal.h>

#include <optional>

namespace postern::process {

class SignalQueue {
public:
    /// Blocks SIGCHLD, SIGHUP, SIGINT and SIGTERM, which are then queued, and ignores SIGPIPE.
    /// Throws std::system_error.
    SignalQueue();
    /// Puts back what was before.
    ~SignalQueue();
    SignalQueue(const SignalQueue&) = delete;
    SignalQueue& operator=(const SignalQueue&) = delete;

    /// Readable when take() has something.
    int fd() const noexcept { return fd_; }
    /// The next signal, or nothing. Several of one kind may be merged into one. Never blocks.
    std::optional<int> take() noexcept;

private:
    int fd_;
    sigset_t previous_mask_{};
    struct sigaction previous_pipe_ {};
};

}  // namespace postern::process
