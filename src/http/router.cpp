#include "postern/http/router.hpp"

#include <algorithm>
#include <compare>
#include <stdexcept>
#include <utility>

#include "cors_headers.hpp"

namespace postern::http {
namespace {

/// The segments of a path, one after the other and without a copy: a worker has hundreds of rows,
/// and each of them would keep memory. `/a/` has `a` and an empty one; what does not start with '/'
/// has none.
class Segments {
public:
    explicit Segments(std::string_view path) noexcept : rest_{path} {
        if (!rest_.starts_with('/')) rest_ = {};
    }

    std::optional<std::string_view> next() noexcept {
        if (rest_.empty()) return std::nullopt;
        rest_.remove_prefix(1);
        const auto slash = std::min(rest_.find('/'), rest_.size());
        const auto segment = rest_.substr(0, slash);
        rest_.remove_prefix(slash);
        return segment;
    }

private:
    std::string_view rest_;
};

bool is_variable(std::string_view segment) noexcept {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool segment_fits(std::string_view wanted, std::string_view given) noexcept {
    return is_variable(wanted) ? !given.empty() : wanted == given;
}

bool fits(std::string_view pattern, std::string_view path) noexcept {
    Segments wanted{pattern};
    Segments given{path};
    while (true) {
        const auto a = wanted.next();
        const auto b = given.next();
        if (!a || !b) return !a && !b;
        if (!segment_fits(*a, *b)) return false;
    }
}

std::size_t shared_segments(std::string_view pattern, std::string_view path) noexcept {
    Segments wanted{pattern};
    Segments given{path};
    std::size_t shared = 0;
    while (true) {
        const auto a = wanted.next();
        const auto b = given.next();
        if (!a || !b || !segment_fits(*a, *b)) return shared;
        ++shared;
    }
}

/// `of` of the segments, one by one; a path that is the start of the other one comes first.
template <class Of>
std::strong_ordering compare(std::string_view a, std::string_view b, const Of& of) {
    Segments first{a};
    Segments second{b};
    while (true) {
        const auto x = first.next();
        const auto y = second.next();
        if (!x || !y) return x.has_value() <=> y.has_value();
        if (const auto order = of(*x) <=> of(*y); order != 0) return order;
    }
}

/// `/a/{x}` and `/a/{y}` are one path: no request could tell them apart.
std::string_view without_name(std::string_view segment) noexcept {
    return is_variable(segment) ? std::string_view{"{}"} : segment;
}

/// Fixed segments before variable ones, so that the first row that fits is the closest one; rows
/// for the same requests beside each other.
std::strong_ordering order_of(const Route& a, const Route& b) {
    if (const auto order = compare(a.path, b.path, is_variable); order != 0) return order;
    if (const auto order = compare(a.path, b.path, without_name); order != 0) return order;
    return a.method <=> b.method;
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

}  // namespace

Router::Router(std::vector<Route> routes) : routes_{std::move(routes)} {
    std::for_each(routes_.begin(), routes_.end(), require_good_row);
    std::sort(routes_.begin(), routes_.end(),
              [](const Route& a, const Route& b) { return order_of(a, b) < 0; });
    const auto twice =
        std::adjacent_find(routes_.begin(), routes_.end(),
                           [](const Route& a, const Route& b) { return order_of(a, b) == 0; });
    if (twice != routes_.end())
        throw std::logic_error{"two routes for " + std::string{to_text(twice->method)} + ' ' +
                               twice->path};
}

std::optional<Match> Router::find(Method method, std::string_view path) const {
    const auto wanted = method == Method::Head ? Method::Get : method;
    for (const auto& route : routes_) {
        if (route.method != wanted || !fits(route.path, path)) continue;
        Match match{.route = &route, .path_values = {}};
        Segments names{route.path};
        Segments values{path};
        while (const auto name = names.next()) {
            const auto value = values.next();
            if (!is_variable(*name) || !value) continue;
            match.path_values.emplace(name->substr(1, name->size() - 2), *value);
        }
        return match;
    }
    return std::nullopt;
}

std::vector<Method> Router::methods_of(std::string_view path) const {
    std::vector<Method> methods;
    for (const auto& route : routes_) {
        if (!fits(route.path, path)) continue;
        if (std::find(methods.begin(), methods.end(), route.method) == methods.end())
            methods.push_back(route.method);
    }
    std::sort(methods.begin(), methods.end());
    return methods;
}

ErrorFormat Router::error_format_near(std::string_view path) const {
    std::optional<ErrorFormat> nearest;
    std::size_t longest = 0;
    for (const auto& route : routes_) {
        const auto shared = shared_segments(route.path, path);
        if (!nearest || shared > longest)
            nearest = route.error_format;
        else if (shared == longest && *nearest != route.error_format)
            nearest = ErrorFormat::Page;
        longest = std::max(longest, shared);
    }
    return nearest.value_or(ErrorFormat::Page);
}

}  // namespace postern::http
