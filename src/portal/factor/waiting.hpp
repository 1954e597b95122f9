/// waiting: where visitors go whose sign-in does not wait for its second step.
#pragma once

#include "portal/page/return_to.hpp"

namespace postern::portal::factor {

/// Answers a form. A visitor who is signed in by now, in another tab, goes on.
http::Response start_again(const Context& context, const http::Request& request,
                           const ReturnTo& to);

/// Answers a page. The same, but a visitor who has not begun is told of nothing that has ended.
http::Response nothing_waits(const Context& context, const http::Request& request,
                             const ReturnTo& to);

}  // namespace postern::portal::factor
