/// operations: one function for each; it parses the request, calls one service and answers. Each
/// runs for callers only whom administering() has let in. What would let the caller become somebody
/// who may administer more than they do is refused: see service::may_act_on().
#pragma once

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin::users {

// --- users (users.cpp) ---------------------------------------------------------------------------

/// In parts, with filters; never counted.
Operation get_users;
/// Makes a user who gets a link by e-mail with which they choose their password.
Operation post_user;
Operation get_user;
/// Their address, their names, their language.
Operation patch_user;

// --- what is done to an account (acts.cpp) -------------------------------------------------------

/// Ends their sessions; they cannot sign in any more.
Operation post_disable;
Operation post_enable;
/// Confirms the address without an e-mail.
Operation post_verify;
/// Sends a link to a new password, which no administrator sees.
Operation post_reset_password;
/// Removes all second factors, and ends their sessions.
Operation post_reset_factors;

/// Schedules it.
Operation put_deletion;
/// Keeps the account.
Operation delete_deletion;
/// Removes the account at once and for good.
Operation delete_user;

// --- what a user has (belongings.cpp) ------------------------------------------------------------

Operation get_user_factors;
Operation get_user_groups;
/// Which permissions they hold, and by what.
Operation get_user_permissions;
/// Of programs and of their own making.
Operation get_user_tokens;
Operation delete_user_token;

// --- sessions (sessions.cpp) ---------------------------------------------------------------------

Operation get_user_sessions;
/// All of them, and what programs have beside them.
Operation delete_user_sessions;
/// Of everybody, newest first.
Operation get_sessions;
Operation delete_session;

}  // namespace postern::api::admin::users
