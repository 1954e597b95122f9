#include "portal/admin/users/views.hpp"

namespace postern::portal::admin::users {

namespace {

void fill_moment(Fields& fields, const std::string& name, const Moment& moment) {
    fields.set(name, moment.text);
    fields.set(name + "_AT", moment.rfc3339);
}

/// The same, in a section that is shown when there is one.
void fill_optional(Fields& fields, const std::string& name, const Moment& moment) {
    fill_moment(fields, name, moment);
    fields.show("HAS_" + name, !moment.text.empty());
}

/// With a section for the other case, too.
void fill_maybe(Fields& fields, const std::string& name, const Moment& moment) {
    fill_optional(fields, name, moment);
    fields.show("NO_" + name, moment.text.empty());
}

template <class Row>
void fill_rows(Fields& fields, const std::string& name, const std::vector<Row>& rows) {
    fields.show("HAS_" + name, !rows.empty());
    fields.show("NO_" + name, rows.empty());
    fields.repeat(name, rows, [](Fields& row, const Row& item) { item.fill(row); });
}

}  // namespace

void fill_state(Fields& fields, store::UserState state) {
    using enum store::UserState;
    fields.show("IS_DELETING", state == Deleting);
    fields.show("IS_DISABLED", state == Disabled);
    fields.show("IS_WAITING", state == Waiting);
    fields.show("IS_UNCONFIRMED", state == Unconfirmed);
    fields.show("IS_ACTIVE", state == Active);
}

void ListRow::fill(Fields& fields) const {
    fields.set("ROW_NUMBER", std::to_string(number));
    fields.set("USER_ID", id);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    fill_state(fields, state);
    fields.show("WITH_FACTOR", second_factor);
    fields.show("WITHOUT_FACTOR", !second_factor);
    fields.set("GROUPS", groups);
    fill_maybe(fields, "LAST_SIGN_IN", last_sign_in);
    fill_moment(fields, "CREATED", created);
}

void Filters::fill(Fields& fields) const {
    fields.set("SEARCH", search);
    for (const char* const word : {"deleting", "disabled", "waiting", "unconfirmed", "active"}) {
        std::string name{"STATE_IS_"};
        for (const char* at = word; *at; ++at) name += static_cast<char>(*at - 'a' + 'A');
        fields.show(name, state == word);
    }
    fields.show("FACTOR_IS_YES", factor == "yes");
    fields.show("FACTOR_IS_NO", factor == "no");
    fields.show("ORDER_IS_EMAIL", order == "email");
}

void ListView::fill(Fields& fields) const {
    frame.fill(fields);
    filters.fill(fields);
    fields.set("STATE", filters.state);
    fields.set("FACTOR", filters.factor);
    fields.set("GROUP", filters.group);
    fields.repeat("GROUP_CHOICES", groups, [](Fields& row, const Choice& choice) {
        row.set("GROUP_CHOICE", choice.value);
        row.show("CHOSEN", choice.chosen);
    });
    fields.show("MAY_WRITE", frame.may_write);
    fields.show("COUNTED", count <= kMostCounted);
    fields.count(count);
    fields.show("MANY", count > kMostCounted);
    fill_rows(fields, "ROWS", rows);
    fields.show("HAS_DAMAGED", !damaged.empty());
    fields.repeat("DAMAGED", damaged,
                  [](Fields& row, const std::string& name) { row.set("DAMAGED_ROW", name); });
    fields.set("CSV_URL", csv_url);
    pager.fill(fields);
}

void GroupRow::fill(Fields& fields) const {
    fields.set("GROUP", name);
    fill_optional(fields, "GROUP_UNTIL", until);
    fill_moment(fields, "GROUP_SINCE", since);
    by.fill(fields);
}

void PermissionRow::fill(Fields& fields) const {
    fields.set("PERMISSION", name);
    fields.set("RESOURCE", resource);
    fields.set("ACTION", action);
    fields.show("BY_ROLE", !role.empty());
    fields.set("ROLE", role);
    fields.show("BY_GROUP", !group.empty());
    fields.show("DIRECT", group.empty());
    fields.set("OF_GROUP", group);
    fill_maybe(fields, "PERMISSION_UNTIL", until);
}

void SessionRow::fill(Fields& fields) const {
    fields.set("SESSION_ID", id);
    device.fill(fields);
    fill_moment(fields, "SIGNED_IN", signed_in);
    fill_moment(fields, "LAST_SEEN", last_seen);
}

void TokenRow::fill(Fields& fields) const {
    fields.show("HAS_NAME", !name.empty());
    fields.show("NO_NAME", name.empty());
    fields.set("TOKEN_NAME", name);
    fields.show("IS_PERSONAL", personal);
    fields.show("IS_PROGRAM", !personal);
    device.fill(fields);
    fields.set("SCOPES", scopes);
    fill_moment(fields, "MADE", made);
    fill_maybe(fields, "TOKEN_USED", last_used);
    fill_moment(fields, "TOKEN_ENDS", ends);
}

void PasskeyRow::fill(Fields& fields) const {
    fields.set("PASSKEY_NAME", name);
    fields.show("IS_SECURITY_KEY", security_key);
    fields.show("IS_PASSKEY", !security_key);
    fill_moment(fields, "PASSKEY_ADDED", added);
    fill_maybe(fields, "PASSKEY_USED", last_used);
}

void EntryRow::fill(Fields& fields) const {
    fields.set("EVENT", event);
    fields.show("OK", result == AuditResult::Ok);
    fields.show("REFUSED", result == AuditResult::Refused);
    fields.show("THROTTLED", result == AuditResult::Throttled);
    fields.set("DETAIL", detail);
    fill_moment(fields, "ENTRY", at);
    fields.set("ENTRY_ADDRESS", address);
    fields.set("ENTRY_ACTOR", actor);
}

void MailRow::fill(Fields& fields) const {
    fields.set("MAIL_KIND", kind);
    fill_moment(fields, "MAIL_CREATED", created);
    fields.show("GIVEN_UP", given_up);
    fields.show("STILL_WAITS", !given_up);
}

void UserView::fill_person(Fields& fields) const {
    fields.set("USER_ID", id);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    fields.show("HAS_USERNAME", !username.empty());
    fields.set("USERNAME", username);
    const bool has_parts = !given_name.empty() || !family_name.empty();
    fields.show("HAS_PARTS_OF_NAME", has_parts);
    fields.set("GIVEN_NAME", given_name);
    fields.set("FAMILY_NAME", family_name);
    fields.show("HAS_LANGUAGE", !language.empty());
    fields.set("LANGUAGE", language);
    fields.show("HAS_TIME_ZONE", !time_zone.empty());
    fields.set("OWN_TIME_ZONE", time_zone);
    fill_state(fields, state);
    fill_maybe(fields, "CONFIRMED", confirmed);
    fill_optional(fields, "DELETE", delete_at);
    fill_moment(fields, "CREATED", created);
    fill_maybe(fields, "LAST_SIGN_IN", last_sign_in);
}

void UserView::fill_factors(Fields& fields) const {
    const bool any = app || !passkeys.empty();
    fields.show("HAS_FACTORS", any);
    fields.show("NO_FACTORS", !any);
    fields.show("HAS_APP", app);
    fill_moment(fields, "APP_SINCE", app_since);
    fields.repeat("PASSKEYS", passkeys, [](Fields& row, const PasskeyRow& key) { key.fill(row); });
    fields.show("HAS_CODES", codes_left.has_value());
    fields.set("CODES_LEFT", std::to_string(codes_left.value_or(0)));
}

void UserView::fill_actions(Fields& fields) const {
    const bool acts = frame.may_write && !out_of_reach;
    const bool scheduled = !delete_at.text.empty();
    fields.show("MAY_WRITE", frame.may_write);
    fields.show("MAY_ACT", acts);
    fields.show("OUT_OF_REACH", frame.may_write && out_of_reach);
    fields.show("IS_VISITOR", is_visitor);
    fields.show("CAN_VERIFY", frame.may_write && confirmed.text.empty());
    fields.show("CAN_MAIL_RESET", frame.may_write && mail_enabled && !disabled && !scheduled);
    fields.show("CAN_DISABLE", acts && !disabled);
    fields.show("CAN_ENABLE", acts && disabled);
    fields.show("CAN_RESET_FACTORS", acts && (app || !passkeys.empty() || codes_left.has_value()));
    fields.show("CAN_REVOKE_TOKENS", acts && !tokens.empty());
    fields.show("CAN_SCHEDULE", acts && !scheduled);
    fields.show("CAN_KEEP", frame.may_write && scheduled);
    fields.show("MAY_CHANGE_GROUPS", may_change_groups);
    fields.show("MAY_END_SESSIONS", may_end_sessions);
}

void UserView::fill(Fields& fields) const {
    frame.fill(fields);
    fill_person(fields);
    fill_factors(fields);
    fill_actions(fields);
    fields.show("SEES_GROUPS", seen.groups);
    fields.show("SEES_PERMISSIONS", seen.permissions);
    fields.show("SEES_SESSIONS", seen.sessions);
    fields.show("SEES_AUDIT", seen.audit);
    fields.show("SEES_MAILS", seen.mails);
    fill_rows(fields, "GROUP_ROWS", groups);
    fill_rows(fields, "PERMISSION_ROWS", permissions);
    fill_rows(fields, "SESSION_ROWS", sessions);
    fields.show("MORE_SESSIONS", more_sessions);
    fill_rows(fields, "TOKEN_ROWS", tokens);
    fill_rows(fields, "ENTRY_ROWS", entries);
    fill_rows(fields, "MAIL_ROWS", mails);
    fields.show("MORE_MAILS", more_mails);
}

}  // namespace postern::portal::admin::users
