#include "portal/factor/routes.hpp"

#include "portal/factor/handlers.hpp"
#include "portal/factor/views.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::factor {

namespace {

/// Another tab was faster: `on_stale` says so.
http::Route with_stale(http::Route row, http::Handler on_stale) {
    row.on_stale = std::move(on_stale);
    return row;
}

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum service::CodeKind;
    const auto& c = context;
    const auto& s = services;
    const auto second = [&](CodeKind kind) { return anyone(c, post_second_factor, s, kind); };
    const auto stale = [&](CodeKind kind) { return anyone(c, stale_second_factor, s, kind); };
    return {
        page("/login/second", anyone(c, get_second_factor, s, Totp)),
        open_form("/login/second", second(Totp), stale(Totp)),
        page("/login/second/recovery", anyone(c, get_second_factor, s, RecoveryCode)),
        open_form("/login/second/recovery", second(RecoveryCode), stale(RecoveryCode)),
        page("/login/step-up", signed_in(c, get_step_up, s, Totp)),
        with_stale(signed_in_form(c, "/login/step-up", post_step_up, s, Totp),
                   signed_in(c, stale_step_up, s, Totp)),
        page("/login/step-up/recovery", signed_in(c, get_step_up, s, RecoveryCode)),
        with_stale(signed_in_form(c, "/login/step-up/recovery", post_step_up, s, RecoveryCode),
                   signed_in(c, stale_step_up, s, RecoveryCode)),
        page("/account/security", signed_in(c, get_security, s)),
        page("/account/security/totp", signed_in(c, get_totp, s)),
        signed_in_form(c, "/account/security/totp", post_totp, s),
        moved(c, "/account/security/totp/setup", "/account/security/totp"),
        signed_in_form(c, "/account/security/totp/setup", post_totp_setup, s),
        page("/account/security/totp/remove", signed_in(c, get_remove_totp, s)),
        signed_in_form(c, "/account/security/totp/remove", post_remove_totp, s),
        page("/account/security/recovery-codes", signed_in(c, get_recovery_codes, s)),
        signed_in_form(c, "/account/security/recovery-codes", post_recovery_codes, s),
    };
}

std::vector<std::string> templates() {
    return templates_of<ProveView, ProvenView, FactorNeededView, SecurityPageView, TotpView,
                        TotpSetupView, RemoveTotpView, RenewCodesView, RecoveryCodesView>();
}

}  // namespace postern::portal::factor
