/// operations: one function for each; it parses the request, calls one service and answers.
#pragma once

#include <string>

#include "api/access/routes.hpp"
#include "postern/model/session.hpp"

namespace postern::api::access {

/// Whether the caller may do something.
http::Response get_authorize(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& caller);

// Of AuthZEN 1.0. Only callers who may ask about others are answered; the X-Request-ID of the
// request is in every answer.
http::Response post_evaluation(const Context& context, const Services& services,
                               const http::Request& request);
http::Response post_evaluations(const Context& context, const Services& services,
                                const http::Request& request);

/// Where the two are. For everyone.
http::Response get_configuration(const Context& context, const std::string& public_url,
                                 const http::Request& request);

}  // namespace postern::api::access
