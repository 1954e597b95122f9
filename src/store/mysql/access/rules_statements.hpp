/// rules_statements: the rules of the sites, whom they name, and networks.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

/// What read_rules() expects.
inline constexpr Text kRulesRows{
    "SELECT t.id, t.name, s.document, s.version, TO_SECONDS(s.changed_at), s.changed_by"
    " FROM site_ruleset s"
    " JOIN site t ON t.id = s.site_id "};

// --- site_ruleset

inline constexpr Statement kFindAllRules{"find_all_rules", joined<kRulesRows, "ORDER BY t.name">};

inline constexpr Statement kFindRules{"find_rules", joined<kRulesRows, "WHERE t.name = ?">};

// Behind the lock on site_revision, which every change of sites and rules takes first.
inline constexpr Statement kFindSiteForRules{"find_site_for_rules", R"sql(
    SELECT t.id, COALESCE(s.version, 0), r.revision
      FROM site t
      JOIN site_revision r ON r.id = 1
      LEFT JOIN site_ruleset s ON s.site_id = t.id
     WHERE t.name = ?
)sql"};

inline constexpr Statement kPutRules{"put_rules", R"sql(
    INSERT INTO site_ruleset (site_id, version, document, changed_at, changed_by)
    VALUES (?, ?, ?, ?, ?)
    ON DUPLICATE KEY UPDATE version = VALUES(version),
                            document = VALUES(document),
                            changed_at = VALUES(changed_at),
                            changed_by = VALUES(changed_by)
)sql"};

inline constexpr Statement kRemoveRules{"remove_rules", R"sql(
    DELETE FROM site_ruleset WHERE site_id = ?
)sql"};

// --- rule_subject

inline constexpr Statement kRemoveRuleSubjects{"remove_rule_subjects", R"sql(
    DELETE FROM rule_subject WHERE site_id = ?
)sql"};

inline constexpr Statement kAddRuleSubject{"add_rule_subject", R"sql(
    INSERT INTO rule_subject (site_id, kind, subject_id) VALUES (?, ?, ?)
)sql"};

// Keep the group or role from being removed until the end.
inline constexpr Statement kShareGroupById{"share_group_by_id", R"sql(
    SELECT 1 FROM user_group WHERE id = ? LOCK IN SHARE MODE
)sql"};

inline constexpr Statement kShareRoleById{"share_role_by_id", R"sql(
    SELECT 1 FROM role WHERE id = ? LOCK IN SHARE MODE
)sql"};

// --- network

inline constexpr Statement kFindNetworks{"find_networks", R"sql(
    SELECT name, blocks FROM network ORDER BY name
)sql"};

inline constexpr Statement kRemoveNetworks{"remove_networks", "DELETE FROM network"};

inline constexpr Statement kAddNetwork{"add_network", R"sql(
    INSERT INTO network (name, blocks) VALUES (?, ?)
)sql"};

}  // namespace postern::store::mysql
