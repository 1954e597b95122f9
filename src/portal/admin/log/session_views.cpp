#include "portal/admin/log/session_views.hpp"

namespace postern::portal::admin::log {

void LiveSessionRow::fill(Fields& fields) const {
    fields.set("SESSION_ID", id);
    fields.set("USER_ID", user_id);
    fields.set("EMAIL", email);
    device.fill(fields);
    fields.set("SIGNED_IN", signed_in.text);
    fields.set("SIGNED_IN_AT", signed_in.rfc3339);
    fields.set("LAST_SEEN", last_seen.text);
    fields.set("LAST_SEEN_AT", last_seen.rfc3339);
    fields.show("TWO_FACTORS", two_factors);
    fields.show("CURRENT", current);
}

void SessionsView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("FILTER_USER", user);
    fields.set("FILTER_ADDRESS", address);
    fields.show("NO_SUCH_USER", no_such_user);
    fields.show("MAY_WRITE", frame.may_write);
    fields.show("SEES_USERS", sees_users);
    fields.show("HIDES_USERS", !sees_users);
    fields.show("HAS_ROWS", !rows.empty());
    fields.show("NO_ROWS", rows.empty());
    fields.repeat("ROWS", rows, [](Fields& row, const LiveSessionRow& item) { item.fill(row); });
    fields.show("HAS_DAMAGED", !damaged.empty());
    fields.repeat("DAMAGED", damaged,
                  [](Fields& row, const std::string& name) { row.set("DAMAGED_ROW", name); });
    pager.fill(fields);
}

void EndSessionView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("SESSION_ID", id);
    fields.show("IS_KNOWN", !email.empty());
    fields.set("EMAIL", email);
    fields.set("USER_ID", user_id);
    device.fill(fields);
    fields.show("CURRENT", current);
}

}  // namespace postern::portal::admin::log
