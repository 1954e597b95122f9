// Proving more, or again, in a session over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "unit/api/factor/factor_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

BOOST_FIXTURE_TEST_SUITE(step_up_api_tests, FactorFixture)

BOOST_AUTO_TEST_CASE(post_step_up_by_password_gives_the_session_a_new_token) {
    sign_in_by_json(browser);
    const auto old = session_of(browser);
    const auto id = sessions.find(old, now)->session.public_id.text();
    now += std::chrono::minutes{10};
    const auto answer = step_up(browser, "password", kGoodPassword);
    BOOST_TEST(answer.status() == Status::Ok);
    const auto body = body_of(answer);
    const auto& session = *body.find("session");
    BOOST_TEST(text(session, "id") == id);
    BOOST_TEST(*session.find("current")->boolean());
    BOOST_TEST(number(session, "level") == 1);
    BOOST_TEST(joined(session, "methods") == "password");
    BOOST_TEST(text(session, "authenticated_at") == to_rfc3339(now));
    BOOST_TEST(session_of(browser) != old);
    BOOST_TEST(!says(answer, session_of(browser)));
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    BOOST_TEST(!sessions.find(old, now).has_value());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_step_up_refuses_a_wrong_password) {
    sign_in_by_json(browser);
    const auto old = session_of(browser);
    const auto answer = step_up(browser, "password", "quite wrong");
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "wrong_password");
    BOOST_TEST(errors_of(answer) == "password:wrong");
    BOOST_TEST(session_of(browser) == old);
}

BOOST_AUTO_TEST_CASE(post_step_up_by_password_is_throttled_and_needs_a_hashing_slot) {
    sign_in_by_json(browser);
    {
        const auto taken = slots.acquire(std::chrono::milliseconds{0});
        BOOST_TEST(step_up(browser, "password", kGoodPassword).status() ==
                   Status::ServiceUnavailable);
    }
    for (int i = 0; i < 5; ++i) step_up(browser, "password", "quite wrong");
    const auto answer = step_up(browser, "password", kGoodPassword);
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(answer) == "too_many_attempts");
    BOOST_TEST(!says(answer, "wrong codes"));
}

BOOST_AUTO_TEST_CASE(post_step_up_takes_no_password_of_users_with_a_second_factor) {
    set_up(browser);
    hasher.verified_against.clear();
    const auto answer = step_up(browser, "password", kGoodPassword);
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "factor_required");
    BOOST_TEST(joined(body_of(answer), "methods") == "totp recovery_code");
    BOOST_TEST(hasher.verified_against.empty());
    BOOST_TEST(cookies_set(answer, kSessionCookie).empty());
}

BOOST_AUTO_TEST_CASE(post_step_up_by_code_gives_the_session_a_new_token) {
    set_up(browser);
    const std::pair<const char*, std::string> proofs[] = {{"totp", code(20)},
                                                          {"recovery_code", recovery_codes[0]}};
    now += std::chrono::minutes{10};
    for (const auto& [method, proof] : proofs) {
        const auto old = session_of(browser);
        const auto answer = step_up(browser, method, proof);
        BOOST_TEST(answer.status() == Status::Ok, method);
        const auto body = body_of(answer);
        BOOST_TEST(number(*body.find("session"), "level") == 2);
        BOOST_TEST(text(*body.find("session"), "authenticated_at") == to_rfc3339(now));
        BOOST_TEST(!sessions.find(old, now).has_value());
        BOOST_TEST(begin_totp(browser).status() == Status::Created);
    }
}

BOOST_AUTO_TEST_CASE(post_step_up_refuses_wrong_and_used_codes) {
    set_up(browser);
    const auto typed = code();
    BOOST_TEST(step_up(browser, "totp", typed).status() == Status::Ok);
    BOOST_TEST(code_of(step_up(browser, "totp", typed)) == "wrong_code");
    const auto answer = step_up(browser, "totp", code(3));
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(errors_of(answer) == "code:wrong");
    BOOST_TEST(!says(answer, "clock"));
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_step_up_refuses_what_cannot_be_a_proof) {
    set_up(browser);
    for (const auto* method : {"totp", "recovery_code"})
        for (const auto& body : broken_codes(method)) {
            const auto answer =
                browser.send_json(Method::Post, "/api/v1/sessions/current/step-up", body);
            BOOST_TEST(answer.status() == Status::UnprocessableContent, body);
        }
    const std::pair<const char*, const char*> bodies[] = {
        {R"({})", "method:required"},
        {R"({"method":"email","code":"1"})", "method:invalid"},
        {R"({"method":"password","code":"1"})", "password:required code:unknown_field"},
        {R"({"method":"password","password":true})", "password:wrong_type"}};
    for (const auto& [body, errors] : bodies)
        BOOST_TEST(errors_of(browser.send_json(Method::Post, "/api/v1/sessions/current/step-up",
                                               body)) == errors);
    BOOST_TEST(step_up(browser, "totp", code()).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(post_step_up_throttles_guesses_of_codes) {
    set_up(browser);
    for (int i = 0; i < 5; ++i) step_up(browser, "totp", code(1000 + i));
    const auto answer = step_up(browser, "totp", code());
    BOOST_TEST(code_of(answer) == "too_many_attempts");
    BOOST_TEST(says(answer, "wrong codes"));
}

BOOST_AUTO_TEST_CASE(post_step_up_needs_a_session) {
    BOOST_TEST(code_of(step_up(browser, "password", kGoodPassword)) == "not_signed_in");
}

BOOST_AUTO_TEST_CASE(the_list_of_sessions_says_what_each_proves) {
    set_up(browser);
    Browser other{*this};
    sign_in_by_json(other);
    finish(other, "recovery_code", recovery_codes[0]);
    const auto list = body_of(other.get("/api/v1/sessions"));
    std::string all;
    for (const auto& session : *list.find("sessions")->array())
        all += std::to_string(number(session, "level")) + ' ' + joined(session, "methods") + '\n';
    BOOST_TEST(all == "2 password recovery_code\n2 password totp\n");
}

BOOST_AUTO_TEST_SUITE_END()
