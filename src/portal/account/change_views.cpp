#include "portal/account/change_views.hpp"

namespace postern::portal::account {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

}  // namespace

bool AccountProblems::any() const {
    return no_new_password || busy || changed_meanwhile || !new_password.empty() || same_password ||
           bad_email || same_email || bad_display_name || bad_language || bad_time_zone ||
           bad_username || username_reserved || username_taken || too_many_usernames ||
           bad_given_name || bad_family_name || not_confirmed || last_administrator;
}

void AccountProblems::fill_confirmation(Fields& fields) const {
    fields.show("HAS_PROBLEM", any());
    fields.show("BUSY", busy);
    fields.show("CHANGED_MEANWHILE", changed_meanwhile);
}

void LanguageOption::fill(Fields& fields) const {
    fields.set("LANGUAGE", code);
    fields.set("LANGUAGE_NAME", name);
    fields.show("CHOSEN", chosen);
}

void ZoneOption::fill(Fields& fields) const {
    fields.set("ZONE", zone);
    fields.set("PLACE", place);
    fields.show("CHOSEN", chosen);
}

void AreaOptions::fill(Fields& fields) const {
    fields.set("AREA_NAME", name);
    fields.repeat("ZONES", zones, kFillRow);
}

void ProfileView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.set("DISPLAY_NAME", display_name);
    fields.show("MORE_FIELDS", more_fields);
    fields.repeat("LANGUAGES", languages, kFillRow);
    fields.repeat("AREAS", areas, kFillRow);
    fields.show("HAS_PROBLEM", problems.any());
    fields.set("GIVEN_NAME", given_name);
    fields.set("FAMILY_NAME", family_name);
    fields.set("USERNAME", username);
    fields.show("CHOOSE_USERNAME", choose_username);
    fields.show("FIXED_USERNAME", !choose_username && !username.empty());
    fields.show("USERNAME_GRACE", !username_grace.empty());
    fields.set("GRACE", username_grace);
    fields.show("USERNAME_INVALID", problems.bad_username || problems.username_reserved ||
                                        problems.username_taken || problems.too_many_usernames);
    fields.show("BAD_USERNAME", problems.bad_username);
    fields.show("USERNAME_RESERVED", problems.username_reserved);
    fields.show("USERNAME_TAKEN", problems.username_taken);
    fields.show("TOO_MANY_USERNAMES", problems.too_many_usernames);
    fields.show("BAD_GIVEN_NAME", problems.bad_given_name);
    fields.show("BAD_FAMILY_NAME", problems.bad_family_name);
    fields.show("BAD_DISPLAY_NAME", problems.bad_display_name);
    fields.show("BAD_LANGUAGE", problems.bad_language);
    fields.show("BAD_TIME_ZONE", problems.bad_time_zone);
    fields.show("CHANGED_MEANWHILE", problems.changed_meanwhile);
    fields.show("SAVED", saved);
}

void ChangePasswordView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.set("EMAIL", email);
    new_password.fill(fields);
    problems.fill_confirmation(fields);
    fields.show("SAVED", saved);
    fields.show("NONE_ENDED", saved && ended == 0);
    fields.show("SOME_ENDED", saved && ended > 0);
    fields.count(ended);
}

void ChangeEmailView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    problems.fill_confirmation(fields);
    fields.set("EMAIL", email);
    fields.set("NEW_EMAIL", new_email);
    fields.show("EMAIL_INVALID", problems.bad_email || problems.same_email);
    fields.show("BAD_EMAIL", problems.bad_email);
    fields.show("SAME_EMAIL", problems.same_email);
    fields.show("ASKED", asked);
    fields.show("FORM", mail_enabled && !asked);
    fields.show("MAIL_DISABLED", !mail_enabled);
}

void EndSessionsView::fill(Fields& fields) const {
    using Scope = service::SessionsToEnd::Scope;
    frame.fill_account(fields);
    menu.fill(fields);
    device.fill(fields);
    problems.fill_confirmation(fields);
    fields.set("WHICH", which);
    fields.show("END_ONE", scope == Scope::One);
    fields.show("END_OTHERS", scope == Scope::Others);
    fields.show("END_EVERYWHERE", scope == Scope::Everywhere);
}

void DeleteAccountView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    problems.fill_confirmation(fields);
    fields.set("GRACE", grace);
    fields.show("NOT_CONFIRMED", problems.not_confirmed);
    fields.show("LAST_ADMINISTRATOR", problems.last_administrator);
    fields.show("MAIL_ENABLED", mail_enabled);
    fields.show("MAIL_DISABLED", !mail_enabled);
}

void AccountDeletedView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("GONE", gone.text);
    fields.set("GONE_AT", gone.rfc3339);
    fields.show("MAIL_ENABLED", mail_enabled);
    fields.show("MAIL_DISABLED", !mail_enabled);
}

}  // namespace postern::portal::account
