// What pages of other origins may do, and programs that authenticate themselves.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/http/oauth_error.hpp"
#include "postern/http/pipeline.hpp"
#include "postern/json/json.hpp"
#include "support/captured_log.hpp"
#include "support/http_printing.hpp"

using namespace postern;
using namespace postern::http;

namespace {

constexpr auto kOrigin = "https://auth.example.org";
constexpr auto kApp = "https://app.example.org";
constexpr auto kPreflightVary =
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// What a hostile page could hope to be taken for https://app.example.org by.
const std::vector<std::string> kHostileOrigins{
    "null",
    "https://evil.example",
    "https://app.example.org.evil.example",
    "https://evil-app.example.org",
    "https://evil.app.example.org",
    "https://app.example.or",
    "https://app.example.org:443",
    "https://app.example.org:8443",
    "http://app.example.org",
    "https://APP.example.org",
    "HTTPS://app.example.org",
    "https://app.example.org/",
    "https://app.example.org, https://evil.example",
    "https://evil.example, https://app.example.org",
    "https://app.example.org@evil.example",
    " https://app.example.org",
    "*",
    std::string{"https://app.example.org\0.evil.example", 37},
};

struct Fixture {
    test::CapturedLog quiet;
    int calls = 0;
    std::string cookies_seen;
    const std::vector<std::string> app{kApp, "https://other.example.org"};
    const std::vector<std::string> any{"*"};
    const std::vector<std::string_view> exposed{"ETag", "X-Total"};
    Handler handler = [this](const Request& request) {
        ++calls;
        cookies_seen = request.cookies;
        return Response::json(Status::Ok, "{}");
    };
    Handler failing = [](const Request&) -> Response { throw std::logic_error{"a bug"}; };
    Pipeline pipeline{Router{{
                          {Method::Get, "/list", Guard::None, ErrorFormat::Problem, handler, 1024,
                           Cors{.origins = app, .exposed_headers = exposed}},
                          {Method::Post, "/list", Guard::Json, ErrorFormat::Problem, handler, 1024,
                           Cors{.origins = app}},
                          {Method::Delete, "/list", Guard::Json, ErrorFormat::Problem, handler},
                          {Method::Post, "/mine", Guard::Json, ErrorFormat::Problem, handler, 1024,
                           Cors{.origins = app, .credentials = true}},
                          {Method::Get, "/keys", Guard::None, ErrorFormat::Problem, handler, 1024,
                           Cors{.origins = any}},
                          {Method::Post, "/keys", Guard::Json, ErrorFormat::Problem, handler, 1024,
                           Cors{.origins = app}},
                          {Method::Get, "/bug", Guard::None, ErrorFormat::Problem, failing, 1024,
                           Cors{.origins = app}},
                          {Method::Post, "/token", Guard::ClientAuth, ErrorFormat::OAuth, handler,
                           1024, Cors{.origins = app}},
                          {Method::Post, "/revoke", Guard::ClientAuth, ErrorFormat::OAuth, failing},
                          {Method::Get, "/userinfo", Guard::None, ErrorFormat::OAuth,
                           [](const Request&) -> Response { throw std::runtime_error{"away"}; }},
                      }},
                      {.public_origin = kOrigin},
                      {.error_page = {},
                       .form_token_ok = {},
                       .unavailable_reason = [](const std::exception& error) {
                           return std::string_view{error.what()} == "away"
                                      ? std::optional<std::string>{""}
                                      : std::nullopt;
                       }}};

