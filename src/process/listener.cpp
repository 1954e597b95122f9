// Fatal, by std::runtime_error with a text for the operator: whatever keeps the socket from being
// what was asked for.
#include "postern/process/listener.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::process {

namespace {

/// The first inherited descriptor (sd_listen_fds(3)).
constexpr int kFirstInherited = 3;

[[noreturn]] void fail_with(const std::string& what) { throw std::runtime_error{what}; }

[[noreturn]] void fail_with_errno(const std::string& what) {
    fail_with(what + ": " + std::generic_category().message(errno));
}

sockaddr_un make_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        fail_with("the socket path '" + path + "' must have 1 to " +
                  std::to_string(sizeof address.sun_path - 1) + " characters; choose another");
    path.copy(address.sun_path, path.size());
    return address;
}

int make_socket() {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) fail_with_errno("cannot make a unix socket");
    return fd;
}

/// What a connect to `address` leads to: 0 or an errno.
int try_connect(const sockaddr_un& address) {
    const int fd = make_socket();
    const int result = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = result == 0 ? 0 : errno;
    close(fd);
    return error;
}

/// Removes a socket that nobody serves any more. Does nothing when there is no such path.
void clear_the_way(const sockaddr_un& address, const std::string& path) {
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0) {
        if (errno == ENOENT) return;
        fail_with_errno("cannot look at " + path);
    }
    if (!S_ISSOCK(found.st_mode))
        fail_with(path + " exists and is no socket; remove it, or choose another path");
    const int error = try_connect(address);
    if (error != ECONNREFUSED && error != ENOENT)
        fail_with(path +
                  " is in use: another process serves it. Stop that one, or choose another path");
    if (unlink(path.c_str()) != 0 && errno != ENOENT)
        fail_with_errno("cannot remove the stale socket " + path);
}

/// The mask is the process's own, which has one thread here.
void bind_for_owner_only(int fd, const sockaddr_un& address, const std::string& path) {
    const mode_t previous = umask(0177);
    const int result = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    umask(previous);
    errno = error;
    if (result != 0)
        fail_with_errno("cannot make the socket " + path +
                        " (does its folder exist, and may this user write there?)");
}

/// Looks up `name` with one of getgrnam_r and getpwnam_r, whatever room the entry needs.
template <class Entry, class Lookup>
std::optional<Entry> find_entry(const std::string& name, Lookup lookup) {
    std::vector<char> room(1024);
    for (;;) {
        Entry entry{};
        Entry* found = nullptr;
        const int error = lookup(name.c_str(), &entry, room.data(), room.size(), &found);
        if (error != ERANGE) return found == nullptr ? std::nullopt : std::optional{entry};
        room.resize(room.size() * 2);
    }
}

void set_group(const std::string& path, const std::string& group) {
    if (group.empty()) return;
    const auto entry = find_entry<struct group>(group, getgrnam_r);
    if (!entry)
        fail_with("there is no group '" + group + "' for the socket " + path +
                  "; make it, or name another in server.socket_group");
    if (lchown(path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) == 0) return;
    if (errno == EPERM)
        fail_with("cannot give the socket " + path + " to the group '" + group +
                  "': run as root, make this user a member of that group, or name one of its own "
                  "groups in server.socket_group");
    fail_with_errno("cannot give the socket " + path + " to the group '" + group + "'");
}

bool is_listening_unix_stream(int fd) {
    const auto option = [fd](int name) {
        int value = -1;
        socklen_t size = sizeof value;
        return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
    };
    return option(SO_DOMAIN) == AF_UNIX && option(SO_TYPE) == SOCK_STREAM &&
           option(SO_ACCEPTCONN) == 1;
}

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

/// The descriptor that LISTEN_FDNAMES calls `name`.
std::optional<int> find_inherited(std::string_view name) {
    const auto pid = to_number(environment("LISTEN_PID"));
    const auto count = to_number(environment("LISTEN_FDS"));
    if (!pid || !count || *pid != static_cast<std::uint64_t>(getpid())) return std::nullopt;
    auto names = environment("LISTEN_FDNAMES");
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto one = names.substr(0, names.find(':'));
        if (one == name) return kFirstInherited + static_cast<int>(i);
        if (one.size() == names.size()) return std::nullopt;
        names.remove_prefix(one.size() + 1);
    }
    return std::nullopt;
}

}  // namespace

Listener::Listener(int fd, std::string made_path)
    : fd_{fd}, made_path_{std::move(made_path)}, maker_{getpid()} {}

Listener::Listener(Listener&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)},
      made_path_{std::exchange(other.made_path_, {})},
      maker_{other.maker_} {}

Listener::~Listener() {
    if (fd_ < 0) return;
    close(fd_);
    if (!made_path_.empty() && getpid() == maker_) unlink(made_path_.c_str());
}

Listener Listener::bind(const ListenerSettings& settings) {
    const auto address = make_address(settings.path);
    clear_the_way(address, settings.path);
    Listener listener{make_socket(), {}};
    bind_for_owner_only(listener.fd_, address, settings.path);
    listener.made_path_ = settings.path;
    // Until listen() every connect is refused, so that nobody gets in between these steps.
    set_group(settings.path, settings.group);
    if (chmod(settings.path.c_str(), settings.mode) != 0)
        fail_with_errno("cannot set the mode of the socket " + settings.path);
    if (listen(listener.fd_, settings.backlog) != 0)
        fail_with_errno("cannot listen on " + settings.path);
    return listener;
}

std::optional<Listener> Listener::inherit(const std::string& name) {
    const auto fd = find_inherited(name);
    if (!fd) return std::nullopt;
    if (!is_listening_unix_stream(*fd))
        fail_with("the inherited descriptor '" + name +
                  "' is no listening unix stream socket; look at ListenStream= in its socket unit");
    fcntl(*fd, F_SETFD, FD_CLOEXEC);
    fcntl(*fd, F_SETFL, fcntl(*fd, F_GETFL) | O_NONBLOCK);
    return Listener{*fd, {}};
}

std::set<uid_t> peer_uids(const std::vector<std::string>& users) {
    std::set<uid_t> uids{geteuid()};
    for (const auto& user : users)
        if (const auto entry = find_entry<passwd>(user, getpwnam_r)) uids.insert(entry->pw_uid);
    return uids;
}

}  // namespace postern::process
