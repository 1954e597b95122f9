// What users do with their second factors over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "unit/api/factor/factor_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

BOOST_FIXTURE_TEST_SUITE(factor_api_tests, FactorFixture)

// --- what there is -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(get_factors_says_that_there_are_none) {
    sign_in_by_json(browser);
    BOOST_TEST(browser.get("/api/v1/me/factors").body() ==
               R"({"totp":null,"passkeys":[],"recovery_codes":null,"available":true,)"
               R"("passkeys_available":true,"trusted_devices":0,"level":1})");
}

BOOST_AUTO_TEST_CASE(get_factors_shows_what_there_is_and_no_secret) {
    sign_in_by_json(browser);
    set_up(browser);
    const auto answer = browser.get("/api/v1/me/factors");
    const auto body = body_of(answer);
    const auto& totp = *body.find("totp");
    const auto created = now - std::chrono::seconds{crypto::kTotpStepSeconds};
    BOOST_TEST(text(totp, "id").size() == 22u);
    BOOST_TEST(text(totp, "created_at") == to_rfc3339(created));
    BOOST_TEST(totp.find("last_used_at")->is_null());
    const auto& codes = *body.find("recovery_codes");
    BOOST_TEST(number(codes, "left") == 10);
    BOOST_TEST(number(codes, "total") == 10);
    BOOST_TEST(text(codes, "created_at") == to_rfc3339(created));
    BOOST_TEST(codes.find("last_used_at")->is_null());
    BOOST_TEST(number(body, "level") == 2);
    BOOST_TEST(!says(answer, crypto::to_base32(key.reveal()).reveal()));
    BOOST_TEST(!says(answer, recovery_codes[0]));
}

BOOST_AUTO_TEST_CASE(get_factors_says_when_they_were_used) {
    set_up(browser);
    step_up(browser, "totp", code());
    step_up(browser, "recovery_code", recovery_codes[0]);
    const auto body = factors_of(browser);
    BOOST_TEST(text(*body.find("totp"), "last_used_at") == to_rfc3339(now));
    BOOST_TEST(number(*body.find("recovery_codes"), "left") == 9);
    BOOST_TEST(text(*body.find("recovery_codes"), "last_used_at") == to_rfc3339(now));
}

BOOST_AUTO_TEST_CASE(every_operation_on_factors_needs_a_session) {
    for (const auto& answer :
         {browser.get("/api/v1/me/factors"), begin_totp(browser), confirm_totp(browser, "123456"),
          make_recovery_codes(browser), remove(browser, "AAAAAAAAAAAAAAAAAAAAAA")}) {
        BOOST_TEST(answer.status() == Status::Unauthorized);
        BOOST_TEST(code_of(answer) == "not_signed_in");
    }
}

BOOST_AUTO_TEST_CASE(every_change_of_factors_from_another_site_is_refused) {
    set_up(browser);
    const auto id = app_id(browser);
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    for (const auto& answer : {begin_totp(browser), confirm_totp(browser, code()),
                               make_recovery_codes(browser), remove(browser, id)})
        BOOST_TEST(code_of(answer) == "cross_site_request");
}

// --- setting up an app ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_totp_shows_the_key_as_text_link_and_qr_code) {
    sign_in_by_json(browser);
    const auto answer = begin_totp(browser);
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    const auto body = body_of(answer);
    const auto secret = text(body, "secret");
    BOOST_TEST(secret.size() == 32u);
    BOOST_TEST(text(body, "uri").starts_with("otpauth://totp/auth.example.org:ann"));
    BOOST_TEST(text(body, "uri").find("secret=" + secret) != std::string::npos);
    BOOST_TEST(text(body, "qr_svg").starts_with("<svg "));
    BOOST_TEST(factors_of(browser).find("totp")->is_null());
}

BOOST_AUTO_TEST_CASE(put_totp_answers_with_recovery_codes_and_a_new_token) {
    sign_in_by_json(browser);
    const auto old = session_of(browser);
    key = key_in(begin_totp(browser));
    const auto answer = confirm_totp(browser, code());
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    BOOST_TEST(strings(body_of(answer), "recovery_codes").size() == 10u);
    BOOST_TEST(session_of(browser) != old);
    BOOST_TEST(!sessions.find(old, now).has_value());
    BOOST_TEST(number(factors_of(browser), "level") == 2);
}

BOOST_AUTO_TEST_CASE(put_totp_uses_the_code_up) {
    sign_in_by_json(browser);
    key = key_in(begin_totp(browser));
    confirm_totp(browser, code());
    Browser other{*this};
    sign_in_by_json(other);
    BOOST_TEST(code_of(finish(other, "totp", code())) == "wrong_code");
}

