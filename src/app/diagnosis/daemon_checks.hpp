/// daemon_checks: does the daemon of this host run, as this version, and can nginx reach it?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/diagnosis/finding.hpp"

namespace postern::app {

/// Asks the daemon behind the control socket, which then reads the latest revocations. Waits at
/// most 5 s. The second finding is about its version, if it said one.
std::vector<Finding> check_daemon(const std::string& control_socket);

/// `name`: of the check. `nginx`: the user of nginx's workers; nothing where nginx is not
/// installed.
Finding check_socket(const std::string& name, const std::string& path,
                     const std::optional<std::string>& nginx);

}  // namespace postern::app
