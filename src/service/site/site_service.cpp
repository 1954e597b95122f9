#include "postern/service/site/site_service.hpp"

#include <algorithm>

namespace postern::service {

SiteService::SiteService(store::SiteStore& sites, Origin portal)
    : sites_{sites}, portal_{std::move(portal)} {}

Result<Site, AddSiteError> SiteService::add(std::string_view name, std::string_view origin,
                                            SitePolicy policy, TimePoint now) const {
    if (!is_site_name(name)) return fail(AddSiteError::BadName);
    const auto where = Origin::parse(origin);
    // A session cookie with Secure never reaches a plain http site; and a portal on https that
    // sends people back to http would hand them to whoever sits on the wire.
    if (!where || (portal_.is_secure() && !where->is_secure()))
        return fail(AddSiteError::BadOrigin);
    auto added = sites_.add(
        {.name = std::string{name}, .origin = *where, .policy = policy, .created_at = now});
    if (!added) return fail(AddSiteError::NameTaken);
    return std::move(*added);
}

bool SiteService::remove(std::string_view name) const { return sites_.remove(name); }

std::vector<Site> SiteService::list() const { return sites_.find_all(); }

std::optional<Site> SiteService::find(std::string_view name) const {
    return sites_.find_by_name(name);
}

std::optional<std::string> SiteService::allowed_return_link(std::string_view link) const {
    const auto parsed = parse_return_link(link);
    if (!parsed) return std::nullopt;
    const auto leads_to = [&](const Site& site) { return site.origin == parsed->origin; };
    if (parsed->origin == portal_ || std::ranges::any_of(sites_.find_all(), leads_to))
        return parsed->text();  // rebuilt from its parts, never the text that came in
    return std::nullopt;
}

}  // namespace postern::service
