#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/http/router.hpp"

using namespace postern::http;

namespace {

Response nothing(const Request&) { return Response{Status::NoContent}; }

Route get(std::string path) {
    return {Method::Get, std::move(path), Guard::None, ErrorFormat::Page, nothing};
}
Route write(Method method, std::string path) {
    return {method, std::move(path), Guard::Json, ErrorFormat::Problem, nothing};
}

std::string found(const Router& router, Method method, std::string_view path) {
    const auto match = router.find(method, path);
    return match ? match->route->path : "none";
}

const Router& example() {
    static const Router router{{get("/"), get("/login"), get("/sessions/{id}"),
                                get("/sessions/current"), get("/{area}/current"),
                                get("/{area}/{thing}/edit"), write(Method::Post, "/login"),
                                write(Method::Delete, "/sessions/{id}")}};
    return router;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(router_tests)

BOOST_AUTO_TEST_CASE(find_matches_whole_segments_and_nothing_else) {
    BOOST_TEST(found(example(), Method::Get, "/") == "/");
    BOOST_TEST(found(example(), Method::Get, "/login") == "/login");
    for (const auto* unknown :
         {"", "login", "/login/", "//login", "/Login", "/log", "/login/x", "/sessions/",
          "/sessions", "//", "/login?a=b", "/{area}/x/y/z", "/sessions//edit", "/login\n"})
        BOOST_TEST_CONTEXT(unknown) {
            BOOST_TEST(found(example(), Method::Get, unknown) == "none");
            BOOST_TEST(example().methods_of(unknown).empty());
        }
}

BOOST_AUTO_TEST_CASE(find_returns_the_values_of_the_variable_segments) {
    const auto match = example().find(Method::Get, "/users/7%2f/edit");
    BOOST_REQUIRE(match.has_value());
    BOOST_TEST(match->path_values.at("area") == "users");
    BOOST_TEST(match->path_values.at("thing") == "7%2f");
    BOOST_TEST(match->path_values.size() == 2u);
}

BOOST_AUTO_TEST_CASE(find_prefers_fixed_segments_from_the_left) {
    BOOST_TEST(found(example(), Method::Get, "/sessions/current") == "/sessions/current");
    BOOST_TEST(found(example(), Method::Get, "/sessions/7") == "/sessions/{id}");
    BOOST_TEST(found(example(), Method::Get, "/x/current") == "/{area}/current");
}

BOOST_AUTO_TEST_CASE(find_also_matches_the_method_and_treats_head_as_get) {
    BOOST_TEST(found(example(), Method::Head, "/login") == "/login");
    BOOST_TEST(found(example(), Method::Put, "/login") == "none");
    BOOST_TEST(found(example(), Method::Delete, "/sessions/current") == "/sessions/{id}");
    BOOST_TEST(found(example(), Method::Other, "/login") == "none");
}

BOOST_AUTO_TEST_CASE(methods_of_lists_each_method_of_the_path_once) {
    const std::vector<Method> get_and_post{Method::Get, Method::Post};
    const std::vector<Method> get_and_delete{Method::Get, Method::Delete};
    BOOST_TEST((example().methods_of("/login") == get_and_post));
    BOOST_TEST((example().methods_of("/sessions/current") == get_and_delete));
}

BOOST_AUTO_TEST_CASE(a_moved_router_still_finds_its_rows) {
    Router first{{get("/a/{x}"), get("/a/b")}};
    const Router second{std::move(first)};
    BOOST_TEST(found(second, Method::Get, "/a/b") == "/a/b");
    BOOST_TEST(found(second, Method::Get, "/a/c") == "/a/{x}");
}

BOOST_AUTO_TEST_CASE(two_rows_for_one_request_are_refused) {
    BOOST_CHECK_THROW((Router{{get("/a"), get("/a")}}), std::logic_error);
    BOOST_CHECK_THROW((Router{{get("/a/{x}"), get("/b"), get("/a/{y}")}}), std::logic_error);
    BOOST_CHECK_NO_THROW((Router{{get("/a"), write(Method::Post, "/a")}}));
}

BOOST_AUTO_TEST_CASE(unsafe_rows_are_refused) {
    const std::vector<std::pair<const char*, Route>> bad{
        {"unguarded write", {Method::Post, "/a", Guard::None, ErrorFormat::Page, nothing}},
        {"unguarded delete", {Method::Delete, "/a", Guard::None, ErrorFormat::Problem, nothing}},
        {"form over PUT", {Method::Put, "/a", Guard::Form, ErrorFormat::Page, nothing}},
        {"guarded GET", {Method::Get, "/a", Guard::Json, ErrorFormat::Problem, nothing}},
        {"HEAD", {Method::Head, "/a", Guard::None, ErrorFormat::Page, nothing}},
        {"OPTIONS", {Method::Options, "/a", Guard::None, ErrorFormat::Page, nothing}},
        {"unknown method", {Method::Other, "/a", Guard::Json, ErrorFormat::Page, nothing}},
        {"no slash", {Method::Get, "a", Guard::None, ErrorFormat::Page, nothing}},
        {"no handler", {Method::Get, "/a", Guard::None, ErrorFormat::Page, nullptr}},
        {"client authentication over PUT",
         {Method::Put, "/a", Guard::ClientAuth, ErrorFormat::OAuth, nothing}},
        {"client authentication over GET",
         {Method::Get, "/a", Guard::ClientAuth, ErrorFormat::OAuth, nothing}},
        {"client authentication with pages",
         {Method::Post, "/a", Guard::ClientAuth, ErrorFormat::Page, nothing}},
        {"client authentication with text",
         {Method::Post, "/a", Guard::ClientAuth, ErrorFormat::Plain, nothing}},
        {"form with OAuth errors", {Method::Post, "/a", Guard::Form, ErrorFormat::OAuth, nothing}},
    };
    for (const auto& [what, route] : bad) BOOST_TEST_CONTEXT(what) {
            BOOST_CHECK_THROW(Router{{route}}, std::logic_error);
        }
}

BOOST_AUTO_TEST_CASE(bearer_tokens_stand_beside_no_form_and_no_client) {
    const auto router_with = [](Method method, Guard guard) {
        Route route{method, "/a", guard, ErrorFormat::Problem, nothing};
        route.takes_bearer = true;
        return Router{{route}};
    };
    BOOST_CHECK_NO_THROW(router_with(Method::Get, Guard::None));
    BOOST_CHECK_NO_THROW(router_with(Method::Delete, Guard::Json));
    for (const auto guard : {Guard::Form, Guard::OpenForm, Guard::ClientAuth})
        BOOST_CHECK_THROW(router_with(Method::Post, guard), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_row_for_programs_that_authenticate_themselves_is_accepted) {
    for (const auto format : {ErrorFormat::OAuth, ErrorFormat::Problem})
        BOOST_CHECK_NO_THROW(
            (Router{{{Method::Post, "/token", Guard::ClientAuth, format, nothing}}}));
}

BOOST_AUTO_TEST_CASE(rows_with_unsafe_cors_are_refused) {
    const auto row = [](Guard guard, Cors cors) {
        return Router{{{guard == Guard::None ? Method::Get : Method::Post, "/a", guard,
                        guard == Guard::Form ? ErrorFormat::Page : ErrorFormat::Problem, nothing,
                        1024, cors}}};
    };
    const std::vector<std::string> good{"https://app.example.org", "http://localhost:8080",
                                        "https://[::1]:8443"};
    for (const auto guard : {Guard::None, Guard::Json, Guard::ClientAuth})
        BOOST_CHECK_NO_THROW(row(guard, {.origins = good, .credentials = true}));
    BOOST_CHECK_THROW(row(Guard::Form, {.origins = good}), std::logic_error);

    const std::vector<std::string> any{"*"};
    BOOST_CHECK_NO_THROW(row(Guard::None, {.origins = any}));
    BOOST_CHECK_THROW(row(Guard::None, {.origins = any, .credentials = true}), std::logic_error);
    const std::vector<std::string> mixed{"https://app.example.org", "*"};
    BOOST_CHECK_THROW(row(Guard::None, {.origins = mixed}), std::logic_error);

    BOOST_CHECK_THROW(row(Guard::None, {.credentials = true}), std::logic_error);
    const std::vector<std::string_view> no_headers{"X-Total\r\nX-Evil"};
    BOOST_CHECK_THROW(row(Guard::None, {.origins = good, .exposed_headers = no_headers}),
                      std::logic_error);
}

BOOST_AUTO_TEST_CASE(origins_that_no_browser_sends_are_refused) {
    for (const char* origin :
         {"", "null", "app.example.org", "https://", "https://app.example.org/",
          "https://App.example.org", "HTTPS://app.example.org", "https://app.example.org:443",
          "http://app.example.org:80", "https://*.example.org", "https://a@app.example.org",
          "ftp://app.example.org", "https://app.example.org https://b.example", "https://a\n"})
        BOOST_TEST_CONTEXT(origin) {
            const std::vector<std::string> origins{origin};
            BOOST_CHECK_THROW((Router{{{Method::Get, "/a", Guard::None, ErrorFormat::Problem,
                                        nothing, 1024, Cors{.origins = origins}}}}),
                              std::logic_error);
        }
}

BOOST_AUTO_TEST_CASE(error_format_near_is_that_of_the_rows_with_the_longest_common_prefix) {
    const auto row = [](std::string path, ErrorFormat format) {
        return Route{Method::Get, std::move(path), Guard::None, format, nothing};
    };
    using enum ErrorFormat;
    const Router router{{row("/", Page), row("/login", Page), row("/api/v1/me", Problem),
                         row("/api/v1/sessions/{id}", Problem), row("/static/a.css", Plain),
                         row("/oidc/authorize", Page), row("/oidc/token", OAuth),
                         row("/oidc/clients/{id}/secret", OAuth)}};
    const std::vector<std::pair<std::string_view, ErrorFormat>> cases{
        {"/api", Problem},
        {"/api/", Problem},
        {"/api/v1/unknown", Problem},
        {"/api/v2/me", Problem},
        {"/apiary", Page},
        {"/unknown", Page},
        {"/login/more", Page},
        {"/static/b.css", Plain},
        {"/oidc/unknown", Page},
        {"/oidc/token/x", OAuth},
        {"/oidc/clients/7/x", OAuth},
        {"", Page},
        {"//api/v1/me", Page},
        {"/API/v1/me", Page},
        {"api/v1/me", Page},
    };
    for (const auto& [path, format] : cases)
        BOOST_TEST((router.error_format_near(path) == format), path);
    BOOST_TEST((Router{{}}.error_format_near("/api/x") == Page));
}

BOOST_AUTO_TEST_SUITE_END()
