/// socket_access: whether another user, such as nginx's, can open a Unix socket.
///
/// Looks at owners and modes only, as that user would meet them: the mode of the socket, and the
/// search permission of each folder above it. Access control lists are not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace postern::app {

/// A user of the system with all their groups.
struct SystemUser {
    std::string name;
    uid_t uid;
    std::vector<gid_t> groups;
};

/// Nothing when there is none of this name.
std::optional<SystemUser> find_system_user(const std::string& name);

/// The user of nginx's workers that `user NAME;` in this text of nginx.conf names, else nothing.
std::optional<std::string> nginx_user(std::string_view nginx_conf);

/// Why this user cannot open the socket, in words; empty when they can.
std::string socket_obstacle(const SystemUser& user, const std::string& path);

/// Why nobody answers behind the socket, in words; empty when somebody listens. Connects to it.
std::string listener_obstacle(const std::string& path);

}  // namespace postern::app
