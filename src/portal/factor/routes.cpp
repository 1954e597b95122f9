#include "portal/factor/routes.hpp"

#include "portal/factor/handlers.hpp"
#include "portal/factor/views.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::factor {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum service::CodeKind;
    const auto& c = context;
    const auto& s = services;
    const auto second = [&](CodeKind kind) { return anyone(c, post_second_factor, s, kind); };
    const auto stale = [&](CodeKind kind) { return anyone(c, stale_second_factor, s, kind); };
    // Another tab was faster: the page says so.
    const auto step_up = [&](const char* path, CodeKind kind) {
        auto row = signed_in_form(c, path, post_step_up, s, kind);
        row.on_stale = signed_in(c, stale_step_up, s, kind);
        return row;
    };
    return {
        page("/login/second", anyone(c, get_second_factor, s, Totp)),
        open_form("/login/second", second(Totp), stale(Totp)),
        page("/login/second/recovery", anyone(c, get_second_factor, s, RecoveryCode)),
        open_form("/login/second/recovery", second(RecoveryCode), stale(RecoveryCode)),
        page("/login/step-up", signed_in(c, get_step_up, s, Totp)),
        step_up("/login/step-up", Totp),
        page("/login/step-up/recovery", signed_in(c, get_step_up, s, RecoveryCode)),
        step_up("/login/step-up/recovery", RecoveryCode),
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
