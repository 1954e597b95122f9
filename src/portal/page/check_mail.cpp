#include "portal/page/check_mail.hpp"

#include <utility>

#include "portal/page/form_token.hpp"

namespace postern::portal {

void CheckMailView::fill(Fields& fields) const {
    const bool registered = why == Why::Registered;
    frame.fill(fields);
    return_to.fill_form(fields);
    return_to.fill_address(fields);
    fields.show("REGISTERED", registered);
    fields.show("APPROVAL", registered && approval);
    fields.show("ASKED_TO_VERIFY", !registered && what == MailKind::VerifyEmail);
    fields.show("ASKED_TO_RESET", !registered && what == MailKind::ResetPassword);
    fields.show("ASKED_TO_KEEP", !registered && what == MailKind::DeletionScheduled);
    fields.set("WHAT", to_text(what));
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
}

http::Response show_check_mail(const Context& context, const http::Request& request,
                               CheckMailView view) {
    return draw_form(context, request, http::Status::Ok, std::move(view));
}

}  // namespace postern::portal
