/// mail_token_rows: links and codes in e-mails as the transactions that use them up read them.
#pragma once

#include <optional>

#include "postern/model/mail_token.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// What is stored under this hash, expired or not. Throws CorruptRow.
std::optional<MailToken> read_mail_token(Connection& connection, const Digest& token_hash);

/// Uses up a code that is this user's and is_good(). Within a transaction that has locked the
/// user's row. False: it is not, or another transaction was faster.
bool use_enrolment_code(Connection& connection, const Digest& token_hash, UserId user,
                        TimePoint now);

}  // namespace postern::store::mysql
