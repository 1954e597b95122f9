// GET /account/security and POST /account/security/trust/end.
#include "portal/factor/handlers.hpp"
#include "portal/factor/passkey_row.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/account/trust_service.hpp"

namespace postern::portal::factor {

namespace {

using Next = SecurityPageView::Next;

SecurityPageView::Notice notice_of(const http::Request& request) {
    using enum SecurityPageView::Notice;
    const auto done = request.query_value("done").value_or("");
    if (done == "added") return Added;
    if (done == "replaced") return Replaced;
    if (done == "removed") return Removed;
    if (done == "codes") return CodesMade;
    if (done == "passkey_added") return PasskeyAdded;
    if (done == "passkey_renamed") return PasskeyRenamed;
    if (done == "passkey_removed") return PasskeyRemoved;
    if (done == "trust_ended") return TrustEnded;
    if (done == "password_removed") return PasswordRemoved;
    if (done == "password_needed") return PasswordNeeded;
    return None;
}

/// The loss of one device would leave the user with recovery codes alone.
bool is_on_one_device(const service::FactorOverview& has) {
    return !has.totp && has.passkeys.size() == 1 && !has.passkeys.front().backup_eligible;
}

Next next_for(const service::FactorOverview& has, bool can_add_passkey, bool can_set_up) {
    constexpr std::size_t kFewCodes = 3;
    const auto factors = has.factors();
    if (!factors.any() && can_add_passkey) return Next::AddPasskey;
    if (!factors.any()) return can_set_up ? Next::SetUpApp : Next::Nothing;
    if (is_on_one_device(has) && can_add_passkey) return Next::AddAnother;
    return factors.recovery_codes <= kFewCodes ? Next::RenewCodes : Next::AllWell;
}

SecurityPageView view_of(const Context& context, const Services& services,
                         const http::Request& request, const User& user) {
    const auto frame = context.frame(request, &user);
    const auto changed = services.account.password_changed_at(user);
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Security),
            .notice = notice_of(request),
            .can_set_up = services.factors.has_keys(),
            .can_add_passkey = services.passkeys.is_available(),
            .password_changed = changed ? moment_on(context, frame, *changed) : Moment{},
            .trusted_devices = services.trust.count(user, request.received)};
}

}  // namespace

http::Response get_security(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto has = services.factors.overview(visitor.user);
    auto view = view_of(context, services, request, visitor.user);
    const auto& frame = view.frame;
    const auto on_page = [&](const std::optional<TimePoint>& time) {
        return time ? moment_on(context, frame, *time) : Moment{};
    };
    view.requirement = requirement_on(context, frame, has.factors().any(), request.received);
    view.can_remove_password =
        !view.password_changed.text.empty() && services.passkeys.are_enough(has);
    view.next = next_for(has, view.can_add_passkey, view.can_set_up);
    for (const Passkey& passkey : has.passkeys)
        view.passkeys.push_back(passkey_row(context, frame, passkey));
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

http::Response post_end_trust(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    services.trust.end(visitor.user, context.client_of(request, &visitor.user), request.received);
    return context.redirect_to("/account/security?done=trust_ended");
}

}  // namespace postern::portal::factor
