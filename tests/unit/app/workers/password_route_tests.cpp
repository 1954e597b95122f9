// What the gate asks a portal worker about a password, and how that answers.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/workers/password_route.hpp"

#include <string>
#include <vector>

#include "postern/service/sign_in/gate_password_service.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using app::PasswordVerdict;
using test::kGoodPassword;

namespace {

constexpr std::string_view kSecret = "0123456789abcdef";

gate::TypedPassword typed(std::string_view user, std::string_view password) {
    return {.user = std::string{user},
            .password = Secret{password},
            .address = "192.0.2.7",
            .user_agent = "DAVx5/4.4"};
}

struct RouteFixture : test::ServiceFixture {
    std::string answer_to(std::string_view body) {
        return app::answer_password_question(body, wiring.gate_passwords, now);
    }
    app::PasswordAnswer ask(std::string_view user, std::string_view password) {
        const auto body = app::to_body("wiki", typed(user, password));
        return app::parse_password_answer(answer_to(body.reveal()));
    }
};

std::string cgi(const std::string& line) {
    return "Status: 200 OK\r\nContent-Type: text/plain\r\n\r\n" + line;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(password_route_tests, RouteFixture)

BOOST_AUTO_TEST_CASE(the_fields_arrive_as_they_were_asked) {
    const std::string odd{"a:b\r\n\0c", 7};
    const auto body = app::to_body("wiki", typed("ann@example.org", odd));
    const auto question = app::parse_password_question(body.reveal());
    BOOST_REQUIRE(question.has_value());
    BOOST_TEST(question->site == "wiki");
    BOOST_TEST(question->user == "ann@example.org");
    BOOST_TEST(question->password.reveal() == odd);
    BOOST_TEST(question->address == "192.0.2.7");
    BOOST_TEST(question->user_agent == "DAVx5/4.4");
}

BOOST_AUTO_TEST_CASE(fields_may_be_empty) {
    const auto question = app::parse_password_question("0:0:0:0:0:");
    BOOST_REQUIRE(question.has_value());
    BOOST_TEST(question->password.empty());
}

BOOST_AUTO_TEST_CASE(a_malformed_body_is_no_question) {
    for (const auto* body : {"", "4:wiki", "4:wiki0:0:0:", "4:wiki0:0:0:0:x", "4:wiki0:0:0:0:0:",
                             "4:wiki0:0:0:1:", "-1:0:0:0:0:", "+4:wiki0:0:0:0:", ":0:0:0:0:",
                             "18446744073709551615:wiki0:0:0:0:", "99999999999999999999:0:0:0:0:"})
        BOOST_TEST_CONTEXT(body) {
            BOOST_TEST(!app::parse_password_question(body).has_value());
            BOOST_TEST(
                (app::parse_password_answer(answer_to(body)).verdict == PasswordVerdict::Busy));
        }
}

BOOST_AUTO_TEST_CASE(only_the_gate_can_ask) {
    const auto asked = app::password_parameters(kSecret);
    BOOST_TEST(app::is_password_question(asked, kSecret));
    BOOST_TEST(!app::is_password_question(asked, "0123456789abcdee"));
    BOOST_TEST(!app::is_password_question(asked, "0123456789abcdef0"));
    BOOST_TEST(!app::is_password_question(app::password_parameters(""), ""));

    http::Parameters from_nginx;
    from_nginx.add("REQUEST_METHOD", "POST");
    from_nginx.add("HTTP_POSTERN_ASK", "password");
    from_nginx.add("HTTP_POSTERN_SECRET", kSecret);
    BOOST_TEST(!app::is_password_question(from_nginx, kSecret));
    from_nginx.add("POSTERN_ASK", "password");
    BOOST_TEST(!app::is_password_question(from_nginx, kSecret));

    auto twice = app::password_parameters(kSecret);
    twice.add("POSTERN_SECRET", "another");
    BOOST_TEST(!app::is_password_question(twice, kSecret));
}

BOOST_AUTO_TEST_CASE(no_parameter_has_what_was_typed) {
    for (const auto& [name, value] : app::password_parameters(kSecret))
        BOOST_TEST((name == "POSTERN_ASK" || name == "POSTERN_SECRET"));
}

BOOST_AUTO_TEST_CASE(the_right_password_is_answered_with_its_user) {
    const User ann = add_user("ann@example.org");
    const auto answer = ask("ann@example.org", kGoodPassword);
    BOOST_TEST((answer.verdict == PasswordVerdict::Right));
    BOOST_REQUIRE(answer.user.has_value());
    BOOST_TEST(answer.user->text() == ann.public_id.text());
}

BOOST_AUTO_TEST_CASE(a_wrong_password_and_a_right_one_beside_a_second_factor_are_wrong) {
    add_user("ann@example.org");
    BOOST_TEST((ask("ann@example.org", "wrong").verdict == PasswordVerdict::Wrong));
    add_app("ann@example.org");
    BOOST_TEST((ask("ann@example.org", kGoodPassword).verdict == PasswordVerdict::Wrong));
}

BOOST_AUTO_TEST_CASE(what_nobody_has_looked_at_is_never_wrong) {
    add_user("ann@example.org");
    {
        const auto taken = slots.acquire(std::chrono::milliseconds{0});
        BOOST_TEST((ask("ann@example.org", kGoodPassword).verdict == PasswordVerdict::Busy));
    }
    stores.state().unavailable = true;
    BOOST_TEST((ask("ann@example.org", kGoodPassword).verdict == PasswordVerdict::Busy));
    stores.state().unavailable = false;
    hasher.broken = true;
    BOOST_TEST((ask("ann@example.org", kGoodPassword).verdict == PasswordVerdict::Busy));
    hasher.broken = false;
    for (int i = 0; i < 5; ++i)
        BOOST_TEST((ask("ann@example.org", "guess " + std::to_string(i)).verdict ==
                    PasswordVerdict::Wrong));
    BOOST_TEST((ask("ann@example.org", kGoodPassword).verdict == PasswordVerdict::Busy));
}

BOOST_AUTO_TEST_CASE(only_a_whole_answer_says_right_or_wrong) {
    const std::string user = "AAAAAAAAAAAAAAAAAAAAAA";
    const auto verdict = [](const std::string& text) {
        return app::parse_password_answer(text).verdict;
    };
    BOOST_TEST((verdict(cgi("right " + user + '\n')) == PasswordVerdict::Right));
    BOOST_TEST((verdict(cgi("wrong\n")) == PasswordVerdict::Wrong));
    const std::vector<std::string> others{"",
                                          cgi(""),
                                          cgi("busy\n"),
                                          cgi("right " + user),
                                          cgi("right \n"),
                                          cgi("right " + user + "A\n"),
                                          cgi("right " + user + "\nwrong\n"),
                                          cgi("wrong"),
                                          cgi("wrong\n\n"),
                                          cgi("Wrong\n"),
                                          "right " + user + '\n',
                                          "Status: 200 OK\r\n\r\n",
                                          "Status: 503 Service Unavailable\r\n\r\nwrong\n"};
    for (const auto& text : others)
        BOOST_TEST_CONTEXT(text) BOOST_TEST((verdict(text) == PasswordVerdict::Busy));
}

BOOST_AUTO_TEST_SUITE_END()
