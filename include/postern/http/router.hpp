/// Router: finds the row for a method and a path.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"

namespace postern::http {

using Handler = std::function<Response(const Request&)>;

/// What the pipeline does for a route before the handler runs.
enum class Guard {
    None,  ///< GET that changes nothing
    Form,  ///< HTML form: urlencoded, same origin, form token
    Json,  ///< API that writes: application/json, same origin when a browser sent it
};

/// How errors of the pipeline itself look on this route.
enum class Face { Page, Api, Plain };

struct Route {
    Method method;
    std::string path;  ///< `/api/v1/sessions/{id}`: `{name}` matches one non-empty segment
    Guard guard;
    Face face;
    Handler handler;
    std::size_t max_body_bytes = 64 * 1024;
};

struct Match {
    const Route* route;  ///< of the router; good as long as it lives
    std::map<std::string, std::string, std::less<>> path_values;
};

class Router {
public:
    /// Throws std::logic_error when two rows have the same method and path, or a row could not be
    /// safe: a method that writes without a guard, a form guard on anything but POST, a guard on
    /// GET, a HEAD or OPTIONS row (the pipeline answers those), no handler.
    explicit Router(std::vector<Route> routes);

    /// The row; HEAD finds the GET row. Fixed segments win over `{name}`.
    std::optional<Match> find(Method method, std::string_view path) const;
    /// Methods of all rows with this path, for Allow; empty when the path is unknown.
    std::vector<Method> methods_of(std::string_view path) const;
    /// All rows, in the order of matching.
    const std::vector<Route>& routes() const noexcept { return routes_; }

private:
    std::vector<Route> routes_;                       // closest first
    std::vector<std::vector<std::string>> patterns_;  // the segments of each row's path
};

}  // namespace postern::http
