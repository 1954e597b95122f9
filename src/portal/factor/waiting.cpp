#include "portal/factor/waiting.hpp"

namespace postern::portal::factor {

http::Response start_again(const Context& context, const http::Request& request,
                           const ReturnTo& to) {
    if (context.find_session(request)) return go_on(context, request, to);
    return context.redirect_to(with_return("/login?expired=1", to))
        .with(context.cookies.clear_sign_in());
}

http::Response nothing_waits(const Context& context, const http::Request& request,
                             const ReturnTo& to) {
    if (context.sign_in_token(request).empty() && !context.find_session(request))
        return context.redirect_to(with_return("/login", to));
    return start_again(context, request, to);
}

}  // namespace postern::portal::factor