    Request request(Method method, std::string path, std::string origin = {}) const {
        Request request;
        request.method = method;
        request.path = std::move(path);
        request.origin = std::move(origin);
        if (!request.origin.empty()) request.sec_fetch_site = "cross-site";
        request.cookies = "__Host-postern=secret";
        return request;
    }
    Request json_post(std::string path, std::string origin) const {
        auto post = request(Method::Post, std::move(path), std::move(origin));
        post.content_type = "application/json";
        post.body = "{}";
        return post;
    }
    Request token_post(std::string body = "grant_type=authorization_code&code=x") const {
        auto post = request(Method::Post, "/token");
        post.content_type = "application/x-www-form-urlencoded";
        post.body = std::move(body);
        return post;
    }
    Request preflight(Method method, std::string path, std::string origin) const {
        auto options = request(Method::Options, std::move(path), std::move(origin));
        options.preflight_method = method;
        options.cookies.clear();
        return options;
    }
    Response serve(Request request) const { return pipeline.serve(std::move(request)); }
};

bool has_cors_header(const Response& response) {
    for (const auto& [name, value] : response.headers())
        if (name.starts_with("Access-Control-")) return true;
    return false;
}

std::string_view allowed_origin(const Response& response) {
    return response.header("Access-Control-Allow-Origin");
}

std::string oauth_code_of(const Response& response) {
    BOOST_TEST(response.header("Content-Type") == "application/json");
    BOOST_TEST(response.header("Cache-Control") == "no-store");
    const auto document = json::Json::parse(response.body());
    BOOST_REQUIRE(document.has_value());
    BOOST_REQUIRE(document->find("error_description") != nullptr);
    return *document->find("error")->string();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cors_tests, Fixture)

// --- pages of other origins ----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_page_of_a_listed_origin_may_read_the_answer) {
    for (const auto& origin : app) {
        const auto response = serve(request(Method::Get, "/list", origin));
        BOOST_TEST(response.status() == Status::Ok);
        BOOST_TEST(allowed_origin(response) == origin);
        BOOST_TEST(response.header("Vary") == "Origin");
        BOOST_TEST(response.header("Access-Control-Expose-Headers") == "ETag, X-Total");
        BOOST_TEST(response.header("Access-Control-Allow-Credentials").empty());
    }
}

BOOST_AUTO_TEST_CASE(a_hostile_origin_gets_no_cors_header_and_changes_nothing) {
    for (const auto& origin : kHostileOrigins) BOOST_TEST_CONTEXT(origin) {
            calls = 0;
            const auto read = serve(request(Method::Get, "/list", origin));
            BOOST_TEST(!has_cors_header(read));
            BOOST_TEST(read.header("Vary") == "Origin");
            BOOST_TEST(!has_cors_header(serve(preflight(Method::Post, "/mine", origin))));
            calls = 0;
            for (const auto* path : {"/list", "/mine"}) {
                const auto write = serve(json_post(path, origin));
                BOOST_TEST(write.status() == Status::Forbidden);
                BOOST_TEST(!has_cors_header(write));
            }
            auto token = token_post();
            token.origin = origin;
            BOOST_TEST(serve(token).status() == Status::Forbidden);
            BOOST_TEST(calls == 0);
        }
}

