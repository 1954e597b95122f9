#include "postern/http/pipeline.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <typeinfo>
#include <utility>

#include "cors_headers.hpp"
#include "media_type.hpp"
#include "pipeline_errors.hpp"
#include "postern/base/log.hpp"
#include "postern/http/bearer.hpp"
#include "security_headers.hpp"

namespace postern::http {

// What the request's method and path lead to.
struct Pipeline::Target {
    const Route* route = nullptr;  // of this method and path
    std::string_view pattern;      // of the path, whatever the method; empty when unknown
    std::vector<Method> methods;   // of the path; empty when unknown
    ErrorFormat error_format = ErrorFormat::Page;
    std::size_t max_body_bytes = 0;
};

namespace {

using Stopwatch = std::chrono::steady_clock;

// `GET, HEAD, POST, OPTIONS`: HEAD and OPTIONS are answered wherever they make sense.
std::string allow_header(const std::vector<Method>& methods) {
    std::string allow;
    for (const auto method : methods) {
        allow.append(to_text(method)).append(", ");
        if (method == Method::Get) allow.append("HEAD, ");
    }
    return allow.append("OPTIONS");
}

std::optional<PipelineError> check_arrival(const Request& request) {
    if (request.malformed) return PipelineError::BadRequest;
    switch (request.body_state) {
        case BodyState::Complete:
            return std::nullopt;
        case BodyState::TooLarge:
            return PipelineError::PayloadTooLarge;
        case BodyState::Truncated:
        case BodyState::BadLength:
            return PipelineError::BadRequest;
    }
    return PipelineError::BadRequest;
}

bool is_from_browser(const Request& request) noexcept {
    return !request.sec_fetch_site.empty() || !request.origin.empty();
}

// Whether a bearer token says who sends the request. Another site's page cannot add the header
// without asking first (a preflight request), and the browser never adds it by itself.
bool is_by_bearer(const Route& route, const Request& request) noexcept {
    return route.takes_bearer && bearer_token(request.authorization).has_value();
}

PipelineError to_pipeline_error(const FormError& error) noexcept {
    if (error.status == Status::PayloadTooLarge) return PipelineError::PayloadTooLarge;
    if (error.status == Status::UnsupportedMediaType) return PipelineError::UnsupportedMediaType;
    return PipelineError::BadRequest;
}

// The exception's type, not its text: nobody promises that the text quotes nothing.
std::string type_name(const std::exception& error) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name{
        abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), &std::free};
    return status == 0 ? name.get() : typeid(error).name();
}

void log_refusal(PipelineError error, const Request& request, std::string_view pattern) {
    const auto warn = [&](std::string_view event) {
        log::warning(event, {{"method", to_text(request.method)},
                             {"route", pattern},
                             {"request_id", request.request_id}});
    };
    if (error == PipelineError::CrossSite) warn("cross_site_refused");
    if (error == PipelineError::StaleForm) warn("stale_form");
}

void log_request(const Request& request, std::string_view pattern, const Response& response,
                 Stopwatch::time_point begun) {
    const auto duration =
        std::chrono::duration_cast<std::chrono::microseconds>(Stopwatch::now() - begun);
    const auto bytes = request.method == Method::Head ? 0 : response.body().size();
    log::info("request", {{"method", to_text(request.method)},
                          {"route", pattern},
                          {"status", static_cast<int>(response.status())},
                          {"duration_us", std::int64_t{duration.count()}},
                          {"bytes", bytes},
                          {"request_id", request.request_id}});
}

}  // namespace

bool is_same_origin(const Request& request, std::string_view public_origin) noexcept {
    if (!request.sec_fetch_site.empty())
        return request.sec_fetch_site == "same-origin" || request.sec_fetch_site == "none";
    return !request.origin.empty() && request.origin != "null" && request.origin == public_origin;
}

Pipeline::Pipeline(Router router, PipelineSettings settings, PipelineHooks hooks)
    : router_{std::move(router)}, settings_{std::move(settings)}, hooks_{std::move(hooks)} {}

Response Pipeline::serve(Request request) const noexcept {
    try {
        const auto begun = Stopwatch::now();
        const auto target = locate(request);
        auto response = answer(request, target);
        if (target.route) {
            if (is_by_bearer(*target.route, request)) response.remove("Set-Cookie");
            add_cors_headers(response, target.route->cors, request);
        }
        add_security_headers(response, settings_.secure);
        log_request(request, target.pattern, response, begun);
        return response;
    } catch (...) {
        // Not even an error could be drawn: out of memory. This answer needs none.
        log::error("answer_failed");
        return Response{Status::InternalServerError};
    }
}

Pipeline::Target Pipeline::locate(Request& request) const {
    Target target;
    target.methods = router_.methods_of(request.path);
    if (target.methods.empty()) {
        target.error_format = router_.error_format_near(request.path);
        return target;
    }
    auto match = router_.find(request.method, request.path);
    if (match) {
        target.route = match->route;
        request.path_values = std::move(match->path_values);
        if (withholds_cookies(*match->route, request)) request.cookies.clear();
    }
    const auto& shown =
        match ? *match->route : *router_.find(target.methods[0], request.path)->route;
    target.pattern = shown.path;
    target.error_format = shown.error_format;
    target.max_body_bytes = shown.max_body_bytes;
    return target;
}

