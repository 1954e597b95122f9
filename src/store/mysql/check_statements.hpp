/// check_statements: what the gate reads to answer.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// What somebody has, as `count:id@until,id@until`: one value instead of a row each, so that the
// look-up stays one row for each session. `until` counts as TO_SECONDS() does, and is far off for
// what does not expire; a time that is none, such as 0000-00-00, is 0. The count says whether the
// list is whole.
inline constexpr Text kMembershipEnds{
    "IF(m.expires_at IS NULL, 999999999999, COALESCE(TO_SECONDS(m.expires_at), 0))"};
inline constexpr Text kGrantEnds{
    "IF(g.expires_at IS NULL, 999999999999, COALESCE(TO_SECONDS(g.expires_at), 0))"};

inline constexpr Text kGroupFacts =
    joined<"(SELECT CONCAT(COUNT(*), ':', COALESCE(GROUP_CONCAT(m.group_id, '@', ", kMembershipEnds,
           "), '')) FROM group_member m WHERE m.user_id = u.id)">;
inline constexpr Text kRoleFacts =
    joined<"(SELECT CONCAT(COUNT(*), ':', COALESCE(GROUP_CONCAT(g.role_id, '@', ", kGrantEnds,
           "), '')) FROM access_grant g WHERE g.user_id = u.id AND g.role_id IS NOT NULL)">;
inline constexpr Text kRoleOfGroupFacts =
    joined<"(SELECT CONCAT(COUNT(*), ':', COALESCE(GROUP_CONCAT(g.role_id, '@', LEAST(",
           kMembershipEnds, ", ", kGrantEnds,
           ")), '')) FROM group_member m JOIN access_grant g ON g.group_id = m.group_id"
           " WHERE m.user_id = u.id AND g.role_id IS NOT NULL)">;

/// What read_user_facts expects.
inline constexpr Text kFactColumns = joined<kGroupFacts, ", ", kRoleFacts, ", ", kRoleOfGroupFacts>;

// Two plain left joins let the server treat a single look-up as three constant rows; the form that
// says "session with its user" takes half as long again. Nothing is lost by it: the foreign key
// keeps every session's user there. Without FORCE INDEX a large batch makes the server scan a table
// that it takes for small, be it small or its statistics old. A void session is none: no hash.
template <std::size_t Hashes>
inline constexpr Text kCheckSessionsText =
    joined<"SELECT r.revision, IF(s.user_epoch = u.session_epoch, s.token_hash, NULL), ",
           kSessionColumns, ", ", kCheckedUserColumns, ", ", kFactColumns,
           " FROM site_revision r LEFT JOIN session s FORCE INDEX (uq_session_token_hash)"
           " ON s.token_hash IN (",
           repeated<Hashes, "?", ", ">, ") LEFT JOIN user u ON u.id = s.user_id WHERE r.id = 1">;

inline constexpr Statement kCheckSessions1{"check_sessions_1", kCheckSessionsText<1>};
inline constexpr Statement kCheckSessions4{"check_sessions_4", kCheckSessionsText<4>};
inline constexpr Statement kCheckSessions16{"check_sessions_16", kCheckSessionsText<16>};
inline constexpr Statement kCheckSessions64{"check_sessions_64", kCheckSessionsText<64>};

// --- tokens and passwords: what does not stand, and what is of somebody who may not sign in, has
// no row

inline constexpr Text kMaySignIn{"u.disabled = FALSE AND u.delete_at IS NULL"};

// Key, family, denial and session in one look: a signature alone opens nothing.
inline constexpr Statement kCheckAccessToken{
    "check_access_token",
    joined<"SELECT f.id, f.scopes, f.site, f.level, f.methods, TO_SECONDS(f.authenticated_at), "
           "IF(f.factor_at IS NULL, NULL, COALESCE(TO_SECONDS(f.factor_at), 0)), "
           "TO_SECONDS(f.expires_at), s.token_hash, ",
           kCheckedUserColumns, ", ", kFactColumns, R"sql(
      FROM token_family f
      JOIN user u ON u.id = f.user_id AND u.session_epoch = f.user_epoch
      JOIN signing_key k ON k.kid = ? AND k.purpose = 'token' AND k.revoked_at IS NULL
      LEFT JOIN revoked_token r ON r.jti = ?
      LEFT JOIN session s
        ON s.public_id = f.session_public_id AND s.user_id = f.user_id
       AND s.user_epoch = u.session_epoch
     WHERE f.public_id = ? AND f.revoked_at IS NULL AND r.jti IS NULL
       AND (f.session_public_id IS NULL OR s.id IS NOT NULL)
       AND )sql",
           kMaySignIn>};

inline constexpr Statement kCheckPersonalToken{
    "check_personal_token",
    joined<"SELECT p.id, p.scopes, p.level, TO_SECONDS(p.created_at), TO_SECONDS(p.expires_at), ",
           kCheckedUserColumns, ", ", kFactColumns, R"sql(
      FROM personal_token p
      JOIN user u ON u.id = p.user_id
     WHERE p.hash = ? AND )sql",
           kMaySignIn>};

inline constexpr Statement kCheckUser{
    "check_user", joined<"SELECT ", kCheckedUserColumns, ", ", kFactColumns,
                         " FROM user u WHERE u.public_id = ? AND ", kMaySignIn>};

// --- sites

inline constexpr Statement kFindSiteRevision{"find_site_revision", R"sql(
    SELECT revision FROM site_revision WHERE id = 1
)sql"};

// One statement, one snapshot: the revision belongs to these sites.
inline constexpr Statement kFindSiteCatalogue{
    "find_site_catalogue", joined<"SELECT r.revision, ", kCheckedSiteColumns, ", d.document", R"sql(
      FROM site_revision r
      LEFT JOIN site t ON t.id > 0
      LEFT JOIN site_ruleset d ON d.site_id = t.id
     WHERE r.id = 1
)sql">};

}  // namespace postern::store::mysql
