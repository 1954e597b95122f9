#include "portal/admin/invitations/views.hpp"

namespace postern::portal::admin::invitations {

namespace {

void fill_damaged(Fields& fields, const std::vector<std::string>& damaged) {
    fields.show("HAS_DAMAGED", !damaged.empty());
    fields.repeat("DAMAGED", damaged,
                  [](Fields& row, const std::string& name) { row.set("DAMAGED_ROW", name); });
}

}  // namespace

void InvitationRow::fill(Fields& fields, bool may_write) const {
    fields.set("INVITATION_ID", id);
    fields.set("INVITED_EMAIL", email);
    fields.set("GIFTS", gifts);
    fields.show("HAS_GIFTS", !gifts.empty());
    fields.show("OPEN", state == InvitationState::Open);
    fields.show("USED", state == InvitationState::Used);
    fields.show("EXPIRED", state == InvitationState::Expired);
    fields.set("CREATED", created.text);
    fields.set("CREATED_AT", created.rfc3339);
    fields.set("ENDS", ends.text);
    fields.set("ENDS_AT", ends.rfc3339);
    fields.show("MAY_ACT", may_write && state != InvitationState::Used);
    by.fill(fields);
}

void InvitationsView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAIL_IS_OFF", !mail_enabled);
    fields.show("HAS_PROBLEM", not_allowed);
    fields.show("MAY_INVITE", frame.may_write && mail_enabled);
    fields.show("HAS_INVITATIONS", !invitations.empty());
    fields.show("NO_INVITATIONS", invitations.empty());
    fields.repeat("INVITATIONS", invitations, [this](Fields& row, const InvitationRow& one) {
        one.fill(row, frame.may_write && mail_enabled);
    });
    fill_damaged(fields, damaged);
    pager.fill(fields);
}

bool InviteProblems::any() const noexcept {
    return bad_email || bad_display_name || no_such_group || no_such_role || not_allowed ||
           too_many || nothing_to_give || already_invited;
}

void InviteView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("MAIL_IS_OFF", !mail_enabled);
    fields.show("MAIL_ENABLED", mail_enabled);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    fields.set("GROUPS", groups);
    fields.set("ROLES", roles);
    fields.set("LIFETIME", lifetime);
    fields.repeat("LANGUAGES", languages, [](Fields& row, const LanguageRow& language) {
        row.set("LANGUAGE_CODE", language.code);
        row.set("LANGUAGE_NAME", language.name);
        row.show("CHOSEN", language.chosen);
    });
    fields.show("HAS_PROBLEM", problems.any());
    fields.show("EMAIL_INVALID",
                problems.bad_email || problems.already_invited || problems.nothing_to_give);
    fields.show("BAD_EMAIL", problems.bad_email);
    fields.show("BAD_DISPLAY_NAME", problems.bad_display_name);
    fields.show("NO_SUCH_GROUP", problems.no_such_group);
    fields.show("NO_SUCH_ROLE", problems.no_such_role);
    fields.show("NOT_ALLOWED", problems.not_allowed);
    fields.show("TOO_MANY_GIFTS", problems.too_many);
    fields.show("NOTHING_TO_GIVE", problems.nothing_to_give);
    fields.show("ALREADY_INVITED", problems.already_invited);
    fields.show("HAS_NAMES", !problems.names.empty());
    fields.set("NAMES", problems.names);
}

void WithdrawView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("INVITATION_ID", id);
    fields.set("INVITED_EMAIL", email);
}

void WaitingRow::fill(Fields& fields, bool may_write) const {
    fields.set("USER_ID", id);
    fields.set("USER_EMAIL", email);
    fields.set("USER_NAME", name);
    fields.show("CONFIRMED", confirmed);
    fields.show("UNCONFIRMED", !confirmed);
    fields.set("SINCE", since.text);
    fields.set("SINCE_AT", since.rfc3339);
    fields.show("MAY_ACT", may_write);
}

void ApprovalsView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("IS_OFF", !is_on);
    fields.show("HAS_PROBLEM", more_than_you_have);
    fields.show("HAS_WAITING", !waiting.empty());
    fields.show("NOBODY_WAITS", waiting.empty());
    fields.repeat("WAITING", waiting,
                  [this](Fields& row, const WaitingRow& one) { one.fill(row, frame.may_write); });
    fill_damaged(fields, damaged);
    pager.fill(fields);
}

void DeclineView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("USER_ID", id);
    fields.set("USER_EMAIL", email);
    fields.set("USER_NAME", name);
    fields.set("MESSAGE", message);
    fields.set("REASON", reason);
    fields.show("BAD_MESSAGE", bad_message);
    fields.show("REASON_INVALID", bad_reason);
    fields.show("NO_REASON", false);
    fields.show("BAD_REASON", bad_reason);
    fields.show("NOT_SURE", not_sure);
    fields.show("MORE_THAN_YOU_HAVE", more_than_you_have);
    fields.show("HAS_PROBLEM", bad_message || bad_reason || not_sure || more_than_you_have);
}

}  // namespace postern::portal::admin::invitations
