/// links: the pages that send e-mails with links, and the pages that those links lead to.
///
/// GET looks at a link and changes nothing, so that programs that open the links in an e-mail do no
/// harm; only the form on the page uses it.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class MailLinkService;
class SiteService;
}  // namespace postern::service

namespace postern::portal::links {

/// What these pages act through.
struct Services {
    const service::MailLinkService& links;
    const service::SiteService& sites;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::links
