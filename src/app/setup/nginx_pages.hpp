/// nginx_pages: the pages that nginx shows where the portal cannot: when posternd is down, for too
/// many or too large requests, and where a visitor is refused.
///
/// The snippets have them in Postern's own words; brand.conf, beside them, replaces words,
/// languages, name and colours by maps of the same names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/model/brand.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::app {

/// The name of the file in the folder of the snippets.
inline constexpr const char* kNginxPagesFile = "brand.conf";

/// Its text: the `nginx.*` words of each language of the catalogue. No value can end a string of
/// nginx or be taken for a variable.
std::string nginx_pages(const Brand& brand, const text::Catalogue& words);

/// One of the pages as nginx sends it, to look at.
struct NginxPage {
    std::string name;  ///< `nginx-unavailable`
    std::string html;
};
std::vector<NginxPage> sample_nginx_pages(const Brand& brand, const text::Catalogue& words,
                                          const std::string& language);

/// What `postern config check` says where the file in `folder` is not what nginx_pages() makes;
/// empty: it is, or the snippets are not there, or neither is needed.
std::string note_of_nginx_pages(const std::string& folder, const Brand& brand,
                                const text::Catalogue& words, const text::Catalogue& installed);

}  // namespace postern::app
