#include "postern/http/router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "cors_headers.hpp"

namespace postern::http {
namespace {

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> segments;
    if (!path.starts_with('/')) return segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto slash = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, slash));
        path.remove_prefix(slash);
    }
    return segments;
}

bool is_variable(std::string_view segment) noexcept {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool segment_fits(std::string_view wanted, std::string_view given) noexcept {
    return is_variable(wanted) ? !given.empty() : wanted == given;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(), segment_fits);
}

std::size_t shared_segments(const std::vector<std::string>& pattern,
                            const std::vector<std::string>& path) {
    const auto end =
        std::mismatch(pattern.begin(), pattern.end(), path.begin(), path.end(), segment_fits);
    return static_cast<std::size_t>(end.first - pattern.begin());
}

// Fixed segments sort before variable ones, so that the first row that fits is the closest one.
bool is_closer(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const auto& x, const auto& y) { return is_variable(x) < is_variable(y); });
}

// `/a/{x}` and `/a/{y}` are one path: no request could tell them apart.
std::string shape(const Route& route) {
    std::string text{to_text(route.method)};
    for (const auto& segment : split(route.path))
        text += is_variable(segment) ? "/{}" : '/' + segment;
    return text;
}

template <class Refuse>
void require_fitting_errors(const Route& route, const Refuse& refuse) {
    const bool for_programs =
        route.error_format == ErrorFormat::OAuth || route.error_format == ErrorFormat::Problem;
    if (route.guard == Guard::ClientAuth && !for_programs)
        refuse("a program that authenticates itself needs errors that it can read");
    if (route.guard != Guard::Form && route.guard != Guard::OpenForm) return;
    if (route.error_format == ErrorFormat::OAuth) refuse("OAuth errors are for programs");
    if (!route.cors.origins.empty()) refuse("forms are sent by our own pages only");
}

void require_good_row(const Route& route) {
    const auto refuse = [&route](const char* what) {
        throw std::logic_error{"route " + route.path + ": " + what};
    };
    if (!route.path.starts_with('/')) refuse("path must start with '/'");
    if (!route.handler) refuse("has no handler");
    if (const auto* fault = fault_of(route.cors)) refuse(fault);
    if (route.takes_bearer && route.guard != Guard::None && route.guard != Guard::Json)
        refuse("forms and clients are known by something else than a bearer token");
    require_fitting_errors(route, refuse);
    switch (route.method) {
        case Method::Get:
            if (route.guard != Guard::None) refuse("GET changes nothing and takes no guard");
            return;
        case Method::Post:
        case Method::Put:
        case Method::Patch:
        case Method::Delete:
            if (route.guard == Guard::None) refuse("a method that writes needs a guard");
            if (route.guard != Guard::Json && route.method != Method::Post)
                refuse("forms are sent with POST");
            return;
        case Method::Head:
        case Method::Options:
        case Method::Other:
            refuse("the method is answered by the pipeline");
    }
}

void require_distinct(const std::vector<Route>& routes) {
    std::vector<std::string> shapes;
    for (const auto& route : routes) shapes.push_back(shape(route));
    std::sort(shapes.begin(), shapes.end());
    const auto twice = std::adjacent_find(shapes.begin(), shapes.end());
    if (twice != shapes.end()) throw std::logic_error{"two routes for " + *twice};
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_{std::move(routes)} {
    std::for_each(routes_.begin(), routes_.end(), require_good_row);
    require_distinct(routes_);
    std::stable_sort(routes_.begin(), routes_.end(), [](const Route& a, const Route& b) {
        return is_closer(split(a.path), split(b.path));
    });
    for (const auto& route : routes_) patterns_.push_back(split(route.path));
}

std::optional<Match> Router::find(Method method, std::string_view path) const {
    const auto wanted = method == Method::Head ? Method::Get : method;
    const auto segments = split(path);
    for (std::size_t row = 0; row < routes_.size(); ++row) {
        if (routes_[row].method != wanted || !fits(patterns_[row], segments)) continue;
        Match match{.route = &routes_[row], .path_values = {}};
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const std::string_view name = patterns_[row][i];
            if (!is_variable(name)) continue;
            match.path_values.emplace(name.substr(1, name.size() - 2), segments[i]);
        }
        return match;
    }
    return std::nullopt;
}

std::vector<Method> Router::methods_of(std::string_view path) const {
    const auto segments = split(path);
    std::vector<Method> methods;
    for (std::size_t row = 0; row < routes_.size(); ++row) {
        const auto method = routes_[row].method;
        if (!fits(patterns_[row], segments)) continue;
        if (std::find(methods.begin(), methods.end(), method) == methods.end())
            methods.push_back(method);
    }
    std::sort(methods.begin(), methods.end());
    return methods;
}

ErrorFormat Router::error_format_near(std::string_view path) const {
    const auto segments = split(path);
    std::optional<ErrorFormat> nearest;
    std::size_t longest = 0;
    for (std::size_t row = 0; row < routes_.size(); ++row) {
        const auto format = routes_[row].error_format;
        const auto shared = shared_segments(patterns_[row], segments);
        if (!nearest || shared > longest)
            nearest = format;
        else if (shared == longest && *nearest != format)
            nearest = ErrorFormat::Page;
        longest = std::max(longest, shared);
    }
    return nearest.value_or(ErrorFormat::Page);
}

}  // namespace postern::http
