#include "store/mysql/access/draft_store.hpp"

#include <algorithm>

#include "postern/model/site.hpp"
#include "store/mysql/access/change.hpp"
#include "store/mysql/access/draft_statements.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

namespace {

SiteDraft read_draft(Columns& columns) {
    const std::uint64_t site = columns.number();
    // Braces evaluate from left to right, so the columns come in their order.
    SiteDraft draft{.site = columns.text(),
                    .text = columns.text(),
                    .revision = columns.number(),
                    .base_version = columns.number(),
                    .changed_at = columns.time(),
                    .changed_by = columns.text()};
    if (!is_time(draft.changed_at)) throw CorruptRow{"site_draft", site};
    return draft;
}

PastRules read_past_rules(Columns& columns) {
    PastRules past{.version = columns.number(),
                   .text = {},
                   .changed_at = columns.time(),
                   .changed_by = columns.text(),
                   .reason = columns.text()};
    if (!is_time(past.changed_at)) throw CorruptRow{"site_ruleset_history", past.version};
    return past;
}

/// Also greater than that of a draft that went meanwhile, unless the clock was set back.
std::uint64_t revision_after(std::uint64_t revision, TimePoint now) {
    const auto seconds = std::max<std::int64_t>(now.time_since_epoch().count(), 1);
    return std::max(revision + 1, static_cast<std::uint64_t>(seconds));
}

}  // namespace

std::optional<SiteDraft> MysqlDraftStore::find(std::string_view site) {
    if (!is_site_name(site)) return std::nullopt;  // the column is ascii
    return connection_.repeatable([&]() -> std::optional<SiteDraft> {
        const auto rows = connection_.query(kFindDraft, site);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_draft(columns);
    });
}

std::vector<std::string> MysqlDraftStore::sites() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindSitesWithDraft);
        std::vector<std::string> names;
        while (rows->next()) names.push_back(rows->getString(1));
        return names;
    });
}

Result<std::uint64_t, DraftChangeError> MysqlDraftStore::put(const SiteDraft& draft) {
    if (!is_site_name(draft.site)) return fail(DraftChangeError::NoSuchSite);
    std::uint64_t revision = 0;
    const auto done =
        change<DraftChangeError>(connection_, [&]() -> std::optional<DraftChangeError> {
            const auto site_row = connection_.query(kLockSiteForDraft, draft.site);
            if (!site_row->next()) return DraftChangeError::NoSuchSite;
            const std::uint64_t site = site_row->getUInt64(1);
            const auto row = connection_.query(kFindDraftRevision, site);
            const std::uint64_t stored = row->next() ? row->getUInt64(1) : 0;
            if (stored != draft.revision) return DraftChangeError::ChangedMeanwhile;
            revision = revision_after(stored, draft.changed_at);
            connection_.update(kPutDraft, site, revision, draft.base_version, draft.text,
                               draft.changed_at, draft.changed_by);
            return std::nullopt;
        });
    if (!done) return fail(done.error());
    return revision;
}

bool MysqlDraftStore::remove(std::string_view site, std::uint64_t revision) {
    if (!is_site_name(site)) return false;
    return connection_.repeatable(
        [&] { return connection_.update(kRemoveDraft, site, revision) > 0; });
}

std::vector<PastRules> MysqlDraftStore::history(std::string_view site) {
    if (!is_site_name(site)) return {};
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindPastRules, site, kMaxPastRules);
        return read_readable<PastRules>(*rows, read_past_rules);
    });
}

std::optional<PastRules> MysqlDraftStore::find_past(std::string_view site, std::uint64_t version) {
    if (!is_site_name(site)) return std::nullopt;
    return connection_.repeatable([&]() -> std::optional<PastRules> {
        const auto rows = connection_.query(kFindPastRulesOfVersion, site, version);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        PastRules past = read_past_rules(columns);
        past.text = columns.text();
        return past;
    });
}

}  // namespace postern::store::mysql
