#include "portal/page/views.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal {

void Frame::fill(Fields& fields) const { fields.set("BASE_PATH", base_path); }

void ReturnTo::fill(Fields& fields) const {
    fields.show("HAS_RETURN_LINK", !link.empty());
    fields.set("RETURN_LINK", link);
    fields.set("RETURN_LINK_ENCODED", percent_encode(link));
    fields.show("HAS_RETURN_HOST", !host.empty());
    fields.set("RETURN_HOST", host);
}

void SignInView::fill(Fields& fields) const {
    const bool not_verified = problem == Problem::EmailNotVerified;
    const bool asleep = problem == Problem::DeletionScheduled;
    frame.fill(fields);
    return_to.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.show("REMEMBER", remember);
    fields.show("REGISTRATION_OPEN", registration_open);
    fields.show("REGISTERED", notice == Notice::Registered);
    fields.show("MAIL_ENABLED", mail_enabled);
    fields.show("PASSWORD_RESET", notice == Notice::PasswordReset);
    fields.show("SIGNED_OUT", notice == Notice::SignedOut);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("NO_PROBLEM", problem == Problem::None);
    fields.show("INCOMPLETE", problem == Problem::Incomplete);
    fields.show("BAD_CREDENTIALS", problem == Problem::BadCredentials);
    fields.show("ACCOUNT_DISABLED", problem == Problem::AccountDisabled);
    fields.show("TOO_MANY", problem == Problem::TooManyAttempts);
    fields.set("WAIT", wait);
    fields.show("BLOCKED", problem == Problem::Blocked);
    fields.show("EMAIL_NOT_VERIFIED", not_verified);
    fields.show("DELETION_SCHEDULED", asleep);
    fields.show("RESEND", mail_enabled && (not_verified || asleep));
    fields.set("WHAT", to_text(asleep ? MailKind::DeletionScheduled : MailKind::VerifyEmail));
    fields.show("BUSY", problem == Problem::Busy);
    fields.show("EMAIL_MISSING", email_missing);
    fields.show("PASSWORD_MISSING", password_missing);
}

void NewPasswordView::fill(Fields& fields) const {
    using enum service::PasswordProblem;
    const auto has = [this](service::PasswordProblem problem) {
        return std::ranges::find(problems, problem) != problems.end();
    };
    fields.set("MIN_PASSWORD_LENGTH", std::to_string(needs.min_length));
    fields.set("PASSWORD_CLASSES", std::to_string(needs.classes));
    fields.show("CLASSES_NEEDED", needs.classes > 0);
    fields.show("NO_CLASSES_NEEDED", needs.classes == 0);
    fields.show("PASSWORD_INVALID", !problems.empty());
    fields.show("PASSWORD_TOO_SHORT", has(TooShort));
    fields.show("PASSWORD_TOO_LONG", has(TooLong));
    fields.show("PASSWORD_UNREADABLE", has(NotUtf8));
    fields.show("PASSWORD_MISSING_CLASSES", has(MissingClasses));
    fields.show("PASSWORD_COMMON", has(Common));
    fields.show("PASSWORD_CONTEXT", has(ContainsContext));
    fields.show("PASSWORD_GUESSABLE", has(Guessable));
    fields.show("PASSWORD_BREACHED", has(Breached));
}

void RegisterView::fill(Fields& fields) const {
    const bool email_invalid = bad_email || email_taken;
    const bool password_invalid = !new_password.problems.empty();
    const bool too_many = !wait.empty();
    const bool problem = email_invalid || bad_display_name || password_invalid || busy || too_many;
    frame.fill(fields);
    return_to.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    new_password.fill(fields);
    fields.show("HAS_PROBLEM", problem);
    fields.show("NO_PROBLEM", !problem);
    fields.show("BUSY", busy);
    fields.show("TOO_MANY", too_many);
    fields.set("WAIT", wait);
    fields.show("EMAIL_INVALID", email_invalid);
    fields.show("BAD_EMAIL", bad_email);
    fields.show("EMAIL_TAKEN", email_taken);
    fields.show("BAD_DISPLAY_NAME", bad_display_name);
}

void SignOutView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("EMAIL", email);
}

void ErrorView::fill(Fields& fields) const {
    using E = http::PipelineError;
    frame.fill(fields);
    fields.show("BAD_REQUEST", error == E::BadRequest);
    fields.show("NOT_FOUND", error == E::NotFound);
    fields.show("METHOD_NOT_ALLOWED", error == E::MethodNotAllowed);
    fields.show("PAYLOAD_TOO_LARGE", error == E::PayloadTooLarge);
    fields.show("UNSUPPORTED_MEDIA_TYPE", error == E::UnsupportedMediaType);
    fields.show("CROSS_SITE", error == E::CrossSite);
    fields.show("STALE_FORM", error == E::StaleForm);
    fields.show("UNAVAILABLE", error == E::Unavailable);
    fields.show("INTERNAL", error == E::Internal);
    fields.show("OTHER_ERROR",
                error != E::NotFound && error != E::Unavailable && error != E::StaleForm);
    fields.show("HAS_REQUEST_ID", !request_id.empty());
    fields.set("REQUEST_ID", request_id);
}

}  // namespace postern::portal
