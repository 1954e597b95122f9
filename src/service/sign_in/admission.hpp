/// admission: who may not sign in, however well they prove who they are.
#pragma once

#include <optional>
#include <string_view>

#include "postern/service/sign_in/sign_in_service.hpp"

namespace postern::service {

/// AccountDisabled, DeletionScheduled or EmailNotVerified; nothing for those who may.
std::optional<SignInError> reason_to_refuse(const User& user, const SignInSettings& settings);

/// The word for the audit log; empty for what has no entry of this kind.
std::string_view audit_word(SignInError error) noexcept;

}  // namespace postern::service
