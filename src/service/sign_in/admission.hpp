/// admission: who may not sign in, however well they prove who they are.
#pragma once

#include <optional>
#include <string_view>

#include "postern/model/mail.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"

namespace postern::service {

/// AccountDisabled, DeletionScheduled, EmailNotVerified or AwaitingApproval; nothing for those who
/// may.
std::optional<SignInError> reason_to_refuse(const User& user, const SignInSettings& settings);

/// The word for the audit log; empty for what has no entry of this kind.
std::string_view audit_word(SignInError error) noexcept;

/// That an account is blocked now: to the user with this address. The work is the same when there
/// is none.
NewMail notice_of_block(const EmailAddress& email, TimePoint now);

}  // namespace postern::service
