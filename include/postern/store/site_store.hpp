/// SiteStore: where the protected sites are kept.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/site.hpp"

namespace postern::store {

enum class AddSiteError { NameTaken };

class SiteStore {
public:
    virtual ~SiteStore() = default;

    virtual std::optional<Site> find_by_name(std::string_view name) = 0;
    virtual std::vector<Site> find_all() = 0;  ///< by name
    virtual Result<Site, AddSiteError> add(const NewSite& site) = 0;
    /// True when a site of this name was there.
    virtual bool remove(std::string_view name) = 0;
};

}  // namespace postern::store
