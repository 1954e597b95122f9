/// shown_path: sites and paths as people read them.
#pragma once

#include <string>
#include <string_view>

#include "postern/model/site.hpp"

namespace postern::portal::access {

/// The path of an address without its query, decoded where that shows no characters that mislead;
/// empty for the start page.
std::string shown_path(std::string_view target);

/// The title, or the name of a site that has none.
std::string title_of(const Site& site);

}  // namespace postern::portal::access
