#include "portal/account/menu.hpp"

#include "portal/page/form_token.hpp"

namespace postern::portal::account {

void AccountMenu::fill(Fields& fields) const {
    fields.set("FORM_TOKEN", form_token);
    fields.show("ON_OVERVIEW", page == AccountPage::Overview);
    fields.show("ON_PROFILE", page == AccountPage::Profile);
    fields.show("ON_EMAIL", page == AccountPage::Email);
    fields.show("ON_PASSWORD", page == AccountPage::Password);
    fields.show("ON_DELETION", page == AccountPage::Deletion);
    fields.show("ON_SESSIONS", page == AccountPage::Sessions);
    fields.show("ON_HISTORY", page == AccountPage::History);
}

AccountMenu menu_of(const Context& context, const http::Request& request, AccountPage page) {
    return {page, bind_form(context, request).token};
}

}  // namespace postern::portal::account
