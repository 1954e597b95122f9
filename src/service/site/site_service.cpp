#include "postern/service/site/site_service.hpp"

#include "postern/model/one_line.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

namespace {

/// Nothing when it is not allowed; empty text stays empty.
std::optional<std::string> words_of(std::string_view typed, std::size_t max_code_points) {
    return typed.empty() ? std::string{} : one_line(typed, max_code_points);
}

/// Nothing when it is no e-mail address; no address for empty text.
std::optional<std::optional<EmailAddress>> contact_of(std::string_view typed) {
    if (typed.empty()) return std::optional<EmailAddress>{};
    if (auto address = EmailAddress::parse(typed)) return {{std::move(*address)}};
    return std::nullopt;
}

/// A public site lets everybody pass, so that it asks nothing of anybody.
Demand demand_of(const Site& site) {
    return site.policy == SitePolicy::Public ? Demand{} : site.demand;
}

}  // namespace

SiteService::SiteService(store::SiteStore& sites, Origin portal)
    : sites_{sites}, portal_{std::move(portal)} {}

Result<Site, AddSiteError> SiteService::add(std::string_view name, std::string_view origin,
                                            SitePolicy policy, const Actor& actor, TimePoint now,
                                            const SiteWords& words, const Demand& demand,
                                            const SiteTokens& tokens) const {
    if (!is_site_name(name)) return fail(AddSiteError::BadName);
    const auto where = usable_origin(origin);
    if (!where) return fail(AddSiteError::BadOrigin);
    auto title = words_of(words.title, kMaxSiteTitleCodePoints);
    if (!title) return fail(AddSiteError::BadTitle);
    auto description = words_of(words.description, kMaxSiteDescriptionCodePoints);
    if (!description) return fail(AddSiteError::BadDescription);
    auto contact = contact_of(words.contact);
    if (!contact) return fail(AddSiteError::BadContact);
    if (demand.max_age && !is_max_age(*demand.max_age)) return fail(AddSiteError::BadMaxAge);
    auto added = sites_.add({.name = std::string{name},
                             .origin = *where,
                             .policy = policy,
                             .created_at = now,
                             .title = std::move(*title),
                             .description = std::move(*description),
                             .demand = demand,
                             .contact = std::move(*contact),
                             .tokens = tokens,
                             .registration = words.registration},
                            change_entry(AuditEvent::SiteAdded, std::nullopt, name, actor, now));
    if (!added) return fail(AddSiteError::NameTaken);
    return std::move(*added);
}

Result<Site, SetSiteError> SiteService::set(std::string_view name, const TypedSiteChange& typed,
                                            const Actor& actor, TimePoint now) const {
    SiteChange change{.policy = typed.policy,
                      .level = typed.level,
                      .max_age = typed.max_age,
                      .credentials = typed.credentials,
                      .basic = typed.basic,
                      .audience = typed.audience,
                      .assertion = typed.assertion,
                      .identity = typed.identity,
                      .registration = typed.registration};
    if (typed.max_age && typed.max_age->count() != 0 && !is_max_age(*typed.max_age))
        return fail(SetSiteError::BadMaxAge);
    if (typed.origin && !(change.origin = usable_origin(*typed.origin)))
        return fail(SetSiteError::BadOrigin);
    if (typed.title && !(change.title = words_of(*typed.title, kMaxSiteTitleCodePoints)))
        return fail(SetSiteError::BadTitle);
    if (typed.description &&
        !(change.description = words_of(*typed.description, kMaxSiteDescriptionCodePoints)))
        return fail(SetSiteError::BadDescription);
    if (typed.contact && !(change.contact = contact_of(*typed.contact)))
        return fail(SetSiteError::BadContact);
    if (!sites_.set(name, change,
                    change_entry(AuditEvent::SiteChanged, std::nullopt, name, actor, now)))
        return fail(SetSiteError::NoSuchSite);
    auto site = sites_.find_by_name(name);
    if (!site) return fail(SetSiteError::NoSuchSite);
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

std::optional<AllowedLink> SiteService::allowed_return_link(std::string_view link) const {
    const auto parsed = parse_return_link(link);
    if (!parsed) return std::nullopt;
    // Rebuilt from its parts, never the text that came in.
    for (auto& site : sites_.find_all())
        if (site.origin == parsed->origin)
            return AllowedLink{parsed->text(), std::move(site.title), demand_of(site),
                               site.registration != SiteRegistration::Off};
    if (parsed->origin == portal_) return AllowedLink{parsed->text()};
    return std::nullopt;
}

}  // namespace postern::service
