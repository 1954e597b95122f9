/// handlers: one function for each row of log; parse, one service call, answer.
#pragma once

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/log/routes.hpp"

namespace postern::portal::admin::log {

// All are of the type Page.

/// The audit log with filters, as a page or as a file: `?format=csv`, `?format=json`. The page
/// loads itself every half minute with `?live=30`.
Page get_audit;

/// The live sessions of everybody, newest first, with filters.
Page get_sessions;
/// Asks back, and ends one.
Page get_end_session;
Page post_end_session;

Page get_mails;
/// Makes an e-mail that was given up due again, or all.
Page post_mails;

}  // namespace postern::portal::admin::log
