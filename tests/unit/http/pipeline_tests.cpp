#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "postern/http/pipeline.hpp"
#include "postern/json/json.hpp"
#include "support/captured_log.hpp"
#include "support/http_printing.hpp"

using namespace postern;
using namespace postern::http;
using namespace std::string_literals;

namespace {

constexpr auto kOrigin = "https://auth.example.org";

struct DatabaseGone : std::runtime_error {
    DatabaseGone() : std::runtime_error{"secret-in-exception"} {}
};

/// A pipeline with a route of each kind. `calls` counts the handlers that ran.
struct Fixture {
    test::CapturedLog quiet;
    int calls = 0;
    bool token_fits = true;
    PipelineSettings settings{.public_origin = kOrigin, .secure = true};
    PipelineHooks hooks{
        .error_page =
            [](PipelineError error, const Request&) {
                return Response::html(status_for(error), "<h1>drawn</h1>");
            },
        .form_token_ok = [this](const Request&,
                                const Form& form) { return token_fits && form.has("token"); },
        .unavailable_reason =
            [](const std::exception& error) {
                return dynamic_cast<const DatabaseGone*>(&error)
                           ? std::optional<std::string>{"error 1665 (a setting)"}
                           : std::nullopt;
            },
    };
    Handler page = [this](const Request& request) {
        ++calls;
        return Response::html(Status::Ok, "<p>page " + request.path);
    };

    static Status status_for(PipelineError error) {
        switch (error) {
            case PipelineError::BadRequest:
                return Status::BadRequest;
            case PipelineError::NotFound:
                return Status::NotFound;
            case PipelineError::MethodNotAllowed:
                return Status::MethodNotAllowed;
            case PipelineError::PayloadTooLarge:
                return Status::PayloadTooLarge;
            case PipelineError::UnsupportedMediaType:
                return Status::UnsupportedMediaType;
            case PipelineError::CrossSite:
            case PipelineError::StaleForm:
                return Status::Forbidden;
            case PipelineError::Unavailable:
                return Status::ServiceUnavailable;
            case PipelineError::Internal:
                return Status::InternalServerError;
        }
        throw std::logic_error{"no such error"};
    }

    Handler throws(std::function<void()> what) {
        return [what = std::move(what)](const Request&) -> Response {
            what();
            return Response{Status::Ok};
        };
    }

    Router routes() {
        const auto api = [this](const Request& request) {
            ++calls;
            return Response::json(Status::Ok, json::Json{request.body}.dump());
        };
        const auto cached = [this](const Request&) {
            ++calls;
            auto response = Response::with_body(Status::Ok, "text/css", "p{}");
            response.add("Cache-Control", "public, max-age=60");
            return response;
        };
        return Router{{
            {Method::Get, "/login", Guard::None, ErrorFormat::Page, page},
            {Method::Post, "/login", Guard::Form, ErrorFormat::Page, page},
            {Method::Get, "/style.css", Guard::None, ErrorFormat::Plain, cached},
            {Method::Get, "/reset/{secret}", Guard::None, ErrorFormat::Page, page},
            {Method::Get, "/health", Guard::None, ErrorFormat::Plain,
             throws([] { throw DatabaseGone{}; })},
            {Method::Post, "/api/v1/users", Guard::Json, ErrorFormat::Problem, api, 64},
            {Method::Delete, "/api/v1/me", Guard::Json, ErrorFormat::Problem, api},
            {Method::Get, "/bug", Guard::None, ErrorFormat::Page,
             throws([] { throw std::logic_error{"secret-in-exception"}; })},
            {Method::Get, "/odd", Guard::None, ErrorFormat::Page, throws([] { throw 42; })},
            {Method::Get, "/memory", Guard::None, ErrorFormat::Page,
             throws([] { throw std::bad_alloc{}; })},
            {Method::Get, "/gone", Guard::None, ErrorFormat::Page,
             throws([] { throw DatabaseGone{}; })},
            {Method::Get, "/api/v1/gone", Guard::None, ErrorFormat::Problem,
             throws([] { throw DatabaseGone{}; })},
            {Method::Get, "/busy", Guard::None, ErrorFormat::Page,
             [](const Request&) {
                 auto response = Response::html(Status::ServiceUnavailable, "busy");
                 response.add("Retry-After", "1");
                 return response;
             }},
        }};
    }

