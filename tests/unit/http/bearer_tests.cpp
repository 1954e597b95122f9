// Bearer tokens: how they are read, and what a request with one is spared and denied.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "postern/http/bearer.hpp"
#include "postern/http/pipeline.hpp"
#include "support/captured_log.hpp"
#include "support/http_printing.hpp"

using namespace postern;
using namespace postern::http;

namespace {

constexpr auto kOrigin = "https://auth.example.org";

struct Fixture {
    test::CapturedLog quiet;
    int calls = 0;
    std::string cookies_seen;
    Handler handler = [this](const Request& request) {
        ++calls;
        cookies_seen = request.cookies;
        return Response::json(Status::Ok, "{}")
            .with(Cookie{.name = "a", .value = "1", .domain = {}, .max_age = {}})
            .with(Cookie{.name = "b", .value = "2", .domain = {}, .max_age = {}})
            .add("ETag", "\"kept\"");
    };
    Pipeline pipeline{
        Router{{
            taking({Method::Get, "/me", Guard::None, ErrorFormat::Problem, handler}),
            taking({Method::Post, "/me", Guard::Json, ErrorFormat::Problem, handler}),
            taking({Method::Delete, "/me", Guard::Json, ErrorFormat::Problem, handler}),
            {Method::Post, "/open", Guard::Json, ErrorFormat::Problem, handler},
        }},
        {.public_origin = kOrigin},
        {}};

    static Route taking(Route route) {
        route.takes_bearer = true;
        return route;
    }

    static Request request(Method method, std::string path, std::string authorization) {
        Request request;
        request.method = method;
        request.path = std::move(path);
        request.authorization = std::move(authorization);
        request.cookies = "__Host-postern=secret";
        if (method == Method::Post) {
            request.content_type = "application/json";
            request.body = "{}";
        }
        return request;
    }
    Response serve(Request request) const { return pipeline.serve(std::move(request)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bearer_tests, Fixture)

BOOST_AUTO_TEST_CASE(bearer_token_reads_the_token_of_the_scheme_alone) {
    const struct {
        std::string_view header;
        std::optional<std::string_view> token;
    } rows[] = {
        {"Bearer abc", "abc"},
        {"bearer abc", "abc"},
        {"BEARER abc", "abc"},
        {"Bearer  abc", "abc"},
        {"Bearer a.b-c_d~e+f/g==", "a.b-c_d~e+f/g=="},
        // Of this scheme, and good for nothing.
        {"Bearer", ""},
        {"Bearer ", ""},
        {"Bearer a b", ""},
        {"Bearer abc ", ""},
        {"Bearer a,b", ""},
        {"Bearer \"abc\"", ""},
        {"Bearer =", ""},
        {"Bearer a=b", ""},
        {"Bearer a\xC3\xA4", ""},
        {"Bearer abc, Bearer def", ""},
        // Of another scheme, or of none.
        {"", std::nullopt},
        {" Bearer abc", std::nullopt},
        {"Bearerabc", std::nullopt},
        {"Bearer\tabc", std::nullopt},
        {"Basic YWJj", std::nullopt},
        {"abc", std::nullopt},
    };
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.header) BOOST_TEST((bearer_token(row.header) == row.token));
}

BOOST_AUTO_TEST_CASE(a_request_with_a_token_has_no_cookies) {
    serve(request(Method::Get, "/me", "Bearer abc"));
    BOOST_TEST(cookies_seen == "");
    serve(request(Method::Post, "/me", "Bearer not a token"));
    BOOST_TEST(cookies_seen == "");
    serve(request(Method::Get, "/me", "Basic YWJj"));
    BOOST_TEST(cookies_seen == "__Host-postern=secret");
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_token_sets_no_cookie) {
    const auto answer = serve(request(Method::Get, "/me", "Bearer abc"));
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.header("Set-Cookie") == "");
    BOOST_TEST(answer.header("ETag") == "\"kept\"");
    BOOST_TEST(serve(request(Method::Get, "/me", "")).header("Set-Cookie") != "");
}

BOOST_AUTO_TEST_CASE(a_write_with_a_token_needs_no_defence_against_other_sites) {
    BOOST_TEST(serve(request(Method::Delete, "/me", "")).status() == Status::Forbidden);
    BOOST_TEST(serve(request(Method::Delete, "/me", "Bearer abc")).status() == Status::Ok);
    auto from_elsewhere = request(Method::Post, "/me", "Bearer abc");
    from_elsewhere.origin = "https://evil.example";
    from_elsewhere.sec_fetch_site = "cross-site";
    BOOST_TEST(serve(from_elsewhere).status() == Status::Ok);
    from_elsewhere.authorization.clear();
    BOOST_TEST(serve(from_elsewhere).status() == Status::Forbidden);
}

BOOST_AUTO_TEST_CASE(a_write_with_a_token_still_needs_its_content_type) {
    auto form = request(Method::Post, "/me", "Bearer abc");
    form.content_type = "application/x-www-form-urlencoded";
    BOOST_TEST(serve(form).status() == Status::UnsupportedMediaType);
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(a_route_that_takes_no_token_does_not_look_at_it) {
    auto from_elsewhere = request(Method::Post, "/open", "Bearer abc");
    from_elsewhere.origin = "https://evil.example";
    from_elsewhere.sec_fetch_site = "cross-site";
    BOOST_TEST(serve(from_elsewhere).status() == Status::Forbidden);
    const auto answer = serve(request(Method::Post, "/open", "Bearer abc"));
    BOOST_TEST(cookies_seen == "__Host-postern=secret");
    BOOST_TEST(answer.header("Set-Cookie") != "");
}

BOOST_AUTO_TEST_SUITE_END()
