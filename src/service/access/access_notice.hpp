/// access_notice: makes the e-mails that tell a user what an administrator gave them or took.
#pragma once

#include <optional>
#include <string_view>

#include "postern/model/group.hpp"
#include "postern/model/mail.hpp"
#include "postern/model/user_row.hpp"

namespace postern::service {

enum class AccessAct { Given, Taken };

/// A role or a permission. Nothing: the user's address cannot be read.
std::optional<NewMail> grant_notice(const UserRow& user, AccessAct act, const Granted& what,
                                    const std::optional<TimePoint>& until, TimePoint now);

/// A group. Nothing: as there.
std::optional<NewMail> group_notice(const UserRow& user, AccessAct act, std::string_view group,
                                    const std::optional<TimePoint>& until, TimePoint now);

}  // namespace postern::service
