// Passkeys and security keys over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "postern/base/bytes.hpp"
#include "support/passkey_json.hpp"
#include "unit/api/factor/factor_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct PasskeyApiFixture : FactorFixture {
    static constexpr const char* kChallenges = "/api/v1/passkey-challenges";
    static constexpr const char* kKeys = "/api/v1/me/factors/passkeys";
    static constexpr const char* kBegin = "/api/v1/me/factors/passkeys/challenges";
    static constexpr const char* kFinish = "/api/v1/sessions/second-factor";
    static constexpr const char* kRaise = "/api/v1/sessions/current/step-up";

    SoftPasskey passkey;

    static Json options_of(const http::Response& asked) {
        BOOST_REQUIRE(asked.status() == Status::Ok);
        return *body_of(asked).find("publicKey");
    }

    static std::string challenge_of(const http::Response& asked) {
        return from_base64url(text(options_of(asked), "challenge")).value();
    }

    template <class Answer>
    static Json json_of(const Answer& answer) {
        return Json::parse(passkey_json(answer)).value();
    }

    http::Response ask(Browser& who, std::string_view purpose) {
        return who.send_json(Method::Post, kChallenges,
                             Json{Json::Object{{"for", purpose}}}.dump());
    }

    http::Response begin(Browser& who, std::string_view kind) {
        return who.send_json(Method::Post, kBegin, Json{Json::Object{{"kind", kind}}}.dump());
    }

    http::Response send(Browser& who, const char* path, Json::Object members) {
        return who.send_json(Method::Post, path, Json{std::move(members)}.dump());
    }

    /// Begins, and answers with `added`, which learns its user's handle.
    http::Response add(Browser& who, SoftPasskey& added, std::string_view kind = "passkey") {
        const auto asked = begin(who, kind);
        added.user_handle = from_base64url(text(*options_of(asked).find("user"), "id")).value();
        return send(who, kKeys,
                    {{"kind", kind}, {"passkey", json_of(added.create(challenge_of(asked)))}});
    }

    /// Signs Ann in and adds the passkey.
    void set_up_passkey(Browser& who, std::string_view kind = "passkey") {
        sign_in_by_json(who);
        const auto added = add(who, passkey, kind);
        BOOST_REQUIRE(added.status() == Status::Created);
        recovery_codes = strings(body_of(added), "recovery_codes");
    }

    http::Response sign_in_by_passkey(Browser& who, const SoftPasskey& by) {
        const auto answer = by.get(challenge_of(ask(who, "sign_in")));
        return send(who, "/api/v1/sessions", {{"passkey", json_of(answer)}});
    }

    http::Response prove(Browser& who, const char* path, std::string_view purpose) {
        const auto answer = passkey.get(challenge_of(ask(who, purpose)));
        return send(who, path, {{"method", "passkey"}, {"passkey", json_of(answer)}});
    }

    std::string first_id(Browser& who) {
        return text(factors_of(who).find("passkeys")->array()->front(), "id");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_api_tests, PasskeyApiFixture)

// --- challenges ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_challenge_for_sign_in_names_no_passkey_and_binds_the_browser) {
    const auto asked = browser.send_json(Method::Post, kChallenges, "{}");
    const auto options = options_of(asked);
    BOOST_TEST(text(options, "rpId") == "auth.example.org");
    BOOST_TEST(text(options, "userVerification") == "required");
    BOOST_TEST(options.find("allowCredentials")->array()->empty());
    BOOST_TEST(number(options, "timeout") == 300'000);
    BOOST_TEST(asked.header("Cache-Control") == "no-store");
    BOOST_TEST(cookies_set(asked, "__Host-postern_form").size() == 1u);
    BOOST_TEST(cookies_set(ask(browser, "sign_in"), "__Host-postern_form").empty());
}

BOOST_AUTO_TEST_CASE(a_challenge_for_the_second_step_names_the_users_keys) {
    set_up_passkey(browser, "security_key");
    Browser other{*this};
    sign_in_by_json(other);
    const auto options = options_of(ask(other, "second_factor"));
    BOOST_TEST(text(options, "userVerification") == "preferred");
    const auto* allowed = options.find("allowCredentials")->array();
    BOOST_REQUIRE(allowed->size() == 1u);
    BOOST_TEST(text(allowed->front(), "id") == to_base64url(passkey.id()));
    BOOST_TEST(joined(allowed->front(), "transports") == "internal");
}

