/// rows: route rows of the API, and handlers made from functions.
///
/// An operation is a function of the context, what it acts through, and the request. One that needs
/// a signed-in user also takes a session, and only signed_in() can give it one.
#pragma once

#include <string>
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::api {

/// GET; changes nothing.
inline http::Route reading(std::string path, http::Handler handler) {
    return {http::Method::Get, std::move(path), http::Guard::None, http::ErrorFormat::Problem,
            std::move(handler)};
}

/// Any other method, with a JSON body or none.
inline http::Route writing(http::Method method, std::string path, http::Handler handler) {
    return {method, std::move(path), http::Guard::Json, http::ErrorFormat::Problem,
            std::move(handler)};
}

/// A handler for everyone, signed in or not. `with`: what the function takes after the context,
/// copied.
template <class Function, class... With>
http::Handler anyone(const Context& context, Function* handler, With... with) {
    return [context, handler, with...](const http::Request& request) {
        return handler(context, with..., request);
    };
}

/// A handler for signed-in users. Without a live session the function does not run.
template <class Function, class... With>
http::Handler signed_in(const Context& context, Function* handler, With... with) {
    return [context, handler, with...](const http::Request& request) {
        const auto session = context.find_session(request);
        return session ? handler(context, with..., request, *session)
                       : refuse_without_session(request);
    };
}

}  // namespace postern::api
