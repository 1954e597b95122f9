/// files: reads small files that the daemon depends on, with a problem as clear as a wrong key's.
#pragma once

#include <string>

namespace postern::config {

/// The text of the configuration file. Throws ConfigError when it cannot be read.
std::string read_config_file(const std::string& path);

}  // namespace postern::config