BOOST_AUTO_TEST_CASE(there_is_no_challenge_without_something_to_answer_it_for) {
    const auto gone = ask(browser, "second_factor");
    BOOST_TEST(gone.status() == Status::Unauthorized);
    BOOST_TEST(code_of(gone) == "sign_in_gone");
    const auto nobody = ask(browser, "step_up");
    BOOST_TEST(nobody.status() == Status::Unauthorized);
    BOOST_TEST(code_of(nobody) == "not_signed_in");
    set_up(browser);
    const auto none = ask(browser, "step_up");
    BOOST_TEST(none.status() == Status::Conflict);
    BOOST_TEST(code_of(none) == "no_passkeys");
    Browser other{*this};
    sign_in_by_json(other);
    BOOST_TEST(code_of(ask(other, "second_factor")) == "no_passkeys");
    BOOST_TEST(errors_of(ask(browser, "add_passkey")) == "for:invalid");
}

// --- signing in ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_sessions_with_a_passkey_opens_a_session_of_level_3) {
    set_up_passkey(browser);
    Browser other{*this};
    const auto answer = sign_in_by_passkey(other, passkey);
    BOOST_TEST(answer.status() == Status::Created);
    const auto body = body_of(answer);
    const auto& session = *body.find("session");
    BOOST_TEST(number(session, "level") == 3);
    BOOST_TEST(joined(session, "methods") == "passkey");
    BOOST_TEST(other.is_signed_in());
    BOOST_TEST(!cookies_set(answer, kDeviceCookie).empty());
}

BOOST_AUTO_TEST_CASE(post_sessions_takes_a_passkey_or_a_password_and_never_both) {
    set_up_passkey(browser);
    Browser other{*this};
    const auto answer = json_of(passkey.get(challenge_of(ask(other, "sign_in"))));
    BOOST_TEST(
        errors_of(send(
            other, "/api/v1/sessions",
            {{"passkey", answer}, {"email", "ann@example.org"}, {"password", kGoodPassword}})) ==
        "email:unknown_field password:unknown_field");
    BOOST_TEST(errors_of(send(other, "/api/v1/sessions", {})) ==
               "email:required password:required");
    for (const auto& wrong : {Json{}, Json{"x"}, Json{true}, Json{Json::Array{}}})
        BOOST_TEST(errors_of(send(other, "/api/v1/sessions", {{"passkey", wrong}})) ==
                   "passkey:wrong_type");
    BOOST_TEST(errors_of(send(other, "/api/v1/sessions", {{"passkey", Json::Object{}}})) ==
               "passkey:invalid");
    BOOST_TEST(
        send(other, "/api/v1/sessions", {{"passkey", answer}, {"remember", true}}).status() ==
        Status::Created);
}

