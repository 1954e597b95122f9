/// notice: makes the mails to a user about what was done with his account.
#pragma once

#include "postern/model/mail.hpp"
#include "postern/model/user.hpp"
#include "postern/service/audit/client.hpp"

namespace postern::service {

/// To the user's present address, in his language or that of the page it was done on; says from
/// where and with what it was done.
NewMail notice(MailKind kind, const User& user, const Client& client, TimePoint now);

/// The last mail to a user: when it is sent all that is known of him is in it.
NewMail farewell(const User& user, TimePoint now);

}  // namespace postern::service
