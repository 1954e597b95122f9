// A sign-in in two steps over the JSON interface, and how to get around the second one.
#define BOOST_TEST_DYN_LINK
#include "unit/api/factor/factor_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

/// Ann has an app, and has typed nothing but the password at another browser.
struct SecondFactorFixture : FactorFixture {
    static constexpr std::string_view kLost = "/api/v1/sessions/second-factor/lost";

    Browser other{*this};
    http::Response waiting = http::Response{Status::Ok};

    http::Response finish_and_trust(Browser& who, std::string_view method, std::string_view typed) {
        return who.send_json(
            Method::Post, "/api/v1/sessions/second-factor",
            Json{Json::Object{{"method", method}, {"code", typed}, {"trust_device", true}}}.dump());
    }

    http::Response ask_for_reset(Browser& who) {
        return who.send_json(Method::Post, std::string{kLost}, "{}");
    }

    SecondFactorFixture() {
        set_up(browser);
        waiting = sign_in_by_json(other);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(second_factor_api_tests, SecondFactorFixture)

// --- the password --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_sessions_opens_no_session_for_users_with_a_second_factor) {
    BOOST_TEST(waiting.status() == Status::Unauthorized);
    BOOST_TEST(code_of(waiting) == "second_factor_required");
    BOOST_TEST(joined(body_of(waiting), "methods") == "totp recovery_code");
    BOOST_TEST(!waiting.header("WWW-Authenticate").empty());
    BOOST_TEST(waiting.header("Cache-Control") == "no-store");
    BOOST_TEST(cookies_set(waiting, kSignInCookie).size() == 1u);
    BOOST_TEST(cookies_set(waiting, kSessionCookie).empty());
    BOOST_TEST(cookies_set(waiting, kDeviceCookie).empty());
    BOOST_TEST(!says(waiting, sign_in_of(other)));
    BOOST_TEST(!other.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sessions_says_nothing_of_factors_after_a_wrong_password) {
    Browser thief{*this};
    const auto answer =
        thief.send_json(Method::Post, "/api/v1/sessions", sign_in_body("quite wrong"));
    BOOST_TEST(code_of(answer) == "bad_credentials");
    BOOST_TEST(!says(answer, "methods"));
    BOOST_TEST(!waits(thief));
}

BOOST_AUTO_TEST_CASE(post_sessions_names_no_recovery_codes_when_all_were_used) {
    for (const auto& recovery_code : recovery_codes) {
        Browser each{*this};
        sign_in_by_json(each);
        BOOST_REQUIRE(finish(each, "recovery_code", recovery_code).status() == Status::Created);
    }
    Browser last{*this};
    BOOST_TEST(joined(body_of(sign_in_by_json(last)), "methods") == "totp");
}

BOOST_AUTO_TEST_CASE(the_cookie_between_the_steps_opens_no_operation_that_needs_a_session) {
    const auto token = sign_in_of(other);
    const auto ask = [this](const http::Route& row, std::map<std::string, std::string> sent) {
        Browser thief{*this};
        thief.cookies = std::move(sent);
        std::string path = row.path;
        if (const auto at = path.find("{id}"); at != std::string::npos)
            path.replace(at, 4, ann.public_id.text());
        return thief.send_json(row.method, path, row.method == Method::Get ? "" : "{}");
    };
    std::size_t closed = 0;
    for (const auto& row : api::routes(api_services(registration, wiring),
                                       {passwords.needs(), true, "en", openapi})) {
        if (row.path == kLost) continue;  // what this cookie is for
        if (ask(row, {}).status() != Status::Unauthorized) continue;
        ++closed;
        for (const auto name : {kSignInCookie, kSessionCookie}) {
            const auto answer = ask(row, {{std::string{name}, token}});
            BOOST_TEST(answer.status() == Status::Unauthorized, row.path);
            BOOST_TEST(code_of(answer) == "not_signed_in");
        }
    }
    BOOST_TEST(closed == 100u);
    Browser thief{*this};
    thief.cookies = {{std::string{kSessionCookie}, token}};
    BOOST_TEST(!thief.is_signed_in());
}

// --- the code ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_second_factor_opens_the_session) {
    const auto answer = finish(other, "totp", code());
    BOOST_TEST(answer.status() == Status::Created);
    const auto body = body_of(answer);
    BOOST_TEST(text(*body.find("user"), "id") == ann.public_id.text());
    const auto& session = *body.find("session");
    BOOST_TEST(*session.find("current")->boolean());
    BOOST_TEST(number(session, "level") == 2);
    BOOST_TEST(joined(session, "methods") == "password totp");
    BOOST_TEST(text(session, "authenticated_at") == to_rfc3339(now));
    BOOST_TEST(other.is_signed_in());
    BOOST_TEST(other.has_cookie(std::string{kDeviceCookie}));
    BOOST_TEST(!waits(other));
    BOOST_TEST(!says(answer, session_of(other)));
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_CASE(post_second_factor_remembers_when_the_first_step_asked_for_it) {
    other.send_json(
        Method::Post, "/api/v1/sessions",
        R"({"email":"ann@example.org","password":"correct horse battery","remember":true})");
    const auto cookie = cookies_set(finish(other, "totp", code()), kSessionCookie);
    BOOST_REQUIRE(cookie.size() == 1u);
    BOOST_TEST(cookie[0].find("Max-Age=2592000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(post_second_factor_takes_each_recovery_code_once) {
    const auto answer = finish(other, "recovery_code", recovery_codes[0]);
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(joined(*body_of(answer).find("session"), "methods") == "password recovery_code");
    BOOST_TEST(number(*factors_of(other).find("recovery_codes"), "left") == 9);
    Browser again{*this};
    sign_in_by_json(again);
    BOOST_TEST(code_of(finish(again, "recovery_code", recovery_codes[0])) == "wrong_code");
    BOOST_TEST(!again.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_second_factor_takes_each_code_of_the_app_once) {
    const auto typed = code();
    BOOST_TEST(finish(other, "totp", typed).status() == Status::Created);
    other.send_json(Method::Delete, "/api/v1/sessions/current", "{}");
    Browser again{*this};
    sign_in_by_json(again);
    BOOST_TEST(code_of(finish(again, "totp", typed)) == "wrong_code");
    BOOST_TEST(!again.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_second_factor_takes_no_code_of_the_other_kind) {
    BOOST_TEST(finish(other, "totp", recovery_codes[0]).status() == Status::UnprocessableContent);
    BOOST_TEST(finish(other, "recovery_code", code()).status() == Status::UnprocessableContent);
    BOOST_TEST(!other.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_second_factor_refuses_a_wrong_code_and_says_nothing_of_clocks) {
    for (const std::int64_t steps : {-3, 3, 1000}) {
        const auto answer = finish(other, "totp", code(steps));
        BOOST_TEST(answer.status() == Status::Forbidden);
        BOOST_TEST(code_of(answer) == "wrong_code");
        BOOST_TEST(errors_of(answer) == "code:wrong");
        BOOST_TEST(!says(answer, "clock"));
    }
    BOOST_TEST(waits(other));
    BOOST_TEST(finish(other, "totp", code()).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(post_second_factor_without_a_first_step_is_refused) {
    Browser thief{*this};
    for (const auto& token :
         {std::string{}, std::string(43, 'A'), std::string{"no token"}, session_of(browser)}) {
        thief.cookies = {{std::string{kSignInCookie}, token}};
        const auto answer = finish(thief, "totp", code());
        BOOST_TEST(answer.status() == Status::Unauthorized);
        BOOST_TEST(code_of(answer) == "sign_in_gone");
        BOOST_TEST(!answer.header("WWW-Authenticate").empty());
        BOOST_TEST(!waits(thief));
        BOOST_TEST(!thief.is_signed_in());
    }
}

BOOST_AUTO_TEST_CASE(post_second_factor_comes_too_late_after_ten_minutes) {
    now += service::kSignInStepTtl;
    BOOST_TEST(code_of(finish(other, "totp", code())) == "sign_in_gone");
}

BOOST_AUTO_TEST_CASE(post_second_factor_of_another_user_takes_their_codes_only) {
    add_user("eve@example.org");
    Browser eve{*this};
    eve.send_json(Method::Post, "/api/v1/sessions",
                  R"({"email":"eve@example.org","password":"correct horse battery"})");
    const auto eves_key = key_in(begin_totp(eve));
    const auto eves_code = [&] {
        return std::string{crypto::totp_code(eves_key, crypto::totp_step(now)).reveal()};
    };
    BOOST_REQUIRE(confirm_totp(eve, eves_code()).status() == Status::Ok);
    wait_for_next_code();
    BOOST_TEST(code_of(finish(other, "totp", eves_code())) == "wrong_code");
    BOOST_TEST(!other.is_signed_in());
    BOOST_TEST(finish(other, "totp", code()).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(a_waiting_sign_in_is_used_up_by_the_session) {
    const auto token = sign_in_of(other);
    finish(other, "totp", code());
    wait_for_next_code();
    Browser thief{*this};
    thief.cookies = {{std::string{kSignInCookie}, token}};
    BOOST_TEST(code_of(finish(thief, "totp", code())) == "sign_in_gone");
}

BOOST_AUTO_TEST_CASE(post_second_factor_ends_the_session_that_the_browser_had) {
    const auto old = session_of(browser);
    sign_in_by_json(browser);
    BOOST_TEST(session_of(browser) == old);
    BOOST_TEST(finish(browser, "totp", code()).status() == Status::Created);
    BOOST_TEST(!sessions.find(old, now).has_value());
}

// --- strict bodies, and limits -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_cannot_be_a_code_is_refused_and_does_not_count) {
    for (const auto* method : {"totp", "recovery_code"})
        for (const auto& body : broken_codes(method)) {
            const auto answer =
                other.send_json(Method::Post, "/api/v1/sessions/second-factor", body);
            BOOST_TEST(answer.status() == Status::UnprocessableContent, body);
            BOOST_TEST(code_of(answer) == "validation_failed");
            BOOST_TEST(!says(answer, "123456"));
        }
    BOOST_TEST(!other.is_signed_in());
    BOOST_TEST(finish(other, "totp", code()).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(the_method_must_be_a_known_one_and_have_its_own_member_only) {
    const std::pair<const char*, const char*> bodies[] = {
        {R"({"code":"123456"})", "method:required"},
        {R"({"method":"","code":"123456"})", "method:required"},
        {R"({"method":["totp"],"code":"123456"})", "method:wrong_type"},
        {R"({"method":"sms","code":"123456"})", "method:invalid"},
        {R"({"method":"TOTP","code":"123456"})", "method:invalid"},
        {R"({"method":"password","password":"correct horse battery"})", "method:invalid"},
        {R"({"method":"totp","code":"1","password":"x"})", "password:unknown_field"},
        {R"({"method":"totp","code":"1","user":"x"})", "user:unknown_field"},
        {R"({"method":"totp","code":"1","trust_device":"yes"})", "trust_device:wrong_type"},
        {R"({"method":"totp","code":"1","trust_device":null})", "trust_device:wrong_type"}};
    for (const auto& [body, errors] : bodies) {
        const auto answer = other.send_json(Method::Post, "/api/v1/sessions/second-factor", body);
        BOOST_TEST(answer.status() == Status::UnprocessableContent, body);
        BOOST_TEST(errors_of(answer) == errors);
    }
}

BOOST_AUTO_TEST_CASE(guesses_of_a_code_are_throttled_over_all_sign_ins) {
    for (int i = 0; i < 5; ++i) {
        Browser thief{*this};
        sign_in_by_json(thief);
        finish(thief, "totp", code(1000 + i));
    }
    Browser thief{*this};
    sign_in_by_json(thief);
    const auto answer = finish(thief, "totp", code());
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(answer) == "too_many_attempts");
    BOOST_TEST(std::to_string(number(body_of(answer), "retry_after")) ==
               answer.header("Retry-After"));
    BOOST_TEST(!thief.is_signed_in());
}

BOOST_AUTO_TEST_CASE(after_too_many_wrong_codes_of_the_app_only_a_recovery_code_helps) {
    const auto guess = [&] {
        Browser thief{*this};
        sign_in_by_json(thief);
        return finish(thief, "totp", code(1000));
    };
    auto answer = guess();
    for (int i = 0; i < 1000 && !says(answer, "any more"); ++i, answer = guess())
        if (answer.status() != Status::Forbidden) now += std::chrono::hours{1};
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(answer) == "too_many_attempts");
    sign_in_by_json(other);
    BOOST_TEST(finish(other, "totp", code()).status() == Status::TooManyRequests);
    BOOST_TEST(finish(other, "recovery_code", recovery_codes[0]).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(a_recovery_code_is_kept_while_all_hashing_slots_are_taken) {
    {
        const auto taken = slots.acquire(std::chrono::milliseconds{0});
        const auto answer = finish(other, "recovery_code", recovery_codes[0]);
        BOOST_TEST(answer.status() == Status::ServiceUnavailable);
        BOOST_TEST(code_of(answer) == "unavailable");
        BOOST_TEST(answer.header("Retry-After") == "2");
    }
    BOOST_TEST(finish(other, "recovery_code", recovery_codes[0]).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(a_code_that_the_server_cannot_check_is_not_wrong) {
    auto other_keys = crypto::KeyRing::parse(Secret{to_base64url(std::string(32, 'x'))});
    std::swap(keys, *other_keys);
    for (int i = 0; i < 20; ++i) {
        const auto answer = finish(other, "totp", code());
        BOOST_TEST(answer.status() == Status::ServiceUnavailable);
        BOOST_TEST(code_of(answer) == "factor_unavailable");
    }
    std::swap(keys, *other_keys);
    BOOST_TEST(finish(other, "totp", code()).status() == Status::Created);
}

// --- trusted devices -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_trusted_device_needs_the_password_alone_and_gets_level_2) {
    BOOST_REQUIRE(finish_and_trust(other, "totp", code()).status() == Status::Created);
    BOOST_TEST(number(factors_of(browser), "trusted_devices") == 1);
    const auto answer = sign_in_by_json(other);
    BOOST_TEST(answer.status() == Status::Created);
    const auto body = body_of(answer);
    BOOST_TEST(number(*body.find("session"), "level") == 2);
    BOOST_TEST(joined(*body.find("session"), "methods") == "password trusted_device");
    Browser stranger{*this};
    BOOST_TEST(code_of(sign_in_by_json(stranger)) == "second_factor_required");
}

BOOST_AUTO_TEST_CASE(a_trusted_device_has_to_show_the_second_factor_before_changes) {
    finish_and_trust(other, "totp", code());
    sign_in_by_json(other);
    const auto refused = make_recovery_codes(other);
    BOOST_TEST(code_of(refused) == "step_up_required");
    BOOST_TEST(code_of(step_up(other, "password", kGoodPassword)) == "factor_required");
    wait_for_next_code();
    BOOST_TEST(step_up(other, "totp", code()).status() == Status::Ok);
    BOOST_TEST(make_recovery_codes(other).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_device_is_trusted_under_a_token_that_it_did_not_have_before) {
    const auto planted = browser.cookies.at(std::string{kDeviceCookie});
    other.cookies.emplace(kDeviceCookie, planted);
    finish_and_trust(other, "totp", code());
    BOOST_TEST(other.cookies.at(std::string{kDeviceCookie}) != planted);
    BOOST_TEST(code_of(sign_in_by_json(browser)) == "second_factor_required");
    BOOST_TEST(sign_in_by_json(other).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(nobody_trusts_a_device_by_a_recovery_code_or_without_asking) {
    finish_and_trust(other, "recovery_code", recovery_codes[0]);
    BOOST_TEST(code_of(sign_in_by_json(other)) == "second_factor_required");
    finish(other, "totp", code());
    BOOST_TEST(code_of(sign_in_by_json(other)) == "second_factor_required");
    BOOST_TEST(number(factors_of(browser), "trusted_devices") == 0);
}

BOOST_AUTO_TEST_CASE(delete_trusted_devices_ends_the_trust_and_no_session) {
    finish_and_trust(other, "totp", code());
    const auto answer = browser.send_json(Method::Delete, "/api/v1/me/trusted-devices", "");
    BOOST_TEST(answer.status() == Status::NoContent);
    BOOST_TEST(other.is_signed_in());
    BOOST_TEST(number(factors_of(browser), "trusted_devices") == 0);
    BOOST_TEST(code_of(sign_in_by_json(other)) == "second_factor_required");
}

// --- lost factors --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_lost_factor_sends_the_link_and_goes_on_waiting) {
    const auto before = stores.state().outbox.size();
    const auto answer = ask_for_reset(other);
    BOOST_TEST(answer.status() == Status::Accepted);
    BOOST_TEST(answer.body() == R"({"status":"accepted"})");
    BOOST_TEST(stores.state().outbox.size() == before + 1);
    BOOST_TEST(waits(other));
    BOOST_TEST(finish(other, "totp", code()).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(post_lost_factor_needs_the_password_first) {
    const auto before = stores.state().outbox.size();
    Browser stranger{*this};
    for (auto* who : {&stranger, &browser}) {
        const auto answer = ask_for_reset(*who);
        BOOST_TEST(answer.status() == Status::Unauthorized);
        BOOST_TEST(code_of(answer) == "sign_in_gone");
    }
    BOOST_TEST(stores.state().outbox.size() == before);
}

BOOST_AUTO_TEST_CASE(post_lost_factor_says_so_where_no_email_is_sent) {
    mail_enabled = false;
    pipeline = make_pipeline(registration);
    const auto answer = ask_for_reset(other);
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "factor_reset_off");
    BOOST_TEST(waits(other));
}

BOOST_AUTO_TEST_CASE(post_lost_factor_is_limited_as_other_emails_are) {
    auto answer = ask_for_reset(other);
    for (int i = 0; i < 30 && answer.status() == Status::Accepted; ++i)
        answer = ask_for_reset(other);
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(answer) == "too_many_mails");
    BOOST_TEST(std::to_string(number(body_of(answer), "retry_after")) ==
               answer.header("Retry-After"));
}

BOOST_AUTO_TEST_CASE(post_second_factor_from_another_site_is_refused) {
    other.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    BOOST_TEST(code_of(finish(other, "totp", code())) == "cross_site_request");
}

BOOST_AUTO_TEST_SUITE_END()