BOOST_AUTO_TEST_CASE(post_sessions_refuses_every_wrong_passkey_alike) {
    set_up_passkey(browser);
    Browser other{*this};
    passkey.verified = false;
    const auto unverified = sign_in_by_passkey(other, passkey);
    passkey.verified = true;
    passkey.good_signature = false;
    const auto forged = sign_in_by_passkey(other, passkey);
    passkey.good_signature = true;
    SoftPasskey stranger{2};
    stranger.user_handle = passkey.user_handle;
    const auto unknown = sign_in_by_passkey(other, stranger);
    for (const auto* answer : {&unverified, &forged, &unknown}) {
        BOOST_TEST(answer->status() == Status::Unauthorized);
        BOOST_TEST(code_of(*answer) == "passkey_refused");
        BOOST_TEST(!answer->header("WWW-Authenticate").empty());
        BOOST_TEST(answer->body() == unverified.body());
    }
    BOOST_TEST(!other.is_signed_in());
    BOOST_TEST(sign_in_by_passkey(other, passkey).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(post_sessions_takes_a_challenge_once_in_time_and_from_the_browser_it_was_for) {
    set_up_passkey(browser);
    Browser other{*this};
    const auto body = [&] {
        return Json::Object{{"passkey", json_of(passkey.get(challenge_of(ask(other, "sign_in"))))}};
    };
    const auto first = body();
    Browser thief{*this};
    ask(thief, "sign_in");
    BOOST_TEST(code_of(send(thief, "/api/v1/sessions", first)) == "passkey_expired");
    const auto asked = other.cookies;
    BOOST_TEST(send(other, "/api/v1/sessions", first).status() == Status::Created);
    other.cookies = asked;
    const auto again = send(other, "/api/v1/sessions", first);
    BOOST_TEST(again.status() == Status::Conflict);
    BOOST_TEST(code_of(again) == "passkey_expired");
    const auto late = body();
    now += std::chrono::minutes{10};
    BOOST_TEST(code_of(send(other, "/api/v1/sessions", late)) == "passkey_expired");
}

// --- the second step, and step-up ----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_sign_in_lists_what_finishes_it_and_the_best_comes_first) {
    set_up_passkey(browser);
    Browser other{*this};
    BOOST_TEST(joined(body_of(sign_in_by_json(other)), "methods") == "passkey recovery_code");
    key = key_in(begin_totp(browser));
    BOOST_REQUIRE(confirm_totp(browser, code()).status() == Status::Ok);
    BOOST_TEST(joined(body_of(sign_in_by_json(other)), "methods") == "passkey totp recovery_code");
}

BOOST_AUTO_TEST_CASE(post_second_factor_takes_a_passkey) {
    set_up_passkey(browser, "security_key");
    Browser other{*this};
    sign_in_by_json(other);
    passkey.verified = false;
    const auto answer = prove(other, kFinish, "second_factor");
    BOOST_TEST(answer.status() == Status::Created);
    const auto body = body_of(answer);
    const auto& session = *body.find("session");
    BOOST_TEST(number(session, "level") == 2);
    BOOST_TEST(joined(session, "methods") == "password security_key");
    BOOST_TEST(!waits(other));
}

BOOST_AUTO_TEST_CASE(post_second_factor_refuses_a_wrong_passkey_and_ends_after_ten) {
    set_up_passkey(browser);
    Browser other{*this};
    sign_in_by_json(other);
    passkey.origin = "https://evil.example";
    for (int i = 1; i < 10; ++i) {
        const auto answer = prove(other, kFinish, "second_factor");
        BOOST_TEST(answer.status() == Status::Unauthorized);
        BOOST_TEST(code_of(answer) == "passkey_refused");
    }
    BOOST_TEST(waits(other));
    BOOST_TEST(code_of(prove(other, kFinish, "second_factor")) == "sign_in_gone");
    BOOST_TEST(!waits(other));
}

BOOST_AUTO_TEST_CASE(a_passkey_has_no_code_and_a_code_no_passkey) {
    set_up_passkey(browser);
    Browser other{*this};
    sign_in_by_json(other);
    const std::pair<const char*, const char*> bodies[] = {
        {R"({"method":"passkey"})", "passkey:required"},
        {R"({"method":"passkey","passkey":{}})", "passkey:invalid"},
        {R"({"method":"passkey","code":"1"})", "passkey:required code:unknown_field"},
        {R"({"method":"totp","passkey":{}})", "code:required passkey:unknown_field"},
        {R"({"method":"x","passkey":{}})", "method:invalid"}};
    for (const auto& [body, errors] : bodies)
        for (const auto* path : {kFinish, kRaise})
            BOOST_TEST(errors_of((path == kFinish ? other : browser)
                                     .send_json(Method::Post, path, body)) == errors);
}

BOOST_AUTO_TEST_CASE(post_step_up_takes_a_passkey_and_gives_a_new_token) {
    set_up_passkey(browser);
    now += std::chrono::minutes{6};
    const auto due = begin(browser, "passkey");
    BOOST_TEST(code_of(due) == "step_up_required");
    BOOST_TEST(joined(body_of(due), "methods") == "passkey recovery_code");
    const auto old = session_of(browser);
    passkey.good_signature = false;
    const auto refused = prove(browser, kRaise, "step_up");
    BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(code_of(refused) == "passkey_refused");
    BOOST_TEST(session_of(browser) == old);
    passkey.good_signature = true;
    const auto raised = prove(browser, kRaise, "step_up");
    BOOST_TEST(raised.status() == Status::Ok);
    BOOST_TEST(number(*body_of(raised).find("session"), "level") == 3);
    BOOST_TEST(session_of(browser) != old);
    BOOST_TEST(!sessions.find(old, now).has_value());
    BOOST_TEST(begin(browser, "passkey").status() == Status::Ok);
}

// --- adding --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(begin_asks_for_a_passkey_that_verifies_its_user_or_for_a_plain_security_key) {
    sign_in_by_json(browser);
    const auto options = options_of(begin(browser, "passkey"));
    const auto& selection = *options.find("authenticatorSelection");
    BOOST_TEST(text(selection, "residentKey") == "required");
    BOOST_TEST(text(selection, "userVerification") == "required");
    BOOST_TEST(selection.find("authenticatorAttachment") == nullptr);
    BOOST_TEST(text(*options.find("rp"), "id") == "auth.example.org");
    BOOST_TEST(text(*options.find("user"), "name") == "ann@example.org");
    BOOST_TEST(text(*options.find("user"), "displayName") == "Ann");
    BOOST_TEST(text(options, "attestation") == "none");
    BOOST_TEST(options.find("pubKeyCredParams")->array()->size() == 3u);
    const auto other = options_of(begin(browser, "security_key"));
    BOOST_TEST(text(*other.find("authenticatorSelection"), "residentKey") == "discouraged");
    BOOST_TEST(text(*other.find("authenticatorSelection"), "userVerification") == "preferred");
    BOOST_TEST(errors_of(begin(browser, "phone")) == "kind:invalid");
}

