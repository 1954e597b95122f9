/// columns: which columns the functions of rows.hpp expect, in their order.
///
/// Macros, since a statement is put together when it is compiled.
#pragma once

// What read_checked_user expects: no more than a check needs.
#define POSTERN_CHECKED_USER_COLUMNS \
    "u.id, u.public_id, u.email, u.display_name, u.disabled, TO_SECONDS(u.created_at)"
// What read_user expects.
#define POSTERN_USER_COLUMNS            \
    POSTERN_CHECKED_USER_COLUMNS        \
    ", u.language, u.time_zone, "       \
    "TO_SECONDS(u.email_verified_at), " \
    "TO_SECONDS(u.delete_at)"
#define POSTERN_SESSION_COLUMNS                                                          \
    "s.id, s.public_id, s.user_id, TO_SECONDS(s.created_at), "                           \
    "TO_SECONDS(s.last_seen_at), TO_SECONDS(s.expires_at), s.idle_seconds, s.remember, " \
    "s.address, s.user_agent"
#define POSTERN_SITE_COLUMNS "t.id, t.name, t.origin, t.policy, TO_SECONDS(t.created_at)"
