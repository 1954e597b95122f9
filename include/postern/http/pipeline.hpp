/// Pipeline: what happens to every request of portal and API around its handler.
///
/// Outside in: errors -> access log -> security headers -> CORS -> limits -> method and content
/// type -> CSRF -> handler. serve() never throws and always returns a complete answer.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "postern/http/form.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/http/router.hpp"

namespace postern::http {

/// Errors that the pipeline itself answers. Each needs a page, a problem document, or plain text.
enum class PipelineError {
    BadRequest,
    NotFound,
    MethodNotAllowed,
    PayloadTooLarge,
    UnsupportedMediaType,
    CrossSite,    ///< 403: the request came from another origin
    StaleForm,    ///< 403: form token missing, wrong or of an earlier session
    Unavailable,  ///< 503: a dependency is away; Retry-After
    Internal,     ///< 500
};

struct PipelineHooks {
    /// Draws the error as an HTML page. Must not throw; if it does, plain text is sent instead.
    std::function<Response(PipelineError, const Request&)> error_page;
    /// True when the form's token fits the request's cookies.
    std::function<bool(const Request&, const Form&)> form_token_ok;
    /// Why a dependency is away (503), in words for the log that quote no value; may be empty.
    /// Nothing: the exception is a bug (500).
    std::function<std::optional<std::string>(const std::exception&)> unavailable_reason;
    /// As form_token_ok, for Guard::OpenForm.
    std::function<bool(const Request&, const Form&)> open_form_token_ok{};
};

struct PipelineSettings {
    std::string public_origin;  ///< `https://auth.example.org`, as browsers write it in Origin
    bool secure = true;         ///< public_url is https: send HSTS
};

class Pipeline {
public:
    Pipeline(Router router, PipelineSettings settings, PipelineHooks hooks);

    /// Logs one line `request` with the route's pattern, never the path or the query: they may hold
    /// secrets. HEAD is answered as GET; serialize(true) leaves the body out.
    Response serve(Request request) const noexcept;

private:
    struct Target;
    Target locate(Request& request) const;
    Response answer(const Request& request, const Target& target) const;
    Response guarded(const Request& request, const Target& target) const;
    Response failed(const std::exception* error, const Request& request,
                    const Target& target) const;
    std::optional<PipelineError> check_guard(const Request& request, const Route& route) const;
    std::optional<PipelineError> check_form(const Request& request, Guard guard) const;
    std::optional<PipelineError> check_json(const Request& request, const Route& route) const;
    std::optional<PipelineError> check_client_auth(const Request& request,
                                                   const Route& route) const;
    std::optional<PipelineError> check_caller(const Request& request, const Route& route) const;
    Response answer_options(const Request& request, const Target& target) const;
    bool withholds_cookies(const Route& route, const Request& request) const;

    Router router_;
    PipelineSettings settings_;
    PipelineHooks hooks_;
};

/// The rule of CSRF defence that needs no token: true when the request can not come from another
/// site. Sec-Fetch-Site decides when sent (`same-origin`, or `none` for a navigation that the
/// user started); else Origin must equal `public_origin`; a browser's request without both is
/// refused. `null` is never equal.
bool is_same_origin(const Request& request, std::string_view public_origin) noexcept;

}  // namespace postern::http
