#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "postern/http/content_security_policy.hpp"
#include "postern/http/problem.hpp"
#include "postern/http/response.hpp"
#include "postern/json/json.hpp"
#include "support/http_printing.hpp"

using namespace postern::http;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(response_tests)

BOOST_AUTO_TEST_CASE(serialize_begins_with_the_status_line) {
    BOOST_TEST(Response{Status::Unauthorized}.serialize(false) ==
               "Status: 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(serialize_writes_headers_in_order_then_length_then_body) {
    auto response = Response::html(Status::Ok, "<p>hi");
    response.add("X-A", "1").add("X-A", "2");
    BOOST_TEST(response.serialize(false) ==
               "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-A: 1\r\nX-A: 2\r\n"
               "Content-Length: 5\r\n\r\n<p>hi");
}

BOOST_AUTO_TEST_CASE(serialize_keeps_the_length_but_not_the_body_for_head) {
    BOOST_TEST(Response::text(Status::Ok, "12345").serialize(true) ==
               "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Length: 5\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(serialize_writes_neither_length_nor_body_for_204_and_304) {
    BOOST_TEST(Response{Status::NoContent}.serialize(false) == "Status: 204 No Content\r\n\r\n");
    BOOST_TEST(Response::text(Status::NotModified, "x").serialize(false) ==
               "Status: 304 Not Modified\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(add_refuses_values_that_would_end_or_forge_a_header) {
    const std::vector<std::pair<std::string, std::string>> bad{
        {"", "x"},
        {"X A", "x"},
        {"X:A", "x"},
        {"X\r\nA", "x"},
        {"X\0A"s, "x"},
        {"X\xC3\xA9", "x"},
        {"X-A", "a\r\nB: c"},
        {"X-A", "a\nb"},
        {"X-A", "a\rb"},
        {"X-A", "a\0b"s},
        {"X-A", "a\x7F"},
        {"X-A", "\x1B[0m"},
        {"Status", "200"},
        {"sTATUS", "200"},
        {"Content-Length", "1"},
        {"content-length", "1"},
    };
    for (const auto& [name, value] : bad) {
        Response response{Status::Ok};
        BOOST_CHECK_THROW(response.add(name, value), std::invalid_argument);
        BOOST_CHECK_THROW(response.add_default(name, value), std::invalid_argument);
        BOOST_TEST(response.headers().empty());
    }
}

BOOST_AUTO_TEST_CASE(add_accepts_utf8_in_values) {
    BOOST_TEST(Response{Status::Ok}.add("Remote-Name", "Zo\xC3\xAB").header("remote-name") ==
               "Zo\xC3\xAB");
}

BOOST_AUTO_TEST_CASE(add_default_keeps_an_existing_header_of_this_name_in_any_case) {
    Response response{Status::Ok};
    response.add("cache-control", "public").add_default("Cache-Control", "no-store");
    BOOST_TEST(response.headers().size() == 1u);
    BOOST_TEST(response.header("Cache-Control") == "public");
}

BOOST_AUTO_TEST_CASE(remove_takes_all_headers_of_this_name_in_any_case) {
    Response response{Status::Ok};
    response.add("Set-Cookie", "a=1").add("ETag", "x").add("set-cookie", "b=2");
    response.remove("SET-COOKIE");
    response.remove("Vary");
    BOOST_TEST(response.headers().size() == 1u);
    BOOST_TEST(response.header("ETag") == "x");
}

BOOST_AUTO_TEST_CASE(redirect_is_see_other_and_accepts_printable_ascii_only) {
    const auto response = Response::redirect("/login?a=b");
    BOOST_TEST((response.status() == Status::SeeOther));
    BOOST_TEST(response.header("Location") == "/login?a=b");
    for (const auto& bad : {""s, "/a b"s, "/a\r\nX: y"s, "/a\0"s, "/\xC3\xA9"s, "/\x7F"s, "/\t"s})
        BOOST_CHECK_THROW(Response::redirect(bad), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(with_adds_one_set_cookie_for_each_cookie) {
    const Cookie cookie{.name = "a", .value = "1", .domain = {}, .max_age = {}};
    const auto response = Response::redirect("/").with(cookie).with(cookie);
    BOOST_TEST(response.headers().size() == 3u);
    BOOST_TEST(response.header("Set-Cookie") == cookie.to_header());
}

BOOST_AUTO_TEST_CASE(every_status_has_a_reason) {
    BOOST_TEST(reason(Status::Ok) == "OK");
    BOOST_TEST(reason(Status::ServiceUnavailable) == "Service Unavailable");
    BOOST_TEST(reason(Status::UnprocessableContent) == "Unprocessable Content");
}

BOOST_AUTO_TEST_CASE(problem_is_a_problem_document_with_a_stable_code) {
    const auto response = problem(Status::NotFound, "not_found", "Nothing here.");
    BOOST_TEST(response.header("Content-Type") == "application/problem+json");
    BOOST_TEST(response.body() ==
               R"({"type":"about:blank","title":"Not Found","status":404,"code":"not_found",)"
               R"("detail":"Nothing here."})");
}

BOOST_AUTO_TEST_CASE(problem_names_the_request_and_each_bad_field) {
    const auto response = problem(Status::UnprocessableContent, "invalid_fields", "See errors.",
                                  {{"email", "required", "An address is needed."}}, "id-1");
    const auto document = postern::json::Json::parse(response.body());
    BOOST_REQUIRE(document.has_value());
    BOOST_TEST(*document->find("request_id")->string() == "id-1");
    const auto& error = document->find("errors")->array()->at(0);
    BOOST_TEST(*error.find("field")->string() == "email");
    BOOST_TEST(*error.find("code")->string() == "required");
    BOOST_TEST(*error.find("detail")->string() == "An address is needed.");
}

BOOST_AUTO_TEST_CASE(problem_with_adds_members_of_its_own_behind_those_of_every_problem) {
    const auto response = problem_with({{"level", 2}, {"max_age", 300}}, Status::Forbidden,
                                       "step_up_required", "Prove it.", {}, "r-1");
    BOOST_TEST(response.header("Content-Type") == "application/problem+json");
    BOOST_TEST(
        response.body() ==
        R"({"type":"about:blank","title":"Forbidden","status":403,"code":"step_up_required",)"
        R"("detail":"Prove it.","request_id":"r-1","level":2,"max_age":300})");
}

BOOST_AUTO_TEST_CASE(too_many_says_how_long_to_wait_to_programs_and_to_proxies) {
    const auto response = too_many("too_many_attempts", "Wait.", std::chrono::seconds{32}, "r-1");
    BOOST_TEST(response.status() == Status::TooManyRequests);
    BOOST_TEST(response.header("Retry-After") == "32");
    const auto document = *postern::json::Json::parse(response.body());
    BOOST_TEST(*document.find("retry_after")->integer() == 32);
    BOOST_TEST(*document.find("code")->string() == "too_many_attempts");
    BOOST_TEST(*document.find("request_id")->string() == "r-1");
}

BOOST_AUTO_TEST_CASE(too_many_never_says_to_retry_immediately) {
    const auto response = too_many("too_many_attempts", "Wait.", std::chrono::seconds{0}, "r-1");
    BOOST_TEST(response.header("Retry-After") == "1");
}

BOOST_AUTO_TEST_CASE(content_security_policy_keeps_forms_here_unless_they_lead_to_a_site) {
    BOOST_TEST(content_security_policy() ==
               "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
               "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    // Browsers count every redirect that follows a form: nobody can name all its origins.
    BOOST_TEST(content_security_policy(FormsLead::Onward) ==
               "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
               "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'");
}

BOOST_AUTO_TEST_CASE(content_security_policy_of_a_framed_page_allows_no_form_and_no_script) {
    BOOST_TEST(framed_page_policy() ==
               "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; "
               "frame-ancestors *");
}

BOOST_AUTO_TEST_SUITE_END()
