#include "service/sign_in/admission.hpp"

#include <cstdlib>

namespace postern::service {

std::optional<SignInError> reason_to_refuse(const User& user, const SignInSettings& settings) {
    if (user.disabled) return SignInError::AccountDisabled;
    if (user.delete_at) return SignInError::DeletionScheduled;
    const bool must_verify = settings.verify_email && settings.mail_enabled;
    if (must_verify && !user.email_verified_at) return SignInError::EmailNotVerified;
    if (user.waiting_since) return SignInError::AwaitingApproval;
    return std::nullopt;
}

std::string_view audit_word(SignInError error) noexcept {
    switch (error) {
        case SignInError::AccountDisabled:
            return "disabled";
        case SignInError::EmailNotVerified:
            return "unverified";
        case SignInError::DeletionScheduled:
            return "asleep";
        case SignInError::AwaitingApproval:
            return "waiting";
        case SignInError::BadCredentials:
            return "password_changed_meanwhile";
        case SignInError::Busy:
        case SignInError::TooManyAttempts:
        case SignInError::SecondFactorRequired:
            return {};
    }
    std::abort();  // a value outside the enum is a bug
}

NewMail notice_of_block(const EmailAddress& email, TimePoint now) {
    return {.kind = MailKind::SignInBlocked,
            .user_id = std::nullopt,
            .to = email,
            .language = {},
            .created_at = now};
}

}  // namespace postern::service
