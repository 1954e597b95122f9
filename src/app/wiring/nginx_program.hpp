/// nginx_program: the nginx of this host, asked about its configuration.
#pragma once

#include <string>
#include <vector>

namespace postern::app {

/// Where Debian's package puts it.
inline constexpr const char* kNginxProgram = "/usr/sbin/nginx";

/// Whether nginx is installed here.
bool has_nginx();

struct NginxOutput {
    bool succeeded;
    std::string out;  ///< the beginning of it, if it is longer than 16 MiB
    std::string err;
};

/// Runs nginx with these arguments to its end and waits for it: `-t` and `-T` take as long as
/// nginx needs to look up the names in its configuration. `program`: a path, or a name to look for
/// in PATH. Throws std::system_error when it cannot be started, or nobody can say how it ended.
NginxOutput run_nginx(const std::vector<std::string>& arguments,
                      const std::string& program = kNginxProgram);

}  // namespace postern::app
