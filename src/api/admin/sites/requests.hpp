/// requests: what the operations of sites and networks take, read strictly.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "api/body/members.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::api::admin::sites {

/// POST /api/v1/admin/sites.
struct NewSiteRequest {
    std::string name;    ///< as sent, not empty
    std::string origin;  ///< as sent, not empty
    SitePolicy policy = SitePolicy::SignedIn;
    std::string title{};        ///< empty: none
    std::string description{};  ///< empty: none
    std::string contact{};      ///< empty: none
    Demand demand{};
    SiteTokens tokens{};
    SiteRegistration registration = SiteRegistration::Inherit;

    static Result<NewSiteRequest, RequestError> parse(const http::Request& request);
};

/// PATCH /api/v1/admin/sites/{name}. What is not there stays as it is.
struct SitePatch {
    std::optional<std::string> origin{};
    std::optional<SitePolicy> policy{};
    std::optional<std::string> title{};        ///< empty: none
    std::optional<std::string> description{};  ///< empty: none
    std::optional<std::string> contact{};      ///< empty: none
    std::optional<Level> level{};
    std::optional<std::chrono::seconds> max_age{};  ///< 0: none
    std::optional<SiteCredentials> credentials{};
    std::optional<SiteBasic> basic{};
    std::optional<TokenAudience> audience{};
    std::optional<bool> assertion{};
    std::optional<SiteIdentity> identity{};
    std::optional<SiteRegistration> registration{};

    static Result<SitePatch, RequestError> parse(const http::Request& request);
    /// Refers to *this.
    service::TypedSiteChange change() const;
};

/// PUT /api/v1/admin/networks/{network}: the blocks, as sent, at least one.
Result<std::vector<std::string>, RequestError> parse_blocks(const http::Request& request);

}  // namespace postern::api::admin::sites
