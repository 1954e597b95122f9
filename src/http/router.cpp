#include "postern/http/router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

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

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                      [](const auto& wanted, const auto& given) {
                          return is_variable(wanted) ? !given.empty() : wanted == given;
                      });
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

void require_good_row(const Route& route) {
    const auto refuse = [&route](const char* what) {
        throw std::logic_error{"route " + route.path + ": " + what};
    };
    if (!route.path.starts_with('/')) refuse("path must start with '/'");
    if (!route.handler) refuse("has no handler");
    switch (route.method) {
        case Method::Get:
            if (route.guard != Guard::None) refuse("GET changes nothing and takes no guard");
            return;
        case Method::Post:
        case Method::Put:
        case Method::Patch:
        case Method::Delete:
            if (route.guard == Guard::None) refuse("a method that writes needs a guard");
            if (route.guard == Guard::Form && route.method != Method::Post)
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

}  // namespace postern::http
