#include "api/access/routes.hpp"

#include "api/access/operations.hpp"
#include "api/body/rows.hpp"

namespace postern::api::access {

std::vector<http::Route> routes(const Context& context, const Services& services,
                                const std::string& public_url) {
    using enum http::Method;
    const auto& c = context;
    const auto& s = services;
    return {
        reading("/api/v1/authorize", signed_in(c, ApiScope::AccountRead, get_authorize, s)),
        writing(Post, "/access/v1/evaluation", self_checked(c, post_evaluation, s)),
        writing(Post, "/access/v1/evaluations", self_checked(c, post_evaluations, s)),
        reading("/.well-known/authzen-configuration", anyone(c, get_configuration, public_url)),
    };
}

}  // namespace postern::api::access
