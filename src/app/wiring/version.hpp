/// version: what this build calls itself.
#pragma once

#include <string_view>

namespace postern::app {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace postern::app
