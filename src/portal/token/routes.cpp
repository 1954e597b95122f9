#include "portal/token/routes.hpp"

#include "portal/page/guarded.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"
#include "portal/token/handlers.hpp"
#include "portal/token/views.hpp"

namespace postern::portal::token {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page("/account/tokens", signed_in(c, get_tokens, s)),
        page("/account/tokens/new", guarded(c, s.step_up, get_make_token, s)),
        guarded_form(c, s.step_up, "/account/tokens/new", post_make_token, s),
        page("/account/tokens/end", guarded(c, s.step_up, get_end_token, s)),
        guarded_form(c, s.step_up, "/account/tokens/end", post_end_token, s),
        page("/account/programs/end", guarded(c, s.step_up, get_end_program, s)),
        guarded_form(c, s.step_up, "/account/programs/end", post_end_program, s),
    };
}

std::vector<std::string> templates() {
    return templates_of<TokensView, NewTokenView, TokenMadeView, EndTokenView>();
}

}  // namespace postern::portal::token
