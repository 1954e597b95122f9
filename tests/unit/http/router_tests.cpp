#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "postern/http/router.hpp"

using namespace postern::http;

namespace {

Response nothing(const Request&) { return Response{Status::NoContent}; }

Route get(std::string path) {
    return {Method::Get, std::move(path), Guard::None, Face::Page, nothing};
}
Route write(Method method, std::string path) {
    return {method, std::move(path), Guard::Json, Face::Api, nothing};
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

BOOST_AUTO_TEST_CASE(find_gives_the_values_of_the_variable_segments) {
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

BOOST_AUTO_TEST_CASE(find_asks_for_the_method_too_and_takes_head_for_get) {
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

BOOST_AUTO_TEST_CASE(rows_that_could_not_be_safe_are_refused) {
    const std::vector<std::pair<const char*, Route>> bad{
        {"unguarded write", {Method::Post, "/a", Guard::None, Face::Page, nothing}},
        {"unguarded delete", {Method::Delete, "/a", Guard::None, Face::Api, nothing}},
        {"form over PUT", {Method::Put, "/a", Guard::Form, Face::Page, nothing}},
        {"guarded GET", {Method::Get, "/a", Guard::Json, Face::Api, nothing}},
        {"HEAD", {Method::Head, "/a", Guard::None, Face::Page, nothing}},
        {"OPTIONS", {Method::Options, "/a", Guard::None, Face::Page, nothing}},
        {"unknown method", {Method::Other, "/a", Guard::Json, Face::Page, nothing}},
        {"no slash", {Method::Get, "a", Guard::None, Face::Page, nothing}},
        {"no handler", {Method::Get, "/a", Guard::None, Face::Page, nullptr}},
    };
    for (const auto& [what, route] : bad) BOOST_TEST_CONTEXT(what) {
            BOOST_CHECK_THROW(Router{{route}}, std::logic_error);
        }
}

BOOST_AUTO_TEST_SUITE_END()
