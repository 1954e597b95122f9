/// files: what `postern init` writes, which never overwrites a file, and the one file that a
/// command changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "postern/base/entropy.hpp"

namespace postern::app {

/// `section.key` and its value as TOML.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// The documented configuration file with these keys set, each where the text has it commented out.
/// Throws std::logic_error for a key that the text does not have.
std::string with_settings(const std::string& documented, const Settings& settings);

/// `text` between quotes, as a TOML string. REQUIRES: no control characters.
std::string toml_text(const std::string& text);

/// Creates the file with this text and mode, atomically, and its folder if that is missing: 0700
/// for a file that only its owner may read, else 0755. False if the file exists; it stays
/// unchanged. `group`: whose it shall be besides its owner's. Throws std::system_error.
bool write_new_file(const std::string& path, std::string_view text, mode_t mode,
                    std::optional<gid_t> group = {});

/// Replaces the text of a file that is there, atomically, and keeps its owner, group and mode.
/// Follows a symbolic link. Throws std::system_error, and then nothing has changed.
void replace_file(const std::string& path, std::string_view text);

/// 256 random bits as letters, digits, `-` and `_`.
std::string random_password(Entropy& entropy);

}  // namespace postern::app
