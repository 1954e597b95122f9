/// language_switch: links to the same page in the other languages, which work without JavaScript.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/page/frame.hpp"
#include "postern/http/request.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal {

/// The language of `?lang=`; nothing unless there are pages in it.
std::optional<std::string> chosen_language(const text::Catalogue& words,
                                           const http::Request& request);

/// All languages of the pages. The links keep the rest of the query but for a
/// return link. The answer to a form has none:
/// what was typed would be lost.
std::vector<LanguageLink> language_links(const text::Catalogue& words, std::string_view base_path,
                                         std::string_view current, const http::Request& request);

}  // namespace postern::portal
