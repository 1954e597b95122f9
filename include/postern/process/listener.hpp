/// listener: unix sockets, made here or inherited (systemd's LISTEN_FDS protocol).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

namespace postern::process {

struct ListenerSettings {
    std::string path;
    std::string group;  ///< empty: leave it
    std::uint32_t mode = 0660;
    int backlog = 4096;
};

/// An open listening socket; closes it, and removes the path if it made it, in the process that
/// made it.
class Listener {
public:
    /// Binds a unix stream socket, FD_CLOEXEC, non-blocking. Nobody can connect before group and
    /// mode are set. A stale path (nobody answers a connect) is replaced; a live one, or a path
    /// that is no socket, throws std::runtime_error saying so and what to do, as does everything
    /// else that fails.
    static Listener bind(const ListenerSettings& settings);
    /// Takes the inherited descriptor called `name` (LISTEN_FDNAMES), if this process was given
    /// one. Throws std::runtime_error when it is no listening unix stream socket.
    static std::optional<Listener> inherit(const std::string& name);

    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;
    ~Listener();
    int fd() const noexcept { return fd_; }

private:
    Listener(int fd, std::string made_path);
    int fd_;
    std::string made_path_;
    pid_t maker_;
};

/// The uids of these users; unknown names are left out. Adds the caller's own uid.
std::set<uid_t> peer_uids(const std::vector<std::string>& users);

}  // namespace postern::process
