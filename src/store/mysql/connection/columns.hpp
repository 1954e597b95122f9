/// columns: which columns the functions of rows.hpp expect, in their order.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

/// What read_checked_user expects: no more than a check needs.
inline constexpr Text kCheckedUserColumns{
    "u.id, u.public_id, u.email, u.display_name, u.disabled, TO_SECONDS(u.created_at),"
    " u.username, u.given_name, u.family_name"};

/// What read_user expects. 0000-00-00 is not NULL, but TO_SECONDS() of it is.
inline constexpr Text kUserColumns =
    joined<kCheckedUserColumns,
           ", u.language, u.time_zone,"
           " IF(u.email_verified_at IS NULL, NULL, COALESCE(TO_SECONDS(u.email_verified_at), 0)),"
           " IF(u.delete_at IS NULL, NULL, COALESCE(TO_SECONDS(u.delete_at), 0)),"
           " IF(u.waiting_since IS NULL, NULL, COALESCE(TO_SECONDS(u.waiting_since), 0))">;

/// What read_session expects.
inline constexpr Text kSessionColumns{
    "s.id, s.public_id, s.user_id, TO_SECONDS(s.created_at), TO_SECONDS(s.last_seen_at), "
    "TO_SECONDS(s.expires_at), s.idle_seconds, s.remember, s.address, s.user_agent, "
    "s.level, s.methods, TO_SECONDS(COALESCE(s.authenticated_at, s.created_at)), "
    "IF(s.factor_at IS NULL, NULL, COALESCE(TO_SECONDS(s.factor_at), 0))"};

/// What read_checked_site expects: no more than a check needs.
inline constexpr Text kCheckedSiteColumns{
    "t.id, t.name, t.origin, t.policy, TO_SECONDS(t.created_at), t.level, t.max_age, "
    "t.credentials, t.basic, t.token_audience, t.assertion, t.identity"};

/// What read_site expects.
inline constexpr Text kSiteColumns =
    joined<kCheckedSiteColumns, ", t.title, t.description, t.contact, t.registration">;

}  // namespace postern::store::mysql
