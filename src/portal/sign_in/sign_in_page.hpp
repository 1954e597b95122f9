/// sign_in_page: what the ways to sign in on the page /login share.
#pragma once

#include "portal/sign_in/routes.hpp"
#include "portal/sign_in/views.hpp"
#include "postern/service/sign_in/arrival.hpp"

namespace postern::portal::sign_in {

http::Response show_sign_in(const Context& context, const Services& services,
                            const http::Request& request, http::Status status, SignInView view);

/// The way on, with the cookies of the new session.
http::Response arrive(const Context& context, const http::Request& request, const ReturnTo& to,
                      const service::SignedIn& done);

}  // namespace postern::portal::sign_in
