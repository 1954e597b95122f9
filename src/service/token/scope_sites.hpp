/// scope_sites: whether the sites that scopes name are there.
#pragma once

#include <algorithm>

#include "postern/model/token.hpp"
#include "postern/store/site_store.hpp"

namespace postern::service {

/// A name that no site has yet would open one that somebody registers later. One round trip where a
/// site is named.
inline bool are_sites_known(const Scopes& scopes, store::SiteStore& sites) {
    if (scopes.sites().empty()) return true;
    const auto known = sites.find_all();
    return std::ranges::all_of(scopes.sites(), [&](const std::string& name) {
        return std::ranges::any_of(known, [&](const Site& site) { return site.name == name; });
    });
}

}  // namespace postern::service
