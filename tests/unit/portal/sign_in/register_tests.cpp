// New accounts over the form.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/sign_in/registration_problems.hpp"
#include "postern/base/bytes.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct RegisterFixture : WebFixture {
    FormFields good() const {
        return {{"email", "ann@example.org"},
                {"display_name", "Ann"},
                {"password", std::string{kGoodPassword}}};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(register_tests, RegisterFixture)

BOOST_AUTO_TEST_CASE(post_register_creates_a_user_and_leads_to_sign_in) {
    browser.get("/register");
    const auto answer = browser.post("/register", good());
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location") == "/login?registered=1");
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(browser.sign_in("ann@example.org").status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(post_register_keeps_an_allowed_return_link) {
    BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now)
                      .has_value());
    const std::string link = "https://wiki.example.org/a?b=c";
    BOOST_TEST(says(browser.get("/register?rd=" + percent_encode(link)), link));
    auto fields = good();
    fields.emplace_back("rd", link);
    BOOST_TEST(browser.post("/register", fields).header("Location") ==
               "/login?registered=1&rd=" + percent_encode_link(link));
}

BOOST_AUTO_TEST_CASE(post_register_drops_a_foreign_return_link) {
    browser.get("/register");
    auto fields = good();
    fields.emplace_back("rd", "https://evil.example/");
    BOOST_TEST(browser.post("/register", fields).header("Location") == "/login?registered=1");
}

BOOST_AUTO_TEST_CASE(post_register_shows_all_errors_at_once_beside_their_fields) {
    browser.get("/register");
    const auto page = browser.post(
        "/register", {{"email", "ann"}, {"display_name", " "}, {"password", "short one"}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "id=\"email-error\""));
    BOOST_TEST(says(page, "id=\"display_name-error\""));
    BOOST_TEST(says(page, "Use at least 15 characters."));
    BOOST_TEST(says(page, "aria-describedby=\"password-hint password-error\" aria-invalid"));
    BOOST_TEST(says(page, "<title>Error: "));
    BOOST_TEST(says(page, "value=\"ann\""));
    BOOST_TEST(!says(page, "short one"));
}

BOOST_AUTO_TEST_CASE(post_register_without_any_field_marks_each) {
    browser.get("/register");
    const auto page = browser.post("/register", {});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(post_register_says_so_when_the_address_is_taken) {
    add_user("ann@example.org");
    browser.get("/register");
    const auto page = browser.post("/register", good());
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "<a href=\"/login\">Sign in instead</a>"));
    BOOST_TEST(says(page, "value=\"ann@example.org\""));
}

BOOST_AUTO_TEST_CASE(post_register_says_when_to_come_back_while_all_hashing_slots_are_taken) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    browser.get("/register");
    const auto page = browser.post("/register", good());
    BOOST_TEST(page.status() == Status::ServiceUnavailable);
    BOOST_TEST(page.header("Retry-After") == "2");
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(post_register_answers_the_same_for_a_taken_address_where_email_is_sent) {
    add_user("bob@example.org");
    pipeline = make_pipeline(mailing_registration);
    for (const char* const email : {"ann@example.org", "bob@example.org"}) {
        browser.get("/register");
        auto fields = good();
        fields[0].second = email;
        const auto answer = browser.post("/register", fields);
        BOOST_TEST(answer.status() == Status::Ok);
        BOOST_TEST(says(answer, "We have sent an e-mail to " + std::string{email}));
        BOOST_TEST(says(answer, "name=\"what\" value=\"verify_email\""));
    }
}

BOOST_AUTO_TEST_CASE(post_register_says_when_to_try_again_after_too_many) {
    browser.get("/register");
    http::Response page{Status::Ok};
    for (int i = 0; i < 1000 && page.status() != Status::TooManyRequests; ++i) {
        auto fields = good();
        fields[0].second = "ann" + std::to_string(i) + "@example.org";
        page = browser.post("/register", fields);
        browser.get("/register");
    }
    BOOST_TEST(page.status() == Status::TooManyRequests);
    BOOST_TEST(!page.header("Retry-After").empty());
    BOOST_TEST(says(page, "Too many attempts."));
    BOOST_TEST(says(page, "Wait "));
}

BOOST_AUTO_TEST_CASE(register_says_that_it_is_closed) {
    browser.get("/register");
    pipeline = make_pipeline(closed_registration);
    BOOST_TEST(says(browser.get("/register"), "Registration is closed"));
    BOOST_TEST(browser.post("/register", good()).status() == Status::Forbidden);
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(get_register_redirects_a_signed_in_user) {
    add_user("ann@example.org");
    browser.sign_in("ann@example.org");
    BOOST_TEST(browser.get("/register").header("Location") == "/account");
}

BOOST_AUTO_TEST_CASE(mark_problems_marks_every_error_at_its_field) {
    using enum service::RegistrationError;
    portal::sign_in::RegisterView view{{""}};
    const std::vector<service::PasswordProblem> problems{service::PasswordProblem::Common};
    BOOST_TEST(portal::sign_in::mark_problems({{BadEmail, BadDisplayName, BadPassword}, problems},
                                              view) == Status::UnprocessableContent);
    BOOST_TEST((view.bad_email && view.bad_display_name && view.new_password.problems == problems));
    BOOST_TEST(portal::sign_in::mark_problems({{Closed}}, view) == Status::Forbidden);
}

BOOST_AUTO_TEST_CASE(post_register_keeps_the_time_zone_of_the_browser_if_it_is_one) {
    const auto zone_after = [&](const std::string& email, const std::string& zone) {
        Browser fresh{*this};
        fresh.get("/register");
        fresh.post("/register", {{"email", email},
                                 {"display_name", "Ann"},
                                 {"password", std::string{kGoodPassword}},
                                 {"time_zone", zone}});
        return stores.users().find_by_email(*EmailAddress::parse(email))->user.time_zone;
    };
    BOOST_TEST(zone_after("a@example.org", "Europe/Berlin") == "Europe/Berlin");
    BOOST_TEST(zone_after("b@example.org", "Europe/Nowhere\"><script>") == "");
    BOOST_TEST(zone_after("c@example.org", "") == "");
}

BOOST_AUTO_TEST_SUITE_END()
