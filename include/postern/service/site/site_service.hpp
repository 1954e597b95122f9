/// SiteService: the protected sites, and which links may be returned to.
///
/// Every change leaves a line in the audit log that names the actor and the site. Throws
/// store::StoreError.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/site.hpp"
#include "postern/store/site_store.hpp"

namespace postern::service {

enum class AddSiteError {
    BadName,
    BadOrigin,
    BadTitle,
    BadDescription,
    BadContact,
    BadMaxAge,
    NameTaken
};
enum class SetSiteError { NoSuchSite, BadOrigin, BadTitle, BadDescription, BadContact, BadMaxAge };

/// What people read about a site, as typed, and what they are offered; empty: nothing.
struct SiteWords {
    std::string_view title{};
    std::string_view description{};
    std::string_view contact{};  ///< an e-mail address
    SiteRegistration registration = SiteRegistration::Inherit;
};

/// What to change of a site, as typed; what is not set stays as it is.
struct TypedSiteChange {
    std::optional<std::string_view> origin{};
    std::optional<SitePolicy> policy{};
    std::optional<std::string_view> title{};        ///< empty: takes it away
    std::optional<std::string_view> description{};  ///< here, too
    std::optional<std::string_view> contact{};      ///< here, too
    std::optional<Level> level{};
    std::optional<std::chrono::seconds> max_age{};  ///< 0: takes it away
    std::optional<SiteCredentials> credentials{};
    std::optional<SiteBasic> basic{};
    std::optional<TokenAudience> audience{};
    std::optional<bool> assertion{};
    std::optional<SiteIdentity> identity{};
    std::optional<SiteRegistration> registration{};
};

/// A link that may be followed.
struct AllowedLink {
    std::string link;
    std::string title{};       ///< of the site that it leads to; empty: none, or the portal
    Demand demand{};           ///< of that site
    bool may_register = true;  ///< false: who comes from that site is offered no registration
};

class SiteService {
public:
    /// `portal` is the origin of public_url.
    SiteService(store::SiteStore& sites, Origin portal);

    Result<Site, AddSiteError> add(std::string_view name, std::string_view origin,
                                   SitePolicy policy, const Actor& actor, TimePoint now,
                                   const SiteWords& words = {}, const Demand& demand = {},
                                   const SiteTokens& tokens = {}) const;
    /// Returns the site as it is now. Two round trips.
    Result<Site, SetSiteError> set(std::string_view name, const TypedSiteChange& change,
                                   const Actor& actor, TimePoint now) const;
    /// False when there was no such site.
    bool remove(std::string_view name, const Actor& actor, TimePoint now) const;
    std::vector<Site> list() const;
    std::optional<Site> find(std::string_view name) const;

    /// The link, when it leads to a registered site or the portal; nothing for everything else.
    /// The only way for a link from outside into a redirect.
    std::optional<AllowedLink> allowed_return_link(std::string_view link) const;

private:
    /// Nothing when it is no origin, or one that no session cookie reaches.
    std::optional<Origin> usable_origin(std::string_view typed) const;

    store::SiteStore& sites_;
    Origin portal_;
};

}  // namespace postern::service
