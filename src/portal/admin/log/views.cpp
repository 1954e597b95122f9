#include "portal/admin/log/views.hpp"

namespace postern::portal::admin::log {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

void fill_damaged(Fields& fields, const std::vector<std::string>& damaged) {
    fields.show("HAS_DAMAGED", !damaged.empty());
    fields.repeat("DAMAGED", damaged,
                  [](Fields& inner, const std::string& name) { inner.set("DAMAGED_ROW", name); });
}

}  // namespace

void Choice::fill(Fields& fields) const {
    fields.set("CHOICE", value);
    fields.set("CHOICE_NAME", name);
    fields.show("CHOSEN", chosen);
}

void AuditRow::fill(Fields& fields) const {
    fields.set("EVENT", event);
    fields.set("EVENT_NAME", event_name);
    fields.show("OK", result == AuditResult::Ok);
    fields.show("REFUSED", result == AuditResult::Refused);
    fields.show("THROTTLED", result == AuditResult::Throttled);
    fields.show("HAS_DETAIL", !detail.empty());
    fields.set("DETAIL", detail);
    fields.show("HAS_DETAIL_WORDS", !detail_words.empty());
    fields.set("DETAIL_WORDS", detail_words);
    fields.set("AT", at.rfc3339);
    fields.set("WHEN", at.text);
    fields.show("HAS_USER", !user_id.empty());
    fields.show("LINKS_USER", !user_id.empty() && links_user);
    fields.show("NAMES_USER", !user_id.empty() && !links_user);
    fields.set("USER_ID", user_id);
    fields.set("USER_NAME", email.empty() ? user_id : email);
    actor.fill(fields);
    fields.show("HAS_ADDRESS", !device.address.empty());
    fields.show("HAS_DEVICE", !user_agent.empty());
    device.fill(fields);
    fields.set("USER_AGENT", user_agent);
    fields.show("HAS_REQUEST", !request_id.empty());
    fields.set("REQUEST_ID", request_id);
}

void FollowView::fill(Fields& fields) const {
    fields.show("CAN_FOLLOW", state == State::Offered);
    fields.show("FOLLOWS", state == State::On);
    fields.show("FOLLOWED", state == State::Over);
    fields.set("FOLLOW_URL", start_url);
    fields.set("STOP_URL", stop_url);
}

void AuditView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.repeat("EVENTS", events, kFillRow);
    fields.repeat("RESULTS", results, kFillRow);
    fields.set("TYPED_USER", form.user);
    fields.set("TYPED_ADDRESS", form.address);
    fields.set("TYPED_SINCE", form.since);
    fields.set("TYPED_UNTIL", form.until);
    fields.set("TYPED_REQUEST", form.request_id);
    fields.show("HAS_PROBLEM", problems.any());
    fields.show("BAD_EVENT", problems.bad_event);
    fields.show("BAD_RESULT", problems.bad_result);
    fields.show("NO_SUCH_USER", problems.no_such_user);
    fields.show("BAD_SINCE", problems.bad_since);
    fields.show("BAD_UNTIL", problems.bad_until);
    fields.show("HAS_ENTRIES", !entries.empty());
    // A part can be empty before the list ends: see AuditReader::list().
    const bool is_empty = entries.empty() && !problems.any();
    fields.show("GOES_ON", is_empty && !pager.older.empty());
    fields.show("NO_ENTRIES", is_empty && pager.older.empty());
    fields.show("FILTERED", filtered);
    fields.show("UNFILTERED", !filtered);
    fields.repeat("ENTRIES", entries, kFillRow);
    fill_damaged(fields, damaged);
    pager.fill(fields);
    follow.fill(fields);
    fields.show("HAS_FILES", !problems.any());
    fields.set("CSV_URL", csv_url);
    fields.set("JSON_URL", json_url);
    fields.set("MOST_IN_FILE", most_in_file);
}

void MailRow::fill(Fields& fields) const {
    const bool gave_up = !failed.rfc3339.empty();
    fields.set("MAIL_ID", id);
    fields.set("KIND", kind);
    fields.show("HAS_SUBJECT", !subject.empty());
    fields.set("SUBJECT", subject);
    fields.set("MAIL_TO", to);
    fields.set("CREATED_AT", created.rfc3339);
    fields.set("CREATED", created.text);
    fields.set("ATTEMPTS", std::to_string(attempts));
    fields.show("WAITS", !gave_up);
    fields.set("NEXT_AT", next.rfc3339);
    fields.set("NEXT", next.text);
    fields.show("GIVEN_UP", gave_up);
    fields.set("FAILED_AT", failed.rfc3339);
    fields.set("FAILED", failed.text);
    fields.show("HAS_ERROR", !error.empty());
    fields.set("LAST_ERROR", error);
}

void MailsView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("WAITING", std::to_string(waiting));
    fields.set("GIVEN_UP_COUNT", std::to_string(given_up));
    fields.show("MAIL_IS_OFF", !mail_enabled);
    fields.show("MAY_RETRY", frame.may_write);
    fields.show("MAY_RETRY_ALL", frame.may_write && given_up > 0);
    fields.show("HAS_MAILS", !mails.empty());
    fields.show("NO_MAILS", mails.empty());
    fields.repeat("MAILS", mails, kFillRow);
    fill_damaged(fields, damaged);
    pager.fill(fields);
}

}  // namespace postern::portal::admin::log
