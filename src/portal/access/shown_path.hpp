/// shown_path: paths as people read them.
#pragma once

#include <string>
#include <string_view>

namespace postern::portal::access {

/// The path of an address without its query, decoded where that shows no characters that mislead;
/// empty for the start page.
std::string shown_path(std::string_view target);

}  // namespace postern::portal::access
