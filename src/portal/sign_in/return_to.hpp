/// ReturnTo: the page of a site that a visitor came from and goes back to.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/frame.hpp"

namespace postern::service {
class SiteService;
}

namespace postern::portal::sign_in {

/// Empty when the visitor came from nowhere in particular. Allowed links only.
struct ReturnTo {
    std::string link;
    std::string origin;  ///< of the link, for the page's policy
    std::string host;    ///< with the port unless it is the usual one; shown to people

    void fill(Fields& fields) const;
};

/// `link` as sent by the browser. Empty for everything that is not allowed: a refused link is
/// treated as if it had not been sent.
ReturnTo return_to(const service::SiteService& sites, std::string_view link);

}  // namespace postern::portal::sign_in
