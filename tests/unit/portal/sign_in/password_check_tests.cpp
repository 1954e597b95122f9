// Advice on a new password while it is typed.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/json/json.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct AdviceFixture : WebFixture {
    std::string codes_of(const http::Response& answer) {
        const auto json = json::Json::parse(answer.body());
        BOOST_REQUIRE(json.has_value());
        const auto* problems = json->find("problems");
        BOOST_REQUIRE((problems != nullptr && problems->array() != nullptr));
        BOOST_TEST(json->find("texts")->array()->size() == problems->array()->size());
        std::string codes;
        for (const auto& code : *problems->array())
            codes += (codes.empty() ? "" : " ") + *code.string();
        return codes;
    }
    std::string advice(FormFields fields) {
        browser.get("/register");
        return codes_of(browser.post("/password-check", std::move(fields)));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(password_check_tests, AdviceFixture)

BOOST_AUTO_TEST_CASE(it_names_every_problem_with_its_words) {
    browser.get("/register");
    const auto answer = browser.post("/password-check", {{"password", "short"}});
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(codes_of(answer) == "too_short");
    BOOST_TEST(says(answer, "Use at least 15 characters."));
    BOOST_TEST(advice({{"password", "correct horse battery"}}).empty());
    BOOST_TEST(advice({{"password", "aaaaaaaaaaaaaaaaaaaa"}}) == "guessable");
    BOOST_TEST(advice({}) == "too_short");
}

BOOST_AUTO_TEST_CASE(it_compares_with_the_other_fields) {
    BOOST_TEST(advice({{"password", "annabelle smith 1984"},
                       {"email", "smith@example.org"},
                       {"display_name", "Annabelle"}}) == "contains_context");
}

BOOST_AUTO_TEST_CASE(it_compares_with_the_signed_in_user) {
    add_user("xiomara.quetzal@example.org");
    browser.sign_in("xiomara.quetzal@example.org");
    browser.get("/account");
    BOOST_TEST(codes_of(browser.post("/password-check", {{"password", "xiomara quetzal 19"}})) ==
               "contains_context");
}

BOOST_AUTO_TEST_CASE(it_answers_only_forms_of_its_own) {
    browser.get("/register");
    BOOST_TEST(
        browser.post("/password-check", {{"password", "x"}, {"form_token", "wrong"}}).status() ==
        Status::Forbidden);
}

BOOST_AUTO_TEST_CASE(it_throttles_frequent_requests) {
    browser.get("/register");
    http::Response answer{Status::Ok};
    for (int i = 0; i < 500 && answer.status() == Status::Ok; ++i)
        answer = browser.post("/password-check", {{"password", "short"}});
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(!answer.header("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(the_fields_for_new_passwords_ask_for_it) {
    const auto page = browser.get("/register");
    BOOST_TEST(says(page, "data-advice=\"Strong enough.\""));
    BOOST_TEST(says(page, "password-advice.js?v="));
}

BOOST_AUTO_TEST_SUITE_END()