BOOST_AUTO_TEST_CASE(post_passkey_answers_with_it_recovery_codes_and_a_new_token) {
    sign_in_by_json(browser);
    const auto old = session_of(browser);
    passkey.eligible = passkey.backed_up = true;
    const auto answer = add(browser, passkey);
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    BOOST_TEST(strings(body_of(answer), "recovery_codes").size() == 10u);
    const auto body = body_of(answer);
    const auto& added = *body.find("passkey");
    BOOST_TEST(text(added, "kind") == "passkey");
    BOOST_TEST(text(added, "created_at") == to_rfc3339(now));
    BOOST_TEST(added.find("last_used_at")->is_null());
    for (const auto* member : {"synced", "can_be_synced", "verifies_user"})
        BOOST_TEST(*added.find(member)->boolean(), member);
    BOOST_TEST(session_of(browser) != old);
    BOOST_TEST(!sessions.find(old, now).has_value());
    const auto has = factors_of(browser);
    BOOST_TEST(has.find("passkeys")->array()->front().dump() == added.dump());
    BOOST_TEST(number(has, "level") == 3);
}

BOOST_AUTO_TEST_CASE(post_passkey_refuses_what_was_not_asked_for) {
    sign_in_by_json(browser);
    passkey.verified = false;
    const auto refused = add(browser, passkey);
    BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(code_of(refused) == "passkey_refused");
    passkey.verified = true;
    const auto other_kind = challenge_of(begin(browser, "security_key"));
    BOOST_TEST(code_of(send(browser, kKeys, {{"passkey", json_of(passkey.create(other_kind))}})) ==
               "passkey_expired");
    for (const auto* name : {"two\nlines", " "}) {
        const auto asked = challenge_of(begin(browser, "passkey"));
        BOOST_TEST(errors_of(send(browser, kKeys,
                                  {{"name", name}, {"passkey", json_of(passkey.create(asked))}})) ==
                   "name:invalid");
    }
    BOOST_TEST(factors_of(browser).find("passkeys")->array()->empty());
    BOOST_REQUIRE(add(browser, passkey).status() == Status::Created);
    const auto taken = add(browser, passkey);
    BOOST_TEST(taken.status() == Status::Conflict);
    BOOST_TEST(code_of(taken) == "passkey_taken");
}

