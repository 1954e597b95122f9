#include "portal/admin/users/act_views.hpp"

namespace postern::portal::admin::users {

bool AskProblems::any() const noexcept {
    return no_reason || bad_reason || not_sure || wrong_address || wrong_number || out_of_reach ||
           last_administrator || changed_meanwhile;
}

void AskProblems::fill(Fields& fields) const {
    fields.show("HAS_PROBLEM", any());
    fields.show("NO_REASON", no_reason);
    fields.show("BAD_REASON", bad_reason);
    fields.show("REASON_INVALID", no_reason || bad_reason);
    fields.show("OUT_OF_REACH", out_of_reach);
    fields.show("LAST_ADMINISTRATOR", last_administrator);
}

void ActView::fill(Fields& fields) const {
    frame.fill(fields);
    const Asks asks = asks_of(act);
    for (const Act one : kActs) fields.show("ACT_" + std::string{name_of(one)}, act == one);
    fields.set("SLUG", slug_of(act));
    fields.set("USER_ID", id);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    fields.show("IS_VISITOR", is_visitor);
    fields.set("GRACE", grace);
    fields.show("DANGEROUS", asks.tick || asks.address || act == Act::Disable);
    fields.show("HARMLESS", !asks.tick && !asks.address && act != Act::Disable);
    fields.show("ASKS_REASON", asks.reason);
    fields.show("ASKS_TICK", asks.tick);
    fields.show("ASKS_ADDRESS", asks.address);
    fields.set("REASON", reason);
    problems.fill(fields);
    fields.show("NOT_SURE", problems.not_sure);
    fields.show("WRONG_ADDRESS", problems.wrong_address);
    fields.show("CHANGED_MEANWHILE", problems.changed_meanwhile);
}

bool PersonProblems::any() const noexcept {
    return bad_email || email_taken || bad_display_name || bad_username || username_reserved ||
           username_taken || bad_given_name || bad_family_name || bad_language || bad_time_zone ||
           no_reason || bad_reason || out_of_reach || changed_meanwhile;
}

void PersonProblems::fill_new(Fields& fields) const {
    fields.show("HAS_PROBLEM", any());
    fields.show("BAD_EMAIL", bad_email);
    fields.show("EMAIL_TAKEN", email_taken);
    fields.show("EMAIL_INVALID", bad_email || email_taken);
    fields.show("BAD_DISPLAY_NAME", bad_display_name);
}

void PersonProblems::fill(Fields& fields) const {
    fill_new(fields);
    fields.show("BAD_USERNAME", bad_username);
    fields.show("USERNAME_RESERVED", username_reserved);
    fields.show("USERNAME_TAKEN", username_taken);
    fields.show("USERNAME_INVALID", bad_username || username_reserved || username_taken);
    fields.show("BAD_GIVEN_NAME", bad_given_name);
    fields.show("BAD_FAMILY_NAME", bad_family_name);
    fields.show("BAD_LANGUAGE", bad_language);
    fields.show("BAD_TIME_ZONE", bad_time_zone);
    fields.show("NO_REASON", no_reason);
    fields.show("BAD_REASON", bad_reason);
    fields.show("REASON_INVALID", no_reason || bad_reason);
    fields.show("OUT_OF_REACH", out_of_reach);
    fields.show("CHANGED_MEANWHILE", changed_meanwhile);
}

void LanguageChoice::fill(Fields& fields) const {
    fields.set("LANGUAGE_CODE", code);
    fields.set("LANGUAGE_NAME", name);
    fields.show("CHOSEN", chosen);
}

namespace {

void fill_languages(Fields& fields, const std::vector<LanguageChoice>& languages) {
    fields.repeat("LANGUAGES", languages,
                  [](Fields& row, const LanguageChoice& language) { language.fill(row); });
}

}  // namespace

void NewUserView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAIL_ENABLED", mail_enabled);
    fields.show("MAIL_DISABLED", !mail_enabled);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    fill_languages(fields, languages);
    problems.fill_new(fields);
}

void EditView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("USER_ID", id);
    fields.set("SHOWN_EMAIL", shown_email);
    fields.set("VERSION_OF_USER", version);
    fields.set("EMAIL", person.email);
    fields.set("DISPLAY_NAME", person.display_name);
    fields.set("USERNAME", person.username);
    fields.set("GIVEN_NAME", person.given_name);
    fields.set("FAMILY_NAME", person.family_name);
    fields.set("OWN_TIME_ZONE", person.time_zone);
    fields.set("REASON", reason);
    fill_languages(fields, languages);
    problems.fill(fields);
}

bool JoinView::has_problem() const noexcept {
    return no_group || bad_day || more_than_you_have || too_many || last_administrator;
}

void JoinView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("USER_ID", id);
    fields.set("EMAIL", email);
    fields.show("HAS_GROUPS", !groups.empty());
    fields.show("NO_GROUPS", groups.empty());
    fields.repeat("GROUP_CHOICES", groups, [](Fields& row, const Choice& choice) {
        row.set("GROUP_CHOICE", choice.value);
        row.show("CHOSEN", choice.chosen);
    });
    fields.set("DAY", day);
    fields.show("HAS_PROBLEM", has_problem());
    fields.show("NO_SUCH_GROUP", no_group);
    fields.show("BAD_DAY", bad_day);
    fields.show("MORE_THAN_YOU_HAVE", more_than_you_have);
    fields.show("TOO_MANY_GROUPS", too_many);
    fields.show("LAST_ADMINISTRATOR", last_administrator);
}

void LeaveView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("USER_ID", id);
    fields.set("EMAIL", email);
    fields.set("GROUP", group);
    fields.show("HAS_PROBLEM", more_than_you_have || last_administrator);
    fields.show("MORE_THAN_YOU_HAVE", more_than_you_have);
    fields.show("LAST_ADMINISTRATOR", last_administrator);
}

void BulkView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("BULK_DISABLE", act == BulkAct::Disable);
    fields.show("BULK_END_SESSIONS", act == BulkAct::EndSessions);
    fields.show("NOBODY", nobody);
    fields.show("TOO_MANY_USERS", too_many);
    fields.show("SOMEBODY", !nobody && !too_many);
    fields.count(count);
    fields.set("NUMBER_OF_USERS", std::to_string(count));
    fields.repeat("NAMED", emails,
                  [](Fields& row, const std::string& email) { row.set("EMAIL", email); });
    fields.show("AND_MORE", count > emails.size());
    fields.set("IDS_FIRST", ids.front());
    fields.set("IDS_SECOND", ids.back());
    fields.set("REASON", reason);
    problems.fill(fields);
    fields.show("WRONG_NUMBER", problems.wrong_number);
}

}  // namespace postern::portal::admin::users
