/// file_checks: who may read and change the files of this installation?
///
/// Looks at modes only. Access control lists, and the folders above, are not looked at.
#pragma once

#include <string>
#include <vector>

#include "app/diagnosis/finding.hpp"
#include "postern/config/config.hpp"

namespace postern::app {

/// `name`: of the check. `is_secret`: nobody but its owner and group may read the file. Nobody but
/// its owner should change it, whatever it holds.
Finding check_rights(std::string name, const std::string& path, bool is_secret);

/// The configuration, the key file and the files with passwords, as far as there are any.
std::vector<Finding> check_files(const std::string& config_path, const config::Config& config);

}  // namespace postern::app
