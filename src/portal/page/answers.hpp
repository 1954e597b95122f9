/// answers: what several pages add to their answer, or answer in the same way.
#pragma once

#include <chrono>

#include "portal/page/context.hpp"
#include "portal/page/return_to.hpp"
#include "postern/service/session/session_service.hpp"

namespace postern::portal {

/// The page with the time after which the visitor may try again, as a header for programs.
http::Response with_retry_after(http::Response page, std::chrono::seconds wait);

/// The same for the page of a refused form, by its status: after `wait` for 429, shortly for 503
/// (all hashing slots were taken), unchanged for any other.
http::Response with_retry_after_refusal(http::Response page, std::chrono::seconds wait);

/// The page at an address that holds a token: browsers send the address to nobody, not even to our
/// own web server's log. Its forms still say that they come from this origin, which they would not
/// under no-referrer (Fetch, 3.2), so that browsers without Sec-Fetch-Site can send them.
http::Response with_secret_address(http::Response page);

/// The page with the cookie of a session that was just opened or renewed, in place of every other.
http::Response with_session(http::Response page, const Context& context,
                            const http::Request& request, const service::OpenedSession& opened);

/// The page with both of the visitor's cookies deleted: the session that they used has ended.
http::Response with_cleared_cookies(http::Response page, const Context& context,
                                    const http::Request& request);

/// To the sign-in page, which says that the visitor is signed out now. `to`: where the next sign-in
/// leads.
http::Response signed_out(const Context& context, const http::Request& request,
                          const ReturnTo& to = {});

}  // namespace postern::portal
