// GET /account/security.
#include "portal/factor/handlers.hpp"
#include "portal/factor/views.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/factor_service.hpp"

namespace postern::portal::factor {

namespace {

SecurityPageView::Notice notice_of(const http::Request& request) {
    using enum SecurityPageView::Notice;
    const auto done = request.query_value("done").value_or("");
    if (done == "added") return Added;
    if (done == "replaced") return Replaced;
    if (done == "removed") return Removed;
    if (done == "codes") return CodesMade;
    return None;
}

}  // namespace

http::Response get_security(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto has = services.factors.overview(visitor.user);
    const auto frame = context.frame(request, &visitor.user);
    const auto on_page = [&](const std::optional<TimePoint>& time) {
        return time ? moment_on(context, frame, *time) : Moment{};
    };
    SecurityPageView view{
        .frame = frame,
        .menu = menu_of(context, request, AccountPage::Security),
        .notice = notice_of(request),
        .can_set_up = services.factors.has_keys(),
        .password_changed = on_page(services.account.password_changed_at(visitor.user))};
    if (has.totp) {
        view.has_totp = true;
        view.totp_since = on_page(has.totp->created_at);
        view.totp_used = on_page(has.totp->last_used_at);
    }
    if (has.codes) {
        view.has_codes = true;
        view.codes_left = has.codes->left;
        view.codes_made = on_page(has.codes->created_at);
    }
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::factor
