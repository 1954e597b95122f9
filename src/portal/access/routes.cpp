#include "portal/access/routes.hpp"

#include "portal/access/handlers.hpp"
#include "portal/access/views.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::access {

namespace {

/// Only nginx asks for it, in the server block of a site (nginx/snippets/gate.conf).
http::Route page_for_nginx(std::string path, http::Handler handler) {
    return page(std::move(path), std::move(handler));
}

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page_for_nginx("/.postern/denied", anyone(c, get_denied, s)),
        page("/access", signed_in(c, get_ask_access, s)),
        signed_in_form(c, "/access", post_ask_access, s),
        page("/access/done", signed_in(c, get_access_asked, s)),
    };
}

std::vector<std::string> templates() {
    return templates_of<DeniedView, AskAccessView, AccessAskedView>();
}

}  // namespace postern::portal::access
