/// draft_statements: drafts of the rules of sites, and the rules that sites had.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// --- site_draft

inline constexpr Statement kFindDraft{"find_draft", R"sql(
    SELECT t.id, t.name, d.text, d.revision, d.base_version, TO_SECONDS(d.changed_at), d.changed_by
      FROM site_draft d
      JOIN site t ON t.id = d.site_id
     WHERE t.name = ?
)sql"};

inline constexpr Statement kFindSitesWithDraft{"find_sites_with_draft", R"sql(
    SELECT t.name FROM site_draft d JOIN site t ON t.id = d.site_id ORDER BY t.name
)sql"};

// Behind the lock on the site's row, so that drafts of one site are saved one after the other.
inline constexpr Statement kLockSiteForDraft{"lock_site_for_draft", R"sql(
    SELECT id FROM site WHERE name = ? FOR UPDATE
)sql"};

inline constexpr Statement kFindDraftRevision{"find_draft_revision", R"sql(
    SELECT revision FROM site_draft WHERE site_id = ?
)sql"};

inline constexpr Statement kPutDraft{"put_draft", R"sql(
    INSERT INTO site_draft (site_id, revision, base_version, text, changed_at, changed_by)
    VALUES (?, ?, ?, ?, ?, ?)
    ON DUPLICATE KEY UPDATE revision = VALUES(revision),
                            base_version = VALUES(base_version),
                            text = VALUES(text),
                            changed_at = VALUES(changed_at),
                            changed_by = VALUES(changed_by)
)sql"};

inline constexpr Statement kRemoveDraft{"remove_draft", R"sql(
    DELETE d FROM site_draft d JOIN site t ON t.id = d.site_id WHERE t.name = ? AND d.revision = ?
)sql"};

inline constexpr Statement kRemovePublishedDraft{"remove_published_draft", R"sql(
    DELETE FROM site_draft WHERE site_id = ? AND revision = ?
)sql"};

// --- site_ruleset_history

inline constexpr Statement kFindPastRules{"find_past_rules", R"sql(
    SELECT h.version, TO_SECONDS(h.changed_at), h.changed_by, h.reason
      FROM site_ruleset_history h
      JOIN site t ON t.id = h.site_id
     WHERE t.name = ?
     ORDER BY h.version DESC
     LIMIT ?
)sql"};

inline constexpr Statement kFindPastRulesOfVersion{"find_past_rules_of_version", R"sql(
    SELECT h.version, TO_SECONDS(h.changed_at), h.changed_by, h.reason, h.document
      FROM site_ruleset_history h
      JOIN site t ON t.id = h.site_id
     WHERE t.name = ? AND h.version = ?
)sql"};

// The rules as they are; a second time it changes nothing.
inline constexpr Statement kKeepCurrentRules{"keep_current_rules", R"sql(
    INSERT INTO site_ruleset_history (site_id, version, document, changed_at, changed_by, reason)
    SELECT site_id, version, document, changed_at, changed_by, ?
      FROM site_ruleset
     WHERE site_id = ?
    ON DUPLICATE KEY UPDATE version = site_ruleset_history.version
)sql"};

inline constexpr Statement kFindVersionsOfRules{"find_versions_of_rules", R"sql(
    SELECT version FROM site_ruleset_history WHERE site_id = ? ORDER BY version DESC LIMIT ?
)sql"};

inline constexpr Statement kRemovePastRules{"remove_past_rules", R"sql(
    DELETE FROM site_ruleset_history WHERE site_id = ? AND version <= ?
)sql"};

}  // namespace postern::store::mysql
