/// ScopesView: what a token may do, in words.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/site.hpp"
#include "postern/model/token.hpp"
#include "postern/text/fields.hpp"

namespace postern::portal {

using text::Fields;

struct ScopesView {
    std::vector<std::string> sites{};  ///< what people call them
    bool all_sites = false;
    bool account_read = false;
    bool account_write = false;
    bool access_ask = false;
    bool admin_read = false;
    bool admin_write = false;

    /// The fields of the partial template `scopes`.
    void fill(Fields& fields) const;
};

/// What people call the sites, by name.
using SiteTitles = std::map<std::string, std::string, std::less<>>;
SiteTitles titles_of(const std::vector<Site>& sites);

/// A site that there is no more goes by its name.
ScopesView scopes_view(const Scopes& scopes, const SiteTitles& titles);

}  // namespace postern::portal
