/// SiteService: the protected sites, and which links may be returned to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/site.hpp"
#include "postern/store/site_store.hpp"

namespace postern::service {

enum class AddSiteError { BadName, BadOrigin, NameTaken };

class SiteService {
public:
    /// `portal` is the origin of public_url.
    SiteService(store::SiteStore& sites, Origin portal);

    Result<Site, AddSiteError> add(std::string_view name, std::string_view origin,
                                   SitePolicy policy, TimePoint now) const;
    bool remove(std::string_view name) const;
    std::vector<Site> list() const;
    std::optional<Site> find(std::string_view name) const;

    /// The link, when it leads to a registered site or the portal; nothing for everything else.
    /// The only way for a link from outside into a redirect.
    std::optional<std::string> allowed_return_link(std::string_view link) const;

private:
    store::SiteStore& sites_;
    Origin portal_;
};

}  // namespace postern::service
