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
    const Route* route;
    std::map<std::string, std::string, std::less<>> path_values;
};

class Router {
public:
    /// Throws std::logic_error when two rows have the same method and path.
    explicit Router(std::vector<Route> routes);

    /// The row; HEAD finds the GET row. Fixed segments win over `{name}`.
    std::optional<Match> find(Method method, std::string_view path) const;
    /// Methods of all rows with this path, for Allow; empty when the path is unknown.
    std::vector<Method> methods_of(std::string_view path) const;
    const std::vector<Route>& routes() const noexcept { return routes_; }

private:
    std::vector<Route> routes_;
};

}  // namespace postern::http
