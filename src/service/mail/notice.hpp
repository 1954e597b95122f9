/// notice: makes the e-mails that tell users about changes to their account.
#pragma once

#include "postern/model/mail.hpp"
#include "postern/model/user_row.hpp"
#include "postern/service/audit/client.hpp"

namespace postern::service {

/// To the user's current address, in their language or that of the page it was done on; says from
/// where and with what it was done. REQUIRES: the address can be read.
NewMail notice(MailKind kind, const UserRow& user, const Client& client, TimePoint now);

/// The last e-mail to a user: by the time it is sent, all that is known of them is in it. REQUIRES:
/// the address can be read.
NewMail farewell(const UserRow& user, TimePoint now);

/// About a used recovery code. `left`: how many there still are.
NewMail recovery_code_notice(const UserRow& user, std::size_t left, const Client& client,
                             TimePoint now);

}  // namespace postern::service
