/// Router: finds the row for a method and a path.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/cors.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"

namespace postern::http {

using Handler = std::function<Response(const Request&)>;

/// What the pipeline does for a route before the handler runs.
enum class Guard {
    None,  ///< GET that changes nothing
    Form,  ///< HTML form: urlencoded, same origin, form token
    /// The same for a form that acts for no session, and so outlives a sign-in in another window
    OpenForm,
    Json,  ///< API that writes: application/json; from a browser only of an origin that may call
    /// POST by a program that authenticates itself in the handler: urlencoded, no form token; from
    /// a browser only of an origin that may call. The handler sees no cookie.
    ClientAuth,
};

/// How errors of the pipeline itself look on this route.
enum class ErrorFormat {
    Page,     ///< HTML
    Problem,  ///< problem document (RFC 9457)
    Plain,    ///< text
    OAuth,    ///< see oauth_error()
};

struct Route {
    Method method;
    std::string path;  ///< `/api/v1/sessions/{id}`: `{name}` matches one non-empty segment
    Guard guard;
    ErrorFormat error_format;
    Handler handler;
    std::size_t max_body_bytes = 64 * 1024;
    Cors cors{};         ///< the origins besides our own whose pages may call
    Handler on_stale{};  ///< of a form: answers one whose token does not fit, in place of the error
    /// Whether the handler takes bearer tokens. A request with one has no cookies and sets none: it
    /// is never taken for one of the browser's user. So it needs no defence against other sites.
    bool takes_bearer = false;
};

struct Match {
    const Route* route;  ///< of the router; good as long as it lives
    std::map<std::string, std::string, std::less<>> path_values;
};

class Router {
public:
    /// Throws std::logic_error when two rows have the same method and path, or a row could not be
    /// safe: a method that writes without a guard, a form or client guard on anything but POST, a
    /// guard on GET, a HEAD or OPTIONS row (the pipeline answers those), errors of a client guard
    /// that programs cannot read, a form that answers OAuth errors or other origins, credentials
    /// from any origin, an origin in a form that no browser sends, bearer tokens beside a form, no
    /// handler.
    explicit Router(std::vector<Route> routes);

    /// The row; HEAD finds the GET row. Fixed segments win over `{name}`.
    std::optional<Match> find(Method method, std::string_view path) const;
    /// Methods of all rows with this path, for Allow; empty when the path is unknown.
    std::vector<Method> methods_of(std::string_view path) const;
    /// The format of errors at a path that no row has: that of the rows that share most of its
    /// leading segments, or Page when those do not agree.
    ErrorFormat error_format_near(std::string_view path) const;
    /// All rows, in the order of matching.
    const std::vector<Route>& routes() const noexcept { return routes_; }

private:
    std::vector<Route> routes_;  // closest first
};

}  // namespace postern::http
