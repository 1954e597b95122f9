#include "app/control/control.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>

#include "postern/base/log.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::milliseconds kPatience{5000};
constexpr std::string_view kDone = "done";
constexpr std::string_view kFailed = "failed";

/// Closes a descriptor at the end of the scope.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_{fd} {}
    ~Descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

bool is_allowed(int fd, const std::set<uid_t>& peers) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peers.contains(peer.uid);
}

/// What one line says.
ControlReply reply_of(std::string_view line) {
    if (!line.ends_with('\n')) return {ControlAnswer::Failed};
    line.remove_suffix(1);
    const auto end = std::min(line.find(' '), line.size());
    const bool is_done = line.substr(0, end) == kDone;
    line.remove_prefix(std::min(end + 1, line.size()));
    return {is_done ? ControlAnswer::Done : ControlAnswer::Failed, std::string{line}};
}

}  // namespace

bool serve_control(int listen_fd, const std::set<uid_t>& peers, std::string_view version,
                   const std::function<bool()>& poll) {
    const Descriptor peer{accept4(listen_fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    // The peer gave up, or another courier was quicker; otherwise it still waits, unaccepted.
    if (peer.get() < 0) return errno == EAGAIN || errno == ECONNABORTED || errno == EINTR;
    if (!is_allowed(peer.get(), peers)) {
        log::warning("control_peer_refused");
        return true;
    }
    std::string answer{poll() ? kDone : kFailed};
    answer.append(" ").append(version).append("\n");
    // A few bytes into an empty buffer: never short, and nobody may be left to read them.
    (void)!send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    return true;
}

ControlReply ask_control(const std::string& socket_path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.size() >= sizeof address.sun_path) return {ControlAnswer::NoDaemon};
    std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
    const Descriptor peer{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (peer.get() < 0) return {ControlAnswer::Failed};
    if (connect(peer.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        // Anything else, a lack of rights for one, means that there is a daemon that was not told.
        return {errno == ENOENT || errno == ECONNREFUSED ? ControlAnswer::NoDaemon
                                                         : ControlAnswer::Failed};

    pollfd readable{.fd = peer.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(kPatience.count())) <= 0)
        return {ControlAnswer::Failed};
    std::array<char, 128> line{};
    const auto got = recv(peer.get(), line.data(), line.size(), 0);
    return got > 0 ? reply_of({line.data(), static_cast<std::size_t>(got)})
                   : ControlReply{ControlAnswer::Failed};
}

void ControlRevoker::tell() {
    // Without a daemon there is no memory to clear; one that starts later starts with none.
    if (ask_control(socket_path_).answer == ControlAnswer::Failed)
        warn_(
            "the daemon did not confirm; the change takes effect as soon as it reaches the "
            "database, at the latest when it stops trusting its memory (gate.stale_grace)");
}

}  // namespace postern::app
