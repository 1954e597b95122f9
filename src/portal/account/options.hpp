/// options: the choices in the lists of the profile.
#pragma once

#include <string_view>
#include <vector>

#include "portal/account/change_views.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal::account {

/// All languages of the pages, each by its own name.
std::vector<LanguageOption> language_options(const text::Catalogue& words, std::string_view chosen);

/// All time zones by part of the world, named in `language`. `chosen` is always among them, so that
/// saving the rest of the profile does not change it; empty: none of them.
std::vector<AreaOptions> time_zone_options(const text::Catalogue& words, std::string_view language,
                                           std::string_view chosen);

}  // namespace postern::portal::account