BOOST_AUTO_TEST_CASE(a_page_of_a_listed_origin_may_write_where_the_row_says_so) {
    const auto response = serve(json_post("/list", kApp));
    BOOST_TEST(response.status() == Status::Ok);
    BOOST_TEST(allowed_origin(response) == kApp);
    BOOST_TEST(serve(request(Method::Delete, "/list", kApp)).status() == Status::Forbidden);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(cookies_count_only_where_the_row_permits_credentials) {
    serve(json_post("/list", kApp));
    BOOST_TEST(cookies_seen == "");
    serve(request(Method::Get, "/list", kApp));
    BOOST_TEST(cookies_seen == "");
    const auto response = serve(json_post("/mine", kApp));
    BOOST_TEST(cookies_seen == "__Host-postern=secret");
    BOOST_TEST(response.header("Access-Control-Allow-Credentials") == "true");
    BOOST_TEST(allowed_origin(response) == kApp);
}

BOOST_AUTO_TEST_CASE(our_own_pages_keep_their_cookies_and_need_no_cors_header) {
    auto ours = json_post("/list", kOrigin);
    ours.sec_fetch_site = "same-origin";
    const auto response = serve(ours);
    BOOST_TEST(response.status() == Status::Ok);
    BOOST_TEST(!has_cors_header(response));
    BOOST_TEST(cookies_seen == "__Host-postern=secret");
    cookies_seen.clear();
    serve(request(Method::Get, "/list"));
    BOOST_TEST(cookies_seen == "__Host-postern=secret");
}

BOOST_AUTO_TEST_CASE(any_origin_may_read_without_credentials) {
    for (const auto* origin : {kApp, "https://evil.example", "null"}) {
        const auto response = serve(request(Method::Get, "/keys", origin));
        BOOST_TEST(allowed_origin(response) == "*");
        BOOST_TEST(response.header("Access-Control-Allow-Credentials").empty());
        BOOST_TEST(response.header("Vary").empty());
        BOOST_TEST(cookies_seen == "");
    }
}

BOOST_AUTO_TEST_CASE(an_answer_for_every_origin_says_so_to_requests_without_one) {
    const auto response = serve(request(Method::Get, "/keys"));
    BOOST_TEST(allowed_origin(response) == "*");
    BOOST_TEST(cookies_seen == "__Host-postern=secret");
}

BOOST_AUTO_TEST_CASE(an_answer_without_an_origin_is_not_kept_for_pages_that_have_one) {
    const auto response = serve(request(Method::Get, "/list"));
    BOOST_TEST(!has_cors_header(response));
    BOOST_TEST(response.header("Vary") == "Origin");
}

BOOST_AUTO_TEST_CASE(errors_can_be_read_by_the_page_too) {
    const auto bug = serve(request(Method::Get, "/bug", kApp));
    BOOST_TEST(bug.status() == Status::InternalServerError);
    BOOST_TEST(allowed_origin(bug) == kApp);
    auto wrong = json_post("/list", kApp);
    wrong.content_type = "text/plain";
    const auto refused = serve(wrong);
    BOOST_TEST(refused.status() == Status::UnsupportedMediaType);
    BOOST_TEST(allowed_origin(refused) == kApp);
}

BOOST_AUTO_TEST_CASE(a_route_without_cors_says_nothing_to_other_origins) {
    const auto response = serve(request(Method::Get, "/userinfo", kApp));
    BOOST_TEST(!has_cors_header(response));
    BOOST_TEST(response.header("Vary").empty());
    BOOST_TEST(!has_cors_header(serve(request(Method::Get, "/unknown", kApp))));
    BOOST_TEST(!has_cors_header(serve(request(Method::Put, "/list", kApp))));
}

// --- preflight requests --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_preflight_request_is_answered_from_the_row_of_the_method_it_asks_for) {
    const auto response = serve(preflight(Method::Post, "/mine", kApp));
    BOOST_TEST(response.status() == Status::NoContent);
    BOOST_TEST(allowed_origin(response) == kApp);
    BOOST_TEST(response.header("Access-Control-Allow-Methods") == "POST");
    BOOST_TEST(response.header("Access-Control-Allow-Headers") ==
               "Authorization, Content-Type, X-Postern-CSRF, X-Request-ID");
    BOOST_TEST(response.header("Access-Control-Allow-Credentials") == "true");
    BOOST_TEST(response.header("Access-Control-Max-Age") == "7200");
    BOOST_TEST(response.header("Vary") == kPreflightVary);
    BOOST_TEST(response.header("Allow") == "POST, OPTIONS");
    BOOST_TEST(calls == 0);

    BOOST_TEST(allowed_origin(serve(preflight(Method::Get, "/keys", kApp))) == "*");
    BOOST_TEST(allowed_origin(serve(preflight(Method::Post, "/keys", kApp))) == kApp);
}

BOOST_AUTO_TEST_CASE(no_cache_gives_the_answer_to_one_preflight_request_to_another) {
    for (const auto* origin : {kApp, "https://evil.example", "null", ""})
        for (const auto method : {Method::Post, Method::Put, Method::Other})
            BOOST_TEST(serve(preflight(method, "/list", origin)).header("Vary") == kPreflightVary);
    BOOST_TEST(serve(preflight(Method::Get, "/userinfo", kApp)).header("Vary").empty());
}

