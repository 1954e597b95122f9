/// options: what the profile's lists offer to choose from.
#pragma once

#include <string_view>
#include <vector>

#include "portal/account/change_views.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal {

/// All languages that there are pages in, each by its own name.
std::vector<LanguageOption> language_options(const text::Catalogue& words, std::string_view chosen);

/// All time zones by the part of the world, whose name is in `language`. What is chosen is always
/// among them, so that saving the rest does not change it; nothing chosen is UTC.
std::vector<AreaOptions> time_zone_options(const text::Catalogue& words, std::string_view language,
                                           std::string_view chosen);

}  // namespace postern::portal
