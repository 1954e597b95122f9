/// outbox_statements: every statement about e-mails that wait to be delivered.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// No user is 0 here: Connector/C++ would take NULL for a change of the parameter's type.
inline constexpr Statement kAddMail{"add_mail", R"sql(
    INSERT INTO outbox (kind, user_id, email, language, details, created_at, next_attempt_at,
                        return_link)
    VALUES (?, NULLIF(?, 0), ?, ?, ?, ?, ?, ?)
)sql"};

// Reads without a lock; who gets the mail is decided by claim_mail.
inline constexpr Statement kFindDueMails{"find_due_mails", R"sql(
    SELECT id, attempts, kind, COALESCE(user_id, 0), email, language, details,
           TO_SECONDS(created_at), return_link
      FROM outbox
     WHERE failed_at IS NULL AND next_attempt_at <= ?
     ORDER BY next_attempt_at, id
     LIMIT ?
)sql"};

// The courier that counts the attempt has the e-mail: only one of several finds the number
// unchanged.
inline constexpr Statement kClaimMail{"claim_mail", R"sql(
    UPDATE outbox SET next_attempt_at = ?, attempts = attempts + 1
     WHERE id = ? AND attempts = ? AND failed_at IS NULL AND next_attempt_at <= ?
)sql"};

inline constexpr Statement kRemoveMail{"remove_mail", R"sql(
    DELETE FROM outbox WHERE id = ?
)sql"};

// Both: only by the courier whose attempt is the last one.
inline constexpr Statement kSetMailNextAttempt{"set_mail_next_attempt", R"sql(
    UPDATE outbox SET next_attempt_at = ?, last_error = ?
     WHERE id = ? AND attempts = ? AND failed_at IS NULL
)sql"};

inline constexpr Statement kSetMailFailed{"set_mail_failed", R"sql(
    UPDATE outbox SET failed_at = ?, last_error = ?
     WHERE id = ? AND attempts = ? AND failed_at IS NULL
)sql"};

// 0000-00-00 is not NULL, but TO_SECONDS() of it is.
inline constexpr Statement kFindMailPage{"find_mail_page", R"sql(
    SELECT id, kind, email, TO_SECONDS(created_at), TO_SECONDS(next_attempt_at), attempts,
           last_error, IF(failed_at IS NULL, NULL, COALESCE(TO_SECONDS(failed_at), 0))
      FROM outbox
     WHERE id > ?
     ORDER BY id
     LIMIT ?
)sql"};

// Attempts count anew, so that it is not given up at the first of them for its age.
inline constexpr Statement kRetryMail{"retry_mail", R"sql(
    UPDATE outbox SET failed_at = NULL, attempts = 0, next_attempt_at = ?
     WHERE id = ? AND failed_at IS NOT NULL
)sql"};

inline constexpr Statement kRetryMails{"retry_mails", R"sql(
    UPDATE outbox SET failed_at = NULL, attempts = 0, next_attempt_at = ?
     WHERE failed_at IS NOT NULL
)sql"};

inline constexpr Statement kCountMails{"count_mails", R"sql(
    SELECT COUNT(*) - COUNT(failed_at), COUNT(failed_at) FROM outbox
)sql"};

inline constexpr Statement kRemoveFailedMails{"remove_failed_mails", R"sql(
    DELETE FROM outbox WHERE failed_at >= '1000-01-01' AND failed_at < ?
     ORDER BY failed_at LIMIT ?
)sql"};

}  // namespace postern::store::mysql