BOOST_AUTO_TEST_CASE(a_preflight_request_for_what_no_row_permits_gets_no_cors_header) {
    for (const auto method : {Method::Delete, Method::Put, Method::Patch, Method::Other})
        BOOST_TEST(!has_cors_header(serve(preflight(method, "/list", kApp))));
    BOOST_TEST(!has_cors_header(serve(preflight(Method::Post, "/revoke", kApp))));
    BOOST_TEST(!has_cors_header(serve(preflight(Method::Get, "/unknown", kApp))));
    BOOST_TEST(!has_cors_header(serve(preflight(Method::Get, "/list", ""))));
    BOOST_TEST(!has_cors_header(serve(request(Method::Options, "/list", kApp))));
    BOOST_TEST(calls == 0);
}

// --- programs that authenticate themselves -------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_program_posts_a_form_without_a_form_token_and_no_cookie_counts) {
    BOOST_TEST(serve(token_post()).status() == Status::Ok);
    BOOST_TEST(calls == 1);
    BOOST_TEST(cookies_seen == "");
    auto ours = token_post();
    ours.sec_fetch_site = "same-origin";
    BOOST_TEST(serve(ours).status() == Status::Ok);
    BOOST_TEST(cookies_seen == "");
}

BOOST_AUTO_TEST_CASE(a_page_posts_to_a_program_route_only_from_an_origin_that_may_call) {
    auto from_app = token_post();
    from_app.origin = kApp;
    from_app.sec_fetch_site = "same-site";
    BOOST_TEST(allowed_origin(serve(from_app)) == kApp);
    auto hidden = token_post();
    hidden.sec_fetch_site = "cross-site";
    const test::CapturedLog log;
    BOOST_TEST(oauth_code_of(serve(hidden)) == "invalid_request");
    BOOST_TEST(log.has("cross_site_refused"));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_program_that_sends_no_proper_form_gets_an_oauth_error) {
    for (const auto* type :
         {"", "application/json", "text/plain", "multipart/form-data; boundary=x"}) {
        auto post = token_post();
        post.content_type = type;
        const auto response = serve(post);
        BOOST_TEST(response.status() == Status::UnsupportedMediaType);
        BOOST_TEST(oauth_code_of(response) == "invalid_request");
    }
    for (const auto* body : {"code=1&code=2", "code=%00", "code=%zz", "code", "code=\xFF"}) {
        const auto response = serve(token_post(body));
        BOOST_TEST(response.status() == Status::BadRequest);
        BOOST_TEST(oauth_code_of(response) == "invalid_request");
    }
    const auto large = serve(token_post("code=" + std::string(2000, 'x')));
    BOOST_TEST(large.status() == Status::PayloadTooLarge);
    BOOST_TEST(oauth_code_of(large) == "invalid_request");
    const auto method = serve(request(Method::Put, "/token"));
    BOOST_TEST(method.status() == Status::MethodNotAllowed);
    BOOST_TEST(oauth_code_of(method) == "invalid_request");
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(failures_behind_an_oauth_route_are_oauth_errors) {
    auto revoke = token_post();
    revoke.path = "/revoke";
    BOOST_TEST(oauth_code_of(serve(revoke)) == "server_error");
    const auto away = serve(request(Method::Get, "/userinfo"));
    BOOST_TEST(away.status() == Status::ServiceUnavailable);
    BOOST_TEST(oauth_code_of(away) == "temporarily_unavailable");
    BOOST_TEST(away.header("Retry-After") == "5");
}

BOOST_AUTO_TEST_CASE(an_oauth_error_has_the_two_members_of_the_rfc) {
    const auto response = oauth_error(Status::Unauthorized, "invalid_client", "Unknown client.");
    BOOST_TEST(response.status() == Status::Unauthorized);
    BOOST_TEST(response.body() ==
               R"({"error":"invalid_client","error_description":"Unknown client."})");
}

BOOST_AUTO_TEST_SUITE_END()
