/// outbox_rows: how an e-mail is written to the table outbox, and read from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/model/mail.hpp"
#include "postern/store/outbox_store.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

/// Writes the mail, due at once. For the inside of a transaction: the one of what causes the mail.
void add_mail(Connection& connection, const NewMail& mail);

/// `device=Firefox%20on%20Linux&time=...`, sorted by name.
std::string encode_details(const MailDetails& details);
/// Nothing when it is not what encode_details writes.
std::optional<MailDetails> decode_details(std::string_view text);

/// The columns after id and attempts of find_due_mails.
NewMail read_mail(Columns& columns, std::uint64_t id);
OutboxEntry read_outbox_entry(Columns& columns);

}  // namespace postern::store::mysql