Response Pipeline::answer(const Request& request, const Target& target) const {
    try {
        return guarded(request, target);
    } catch (const std::exception& error) {
        return failed(&error, request, target);
    } catch (...) {
        return failed(nullptr, request, target);
    }
}

Response Pipeline::failed(const std::exception* error, const Request& request,
                          const Target& target) const {
    const std::string exception = error ? type_name(*error) : "unknown";
    const auto reason = error && hooks_.unavailable_reason ? hooks_.unavailable_reason(*error)
                                                           : std::optional<std::string>{};
    if (reason)
        log::error("dependency_unavailable", {{"exception", exception},
                                              {"reason", *reason},
                                              {"route", target.pattern},
                                              {"request_id", request.request_id}});
    else
        log::error("handler_failed", {{"exception", exception},
                                      {"route", target.pattern},
                                      {"request_id", request.request_id}});
    return draw(reason ? PipelineError::Unavailable : PipelineError::Internal, target.error_format,
                request, hooks_);
}

Response Pipeline::guarded(const Request& request, const Target& target) const {
    const auto refuse = [&](PipelineError error) {
        log_refusal(error, request, target.pattern);
        return draw(error, target.error_format, request, hooks_);
    };
    if (const auto error = check_arrival(request)) return refuse(*error);
    if (target.methods.empty()) return refuse(PipelineError::NotFound);
    if (request.body.size() > target.max_body_bytes) return refuse(PipelineError::PayloadTooLarge);
    if (request.method == Method::Options) return answer_options(request, target);
    if (!target.route)
        return refuse(PipelineError::MethodNotAllowed).add("Allow", allow_header(target.methods));
    if (const auto error = check_guard(request, *target.route)) {
        if (*error != PipelineError::StaleForm || !target.route->on_stale) return refuse(*error);
        log_refusal(*error, request, target.pattern);
        return target.route->on_stale(request);
    }
    return target.route->handler(request);
}

std::optional<PipelineError> Pipeline::check_guard(const Request& request,
                                                   const Route& route) const {
    switch (route.guard) {
        case Guard::None:
            return std::nullopt;
        case Guard::Form:
        case Guard::OpenForm:
            return check_form(request, route.guard);
        case Guard::Json:
            return check_json(request, route);
        case Guard::ClientAuth:
            return check_client_auth(request, route);
    }
    return PipelineError::Internal;
}

std::optional<PipelineError> Pipeline::check_form(const Request& request, Guard guard) const {
    if (!is_media_type(request.content_type, kFormMediaType))
        return PipelineError::UnsupportedMediaType;
    if (!is_same_origin(request, settings_.public_origin)) return PipelineError::CrossSite;
    const auto form = Form::parse(request);
    if (!form) return to_pipeline_error(form.error());
    const auto& fits = guard == Guard::OpenForm ? hooks_.open_form_token_ok : hooks_.form_token_ok;
    if (!fits || !fits(request, *form)) return PipelineError::StaleForm;
    return std::nullopt;
}

std::optional<PipelineError> Pipeline::check_json(const Request& request,
                                                  const Route& route) const {
    if (!request.body.empty() && !is_media_type(request.content_type, kJsonMediaType))
        return PipelineError::UnsupportedMediaType;
    if (is_by_bearer(route, request)) return std::nullopt;
    if (is_from_browser(request)) return check_caller(request, route);
    // Another site's page can send neither JSON nor our header without asking first (a preflight
    // request), and the answer to that is no. Without a body only the header is left to show it.
    if (request.body.empty() && request.csrf_header.empty()) return PipelineError::CrossSite;
    return std::nullopt;
}

std::optional<PipelineError> Pipeline::check_client_auth(const Request& request,
                                                         const Route& route) const {
    if (!is_media_type(request.content_type, kFormMediaType))
        return PipelineError::UnsupportedMediaType;
    // Without cookies another site's page gains no rights here. But it could make a visitor's
    // browser guess secrets, and fail, from the visitor's address.
    if (is_from_browser(request))
        if (const auto error = check_caller(request, route)) return error;
    const auto form = Form::parse(request);
    return form ? std::nullopt : std::optional{to_pipeline_error(form.error())};
}

std::optional<PipelineError> Pipeline::check_caller(const Request& request,
                                                    const Route& route) const {
    const bool may_call =
        is_same_origin(request, settings_.public_origin) || route.cors.allows(request.origin);
    return may_call ? std::nullopt : std::optional{PipelineError::CrossSite};
}

// Only the row of the method that the preflight request asks for decides.
Response Pipeline::answer_options(const Request& request, const Target& target) const {
    auto response = Response{Status::NoContent}.add("Allow", allow_header(target.methods));
    const auto differs = [&](Method method) {
        return depends_on_origin(router_.find(method, request.path)->route->cors);
    };
    if (std::ranges::any_of(target.methods, differs))
        response.add("Vary",
                     "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    const auto asked = router_.find(request.preflight_method, request.path);
    if (asked)
        add_preflight_headers(response, asked->route->cors, request, request.preflight_method);
    return response;
}

bool Pipeline::withholds_cookies(const Route& route, const Request& request) const {
    if (route.guard == Guard::ClientAuth || is_by_bearer(route, request)) return true;
    const bool other_origin = !request.origin.empty() && request.origin != settings_.public_origin;
    return other_origin && !route.cors.origins.empty() && !route.cors.credentials;
}

}  // namespace postern::http
