#include "portal/links/views.hpp"

namespace postern::portal::links {

namespace {

void show_kind(Fields& fields, MailTokenKind kind) {
    fields.show("VERIFY_EMAIL", kind == MailTokenKind::VerifyEmail);
    fields.show("CHANGE_EMAIL", kind == MailTokenKind::ChangeEmail);
    fields.show("UNDO_EMAIL", kind == MailTokenKind::UndoEmailChange);
    fields.show("KEEP_ACCOUNT", kind == MailTokenKind::KeepAccount);
    fields.show("RESET_FACTORS", kind == MailTokenKind::ResetFactors);
    fields.show("KEEP_FACTORS", kind == MailTokenKind::KeepFactors);
}

void show_mail(Fields& fields, MailKind what) {
    fields.show("VERIFY_EMAIL", what == MailKind::VerifyEmail);
    fields.show("RESET_PASSWORD", what == MailKind::ResetPassword);
    fields.show("KEEP_ACCOUNT", what == MailKind::DeletionScheduled);
    fields.set("WHAT", to_text(what));
}

}  // namespace

void AskMailView::fill(Fields& fields) const {
    const bool problem = bad_email || stale || !wait.empty();
    frame.fill(fields);
    return_to.fill_form(fields);
    return_to.fill_address(fields);
    fields.show("STALE", stale);
    show_mail(fields, what);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.show("BAD_EMAIL", bad_email);
    fields.show("TOO_MANY", !wait.empty());
    fields.set("WAIT", wait);
    fields.show("HAS_PROBLEM", problem);
    fields.show("NO_PROBLEM", !problem);
}

void ResetPasswordView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_form(fields);
    fields.show("STALE", stale);
    fields.set("FORM_TOKEN", form_token);
    fields.set("TOKEN", token);
    fields.set("EMAIL", email);
    new_password.fill(fields);
    fields.show("BUSY", busy);
    fields.show("HAS_PROBLEM", busy || stale || !new_password.problems.empty());
}

void LinkView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_form(fields);
    fields.show("STALE", stale);
    show_kind(fields, kind);
    fields.set("FORM_TOKEN", form_token);
    fields.set("TOKEN", token);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("EMAIL", email);
}

void LinkDoneView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_address(fields);
    return_to.fill_name(fields);
    fields.show("NO_RETURN_NAME", return_to.host.empty());
    show_kind(fields, kind);
}

void LinkGoneView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("EMAIL_TAKEN", email_taken);
    fields.show("GONE", !email_taken);
    fields.show("ASK_TO_VERIFY", mail_enabled && kind == MailTokenKind::VerifyEmail);
    fields.show("ASK_TO_RESET", mail_enabled && kind == MailTokenKind::ResetPassword);
    fields.show("ASK_TO_KEEP", mail_enabled && kind == MailTokenKind::KeepAccount);
    fields.show("CHANGE_EMAIL", kind == MailTokenKind::ChangeEmail);
    fields.show("UNDO_EMAIL", kind == MailTokenKind::UndoEmailChange);
}

}  // namespace postern::portal::links
