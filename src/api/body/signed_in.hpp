/// signed_in: what a finished sign-in is answered with, whatever it took.
#pragma once

#include "api/body/context.hpp"
#include "postern/http/response.hpp"
#include "postern/service/sign_in/arrival.hpp"

namespace postern::api {

/// 201 with the session and the user. The tokens are in the cookies only.
http::Response answer_signed_in(const Context& context, const service::SignedIn& done,
                                const http::Request& request);

}  // namespace postern::api
