#include "portal/account/views.hpp"

namespace postern::portal::account {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

}  // namespace

void SiteRow::fill(Fields& fields) const {
    fields.set("SITE_NAME", name);
    fields.set("SITE_URL", url);
    fields.set("SITE_HOST", host);
    fields.set("SITE_LETTER", letter);
    fields.set("SITE_COLOUR", colour);
    fields.show("HAS_DESCRIPTION", !description.empty());
    fields.set("DESCRIPTION", description);
}

void SignInRow::fill(Fields& fields) const {
    device.fill(fields);
    fields.set("SIGNED_IN", signed_in.text);
    fields.set("SIGNED_IN_AT", signed_in.rfc3339);
    fields.set("LAST_SEEN", last_seen.text);
    fields.set("LAST_SEEN_AT", last_seen.rfc3339);
    fields.show("CURRENT", current);
}

void SecurityView::fill(Fields& fields) const {
    fields.show("HAS_PASSWORD", !password_changed.text.empty());
    fields.set("PASSWORD_CHANGED", password_changed.text);
    fields.set("PASSWORD_CHANGED_AT", password_changed.rfc3339);
    fields.show("HAS_FACTOR", factors.any());
    fields.show("NO_FACTOR", !factors.any());
    fields.show("HAS_TOTP", factors.totp);
    fields.show("HAS_KEYS", factors.keys() > 0);
    fields.set("KEYS", std::to_string(factors.keys()));
    fields.show("ENOUGH_CODES", factors.recovery_codes > kFewCodes);
    fields.show("FEW_CODES", factors.recovery_codes <= kFewCodes);
    fields.set("CODES_LEFT", std::to_string(factors.recovery_codes));
    fields.show("NEXT_EMAIL", next == Next::ConfirmEmail);
    fields.show("NEXT_FACTOR", next == Next::AddFactor);
    fields.show("NEXT_CODES", next == Next::RenewCodes);
    fields.show("ALL_WELL", next == Next::AllWell);
    fields.count(devices);
    // Each in a section of its own: what one device shows is not the other's.
    const auto last = latest ? std::vector{*latest} : std::vector<SignInRow>{};
    fields.repeat("LAST_SIGN_IN", last, kFillRow);
    fields.repeat("RECENT", recent, kFillRow);
}

void AccountView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("EMAIL", email);
    fields.show("EMAIL_CONFIRMED", email_confirmed);
    fields.show("EMAIL_UNCONFIRMED", mail_enabled && !email_confirmed);
    fields.show("CAN_SEND_AGAIN", mail_enabled && !email_confirmed && !mail_sent && wait.empty());
    fields.show("MAIL_SENT", mail_sent);
    fields.show("TOO_MANY", !wait.empty());
    fields.set("WAIT", wait);
    fields.set("USER_ID", user_id);
    fields.show("HAS_USERNAME", !username.empty());
    fields.set("USERNAME", username);
    fields.set("CREATED", created.text);
    fields.set("CREATED_AT", created.rfc3339);
    requirement.fill(fields);
    security.fill(fields);
    fields.repeat("SITES", sites, kFillRow);
    fields.show("HAS_SITES", !sites.empty());
    fields.show("NO_SITES", sites.empty());
}

void SessionRow::fill(Fields& fields) const {
    device.fill(fields);
    fields.set("SESSION_ID", id);
    fields.set("SIGNED_IN", signed_in.text);
    fields.set("SIGNED_IN_AT", signed_in.rfc3339);
    fields.set("LAST_SEEN", last_seen.text);
    fields.set("LAST_SEEN_AT", last_seen.rfc3339);
    fields.show("CURRENT", current);
    fields.show("OTHER", !current);
}

void ProgramRow::fill(Fields& fields) const {
    device.fill(fields);
    scopes.fill(fields);
    fields.set("TOKEN_ID", id);
    fields.show("HAS_NAME", !name.empty());
    fields.show("NO_NAME", name.empty());
    fields.set("TOKEN_NAME", name);
    fields.set("MADE", made.text);
    fields.set("MADE_AT", made.rfc3339);
    fields.set("LAST_USED", last_used.text);
    fields.set("LAST_USED_AT", last_used.rfc3339);
    fields.set("EXPIRES", expires.text);
    fields.set("EXPIRES_AT", expires.rfc3339);
}

void SessionsView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.repeat("SESSIONS", sessions, kFillRow);
    fields.repeat("PROGRAMS", programs, kFillRow);
    fields.show("HAS_PROGRAMS", !programs.empty());
    fields.show("ALONE", sessions.size() <= 1);
    fields.show("SEVERAL_SESSIONS", sessions.size() > 1);
    fields.show("SESSION_ENDED", notice == Notice::SessionEnded);
    fields.show("OTHERS_ENDED", notice == Notice::OthersEnded);
    fields.show("PROGRAM_ENDED", notice == Notice::ProgramEnded);
}

void HistoryRow::fill(Fields& fields) const {
    fields.set("EVENT", event);
    fields.show("OK", result == AuditResult::Ok);
    fields.show("REFUSED", result == AuditResult::Refused);
    fields.show("THROTTLED", result == AuditResult::Throttled);
    fields.show("HAS_DETAIL", !detail.empty());
    fields.set("DETAIL", detail);
    fields.set("WHEN", at.text);
    fields.set("AT", at.rfc3339);
    fields.show("BY_DEVICE", by == By::Device);
    fields.show("BY_ADMINISTRATOR", by == By::Administrator);
    fields.show("BY_SYSTEM", by == By::System);
    device.fill(fields);
}

void HistoryView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.repeat("ENTRIES", entries, kFillRow);
    fields.show("HAS_ENTRIES", !entries.empty());
    fields.show("NO_ENTRIES", entries.empty());
    fields.show("HAS_PAGES", !older.empty() || !newest);
    fields.show("HAS_OLDER", !older.empty());
    fields.set("OLDER", older);
    fields.show("HAS_NEWER", !newest);
}

}  // namespace postern::portal::account
