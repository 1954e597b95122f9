#include "api/token/routes.hpp"

#include "api/body/rows.hpp"
#include "api/token/operations.hpp"

namespace postern::api::token {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    using enum ApiScope;
    const auto& c = context;
    const auto& s = services;
    const std::string v1 = "/api/v1";
    return {
        // The last two know the caller by the token in the body: a program may well send an access
        // token beside it that has expired.
        writing(Post, v1 + "/tokens", self_checked(c, post_tokens, s)),
        writing(Post, v1 + "/tokens/refresh", anyone(c, post_refresh, s)),
        writing(Post, v1 + "/tokens/revoke", anyone(c, post_revocation, s)),

        reading(v1 + "/me/grants", signed_in(c, AccountRead, get_grants, s)),
        writing(Delete, v1 + "/me/grants/{id}", signed_in(c, AccountWrite, delete_grant, s)),

        reading(v1 + "/me/access-tokens", signed_in(c, AccountRead, get_access_tokens, s)),
        writing(Post, v1 + "/me/access-tokens", in_session(c, post_access_token, s)),
        writing(Delete, v1 + "/me/access-tokens/{id}",
                signed_in(c, AccountWrite, delete_access_token, s)),

        reading("/.well-known/jwks.json", anyone(c, get_key_set, s, KeyUsage::Token)),
        reading("/.well-known/postern-assertion-jwks.json",
                anyone(c, get_key_set, s, KeyUsage::Assertion)),
    };
}

}  // namespace postern::api::token
