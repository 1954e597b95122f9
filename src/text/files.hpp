/// files: whole files as texts.
#pragma once

#include <string>

namespace postern::text {

/// The whole file; throws std::runtime_error, naming it, when it cannot be read or is empty.
std::string read_file(const std::string& path);

}  // namespace postern::text
