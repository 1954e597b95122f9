#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "postern/http/form.hpp"
#include "support/http_printing.hpp"

using namespace postern::http;
using namespace std::string_literals;

namespace {

Request post(std::string body, std::string content_type = "application/x-www-form-urlencoded") {
    Request request;
    request.method = Method::Post;
    request.content_type = std::move(content_type);
    request.body = std::move(body);
    return request;
}

Status refusal(const Request& request) {
    const auto form = Form::parse(request);
    return form ? Status::Ok : form.error().status;
}

Status refusal(std::string_view body) {
    const auto form = Form::parse_body(body);
    return form ? Status::Ok : form.error().status;
}

std::string fields(std::size_t count) {
    std::string body;
    for (std::size_t i = 0; i < count; ++i)
        body += (i == 0 ? "f" : "&f") + std::to_string(i) + "=x";
    return body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_tests)

BOOST_AUTO_TEST_CASE(parse_decodes_names_and_values_once) {
    const auto form = Form::parse(
        post("email=ann%40example.org&display_name=Zo%C3%AB+B&p=%2541&%61%62=1&empty=&eq=a=b"));
    BOOST_REQUIRE(form.has_value());
    BOOST_TEST(form->get("email") == "ann@example.org");
    BOOST_TEST(form->get("display_name") == "Zo\xC3\xAB B");
    BOOST_TEST(form->get("p") == "%41");
    BOOST_TEST(form->get("ab") == "1");
    BOOST_TEST(form->has("empty"));
    BOOST_TEST(form->get("empty") == "");
    BOOST_TEST(form->get("eq") == "a=b");
    BOOST_TEST(!form->has("absent"));
    BOOST_TEST(form->get("absent") == "");
    BOOST_TEST(!form->has("EMAIL"));
}

BOOST_AUTO_TEST_CASE(parse_keeps_what_people_type) {
    const auto form =
        Form::parse_body("p=%0D%0A%09+%20%22%3C%26%3B%25%2B%F0%9F%94%91&q=-_.*~!()'/:@?");
    BOOST_REQUIRE(form.has_value());
    BOOST_TEST(form->get("p") == "\r\n\t  \"<&;%+\xF0\x9F\x94\x91");
    BOOST_TEST(form->get("q") == "-_.*~!()'/:@?");
}

BOOST_AUTO_TEST_CASE(an_empty_body_is_a_form_without_fields) {
    BOOST_TEST(Form::parse(post("")).has_value());
}

BOOST_AUTO_TEST_CASE(fields_of_the_query_string_never_count) {
    auto request = post("a=1");
    request.query = "b=2&a=3";
    const auto form = Form::parse(request);
    BOOST_REQUIRE(form.has_value());
    BOOST_TEST(form->get("a") == "1");
    BOOST_TEST(!form->has("b"));
}

BOOST_AUTO_TEST_CASE(the_environment_of_the_process_is_not_read) {
    setenv("QUERY_STRING", "b=2", 1);
    setenv("REQUEST_METHOD", "GET", 1);
    const auto form = Form::parse(post("a=1"));
    unsetenv("QUERY_STRING");
    unsetenv("REQUEST_METHOD");
    BOOST_REQUIRE(form.has_value());
    BOOST_TEST(form->get("a") == "1");
    BOOST_TEST(!form->has("b"));
}

BOOST_AUTO_TEST_CASE(parse_refuses_ambiguous_bodies) {
    const std::vector<std::pair<const char*, std::string>> bad{
        {"field twice", "a=1&a=2"},
        {"field twice with one value", "a=1&a=1"},
        {"field twice in two cases", "email=a&EMAIL=b"},
        {"field twice, once encoded", "a=1&%61=2"},
        {"field twice, once encoded in another case", "a=1&%41=2"},
        {"NUL in a value", "a=b%00c"},
        {"NUL in a name", "a%00=b"},
        {"raw NUL in a value", "a=b\0c"s},
        {"only NUL", "\0"s},
        {"invalid UTF-8", "a=%C3%28"},
        {"invalid UTF-8 in a name", "%FF=1"},
        {"raw byte that is no UTF-8", "a=\xFF"},
        {"overlong slash", "a=%C0%AF"},
        {"surrogate", "a=%ED%A0%80"},
        {"above U+10FFFF", "a=%F4%90%80%80"},
        {"half a character", "a=%E2%82"},
        {"broken escape at the end", "a=%"},
        {"escape cut short", "a=%4"},
        {"escape without digits", "a=%zz"},
        {"escape with one digit", "a=%4g"},
        {"escape of another kind", "a=%u0041"},
        {"broken escape in a name", "%=1"},
        {"no name", "=1"},
        {"no name among others", "a=1&=2"},
        {"no equals", "a"},
        {"no equals at the end", "a=1&b"},
        {"no equals in front", "a&b=1"},
        {"empty pair", "a=1&&b=2"},
        {"leading ampersand", "&a=1"},
        {"trailing ampersand", "a=1&"},
        {"only an ampersand", "&"},
        {"semicolon as separator", "a=1;b=2"},
        {"semicolon in a name", "a;b=2"},
        {"semicolon at the end", "a=1;"},
    };
    for (const auto& [what, body] : bad) BOOST_TEST_CONTEXT(what) {
            BOOST_TEST(refusal(body) == Status::BadRequest);
            BOOST_TEST(refusal(post(body)) == Status::BadRequest);
        }
}

BOOST_AUTO_TEST_CASE(parse_refuses_large_bodies_and_fields) {
    BOOST_TEST(refusal(fields(Form::kMaxFields)) == Status::Ok);
    BOOST_TEST(refusal(fields(Form::kMaxFields + 1)) == Status::PayloadTooLarge);
    BOOST_TEST(refusal("a=" + std::string(Form::kMaxFieldBytes, 'x')) == Status::Ok);
    BOOST_TEST(refusal("a=" + std::string(Form::kMaxFieldBytes + 1, 'x')) ==
               Status::PayloadTooLarge);
    BOOST_TEST(refusal(std::string(Form::kMaxFieldBytes + 1, 'x') + "=") ==
               Status::PayloadTooLarge);
    const std::string third(Form::kMaxFieldBytes, 'x');
    const auto whole = "a=" + third + "&b=" + third + "&c=" + third + "&d=";
    BOOST_TEST(refusal(whole + std::string(Form::kMaxBytes - whole.size(), 'x')) == Status::Ok);
    BOOST_TEST(refusal(whole + std::string(Form::kMaxBytes + 1 - whole.size(), 'x')) ==
               Status::PayloadTooLarge);
}

BOOST_AUTO_TEST_CASE(a_field_is_measured_after_decoding) {
    std::string escaped = "a=";
    for (std::size_t i = 0; i < Form::kMaxFieldBytes; ++i) escaped += "%41";
    BOOST_TEST(refusal(escaped) == Status::Ok);
    BOOST_TEST(refusal(escaped + "%41") == Status::PayloadTooLarge);
}

BOOST_AUTO_TEST_CASE(parse_accepts_urlencoded_with_at_most_a_charset_of_utf8) {
    for (const auto* good :
         {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLEncoded",
          "application/x-www-form-urlencoded;charset=utf-8",
          "application/x-www-form-urlencoded; charset=UTF-8",
          "application/x-www-form-urlencoded ; charset=\"utf-8\" "})
        BOOST_TEST_CONTEXT(good) { BOOST_TEST(refusal(post("a=1", good)) == Status::Ok); }
    for (const auto* bad :
         {"", "text/plain", "application/json", "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded; charset=utf-16",
          "application/x-www-form-urlencoded; charset=utf-8; charset=utf-7",
          "application/x-www-form-urlencoded; boundary=x", "application/x-www-form-urlencoded;",
          "application/x-www-form-urlencodedx", "text/plain; application/x-www-form-urlencoded",
          "application/x-www-form-urlencoded, text/plain"})
        BOOST_TEST_CONTEXT(bad) {
            BOOST_TEST(refusal(post("a=1", bad)) == Status::UnsupportedMediaType);
        }
}

BOOST_AUTO_TEST_CASE(parse_accepts_complete_bodies_of_posts_only) {
    auto request = post("a=1");
    request.method = Method::Get;
    BOOST_TEST(refusal(request) == Status::BadRequest);
    request = post("a=1");
    request.body_state = BodyState::Truncated;
    BOOST_TEST(refusal(request) == Status::BadRequest);
    request.body_state = BodyState::BadLength;
    BOOST_TEST(refusal(request) == Status::BadRequest);
    request.body_state = BodyState::TooLarge;
    BOOST_TEST(refusal(request) == Status::PayloadTooLarge);
}

BOOST_AUTO_TEST_CASE(an_error_quotes_nothing_that_was_sent) {
    const auto form = Form::parse_body("secretname=secretvalue%");
    BOOST_REQUIRE(!form.has_value());
    BOOST_TEST(form.error().message.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
