#include "portal/factor/routes.hpp"

#include <algorithm>
#include <iterator>

#include "portal/factor/handlers.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::factor {

namespace {

/// Another tab was faster: `on_stale` says so.
http::Route with_stale(http::Route row, http::Handler on_stale) {
    row.on_stale = std::move(on_stale);
    return row;
}

/// How the second step of a sign-in, and a step-up, can be taken.
std::vector<http::Route> proof_routes(const Context& c, const Services& s) {
    using enum ProveView::Ask;
    const auto second = [&](Ask ask) { return anyone(c, post_second_factor, s, ask); };
    const auto stale = [&](Ask ask) { return anyone(c, stale_second_factor, s, ask); };
    const auto stale_up = [&](Ask ask) { return signed_in(c, stale_step_up, s, ask); };
    return {
        page("/login/second", anyone(c, get_second_factor, s, Totp)),
        open_form("/login/second", second(Totp), stale(Totp)),
        page("/login/second/recovery", anyone(c, get_second_factor, s, RecoveryCode)),
        open_form("/login/second/recovery", second(RecoveryCode), stale(RecoveryCode)),
        page("/login/second/passkey", anyone(c, get_second_factor, s, Passkey)),
        open_form("/login/second/passkey", anyone(c, post_second_passkey, s), stale(Passkey)),
        page("/login/second/lost", anyone(c, get_lost_factor, s)),
        open_form("/login/second/lost", anyone(c, post_lost_factor, s),
                  anyone(c, stale_lost_factor, s)),
        page("/login/step-up", signed_in(c, get_step_up, s, Totp)),
        with_stale(signed_in_form(c, "/login/step-up", post_step_up, s, Totp), stale_up(Totp)),
        page("/login/step-up/recovery", signed_in(c, get_step_up, s, RecoveryCode)),
        with_stale(signed_in_form(c, "/login/step-up/recovery", post_step_up, s, RecoveryCode),
                   stale_up(RecoveryCode)),
        page("/login/step-up/passkey", signed_in(c, get_step_up, s, Passkey)),
        with_stale(signed_in_form(c, "/login/step-up/passkey", post_step_up_passkey, s),
                   stale_up(Passkey)),
    };
}

std::vector<http::Route> security_routes(const Context& c, const Services& s) {
    return {
        page("/account/security", signed_in(c, get_security, s)),
        moved(c, "/account/security/trust/end", "/account/security"),
        signed_in_form(c, "/account/security/trust/end", post_end_trust, s),
        page("/account/security/confirm", signed_in(c, get_mailed_code, s)),
        signed_in_form(c, "/account/security/confirm", post_mailed_code, s),
        page("/account/security/passkeys", signed_in(c, get_add_passkey, s)),
        signed_in_form(c, "/account/security/passkeys", post_add_passkey, s),
        page("/account/security/passkeys/{id}", signed_in(c, get_passkey, s)),
        signed_in_form(c, "/account/security/passkeys/{id}", post_passkey, s),
        page("/account/security/passkeys/{id}/remove", anyone(c, get_remove_passkey)),
        signed_in_form(c, "/account/security/passkeys/{id}/remove", post_remove_passkey, s),
        page("/account/security/totp", signed_in(c, get_totp, s)),
        signed_in_form(c, "/account/security/totp", post_totp, s),
        moved(c, "/account/security/totp/setup", "/account/security/totp"),
        signed_in_form(c, "/account/security/totp/setup", post_totp_setup, s),
        page("/account/security/totp/remove", signed_in(c, get_remove_totp, s)),
        signed_in_form(c, "/account/security/totp/remove", post_remove_totp, s),
        page("/account/security/password/remove", signed_in(c, get_remove_password, s)),
        signed_in_form(c, "/account/security/password/remove", post_remove_password, s),
        page("/account/security/recovery-codes", signed_in(c, get_recovery_codes, s)),
        signed_in_form(c, "/account/security/recovery-codes", post_recovery_codes, s),
    };
}

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    auto rows = proof_routes(context, services);
    std::ranges::move(security_routes(context, services), std::back_inserter(rows));
    return rows;
}

std::vector<std::string> templates() {
    return templates_of<ProveView, LostFactorView, LostFactorSentView, ProvenView, FactorNeededView,
                        SecurityPageView, MailedCodeView, AddPasskeyView, PasskeyPageView, TotpView,
                        TotpSetupView, RemoveTotpView, RemovePasswordView, RenewCodesView,
                        RecoveryCodesView>();
}

}  // namespace postern::portal::factor
