#include "postern/model/mail_token.hpp"

#include <cstdlib>

namespace postern {

namespace {

bool is_asleep(const User& user, TimePoint now) noexcept {
    return user.delete_at && *user.delete_at > now;
}

/// The person who asked for the link knew the current password, or needs none.
bool is_of_current_password(const MailToken& token) noexcept {
    return token.created_at >= token.password_changed_at;
}

/// The change that the link undoes, or a later one, is in force. Undoing puts the moment back.
bool is_of_present_change(const MailToken& token) noexcept {
    return token.user.email_verified_at && *token.user.email_verified_at >= token.created_at;
}

}  // namespace

bool is_good(const MailToken& token, TimePoint now) noexcept {
    if (token.expires_at <= now || token.user.disabled) return false;
    const bool is_to_current_address = token.email == token.user.email;
    switch (token.kind) {
        case MailTokenKind::VerifyEmail:
            return is_to_current_address;
        case MailTokenKind::ResetPassword:
            return is_to_current_address && is_of_current_password(token);
        case MailTokenKind::ChangeEmail:
            return is_of_current_password(token) && !token.user.delete_at;
        case MailTokenKind::UndoEmailChange:
            return is_of_present_change(token);
        case MailTokenKind::KeepAccount:
            return is_to_current_address && is_asleep(token.user, now);
        case MailTokenKind::ResetFactors:
        case MailTokenKind::EnrolmentCode:
            return is_to_current_address && is_of_current_password(token) && !token.user.delete_at;
        case MailTokenKind::KeepFactors:
            return is_to_current_address;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern
