#include "store/mysql/site_store.hpp"

#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/site_statements.hpp"

namespace postern::store::mysql {

namespace {

template <class T, class AsText>
std::optional<std::string> text_of(const std::optional<T>& value, AsText as_text) {
    return value ? std::optional{std::string{as_text(*value)}} : std::nullopt;
}

/// As the statements take it: empty for no address.
std::string text_of(const std::optional<EmailAddress>& address) {
    return address ? address->text() : std::string{};
}

std::uint64_t seconds_of(std::chrono::seconds duration) {
    return static_cast<std::uint64_t>(duration.count());
}

}  // namespace

std::optional<Site> MysqlSiteStore::find_by_name(std::string_view name) {
    if (!is_site_name(name)) return std::nullopt;  // the column is ascii
    return connection_.repeatable([&]() -> std::optional<Site> {
        const auto rows = connection_.query(kFindSiteByName, name);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_site(columns);
    });
}

std::vector<Site> MysqlSiteStore::find_all() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindSites);
        return read_readable<Site>(*rows, read_site);
    });
}

Listed<Site, SiteId> MysqlSiteStore::list() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindSites);
        return read_list<Listed<Site, SiteId>, SiteId>(*rows, rows->rowsCount() + 1,
                                                       read_undamaged_site);
    });
}

std::optional<SiteId> MysqlSiteStore::insert(const NewSite& site) {
    try {
        connection_.update(
            kAddSite, site.name, site.origin.text(), to_text(site.policy), site.created_at,
            site.title, site.description, to_number(site.demand.level),
            seconds_of(site.demand.max_age.value_or(std::chrono::seconds{0})),
            text_of(site.contact), to_text(site.tokens.credentials), to_text(site.tokens.basic),
            to_text(site.tokens.audience), site.tokens.assertion, to_text(site.tokens.identity),
            to_text(site.registration));
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_site_name")) return std::nullopt;
        throw;
    }
    return SiteId{connection_.last_insert_id()};
}

void MysqlSiteStore::finish_change(const AuditEntry& audit) {
    add_audit(connection_, audit);
    advance_site_revision(connection_);
}

Result<Site, AddSiteError> MysqlSiteStore::add(const NewSite& site, const AuditEntry& audit) {
    return connection_.transaction([&](Transaction& transaction) -> Result<Site, AddSiteError> {
        const auto id = insert(site);
        if (id) finish_change(audit);
        transaction.commit();
        if (!id) return fail(AddSiteError::NameTaken);
        return Site{.id = *id,
                    .name = site.name,
                    .origin = site.origin,
                    .policy = site.policy,
                    .created_at = site.created_at,
                    .demand = site.demand,
                    .tokens = site.tokens,
                    .title = site.title,
                    .description = site.description,
                    .contact = site.contact,
                    .registration = site.registration};
    });
}

bool MysqlSiteStore::set(std::string_view name, const SiteChange& change, const AuditEntry& audit) {
    if (!is_site_name(name)) return false;
    const auto origin = text_of(change.origin, [](const Origin& to) { return to.text(); });
    const auto policy = text_of(change.policy, [](SitePolicy to) { return to_text(to); });
    const auto level =
        text_of(change.level, [](Level to) { return std::to_string(to_number(to)); });
    const auto max_age =
        text_of(change.max_age, [](std::chrono::seconds to) { return std::to_string(to.count()); });
    const auto contact =
        text_of(change.contact, [](const std::optional<EmailAddress>& to) { return text_of(to); });
    const auto credentials =
        text_of(change.credentials, [](const SiteCredentials& to) { return to_text(to); });
    const auto basic = text_of(change.basic, [](SiteBasic to) { return to_text(to); });
    const auto audience = text_of(change.audience, [](TokenAudience to) { return to_text(to); });
    const auto assertion = text_of(change.assertion, [](bool to) { return to ? "1" : "0"; });
    const auto identity = text_of(change.identity, [](SiteIdentity to) { return to_text(to); });
    const auto registration =
        text_of(change.registration, [](SiteRegistration to) { return to_text(to); });
    return connection_.transaction([&](Transaction& transaction) {
        const bool was_there =
            connection_.update(kSetSite, origin, policy, change.title, change.description, level,
                               max_age, contact, credentials, basic, audience, assertion, identity,
                               registration, name) > 0;
        if (was_there) finish_change(audit);
        transaction.commit();
        return was_there;
    });
}

bool MysqlSiteStore::remove(std::string_view name, const AuditEntry& audit) {
    const auto key = key_of_row("site", name);
    if (!key && !is_site_name(name)) return false;
    return connection_.transaction([&](Transaction& transaction) {
        const bool was_there = (key ? connection_.update(kRemoveSiteById, *key)
                                    : connection_.update(kRemoveSite, name)) > 0;
        if (was_there) finish_change(audit);
        transaction.commit();
        return was_there;
    });
}

}  // namespace postern::store::mysql
