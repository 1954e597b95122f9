#include "api/factor/routes.hpp"

#include "api/body/rows.hpp"
#include "api/factor/operations.hpp"

namespace postern::api::factor {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    using enum ApiScope;
    const auto& c = context;
    const auto& s = services;
    const std::string v1 = "/api/v1";
    return {
        writing(Post, v1 + "/passkey-challenges", anyone(c, post_passkey_challenge, s)),
        writing(Post, v1 + "/sessions/second-factor", anyone(c, post_second_factor, s)),
        writing(Post, v1 + "/sessions/second-factor/lost", anyone(c, post_lost_factor, s)),
        writing(Post, v1 + "/sessions/current/step-up", in_session(c, post_step_up, s)),

        reading(v1 + "/me/factors", signed_in(c, AccountRead, get_factors, s)),
        writing(Post, v1 + "/me/factors/mailed-code", in_session(c, post_mailed_code, s)),
        writing(Put, v1 + "/me/factors/mailed-code", in_session(c, put_mailed_code, s)),
        writing(Post, v1 + "/me/factors/totp", in_session(c, post_totp, s)),
        writing(Put, v1 + "/me/factors/totp", in_session(c, put_totp, s)),
        writing(Put, v1 + "/me/factors/recovery-codes", in_session(c, put_recovery_codes, s)),
        writing(Post, v1 + "/me/factors/passkeys/challenges",
                in_session(c, post_passkey_creation, s)),
        writing(Post, v1 + "/me/factors/passkeys", in_session(c, post_passkey, s)),
        writing(Patch, v1 + "/me/factors/{id}", signed_in(c, AccountWrite, patch_factor, s)),
        writing(Delete, v1 + "/me/password", in_session(c, delete_password, s)),
        writing(Delete, v1 + "/me/factors/{id}", in_session(c, delete_factor, s)),
        writing(Delete, v1 + "/me/trusted-devices",
                signed_in(c, AccountWrite, delete_trusted_devices, s)),
    };
}

}  // namespace postern::api::factor
