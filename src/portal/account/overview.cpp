// GET /account.
#include "portal/account/handlers.hpp"

namespace postern::portal {

namespace {

std::vector<SiteRow> site_rows(const Context& context) {
    std::vector<SiteRow> rows;
    for (const auto& site : context.services.sites.list())
        rows.push_back({site.name, site.origin.text()});
    return rows;
}

}  // namespace

Reader reader_of(const Context& context, const Frame& frame, const User& user) {
    return {context.pages.words(), frame.language, user.time_zone};
}

http::Response GetAccount::operator()(const http::Request& request,
                                      const SessionWithUser& visitor) const {
    const auto& user = visitor.user;
    const auto frame = context.frame(request, &user);
    const AccountView view{.frame = frame,
                           .menu = {AccountPage::Overview, bind_form(context, request).token},
                           .display_name = user.display_name.text(),
                           .email = user.email.text(),
                           .email_confirmed = user.email_verified_at.has_value(),
                           .user_id = user.public_id.text(),
                           .created = reader_of(context, frame, user).moment(user.created_at),
                           .sites = site_rows(context)};
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal
