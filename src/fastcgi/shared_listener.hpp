/// SharedListener: one worker's place among the processes that wait on the same listening socket.
///
/// How connections are spread: each worker has the socket in its own epoll set with EPOLLEXCLUSIVE,
/// so that a new connection wakes one of them, the first in the kernel's queue that blocks in
/// epoll_wait. That alone would always be the same one; so a worker that has accepted leaves the
/// queue and joins it again at its end. The result is round robin over the workers that are not
/// busy, without a thundering herd, and it holds for workers that come and go at a reload. In a
/// burst, a worker that joins again at once would still take what the others have not woken up for:
/// a worker that keeps its connections should stay out for a moment (gate_server.cpp: kPoliteness).
/// Measured on 2 cores, 64 connections at once: 64:0 without the moment, 32:32 and 16:16:16:16 with
/// it.
///
/// A wake-up can get lost: its worker is killed, or leaves, before it accepts. So a worker that
/// leaves for good accepts what is queued after leave(), and every worker calls rejoin() now and
/// then: joining looks at the socket anew.
#pragma once

#include <set>

#include <sys/types.h>

namespace postern::fastcgi {

class SharedListener {
public:
    /// Borrows both descriptors; the epoll event carries the address of *this. Joins the queue.
    /// Throws std::system_error when epoll fails.
    SharedListener(int epoll_fd, int listen_fd, const std::set<uid_t>& peers);
    SharedListener(const SharedListener&) = delete;
    SharedListener& operator=(const SharedListener&) = delete;

    /// Puts this worker at the end of the queue; the way back after leave(), too.
    void rejoin();
    void leave() noexcept;
    bool is_joined() const noexcept { return joined_; }

    enum class Outcome {
        Accepted,   ///< `fd` is a connection, close-on-exec and blocking as asked
        Nothing,    ///< nobody waits, or somebody else was quicker
        Refused,    ///< a peer that may not connect; it was closed
        Exhausted,  ///< no descriptor or memory for it now; it waits in the queue
    };
    struct Accepted {
        Outcome outcome;
        int fd = -1;
    };
    enum class Mode { Blocking, NonBlocking };

    /// Accepts at most one connection. Never blocks when the listening socket is non-blocking.
    Accepted accept(Mode mode);

private:
    void join();
    bool is_admitted(int fd) const noexcept;

    const int epoll_fd_;
    const int listen_fd_;
    const std::set<uid_t>& peers_;
    bool joined_ = false;
};

}  // namespace postern::fastcgi