    Response serve(Request request) {
        return Pipeline{routes(), settings, hooks}.serve(std::move(request));
    }
};

Request make(Method method, std::string path) {
    Request request;
    request.method = method;
    request.path = std::move(path);
    request.request_id = "request-1";
    request.address = "192.0.2.77";
    return request;
}

Request form(std::string body = "token=x") {
    auto request = make(Method::Post, "/login");
    request.content_type = "application/x-www-form-urlencoded";
    request.sec_fetch_site = "same-origin";
    request.body = std::move(body);
    return request;
}

Request json_request(std::string body = "{}") {
    auto request = make(Method::Post, "/api/v1/users");
    request.content_type = "application/json";
    request.body = std::move(body);
    return request;
}

std::string code_of(const Response& response) {
    const auto document = json::Json::parse(response.body());
    BOOST_REQUIRE(document.has_value());
    return *document->find("code")->string();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pipeline_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_known_path_runs_its_handler) {
    const auto response = serve(make(Method::Get, "/login"));
    BOOST_TEST(response.status() == Status::Ok);
    BOOST_TEST(response.body() == "<p>page /login");
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(head_uses_the_get_row) {
    BOOST_TEST(serve(make(Method::Head, "/login")).status() == Status::Ok);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(the_handler_gets_the_values_of_the_path) {
    page = [](const Request& request) {
        return Response::text(Status::Ok, request.path_values.at("secret"));
    };
    BOOST_TEST(serve(make(Method::Get, "/reset/abc")).body() == "abc");
}

BOOST_AUTO_TEST_CASE(every_answer_has_the_security_headers) {
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy",
         "camera=(), geolocation=(), microphone=(), payment=(), "
         "publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"},
        {"Strict-Transport-Security", "max-age=63072000"},
    };
    auto malformed = make(Method::Get, "/login");
    malformed.malformed = true;
    for (const auto& request :
         {make(Method::Get, "/login"), make(Method::Get, "/unknown"), make(Method::Get, "/bug"),
          make(Method::Get, "/odd"), make(Method::Get, "/gone"), make(Method::Put, "/login"),
          make(Method::Options, "/login"), make(Method::Get, "/api/v1/unknown"), form("x=1"),
          form(), json_request("["), malformed})
        BOOST_TEST_CONTEXT(request.path) {
            const auto response = serve(request);
            for (const auto& [name, value] : wanted) BOOST_TEST(response.header(name) == value);
            BOOST_TEST(!response.header("Content-Security-Policy").empty());
        }
}

BOOST_AUTO_TEST_CASE(pages_may_load_their_own_files_and_other_answers_nothing) {
    BOOST_TEST(serve(make(Method::Get, "/login")).header("Content-Security-Policy") ==
               "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
               "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    for (const auto* path : {"/api/v1/unknown", "/style.css", "/health"})
        BOOST_TEST(serve(make(Method::Get, path)).header("Content-Security-Policy") ==
                   "default-src 'none'; frame-ancestors 'none'");
}

BOOST_AUTO_TEST_CASE(a_handler_may_set_its_own_headers) {
    const auto response = serve(make(Method::Get, "/style.css"));
    BOOST_TEST(response.header("Cache-Control") == "public, max-age=60");
    BOOST_TEST(response.header("X-Content-Type-Options") == "nosniff");
}

BOOST_AUTO_TEST_CASE(plain_http_promises_no_transport_security) {
    settings.secure = false;
    BOOST_TEST(serve(make(Method::Get, "/login")).header("Strict-Transport-Security").empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_path_gets_the_error_format_of_the_rows_near_it) {
    const auto drawn = serve(make(Method::Get, "/unknown"));
    BOOST_TEST(drawn.status() == Status::NotFound);
    BOOST_TEST(drawn.body() == "<h1>drawn</h1>");
    const auto api = serve(make(Method::Get, "/api/v1/unknown"));
    BOOST_TEST(api.status() == Status::NotFound);
    BOOST_TEST(api.header("Content-Type") == "application/problem+json");
    BOOST_TEST(code_of(api) == "not_found");
    BOOST_TEST(serve(make(Method::Get, "")).status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(other_methods_are_told_which_are_allowed) {
    for (const auto method : {Method::Put, Method::Delete, Method::Patch, Method::Other}) {
        const auto response = serve(make(method, "/login"));
        BOOST_TEST(response.status() == Status::MethodNotAllowed);
        BOOST_TEST(response.header("Allow") == "GET, HEAD, POST, OPTIONS");
    }
    const auto api = serve(make(Method::Get, "/api/v1/users"));
    BOOST_TEST(code_of(api) == "method_not_allowed");
    BOOST_TEST(api.header("Allow") == "POST, OPTIONS");
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(options_names_the_methods_of_a_known_path_and_permits_no_other_origin) {
    auto request = make(Method::Options, "/login");
    request.origin = "https://evil.example";
    const auto response = serve(request);
    BOOST_TEST(response.status() == Status::NoContent);
    BOOST_TEST(response.header("Allow") == "GET, HEAD, POST, OPTIONS");
    for (const auto& [name, value] : response.headers())
        BOOST_TEST(!name.starts_with("Access-Control"));
    BOOST_TEST(serve(make(Method::Options, "/unknown")).status() == Status::NotFound);
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_malformed_request_reaches_no_handler) {
    auto request = make(Method::Get, "/login");
    request.malformed = true;
    BOOST_TEST(serve(request).status() == Status::BadRequest);
    request = form();
    request.body_state = BodyState::Truncated;
    BOOST_TEST(serve(request).status() == Status::BadRequest);
    request.body_state = BodyState::BadLength;
    BOOST_TEST(serve(request).status() == Status::BadRequest);
    request.body_state = BodyState::TooLarge;
    BOOST_TEST(serve(request).status() == Status::PayloadTooLarge);
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_body_above_the_routes_own_limit_is_refused) {
    BOOST_TEST(serve(json_request(std::string(64, ' '))).status() == Status::Ok);
    const auto response = serve(json_request(std::string(65, ' ')));
    BOOST_TEST(response.status() == Status::PayloadTooLarge);
    BOOST_TEST(code_of(response) == "payload_too_large");
}

BOOST_AUTO_TEST_CASE(is_same_origin_trusts_sec_fetch_site_first_then_origin) {
    struct Case {
        const char* site;
        const char* origin;
        bool same;
    };
    const std::vector<Case> cases{
        {"same-origin", "", true},
        {"same-origin", "https://auth.example.org", true},
        {"same-origin", "null", true},
        {"none", "", true},
        {"same-site", "", false},
        {"cross-site", "", false},
        {"cross-site", "https://auth.example.org", false},
        {"same-site", "https://auth.example.org", false},
        {"Same-Origin", "", false},
        {"same-origin, cross-site", "", false},
        {" ", "https://auth.example.org", false},
        {"", "https://auth.example.org", true},
        {"", "", false},
        {"", "null", false},
        {"", "https://auth.example.org/", false},
        {"", "https://AUTH.example.org", false},
        {"", "http://auth.example.org", false},
        {"", "https://auth.example.org:443", false},
        {"", "https://auth.example.org.evil.example", false},
        {"", "https://evilauth.example.org", false},
        {"", "https://auth.example.org, https://evil.example", false},
        {"", "https://auth.example.org@evil.example", false},
    };
    for (const auto& c : cases) BOOST_TEST_CONTEXT(c.site << " | " << c.origin) {
            Request request;
            request.sec_fetch_site = c.site;
            request.origin = c.origin;
            BOOST_TEST(is_same_origin(request, kOrigin) == c.same);
        }
}

BOOST_AUTO_TEST_CASE(null_is_never_the_same_origin_even_when_configured) {
    Request request;
    request.origin = "null";
    BOOST_TEST(!is_same_origin(request, "null"));
    request.origin = "";
    BOOST_TEST(!is_same_origin(request, ""));
}

BOOST_AUTO_TEST_CASE(a_form_of_our_own_with_its_token_runs_the_handler) {
    BOOST_TEST(serve(form()).status() == Status::Ok);
    auto request = form();
    request.sec_fetch_site.clear();
    request.origin = kOrigin;
    BOOST_TEST(serve(request).status() == Status::Ok);
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(a_form_from_another_site_is_refused_and_logged) {
    for (const auto* site : {"cross-site", "same-site", ""}) {
        auto request = form();
        request.sec_fetch_site = site;
        const test::CapturedLog log;
        const auto response = serve(request);
        BOOST_TEST(response.status() == Status::Forbidden);
        BOOST_TEST(log.has("cross_site_refused"));
        BOOST_TEST(log.has("warning"));
    }
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_form_without_a_matching_token_is_stale_and_logged) {
    const auto check_stale = [this](const Request& request) {
        const test::CapturedLog log;
        BOOST_TEST(serve(request).status() == Status::Forbidden);
        BOOST_TEST(log.has("stale_form"));
        BOOST_TEST(!log.has("cross_site_refused"));
    };
    check_stale(form("x=1"));
    token_fits = false;
    check_stale(form());
    hooks.form_token_ok = nullptr;
    check_stale(form());
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_malformed_form_is_answered_with_what_is_wrong) {
    auto request = form();
    request.content_type = "text/plain";
    BOOST_TEST(serve(request).status() == Status::UnsupportedMediaType);
    request.content_type = "multipart/form-data; boundary=x";
    BOOST_TEST(serve(request).status() == Status::UnsupportedMediaType);
    request.content_type.clear();
    BOOST_TEST(serve(request).status() == Status::UnsupportedMediaType);
    BOOST_TEST(serve(form("token=%00")).status() == Status::BadRequest);
    BOOST_TEST(serve(form("token=1&token=1")).status() == Status::BadRequest);
    std::string many = "token=1";
    for (std::size_t i = 0; i < Form::kMaxFields; ++i) many += "&f" + std::to_string(i) + "=";
    BOOST_TEST(serve(form(many)).status() == Status::PayloadTooLarge);
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(the_token_hook_sees_only_forms_of_our_own_origin) {
    int asked = 0;
    hooks.form_token_ok = [&asked](const Request&, const Form&) { return ++asked > 0; };
    auto request = form();
    request.sec_fetch_site = "cross-site";
    serve(request);
    BOOST_TEST(asked == 0);
}

BOOST_AUTO_TEST_CASE(json_needs_its_content_type) {
    BOOST_TEST(serve(json_request()).status() == Status::Ok);
    for (const auto* type : {"", "text/plain", "application/x-www-form-urlencoded",
                             "multipart/form-data", "application/json; charset=utf-16",
                             "application/jsonp", "text/plain; application/json"}) {
        auto request = json_request();
        request.content_type = type;
        request.csrf_header = "1";
        const auto response = serve(request);
        BOOST_TEST(response.status() == Status::UnsupportedMediaType);
        BOOST_TEST(code_of(response) == "unsupported_media_type");
    }
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(json_from_a_browser_must_come_from_our_own_pages) {
    auto request = json_request();
    request.sec_fetch_site = "same-origin";
    BOOST_TEST(serve(request).status() == Status::Ok);
    request.sec_fetch_site.clear();
    request.origin = kOrigin;
    BOOST_TEST(serve(request).status() == Status::Ok);
    calls = 0;

    request.origin = "https://evil.example";
    request.csrf_header = "1";  // no pass for another origin
    const test::CapturedLog log;
    BOOST_TEST(code_of(serve(request)) == "cross_site_request");
    BOOST_TEST(log.has("cross_site_refused"));
    request.origin = "null";
    BOOST_TEST(serve(request).status() == Status::Forbidden);
    request.origin = kOrigin;
    request.sec_fetch_site = "same-site";
    BOOST_TEST(serve(request).status() == Status::Forbidden);
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_write_without_a_body_needs_our_header_or_our_origin) {
    auto request = make(Method::Delete, "/api/v1/me");
    BOOST_TEST(serve(request).status() == Status::Forbidden);
    request.content_type = "application/json";
    BOOST_TEST(serve(request).status() == Status::Forbidden);
    BOOST_TEST(calls == 0);

    request.csrf_header = "1";
    BOOST_TEST(serve(request).status() == Status::Ok);
    request.csrf_header.clear();
    request.sec_fetch_site = "same-origin";
    BOOST_TEST(serve(request).status() == Status::Ok);
    request.sec_fetch_site.clear();
    request.origin = kOrigin;
    BOOST_TEST(serve(request).status() == Status::Ok);
    BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_handler_becomes_an_answer) {
    for (const auto* path : {"/bug", "/odd", "/memory"}) BOOST_TEST_CONTEXT(path) {
            const test::CapturedLog log;
            const auto response = serve(make(Method::Get, path));
            BOOST_TEST(response.status() == Status::InternalServerError);
            BOOST_TEST(response.body() == "<h1>drawn</h1>");
            BOOST_TEST(log.has("handler_failed"));
            BOOST_TEST(log.has("request-1"));
            BOOST_TEST(!log.has("secret-in-exception"));
        }
}

BOOST_AUTO_TEST_CASE(an_unreachable_dependency_is_unavailable_with_retry_after) {
    const test::CapturedLog log;
    const auto drawn = serve(make(Method::Get, "/gone"));
    BOOST_TEST(drawn.status() == Status::ServiceUnavailable);
    BOOST_TEST(drawn.header("Retry-After") == "5");
    const auto api = serve(make(Method::Get, "/api/v1/gone"));
    BOOST_TEST(code_of(api) == "unavailable");
    BOOST_TEST(*json::Json::parse(api.body())->find("request_id")->string() == "request-1");
    const auto plain = serve(make(Method::Get, "/health"));
    BOOST_TEST(plain.status() == Status::ServiceUnavailable);
    BOOST_TEST(plain.header("Content-Type") == "text/plain; charset=utf-8");
    BOOST_TEST(log.has("dependency_unavailable"));
    BOOST_TEST(log.has("DatabaseGone"));
    BOOST_TEST(log.has("error 1665 (a setting)"));
    BOOST_TEST(!log.has("secret-in-exception"));
}

BOOST_AUTO_TEST_CASE(a_handlers_own_retry_after_is_kept) {
    BOOST_TEST(serve(make(Method::Get, "/busy")).header("Retry-After") == "1");
}

BOOST_AUTO_TEST_CASE(without_the_hook_every_exception_is_a_bug) {
    hooks.unavailable_reason = nullptr;
    BOOST_TEST(serve(make(Method::Get, "/gone")).status() == Status::InternalServerError);
}

BOOST_AUTO_TEST_CASE(a_hook_that_throws_still_gets_an_answer) {
    hooks.unavailable_reason = [](const std::exception&) -> std::optional<std::string> {
        throw std::logic_error{"x"};
    };
    const test::CapturedLog log;
    const auto response = serve(make(Method::Get, "/gone"));
    BOOST_TEST(response.status() == Status::InternalServerError);
    BOOST_TEST(log.has("answer_failed"));
    hooks.form_token_ok = [](const Request&, const Form&) -> bool { throw DatabaseGone{}; };
    BOOST_TEST(serve(form()).status() == Status::InternalServerError);
}

BOOST_AUTO_TEST_CASE(an_error_page_that_fails_or_lies_is_replaced_by_plain_text) {
    const std::vector<std::function<Response(PipelineError, const Request&)>> pages{
        [](PipelineError, const Request&) -> Response { throw std::runtime_error{"template"}; },
        [](PipelineError, const Request&) -> Response { throw 42; },
        [](PipelineError, const Request&) { return Response::html(Status::Ok, "all is well"); },
        nullptr,
    };
    for (const auto& page_of_error : pages) {
        hooks.error_page = page_of_error;
        const auto response = serve(make(Method::Get, "/bug"));
        BOOST_TEST(response.status() == Status::InternalServerError);
        BOOST_TEST(response.header("Content-Type") == "text/plain; charset=utf-8");
        BOOST_TEST(response.header("X-Content-Type-Options") == "nosniff");
        BOOST_TEST(response.body() == "Something went wrong on our side.\n");
    }
}

BOOST_AUTO_TEST_CASE(the_access_log_names_the_route_and_nothing_private) {
    auto request = make(Method::Get, "/reset/private-token");
    request.query = "code=private-query";
    request.user_agent = "private-agent";
    request.cookies = "sid=private-cookie";
    const test::CapturedLog log;
    serve(request);
    BOOST_TEST(log.has("\"request\""));
    BOOST_TEST(log.has("/reset/{secret}"));
    BOOST_TEST(log.has("\"status\":200"));
    BOOST_TEST(log.has("\"bytes\":28"));
    BOOST_TEST(log.has("duration_us"));
    BOOST_TEST(log.has("request-1"));
    BOOST_TEST(!log.has("private"));
    BOOST_TEST(!log.has("192.0.2.77"));
}

BOOST_AUTO_TEST_CASE(the_access_log_has_one_line_for_refused_requests_too) {
    for (const auto& request : {make(Method::Get, "/private-path"), make(Method::Put, "/login"),
                                make(Method::Get, "/bug"), make(Method::Options, "/login")}) {
        const test::CapturedLog log;
        serve(request);
        BOOST_TEST(log.has("\"request\""));
        BOOST_TEST(!log.has("private-path"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
