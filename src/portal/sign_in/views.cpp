#include "portal/sign_in/views.hpp"

#include "postern/model/mail.hpp"

namespace postern::portal::sign_in {

void SignInView::fill(Fields& fields) const {
    const bool not_verified = problem == Problem::EmailNotVerified;
    const bool deletion_scheduled = problem == Problem::DeletionScheduled;
    frame.fill(fields);
    return_to.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.show("REMEMBER", remember);
    fields.show("REGISTRATION_OPEN", registration_open);
    fields.show("REGISTERED", notice == Notice::Registered);
    fields.show("WAITING", notice == Notice::Waiting);
    fields.show("MAIL_ENABLED", mail_enabled);
    fields.show("PASSWORD_RESET", notice == Notice::PasswordReset);
    fields.show("SIGNED_OUT", notice == Notice::SignedOut);
    fields.show("EXPIRED", notice == Notice::Expired);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("FOCUS_EMAIL", problem == Problem::None && email.empty());
    fields.show("FOCUS_PASSWORD", problem == Problem::None && !email.empty());
    fields.show("STALE", problem == Problem::Stale);
    fields.show("INCOMPLETE", problem == Problem::Incomplete);
    fields.show("BAD_CREDENTIALS", problem == Problem::BadCredentials);
    fields.show("ACCOUNT_DISABLED", problem == Problem::AccountDisabled);
    fields.show("TOO_MANY", problem == Problem::TooManyAttempts);
    fields.set("WAIT", wait);
    fields.show("BLOCKED", problem == Problem::Blocked);
    fields.show("EMAIL_NOT_VERIFIED", not_verified);
    fields.show("DELETION_SCHEDULED", deletion_scheduled);
    fields.show("AWAITING_APPROVAL", problem == Problem::AwaitingApproval);
    fields.show("PASSKEYS", passkeys);
    fields.show("PASSKEY_REFUSED", problem == Problem::PasskeyRefused);
    fields.show("PASSKEY_EXPIRED", problem == Problem::PasskeyExpired);
    fields.show("PASSKEY_MALFORMED", problem == Problem::PasskeyMalformed);
    fields.show("PASSKEYS_UNAVAILABLE", problem == Problem::PasskeysUnavailable);
    fields.show("RESEND", mail_enabled && (not_verified || deletion_scheduled));
    fields.set("WHAT",
               to_text(deletion_scheduled ? MailKind::DeletionScheduled : MailKind::VerifyEmail));
    fields.show("BUSY", problem == Problem::Busy);
    fields.show("EMAIL_MISSING", email_missing);
    fields.show("PASSWORD_MISSING", password_missing);
}

void RegisterView::fill(Fields& fields) const {
    const bool email_invalid = bad_email || email_taken || bad_domain;
    const bool password_invalid = !new_password.problems.empty();
    const bool too_many = !wait.empty();
    const bool problem = email_invalid || bad_display_name || password_invalid || busy || stale ||
                         too_many || profile.has_problem() || terms.missing;
    frame.fill(fields);
    return_to.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    new_password.fill(fields);
    fields.show("HAS_PROBLEM", problem);
    fields.show("NO_PROBLEM", !problem);
    fields.show("BUSY", busy);
    fields.show("STALE", stale);
    fields.show("TOO_MANY", too_many);
    fields.set("WAIT", wait);
    fields.show("EMAIL_INVALID", email_invalid);
    fields.show("BAD_EMAIL", bad_email);
    fields.show("EMAIL_TAKEN", email_taken);
    fields.show("BAD_DISPLAY_NAME", bad_display_name);
    fields.show("APPROVAL", approval);
    fields.show("HAS_DOMAINS", !domains.empty());
    fields.set("DOMAINS", domains);
    fields.show("BAD_DOMAIN", bad_domain);
    profile.fill(fields);
    terms.fill(fields);
}

void RegisterClosedView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("BY_INVITATION", by_invitation);
    fields.show("CLOSED", !by_invitation);
}

void SignOutView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_form(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("EMAIL", email);
}

}  // namespace postern::portal::sign_in
