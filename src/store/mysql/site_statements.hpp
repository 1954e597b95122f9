/// site_statements: the statements of MysqlSiteStore.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

inline constexpr Statement kFindSiteByName{
    "find_site_by_name", joined<"SELECT ", kSiteColumns, " FROM site t WHERE t.name = ?">};

inline constexpr Statement kFindSites{
    "find_sites", joined<"SELECT ", kSiteColumns, " FROM site t ORDER BY t.name">};

inline constexpr Statement kAddSite{"add_site", R"sql(
    INSERT INTO site (name, origin, policy, created_at, title, description, level, max_age,
                      contact, credentials, basic, token_audience, assertion, identity, registration)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kSetSite{"set_site", R"sql(
    UPDATE site
    SET origin = COALESCE(?, origin),
        policy = COALESCE(?, policy),
        title = COALESCE(?, title),
        description = COALESCE(?, description),
        level = COALESCE(?, level),
        max_age = COALESCE(?, max_age),
        contact = NULLIF(COALESCE(?, contact), ''),
        credentials = COALESCE(?, credentials),
        basic = COALESCE(?, basic),
        token_audience = COALESCE(?, token_audience),
        assertion = COALESCE(?, assertion),
        identity = COALESCE(?, identity),
        registration = COALESCE(?, registration)
    WHERE name = ?
)sql"};

inline constexpr Statement kRemoveSite{"remove_site", R"sql(
    DELETE FROM site WHERE name = ?
)sql"};

inline constexpr Statement kRemoveSiteById{"remove_site_by_id", R"sql(
    DELETE FROM site WHERE id = ?
)sql"};

}  // namespace postern::store::mysql
