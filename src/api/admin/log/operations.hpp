/// operations: one function for each; it parses the request, calls one service and answers. Each
/// runs for callers only whom administering() has let in.
#pragma once

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin::log {

/// Newest first, in parts; with `?after=ID` what came after that entry, oldest first.
Operation get_audit;

/// Those that wait or were given up, oldest first.
Operation get_mails;
Operation get_mail_counts;
/// Makes all that were given up due again, or one.
Operation post_mails_retry;
Operation post_mail_retry;

}  // namespace postern::api::admin::log
