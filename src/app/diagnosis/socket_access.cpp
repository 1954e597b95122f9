#include "app/diagnosis/socket_access.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace postern::app {

namespace {

constexpr mode_t kSearch = 1;     // of one class of users
constexpr mode_t kReadWrite = 6;  // what connect(2) needs

std::string message_of(int error) { return std::generic_category().message(error); }

/// The permission bits that count for this user: those of the owner, the group, or others.
mode_t mode_for(const SystemUser& user, const struct stat& file) {
    if (file.st_uid == user.uid) return file.st_mode >> 6 & 7;
    const bool in_group = std::ranges::find(user.groups, file.st_gid) != user.groups.end();
    return in_group ? file.st_mode >> 3 & 7 : file.st_mode & 7;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// `name` of the line `user name;` or `user name group;`.
std::optional<std::string> user_of_line(std::string_view line) {
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    constexpr std::string_view kDirective = "user";
    if (!line.starts_with(kDirective)) return std::nullopt;
    line.remove_prefix(kDirective.size());
    if (line.empty() || !is_space(line.front())) return std::nullopt;
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    const auto end = line.find_first_of(" \t\r;");
    if (end == 0 || end == std::string_view::npos) return std::nullopt;
    return std::string{line.substr(0, end)};
}

}  // namespace

std::optional<SystemUser> find_system_user(const std::string& name) {
    const passwd* const entry = ::getpwnam(name.c_str());
    if (entry == nullptr) return std::nullopt;
    int count = 64;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    while (::getgrouplist(name.c_str(), entry->pw_gid, groups.data(), &count) < 0)
        groups.resize(static_cast<std::size_t>(count));
    groups.resize(static_cast<std::size_t>(count));
    return SystemUser{name, entry->pw_uid, std::move(groups)};
}

std::optional<std::string> nginx_user(std::string_view nginx_conf) {
    while (!nginx_conf.empty()) {
        const auto end = std::min(nginx_conf.find('\n'), nginx_conf.size());
        if (auto user = user_of_line(nginx_conf.substr(0, end))) return user;
        nginx_conf.remove_prefix(std::min(end + 1, nginx_conf.size()));
    }
    return std::nullopt;
}

std::string socket_obstacle(const SystemUser& user, const std::string& path) {
    struct stat file {};
    std::filesystem::path so_far;
    for (const auto& part : std::filesystem::path{path}) {
        so_far /= part;
        if (::stat(so_far.c_str(), &file) != 0) return so_far.string() + ": " + message_of(errno);
        const bool is_folder = S_ISDIR(file.st_mode);
        const mode_t needed = is_folder ? kSearch : kReadWrite;
        if (user.uid != 0 && (mode_for(user, file) & needed) != needed)
            return user.name + " may not " + (is_folder ? "enter the folder " : "write to ") +
                   so_far.string();
    }
    return S_ISSOCK(file.st_mode) ? "" : path + " is not a socket";
}

std::string listener_obstacle(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return path + ": " + message_of(ENAMETOOLONG);
    std::memcpy(address.sun_path, path.data(), path.size());
    const int peer = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (peer < 0) return path + ": " + message_of(errno);
    const int status = ::connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = status == 0 ? 0 : errno;
    ::close(peer);
    if (error == 0 || error == EINPROGRESS) return {};
    if (error == EAGAIN) return path + ": its queue is full";
    return path + ": " + message_of(error);
}

}  // namespace postern::app
