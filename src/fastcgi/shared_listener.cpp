#include "fastcgi/shared_listener.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "postern/base/log.hpp"
#include "postern/base/log_limit.hpp"

namespace postern::fastcgi {

namespace {

LogLimit refused_peers;   // of this process, which has one thread
LogLimit failed_accepts;  // likewise

void log_refused(uid_t uid) {
    if (const auto count = refused_peers.admit(std::chrono::steady_clock::now()))
        log::warning("peer_refused", {{"uid", uid}, {"count", *count}});
}

void log_failed_accept(int error) {
    if (const auto count = failed_accepts.admit(std::chrono::steady_clock::now()))
        log::error("accept_failed",
                   {{"reason", std::generic_category().message(error)}, {"count", *count}});
}

}  // namespace

SharedListener::SharedListener(int epoll_fd, int listen_fd, const std::set<uid_t>& peers)
    : epoll_fd_{epoll_fd}, listen_fd_{listen_fd}, peers_{peers} {
    join();
}

void SharedListener::join() {
    epoll_event event{.events = EPOLLIN | EPOLLEXCLUSIVE, .data = {.ptr = this}};
    if (epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, listen_fd_, &event) != 0)
        throw std::system_error{errno, std::generic_category(), "epoll: listening socket"};
    joined_ = true;
}

void SharedListener::leave() noexcept {
    if (joined_) epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, listen_fd_, nullptr);
    joined_ = false;
}

void SharedListener::rejoin() {
    leave();
    join();
}

bool SharedListener::is_admitted(int fd) const noexcept {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    if (peers_.contains(peer.uid)) return true;
    log_refused(peer.uid);
    return false;
}

SharedListener::Accepted SharedListener::accept(Mode mode) {
    const int flags = SOCK_CLOEXEC | (mode == Mode::NonBlocking ? SOCK_NONBLOCK : 0);
    const int fd = accept4(listen_fd_, nullptr, nullptr, flags);
    if (fd < 0) {
        // The peer gave up, or another worker was quicker.
        if (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR) return {Outcome::Nothing};
        log_failed_accept(errno);
        return {Outcome::Exhausted};
    }
    if (is_admitted(fd)) return {Outcome::Accepted, fd};
    close(fd);
    return {Outcome::Refused};
}

}  // namespace postern::fastcgi
