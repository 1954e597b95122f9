/// version: what this build calls itself.
#pragma once

#include <string_view>

namespace postern::app {

/// What the file VERSION holds, as in "0.1.0".
extern const std::string_view kVersion;

}  // namespace postern::app
