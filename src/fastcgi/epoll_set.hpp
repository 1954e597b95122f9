/// EpollSet: an epoll descriptor with its room for events.
#pragma once

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <span>
#include <system_error>

namespace postern::fastcgi {

/// Every failure of epoll itself is a std::system_error.
class EpollSet {
public:
    EpollSet() : fd_{epoll_create1(EPOLL_CLOEXEC)} {
        if (fd_ < 0) throw std::system_error{errno, std::generic_category(), "epoll_create1"};
    }
    ~EpollSet() { close(fd_); }
    EpollSet(const EpollSet&) = delete;
    EpollSet& operator=(const EpollSet&) = delete;

    int fd() const noexcept { return fd_; }

    void set(int operation, int fd, std::uint32_t events, void* tag) {
        epoll_event event{.events = events, .data = {.ptr = tag}};
        if (epoll_ctl(fd_, operation, fd, &event) != 0)
            throw std::system_error{errno, std::generic_category(), "epoll_ctl"};
    }

    /// What is ready; nothing after the time-out or a signal. Good until the next call.
    std::span<const epoll_event> wait(std::chrono::nanoseconds timeout) {
        const auto ns = timeout.count();
        const timespec limit{.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
        const int count =
            epoll_pwait2(fd_, events_.data(), static_cast<int>(events_.size()), &limit, nullptr);
        if (count < 0 && errno != EINTR)
            throw std::system_error{errno, std::generic_category(), "epoll_wait"};
        return std::span{events_}.first(static_cast<std::size_t>(std::max(count, 0)));
    }

private:
    int fd_;
    std::array<epoll_event, 1024> events_{};
};

}  // namespace postern::fastcgi
