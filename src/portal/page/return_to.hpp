/// return_to: where a visitor goes next. The one owner of that question: sign-in, registration, the
/// links in e-mails, new passwords and deep links into the account all keep a ReturnTo.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/context.hpp"
#include "postern/model/assurance.hpp"

namespace postern::service {
class SiteService;
}

namespace postern::portal {

/// Empty when the visitor came from nowhere in particular. Allowed links only.
struct ReturnTo {
    std::string link;     ///< with its fragment
    std::string host{};   ///< of a site, with the port unless it is the usual one; shown to people
    std::string name{};   ///< of a site: its host alone, as cookies know it
    std::string title{};  ///< of a site: what people read instead of the host; empty: the host
    Demand demand{};      ///< of a site: what it asks of its visitors, or of this very request
    Demand asked{};       ///< the part of it that came with the link
    bool may_register = true;  ///< false: the site wants nobody to register who comes from there

    bool empty() const noexcept { return link.empty(); }
    /// The link as forms and addresses carry it on: with what came with it.
    std::string carried() const { return demand_prefix(asked) + link; }
    /// False for a page of the portal itself.
    bool is_site() const noexcept { return !name.empty(); }

    void fill(Fields& fields) const;
    void fill_form(Fields& fields) const;     ///< of a page whose form carries it, and no more
    void fill_link(Fields& fields) const;     ///< of a page with a link that leads right there
    void fill_address(Fields& fields) const;  ///< of a page with a link that carries it
    void fill_name(Fields& fields) const;     ///< of a page that says where it leads
};

/// `link` as sent by the browser, or as stored. Empty for everything that is not allowed: a refused
/// link is treated as if it had not been sent.
ReturnTo return_to(const Context& context, const service::SiteService& sites,
                   std::string_view link);

/// `/login?reset=1` -> the same with `&rd=...`; without a link, `page` as it is.
std::string with_return(std::string page, const ReturnTo& to);

/// The frame with links to other languages that keep the way on.
Frame keep_return(Frame frame, const ReturnTo& to);

/// `/login`, which leads back to the page that is asked for, or from whose form the request is; not
/// to one whose address would be too long.
std::string sign_in_page_for(const Context& context, const http::Request& request);

/// The same for another page than `/login`.
std::string page_leading_back(const Context& context, std::string page,
                              const http::Request& request);

/// `/login/step-up`, which leads back to this page of the portal: `/account/security`.
std::string step_up_page_for(const Context& context, const std::string& path);

/// To the link, or to the account. A visitor whose session cookie does not reach the site, or who
/// is back from it again and again, gets a page that says so instead, and the log a line.
http::Response go_on(const Context& context, const http::Request& request, const ReturnTo& to);

}  // namespace postern::portal