BOOST_AUTO_TEST_CASE(a_user_has_twenty_passkeys_at_most) {
    sign_in_by_json(browser);
    for (unsigned n = 0; n < kMaxPasskeys; ++n) {
        SoftPasskey another{100 + n};
        BOOST_REQUIRE(add(browser, another).status() == Status::Created);
    }
    const auto answer = begin(browser, "security_key");
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "too_many_passkeys");
}

// --- renaming and removing -----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(patch_factor_renames_a_passkey_of_the_caller) {
    set_up_passkey(browser);
    const auto path = "/api/v1/me/factors/" + first_id(browser);
    const auto answer = browser.send_json(Method::Patch, path, R"({"name":"Old phone"})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(text(*body_of(answer).find("passkey"), "name") == "Old phone");
    BOOST_TEST(errors_of(browser.send_json(Method::Patch, path, R"({"name":"a\nb"})")) ==
               "name:invalid");
    BOOST_TEST(errors_of(browser.send_json(Method::Patch, path, "{}")) == "name:required");
    add_user("eve@example.org");
    Browser eve{*this};
    eve.send_json(Method::Post, "/api/v1/sessions",
                  R"({"email":"eve@example.org","password":"correct horse battery"})");
    for (const auto& wrong : {path, std::string{"/api/v1/me/factors/x"}})
        BOOST_TEST(code_of(eve.send_json(Method::Patch, wrong, R"({"name":"Mine"})")) ==
                   "not_found");
    BOOST_TEST(text(factors_of(browser).find("passkeys")->array()->front(), "name") == "Old phone");
}

BOOST_AUTO_TEST_CASE(delete_factor_removes_a_passkey_and_with_the_last_factor_the_codes) {
    set_up_passkey(browser);
    SoftPasskey second{2};
    BOOST_REQUIRE(add(browser, second).status() == Status::Created);
    const auto old = session_of(browser);
    BOOST_TEST(remove(browser, first_id(browser)).status() == Status::NoContent);
    BOOST_TEST(!sessions.find(old, now).has_value());
    BOOST_TEST(number(factors_of(browser), "level") == 3);
    BOOST_TEST(number(*factors_of(browser).find("recovery_codes"), "left") == 10);
    BOOST_TEST(remove(browser, first_id(browser)).status() == Status::NoContent);
    BOOST_TEST(number(factors_of(browser), "level") == 1);
    BOOST_TEST(factors_of(browser).find("recovery_codes")->is_null());
    Browser other{*this};
    BOOST_TEST(sign_in_by_json(other).status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(every_operation_on_passkeys_needs_a_session_and_our_origin) {
    set_up_passkey(browser);
    const auto path = "/api/v1/me/factors/" + first_id(browser);
    const std::pair<Method, std::string> operations[] = {
        {Method::Post, kBegin}, {Method::Post, kKeys}, {Method::Patch, path}};
    Browser nobody{*this};
    for (const auto& [method, target] : operations)
        BOOST_TEST(code_of(nobody.send_json(method, target, "{}")) == "not_signed_in");
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    for (const auto& [method, target] : operations)
        BOOST_TEST(code_of(browser.send_json(method, target, "{}")) == "cross_site_request");
    BOOST_TEST(code_of(browser.send_json(Method::Post, kChallenges, "{}")) == "cross_site_request");
}

BOOST_AUTO_TEST_CASE(delete_password_leaves_the_passkeys_as_the_only_way_in) {
    set_up_passkey(browser);
    const auto remove_password = [&] {
        return browser.send_json(Method::Delete, "/api/v1/me/password");
    };
    BOOST_TEST(code_of(remove_password()) == "too_few_passkeys");
    SoftPasskey second{2};
    BOOST_REQUIRE(add(browser, second).status() == Status::Created);
    BOOST_TEST(remove_password().status() == Status::NoContent);
    BOOST_TEST(code_of(remove_password()) == "not_found");
    Browser other{*this};
    BOOST_TEST(sign_in_by_passkey(other, passkey).status() == Status::Created);
    now += std::chrono::minutes{6};
    BOOST_TEST(code_of(remove_password()) == "step_up_required");
}

BOOST_AUTO_TEST_SUITE_END()
