/// notice: makes the e-mails that tell users about changes to their account.
#pragma once

#include "postern/model/mail.hpp"
#include "postern/model/user.hpp"
#include "postern/service/audit/client.hpp"

namespace postern::service {

/// To the user's current address, in their language or that of the page it was done on; says from
/// where and with what it was done.
NewMail notice(MailKind kind, const User& user, const Client& client, TimePoint now);

/// The last e-mail to a user: by the time it is sent, all that is known of them is in it.
NewMail farewell(const User& user, TimePoint now);

}  // namespace postern::service
