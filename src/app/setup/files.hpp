/// files: what `postern init` writes; never over anything that is there.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "postern/base/entropy.hpp"

namespace postern::app {

/// `section.key` and its value as TOML.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// The documented configuration file with these keys set, each where it stands commented out.
/// Throws std::logic_error for a key that the text does not have.
std::string with_settings(const std::string& documented, const Settings& settings);

/// `text` between quotes, as TOML wants it. REQUIRES: no control characters.
std::string toml_text(const std::string& text);

/// Makes the file with this text and mode, as a whole or not at all, and its folder when that is
/// missing: 0700 for a file that is its owner's alone, else 0755. False when there is such a file
/// already, which stays as it is. Throws std::system_error.
bool write_new_file(const std::string& path, const std::string& text, mode_t mode);

/// 256 random bits as letters, digits, `-` and `_`.
std::string random_password(Entropy& entropy);

}  // namespace postern::app
