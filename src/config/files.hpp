/// files: reads small files that the daemon depends on, with a problem as clear as a wrong key's.
#pragma once

#include <string>

namespace postern::config {

/// The text of the configuration file. Throws ConfigError when it cannot be read.
std::string read_config_file(const std::string& path);

/// The folder with what the programs need at run time: PREFIX/share/postern of the PREFIX under
/// which this program is installed, else `otherwise`.
std::string installed_share_dir(const std::string& otherwise);

}  // namespace postern::config
