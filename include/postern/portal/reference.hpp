/// reference: the page that shows the OpenAPI document of the API to people.
#pragma once

#include <string>
#include <string_view>

namespace postern::portal {

class Pages;

/// The page, in English like the document. Drawn once, before the master forks: it is the same for
/// everybody. `base_path`: of public_url, "" or "/auth". Throws std::runtime_error when `document`
/// is not JSON or lacks what the page shows.
std::string draw_reference(const Pages& pages, std::string_view document,
                           const std::string& base_path);

}  // namespace postern::portal
