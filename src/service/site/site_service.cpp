#include "postern/service/site/site_service.hpp"

#include <algorithm>

#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

SiteService::SiteService(store::SiteStore& sites, Origin portal)
    : sites_{sites}, portal_{std::move(portal)} {}

Result<Site, AddSiteError> SiteService::add(std::string_view name, std::string_view origin,
                                            SitePolicy policy, const Actor& actor,
                                            TimePoint now) const {
    if (!is_site_name(name)) return fail(AddSiteError::BadName);
    const auto where = usable_origin(origin);
    if (!where) return fail(AddSiteError::BadOrigin);
    auto added = sites_.add(
        {.name = std::string{name}, .origin = *where, .policy = policy, .created_at = now},
        change_entry(AuditEvent::SiteAdded, std::nullopt, name, actor, now));
    if (!added) return fail(AddSiteError::NameTaken);
    return std::move(*added);
}

Result<Site, SetSiteError> SiteService::set(std::string_view name, const SiteChange& change,
                                            const Actor& actor, TimePoint now) const {
    auto site = sites_.find_by_name(name);
    if (!site) return fail(SetSiteError::NoSuchSite);
    if (change.origin) {
        const auto where = usable_origin(*change.origin);
        if (!where) return fail(SetSiteError::BadOrigin);
        site->origin = *where;
    }
    if (change.policy) site->policy = *change.policy;
    if (!sites_.set(name, site->origin, site->policy,
                    change_entry(AuditEvent::SiteChanged, std::nullopt, name, actor, now)))
        return fail(SetSiteError::NoSuchSite);
    return std::move(*site);
}

bool SiteService::remove(std::string_view name, const Actor& actor, TimePoint now) const {
    return sites_.remove(name,
                         change_entry(AuditEvent::SiteRemoved, std::nullopt, name, actor, now));
}

std::optional<Origin> SiteService::usable_origin(std::string_view typed) const {
    auto origin = Origin::parse(typed);
    // A session cookie with Secure never reaches a plain http site; and a portal on https that
    // sends people back to http would expose them to anyone on the network path.
    if (origin && portal_.is_secure() && !origin->is_secure()) return std::nullopt;
    return origin;
}

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
