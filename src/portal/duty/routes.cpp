#include "portal/duty/routes.hpp"

#include "portal/duty/handlers.hpp"
#include "portal/duty/views.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::duty {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page("/terms", anyone(c, get_terms, s)),
        page("/account/terms", signed_in(c, get_accept_terms, s)),
        signed_in_form(c, "/account/terms", post_accept_terms, s),
        page("/account/complete", signed_in(c, get_complete, s)),
        signed_in_form(c, "/account/complete", post_complete, s),
    };
}

std::vector<std::string> templates() {
    return templates_of<TermsView, AcceptTermsView, CompleteView>();
}

}  // namespace postern::portal::duty
