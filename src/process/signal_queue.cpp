#include "process/signal_queue.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace postern::process {

SignalQueue::SignalQueue() {
    sigset_t queued;
    sigemptyset(&queued);
    for (const int signal : {SIGCHLD, SIGHUP, SIGINT, SIGTERM}) sigaddset(&queued, signal);
    fd_ = signalfd(-1, &queued, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd_ < 0) throw std::system_error{errno, std::generic_category(), "signalfd"};
    sigprocmask(SIG_BLOCK, &queued, &previous_mask_);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &previous_pipe_);
}

SignalQueue::~SignalQueue() {
    close(fd_);
    sigprocmask(SIG_SETMASK, &previous_mask_, nullptr);
    sigaction(SIGPIPE, &previous_pipe_, nullptr);
}

std::optional<int> SignalQueue::take() noexcept {
    signalfd_siginfo info{};
    if (read(fd_, &info, sizeof info) != sizeof info) return std::nullopt;
    return static_cast<int>(info.ssi_signo);
}

}  // namespace postern::process