BOOST_AUTO_TEST_CASE(another_app_replaces_the_first_one_once_it_is_confirmed) {
    set_up(browser);
    const auto id = app_id(browser);
    auto new_key = key_in(begin_totp(browser));
    BOOST_TEST(step_up(browser, "totp", code()).status() == Status::Ok);

    new_key = key_in(begin_totp(browser));
    std::swap(key, new_key);
    const auto answer = confirm_totp(browser, code());
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(strings(body_of(answer), "recovery_codes").empty());
    BOOST_TEST(app_id(browser) != id);
    wait_for_next_code();
    std::swap(key, new_key);
    BOOST_TEST(code_of(step_up(browser, "totp", code())) == "wrong_code");
    std::swap(key, new_key);
    BOOST_TEST(step_up(browser, "totp", code()).status() == Status::Ok);
    BOOST_TEST(step_up(browser, "recovery_code", recovery_codes[0]).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(put_totp_refuses_a_wrong_code_and_names_a_clock_that_is_off) {
    sign_in_by_json(browser);
    key = key_in(begin_totp(browser));
    const auto wrong = confirm_totp(browser, code(1000));
    BOOST_TEST(wrong.status() == Status::Forbidden);
    BOOST_TEST(code_of(wrong) == "wrong_code");
    BOOST_TEST(errors_of(wrong) == "code:wrong");
    BOOST_TEST(!says(wrong, "clock_off_seconds"));
    BOOST_TEST(number(body_of(confirm_totp(browser, code(4))), "clock_off_seconds") == 120);
    BOOST_TEST(number(body_of(confirm_totp(browser, code(-4))), "clock_off_seconds") == -120);
    BOOST_TEST(factors_of(browser).find("totp")->is_null());
    BOOST_TEST(confirm_totp(browser, code()).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(put_totp_refuses_what_cannot_be_a_code) {
    sign_in_by_json(browser);
    key = key_in(begin_totp(browser));
    for (const auto* body : {R"({})", R"({"code":""})", R"({"code":true})", R"({"code":123456})",
                             R"({"code":null})", R"({"code":["123456"]})", R"({"code":"12345"})",
                             R"({"code":"1234567"})", R"({"code":"١٢٣٤٥٦"})"}) {
        const auto answer = browser.send_json(Method::Put, "/api/v1/me/factors/totp", body);
        BOOST_TEST(answer.status() == Status::UnprocessableContent, body);
    }
    BOOST_TEST(errors_of(confirm_totp(browser, "12345")) == "code:invalid");
    BOOST_TEST(confirm_totp(browser, code()).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(put_totp_takes_no_key_from_the_request) {
    sign_in_by_json(browser);
    begin_totp(browser);
    const auto answer =
        browser.send_json(Method::Put, "/api/v1/me/factors/totp",
                          R"({"code":"123456","secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})");
    BOOST_TEST(errors_of(answer) == "secret:unknown_field");
}

BOOST_AUTO_TEST_CASE(put_totp_confirms_only_what_was_begun_in_the_same_session) {
    sign_in_by_json(browser);
    key = key_in(begin_totp(browser));
    Browser other{*this};
    sign_in_by_json(other);
    const auto answer = confirm_totp(other, code());
    BOOST_TEST(answer.status() == Status::Gone);
    BOOST_TEST(code_of(answer) == "enrolment_gone");
    BOOST_TEST(factors_of(other).find("totp")->is_null());
    BOOST_TEST(confirm_totp(browser, code()).status() == Status::Ok);
    BOOST_TEST(code_of(confirm_totp(browser, code(1))) == "enrolment_gone");
}

BOOST_AUTO_TEST_CASE(put_totp_confirms_only_the_key_that_was_shown_last) {
    sign_in_by_json(browser);
    key = key_in(begin_totp(browser));
    auto second = key_in(begin_totp(browser));
    BOOST_TEST(code_of(confirm_totp(browser, code())) == "wrong_code");
    std::swap(key, second);
    BOOST_TEST(confirm_totp(browser, code()).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(put_totp_is_unavailable_while_all_hashing_slots_are_taken) {
    sign_in_by_json(browser);
    key = key_in(begin_totp(browser));
    {
        const auto taken = slots.acquire(std::chrono::milliseconds{0});
        BOOST_TEST(code_of(confirm_totp(browser, code())) == "unavailable");
    }
    BOOST_TEST(confirm_totp(browser, code()).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(without_a_key_file_nothing_can_be_set_up) {
    auto bare_ports = ports();
    bare_ports.keys = nullptr;
    app::Services bare{app::stores_of(stores), bare_ports, service_settings};
    pipeline = http::Pipeline{http::Router{api::routes(api_services(registration, bare),
                                                       {passwords.needs(), true, "en", openapi})},
                              {.public_origin = std::string{kPortalOrigin}},
                              {}};
    sign_in_by_json(browser);
    BOOST_TEST(!*factors_of(browser).find("available")->boolean());
    const auto answer = begin_totp(browser);
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(code_of(answer) == "factors_unavailable");
    BOOST_TEST(!*factors_of(browser).find("passkeys_available")->boolean());
    for (const auto* path :
         {"/api/v1/passkey-challenges", "/api/v1/me/factors/passkeys/challenges"}) {
        const auto asked = browser.send_json(Method::Post, path, "{}");
        BOOST_TEST(asked.status() == Status::ServiceUnavailable, path);
        BOOST_TEST(code_of(asked) == "passkeys_unavailable");
    }
}

// --- fresh proof ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_change_needs_a_proof_that_is_five_minutes_old_at_most) {
    set_up(browser);
    const auto id = app_id(browser);
    now += std::chrono::minutes{5};
    const std::string password = R"({"password":"correct horse battery"})";
    for (const auto& answer :
         {begin_totp(browser), make_recovery_codes(browser), remove(browser, id),
          browser.send_json(Method::Delete, "/api/v1/me", password),
          browser.send_json(Method::Delete, "/api/v1/sessions", password),
          browser.send_json(Method::Put, "/api/v1/me/password",
                            R"({"current_password":"correct horse battery",)"
                            R"("password":"brightly painted lighthouse"})")}) {
        BOOST_TEST(answer.status() == Status::Forbidden);
        BOOST_TEST(code_of(answer) == "step_up_required");
        const auto body = body_of(answer);
        BOOST_TEST(number(body, "level") == 2);
        BOOST_TEST(number(body, "max_age") == 300);
        BOOST_TEST(joined(body, "methods") == "totp recovery_code");
        BOOST_TEST(cookies_set(answer, kSessionCookie).empty());
    }
    BOOST_TEST(app_id(browser) == id);
    BOOST_TEST(number(*factors_of(browser).find("recovery_codes"), "left") == 10);
}

BOOST_AUTO_TEST_CASE(the_password_is_proof_enough_for_users_who_have_nothing_more) {
    sign_in_by_json(browser);
    now += std::chrono::minutes{6};
    const auto body = body_of(begin_totp(browser));
    BOOST_TEST(text(body, "code") == "step_up_required");
    BOOST_TEST(number(body, "level") == 1);
    BOOST_TEST(joined(body, "methods") == "password");
    step_up(browser, "password", kGoodPassword);
    BOOST_TEST(begin_totp(browser).status() == Status::Created);
}

// --- removing, and new recovery codes ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(delete_factor_removes_the_app_and_ends_all_sessions) {
    set_up(browser);
    Browser other{*this};
    sign_in_by_json(other);
    finish(other, "totp", code());
    const auto old = session_of(browser);
    const auto answer = remove(browser, app_id(browser));
    BOOST_TEST(answer.status() == Status::NoContent);
    BOOST_TEST(!sessions.find(old, now).has_value());
    BOOST_TEST(!other.is_signed_in());
    BOOST_TEST(browser.get("/api/v1/me/factors").body() ==
               R"({"totp":null,"passkeys":[],"recovery_codes":null,"available":true,)"
               R"("passkeys_available":true,"trusted_devices":0,"level":1})");
    BOOST_TEST(sign_in_by_json(other).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(delete_factor_knows_only_the_ids_of_the_caller) {
    set_up(browser);
    const auto id = app_id(browser);
    add_user("eve@example.org");
    Browser eve{*this};
    eve.send_json(Method::Post, "/api/v1/sessions",
                  R"({"email":"eve@example.org","password":"correct horse battery"})");
    for (const auto& wrong : {id, std::string{"AAAAAAAAAAAAAAAAAAAAAA"}, std::string{"x"}}) {
        const auto answer = remove(eve, wrong);
        BOOST_TEST(answer.status() == Status::NotFound);
        BOOST_TEST(code_of(answer) == "not_found");
    }
    key = key_in(begin_totp(eve));
    BOOST_REQUIRE(confirm_totp(eve, code()).status() == Status::Ok);
    BOOST_TEST(remove(eve, id).status() == Status::NotFound);
    BOOST_TEST(app_id(browser) == id);
    BOOST_TEST(!factors_of(eve).find("totp")->is_null());
}

BOOST_AUTO_TEST_CASE(put_recovery_codes_replaces_all_of_them) {
    set_up(browser);
    const auto answer = make_recovery_codes(browser);
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    const auto fresh = strings(body_of(answer), "recovery_codes");
    BOOST_TEST(fresh.size() == 10u);
    BOOST_TEST(code_of(step_up(browser, "recovery_code", recovery_codes[0])) == "wrong_code");
    BOOST_TEST(step_up(browser, "recovery_code", fresh[0]).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(put_recovery_codes_needs_a_factor_that_they_replace) {
    sign_in_by_json(browser);
    const auto answer = make_recovery_codes(browser);
    BOOST_TEST(answer.status() == Status::NotFound);
    BOOST_TEST(code_of(answer) == "not_found");
}

BOOST_AUTO_TEST_CASE(get_never_changes_a_factor) {
    set_up(browser);
    BOOST_TEST(browser.get("/api/v1/me/factors/totp").status() == Status::MethodNotAllowed);
    BOOST_TEST(browser.get("/api/v1/me/factors/recovery-codes").status() ==
               Status::MethodNotAllowed);
}

BOOST_AUTO_TEST_SUITE_END()
