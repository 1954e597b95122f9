#include "portal/invitation/views.hpp"

namespace postern::portal::invitation {

void InvitationView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("TOKEN", token);
    fields.set("EMAIL", email);
    fields.set("DISPLAY_NAME", display_name);
    new_password.fill(fields);
    profile.fill(fields);
    terms.fill(fields);
    fields.show("BAD_DISPLAY_NAME", bad_display_name);
    fields.show("BUSY", busy);
    fields.show("STALE", stale);
    fields.show("HAS_PROBLEM", bad_display_name || busy || stale || new_password.missing ||
                                   !new_password.problems.empty() || profile.has_problem() ||
                                   terms.missing);
}

void InvitationAcceptView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("TOKEN", token);
    fields.set("EMAIL", email);
    fields.set("SIGNED_IN_EMAIL", signed_in);
    fields.show("SIGN_IN", state == State::SignIn);
    fields.show("ACCEPT", state == State::Accept);
    fields.show("NOT_YOURS", state == State::NotYours);
    fields.show("HAS_GIFTS", !gifts.empty());
    fields.repeat("GIFT", gifts,
                  [](Fields& row, const std::string& gift) { row.set("GIFT_NAME", gift); });
}

}  // namespace postern::portal::invitation
