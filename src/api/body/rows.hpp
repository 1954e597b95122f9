/// rows: route rows of the API, and handlers made from functions.
///
/// An operation is a function of the context, what it acts through, and the request. One that needs
/// a caller also takes a Caller, or a SessionWithUser if it is the same for sessions and tokens;
/// only signed_in(), in_session() and any_caller() can give it one.
#pragma once

#include <string>
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/caller.hpp"
#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::api {

/// A handler, and whether it takes bearer tokens.
struct Endpoint {
    Endpoint(http::Handler with_handler, bool with_bearer = false)
        : handler{std::move(with_handler)}, takes_bearer{with_bearer} {}

    http::Handler handler;
    bool takes_bearer;
};

/// A row of the API.
inline http::Route row(http::Method method, std::string path, http::Guard guard,
                       Endpoint endpoint) {
    http::Route route{method, std::move(path), guard, http::ErrorFormat::Problem,
                      std::move(endpoint.handler)};
    route.takes_bearer = endpoint.takes_bearer;
    return route;
}

/// GET; changes nothing.
inline http::Route reading(std::string path, Endpoint endpoint) {
    return row(http::Method::Get, std::move(path), http::Guard::None, std::move(endpoint));
}

/// Any other method, with a JSON body or none.
inline http::Route writing(http::Method method, std::string path, Endpoint endpoint) {
    return row(method, std::move(path), http::Guard::Json, std::move(endpoint));
}

/// A handler for everyone, signed in or not; it takes no bearer token. `with`: what the function
/// takes after the context, copied.
template <class Function, class... With>
Endpoint anyone(const Context& context, Function* handler, With... with) {
    return {[context, handler, with...](const http::Request& request) {
        return handler(context, with..., request);
    }};
}

/// The same for a function that calls find_caller() or find_visitor() itself.
template <class Function, class... With>
Endpoint self_checked(const Context& context, Function* handler, With... with) {
    auto endpoint = anyone(context, handler, with...);
    endpoint.takes_bearer = true;
    return endpoint;
}

/// A handler for callers who have a session, or a token with this scope. For nobody else does the
/// function run.
template <class Function, class... With>
Endpoint signed_in(const Context& context, ApiScope scope, Function* handler, With... with) {
    const auto run = [context, scope, handler, with...](const http::Request& request) {
        const auto caller = find_caller(context, scope, request);
        return caller ? handler(context, with..., request, *caller) : caller.error();
    };
    return {run, true};
}

/// The same for what needs a session: a token never does it.
template <class Function, class... With>
Endpoint in_session(const Context& context, Function* handler, With... with) {
    const auto run = [context, handler, with...](const http::Request& request) {
        const auto caller = find_visitor(context, request);
        return caller ? handler(context, with..., request, *caller) : caller.error();
    };
    return {run, true};
}

/// The same for callers who have a session, or any good token: the function looks at its kind.
template <class Function, class... With>
Endpoint any_caller(const Context& context, Function* handler, With... with) {
    const auto run = [context, handler, with...](const http::Request& request) {
        const auto caller = find_caller(context, request);
        return caller ? handler(context, with..., request, *caller) : caller.error();
    };
    return {run, true};
}

}  // namespace postern::api
