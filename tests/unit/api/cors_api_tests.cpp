// Which pages of other origins may call the API.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "support/api_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Method;
using http::Status;

namespace {

constexpr const char* kApp = "https://app.example.org";

struct CorsFixture : ApiFixture {
    const std::vector<std::string> origins{kApp};

    CorsFixture() { pipeline = permitting(origins); }

    http::Pipeline permitting(const std::vector<std::string>& listed) {
        return {http::Router{api::routes(
                    api_services(registration, wiring),
                    {passwords.needs(), true, "en", openapi, std::string{kPortalOrigin}, listed})},
                {.public_origin = std::string{kPortalOrigin}},
                {}};
    }
    /// From now on the browser shows a page of this origin.
    void visit(std::string origin) {
        browser.before_sending = [origin](http::Request& request) {
            request.origin = origin;
            request.sec_fetch_site = "same-site";
        };
    }
    http::Response preflight(Method method, const char* path, const char* origin) {
        http::Request request;
        request.method = Method::Options;
        request.path = path;
        request.origin = origin;
        request.address = "192.0.2.7";
        request.preflight_method = method;
        return pipeline.serve(std::move(request));
    }
};

bool has_cors_header(const http::Response& response) {
    for (const auto& [name, value] : response.headers())
        if (name.starts_with("Access-Control-")) return true;
    return false;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cors_api_tests, CorsFixture)

BOOST_AUTO_TEST_CASE(a_page_of_a_listed_origin_calls_with_the_cookie_of_its_visitor) {
    sign_in_by_json(browser);
    visit(kApp);
    const auto read = browser.get("/api/v1/me");
    BOOST_TEST(read.status() == Status::Ok);
    BOOST_TEST(read.header("Access-Control-Allow-Origin") == kApp);
    BOOST_TEST(read.header("Access-Control-Allow-Credentials") == "true");
    BOOST_TEST(read.header("Access-Control-Expose-Headers") ==
               "WWW-Authenticate, Retry-After, Location, ETag, X-Request-Id");
    BOOST_TEST(read.header("Vary") == "Origin");
    BOOST_TEST(browser.send_json(Method::Patch, "/api/v1/me", R"({"display_name":"A"})").status() ==
               Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_page_of_any_other_origin_writes_nothing_and_reads_nothing) {
    sign_in_by_json(browser);
    for (const auto* origin :
         {"https://evil.example", "null", "https://app.example.org.evil.example",
          "http://app.example.org", "https://app.example.org:8443", "https://APP.example.org"})
        BOOST_TEST_CONTEXT(origin) {
            visit(origin);
            const auto read = browser.get("/api/v1/me");
            BOOST_TEST(!has_cors_header(read));
            BOOST_TEST(read.header("Vary") == "Origin");
            const auto write =
                browser.send_json(Method::Patch, "/api/v1/me", R"({"display_name":"Eve"})");
            BOOST_TEST(write.status() == Status::Forbidden);
            BOOST_TEST(!has_cors_header(write));
            BOOST_TEST(!has_cors_header(preflight(Method::Patch, "/api/v1/me", origin)));
        }
    browser.before_sending = nullptr;
    BOOST_TEST(text(body_of(browser.get("/api/v1/me")), "display_name") == "Ann");
}

BOOST_AUTO_TEST_CASE(errors_are_told_to_the_page_too) {
    visit(kApp);
    const auto answer = browser.get("/api/v1/me");
    BOOST_TEST(answer.status() == Status::Unauthorized);
    BOOST_TEST(answer.header("Access-Control-Allow-Origin") == kApp);
}

BOOST_AUTO_TEST_CASE(a_preflight_request_needs_no_session_and_may_be_kept_for_two_hours) {
    for (const auto& row : api::routes(
             api_services(registration, wiring),
             {passwords.needs(), true, "en", openapi, std::string{kPortalOrigin}, origins})) {
        if (row.cors.origins.data() != origins.data()) continue;
        BOOST_TEST_CONTEXT(row.path) {
            const auto answer = preflight(row.method, row.path.c_str(), kApp);
            BOOST_TEST(answer.status() == Status::NoContent);
            BOOST_TEST(answer.header("Access-Control-Allow-Origin") == kApp);
            BOOST_TEST(answer.header("Access-Control-Allow-Methods") == http::to_text(row.method));
            BOOST_TEST(answer.header("Access-Control-Max-Age") == "7200");
        }
    }
    const auto answer = preflight(Method::Put, "/api/v1/me/email", kApp);
    BOOST_TEST(answer.header("Access-Control-Allow-Headers") ==
               "Authorization, Content-Type, X-Postern-CSRF, X-Request-ID");
}

BOOST_AUTO_TEST_CASE(every_origin_reads_what_says_nothing_of_anybody) {
    for (const auto* path :
         {"/api/openapi.json", "/.well-known/jwks.json", "/.well-known/postern-assertion-jwks.json",
          "/.well-known/authzen-configuration"}) {
        visit("https://anywhere.example");
        const auto answer = browser.get(path);
        BOOST_TEST(answer.status() == Status::Ok, path);
        BOOST_TEST(answer.header("Access-Control-Allow-Origin") == "*");
        BOOST_TEST(answer.header("Access-Control-Allow-Credentials").empty());
    }
}

BOOST_AUTO_TEST_CASE(without_listed_origins_no_other_page_may_call) {
    const std::vector<std::string> none;
    pipeline = permitting(none);
    sign_in_by_json(browser);
    visit(kApp);
    const auto answer = browser.get("/api/v1/me");
    BOOST_TEST(!has_cors_header(answer));
    BOOST_TEST(answer.header("Vary").empty());
    BOOST_TEST(browser.send_json(Method::Patch, "/api/v1/me", R"({"display_name":"A"})").status() ==
               Status::Forbidden);
}

BOOST_AUTO_TEST_SUITE_END()
