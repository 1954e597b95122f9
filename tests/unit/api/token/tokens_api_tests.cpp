// Tokens for programs: how they are granted, renewed, listed and revoked.
#define BOOST_TEST_DYN_LINK
#include "unit/api/token/token_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

using json::Json;

struct TokensFixture : TokenApiFixture {
    /// Ann has an app from now on, and its next code is unused.
    AuthenticatorApp set_up_app() {
        auto app = add_app("ann@example.org");
        sessions.end_all_of(ann.id);
        now += 30s;
        return app;
    }

    /// The same API on a server without a key file.
    http::Pipeline without_key_file(app::Services& bare) {
        return {http::Router{api::routes(api_services(registration, bare),
                                         {passwords.needs(), true, "en", openapi})},
                {.public_origin = std::string{kPortalOrigin}},
                {}};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tokens_api_tests, TokensFixture)

// --- by the password -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_tokens_gives_tokens_for_the_right_password_and_sets_no_cookie) {
    const auto answer = ask_for_tokens(grant_body());
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    BOOST_TEST(answer.header("Set-Cookie") == "");
    const auto body = body_of(answer);
    BOOST_TEST(text(body, "token_type") == "Bearer");
    BOOST_TEST(number(body, "expires_in") == 600);
    BOOST_TEST(number(body, "refresh_expires_in") == 14 * 86400);
    BOOST_TEST(joined(body, "scopes") == "account:read account:write site:*");
    BOOST_TEST(text(body, "refresh_token").starts_with("psr_"));
    BOOST_TEST(PublicId::parse(text(body, "id")).has_value());
    const auto me = program.get_by(text(body, "access_token"), "/api/v1/me");
    BOOST_TEST(text(body_of(me), "id") == ann.public_id.text());
}

BOOST_AUTO_TEST_CASE(post_tokens_leaves_no_session_behind) {
    granted();
    BOOST_TEST(sessions_of_ann() == 0u);
}

BOOST_AUTO_TEST_CASE(post_tokens_refuses_wrong_credentials_as_a_sign_in_does) {
    const auto wrong = ask_for_tokens(grant_body({}, "quite wrong"));
    BOOST_TEST(wrong.status() == Status::Unauthorized);
    BOOST_TEST(code_of(wrong) == "bad_credentials");
    BOOST_TEST(!wrong.header("WWW-Authenticate").empty());
    BOOST_TEST(ask_for_tokens(R"({"email":"x@example.org","password":"quite wrong"})").body() ==
               wrong.body());
    BOOST_TEST(program.send(Method::Post, "/api/v1/sessions", sign_in_body("quite wrong")).body() ==
               wrong.body());
}

BOOST_AUTO_TEST_CASE(post_tokens_refuses_a_disabled_user) {
    users.set_disabled("ann@example.org", true, admin, now).value();
    const auto answer = ask_for_tokens(grant_body());
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "account_disabled");
}

BOOST_AUTO_TEST_CASE(post_tokens_is_unavailable_while_all_hashing_slots_are_taken) {
    const auto taken = slots.acquire(0ms);
    const auto answer = ask_for_tokens(grant_body());
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(code_of(answer) == "unavailable");
}

BOOST_AUTO_TEST_CASE(a_program_is_no_new_device_the_second_time) {
    granted();
    granted();
    BOOST_TEST(stores.state().known_devices.size() == 1u);
    // A cookie does not count: the program is known by where it is, and by its name.
    program.cookies()["__Host-postern_device"] = std::string(43, 'A');
    granted();
    BOOST_TEST(stores.state().known_devices.size() == 1u);
}

// --- and a code ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_tokens_asks_for_a_code_where_one_is_due_and_nothing_waits_for_it) {
    set_up_app();
    const auto answer = ask_for_tokens(grant_body());
    BOOST_TEST(answer.status() == Status::Unauthorized);
    BOOST_TEST(code_of(answer) == "second_factor_required");
    BOOST_TEST(joined(body_of(answer), "methods") == "totp recovery_code");
    BOOST_TEST(answer.header("Set-Cookie") == "");
    BOOST_TEST(stores.state().sign_in_steps.empty());
    BOOST_TEST(stores.state().families.empty());
}

BOOST_AUTO_TEST_CASE(post_tokens_takes_each_code_once_in_the_same_request) {
    const auto app = set_up_app();
    const auto body = grant_body({{"code", app.code(now)}});
    const auto answer = ask_for_tokens(body);
    BOOST_TEST(answer.status() == Status::Created);
    const auto grant =
        items(body_of(program.get_by(text(body_of(answer), "access_token"), "/api/v1/me/grants")),
              "grants")[0];
    BOOST_TEST(number(grant, "level") == 2);
    BOOST_TEST(joined(grant, "methods") == "password totp");
    const auto again = ask_for_tokens(body);
    BOOST_TEST(again.status() == Status::Forbidden);
    BOOST_TEST(code_of(again) == "wrong_code");
    BOOST_TEST(stores.state().families.size() == 1u);
}

BOOST_AUTO_TEST_CASE(post_tokens_refuses_a_wrong_code_and_leaves_nothing) {
    set_up_app();
    const auto answer = ask_for_tokens(grant_body({{"code", "000000"}}));
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "wrong_code");
    BOOST_TEST(errors_of(answer) == "code:wrong");
    BOOST_TEST(answer.header("Set-Cookie") == "");
    BOOST_TEST(stores.state().sign_in_steps.empty());
    BOOST_TEST(stores.state().families.empty());
    BOOST_TEST(sessions_of_ann() == 0u);
}

BOOST_AUTO_TEST_CASE(post_tokens_takes_a_recovery_code_instead) {
    const auto app = set_up_app();
    const Json::Object code{{"recovery_code", app.recovery_codes[0].reveal()}};
    BOOST_TEST(ask_for_tokens(grant_body(code)).status() == Status::Created);
    BOOST_TEST(code_of(ask_for_tokens(grant_body(code))) == "wrong_code");
}

BOOST_AUTO_TEST_CASE(post_tokens_does_not_look_at_a_code_after_a_wrong_password) {
    const auto app = set_up_app();
    const Json::Object code{{"code", app.code(now)}};
    BOOST_TEST(code_of(ask_for_tokens(grant_body(code, "quite wrong"))) == "bad_credentials");
    BOOST_TEST(ask_for_tokens(grant_body(code)).status() == Status::Created);
}

// --- beside a session ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_tokens_gives_tokens_beside_a_session_that_end_with_it) {
    const auto session = text(*body_of(sign_in_by_json(browser)).find("session"), "id");
    const auto answer = browser.send_json(Method::Post, kTokens);
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(answer.header("Set-Cookie") == "");
    const auto token = text(body_of(answer), "access_token");
    const auto body = body_of(program.get_by(token, "/api/v1/me/grants"));
    BOOST_TEST(text(items(body, "grants")[0], "session") == session);
    BOOST_TEST(sessions_of_ann() == 1u);
    browser.send_json(Method::Delete, "/api/v1/sessions/current");
    BOOST_TEST(!opens(token));
    BOOST_TEST(code_of(refresh(text(body_of(answer), "refresh_token"))) == "invalid_refresh_token");
}

BOOST_AUTO_TEST_CASE(post_tokens_needs_credentials_or_a_session) {
    for (const auto* body : {"{}", R"({"name":"Backup"})"}) {
        const auto answer = ask_for_tokens(body);
        BOOST_TEST(answer.status() == Status::Unauthorized);
        BOOST_TEST(code_of(answer) == "not_signed_in");
    }
    // Without a body, nothing shows that no other site's form has sent it.
    BOOST_TEST(code_of(ask_for_tokens("")) == "cross_site_request");
}

BOOST_AUTO_TEST_CASE(a_page_of_another_site_gets_no_tokens_by_the_cookie) {
    sign_in_by_json(browser);
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    BOOST_TEST(code_of(browser.send_json(Method::Post, kTokens, "{}")) == "cross_site_request");
    BOOST_TEST(stores.state().families.empty());
}

BOOST_AUTO_TEST_CASE(a_token_makes_no_tokens) {
    const auto token = access_token();
    sign_in_by_json(browser);
    program.cookies() = browser.cookies;
    for (const auto& bearer : {token, personal_token()}) {
        const auto answer = program.send_by(bearer, Method::Post, kTokens, "{}");
        BOOST_TEST(answer.status() == Status::Forbidden);
        BOOST_TEST(code_of(answer) == "session_required");
    }
    const auto bad = program.send_by("x.y.z", Method::Post, kTokens, "{}");
    BOOST_TEST(bad.status() == Status::Unauthorized);
    BOOST_TEST(code_of(bad) == "invalid_token");
    // Credentials in the body are what counts.
    BOOST_TEST(program.send_by("x.y.z", Method::Post, kTokens, grant_body()).status() ==
               Status::Created);
}

// --- what is asked for ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_tokens_names_all_wrong_members_at_once) {
    const std::pair<const char*, const char*> rows[] = {
        {R"({"email":"ann@example.org"})", "password:required"},
        {R"({"password":"x"})", "email:required"},
        {R"({"code":"123456"})", "code:invalid"},
        {R"({"recovery_code":"x"})", "recovery_code:invalid"},
        {R"({"email":"a","password":"b","code":"1","recovery_code":"2"})", "recovery_code:invalid"},
        {R"({"email":"a","password":"b","code":1})", "code:wrong_type"},
        {R"({"scopes":[]})", "scopes:required"},
        {R"({"scopes":["account"]})", "scopes:invalid"},
        {R"({"scopes":["account:read","site:Wiki!"]})", "scopes:invalid"},
        {R"({"scopes":"account:read"})", "scopes:wrong_type"},
        {R"({"site":"no site!"})", "site:unknown"},
        {R"({"site":"*"})", "site:unknown"},
        {R"({"site":"wiki site:shop"})", "site:unknown"},
        {R"({"site":"wiki","scopes":["account:read"]})", "scopes:invalid"},
        {R"({"name":"two\nlines"})", "name:invalid"},
        {R"({"name":"","remember":true})", "name:required remember:unknown_field"}};
    for (const auto& [body, errors] : rows) BOOST_TEST_CONTEXT(body) {
            const auto answer = ask_for_tokens(body);
            BOOST_TEST(answer.status() == Status::UnprocessableContent);
            BOOST_TEST(errors_of(answer) == errors);
        }
    BOOST_TEST(hasher.verified_against.empty());
}

BOOST_AUTO_TEST_CASE(tokens_for_one_site_are_not_for_this_api) {
    const auto body = granted({{"site", "wiki"}});
    BOOST_TEST(joined(body, "scopes") == "site:wiki");
    const auto answer = program.get_by(text(body, "access_token"), "/api/v1/me");
    BOOST_TEST(answer.status() == Status::Unauthorized);
    BOOST_TEST(code_of(answer) == "invalid_token");
}

BOOST_AUTO_TEST_CASE(an_unknown_site_gets_no_tokens_and_leaves_no_session) {
    const auto answer = ask_for_tokens(grant_body({{"site", "shop"}}));
    BOOST_TEST(answer.status() == Status::UnprocessableContent);
    BOOST_TEST(errors_of(answer) == "site:unknown");
    BOOST_TEST(errors_of(ask_for_tokens(
                   grant_body({{"scopes", Json::Array{Json{"site:shop"}}}}))) == "scopes:unknown");
    BOOST_TEST(sessions_of_ann() == 0u);
    BOOST_TEST(stores.state().families.empty());
}

// --- without keys --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(without_a_key_file_nothing_is_looked_at) {
    auto bare_ports = ports();
    bare_ports.keys = nullptr;
    app::Services bare{app::stores_of(stores), bare_ports, service_settings};
    const auto refresh_token = text(granted(), "refresh_token");
    hasher.verified_against.clear();
    pipeline = without_key_file(bare);
    for (const auto& answer : {ask_for_tokens(grant_body()), refresh(refresh_token)}) {
        BOOST_TEST(answer.status() == Status::ServiceUnavailable);
        BOOST_TEST(code_of(answer) == "tokens_unavailable");
        BOOST_TEST(!answer.header("Retry-After").empty());
    }
    BOOST_TEST(hasher.verified_against.empty());
    pipeline = make_pipeline(registration);
    BOOST_TEST(refresh(refresh_token).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(before_there_is_a_key_that_signs_no_session_is_left_behind) {
    stores.state().signing_keys.clear();
    const auto answer = ask_for_tokens(grant_body());
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(code_of(answer) == "tokens_unavailable");
    BOOST_TEST(sessions_of_ann() == 0u);
}

// --- refresh -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_refresh_gives_a_successor_and_an_access_token) {
    const auto first = granted();
    now += 10min;
    BOOST_TEST(!opens(text(first, "access_token")));
    const auto answer = refresh(text(first, "refresh_token"));
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    const auto second = body_of(answer);
    BOOST_TEST(text(second, "refresh_token") != text(first, "refresh_token"));
    BOOST_TEST(text(second, "id") == text(first, "id"));
    BOOST_TEST(opens(text(second, "access_token")));
}

BOOST_AUTO_TEST_CASE(post_refresh_repeats_the_same_successor_for_a_while_and_then_ends_the_grant) {
    const auto first = text(granted(), "refresh_token");
    const auto second = text(body_of(refresh(first)), "refresh_token");
    now += 30s;
    BOOST_TEST(text(body_of(refresh(first)), "refresh_token") == second);
    now += 1s;
    const auto answer = refresh(first);
    BOOST_TEST(answer.status() == Status::Unauthorized);
    BOOST_TEST(code_of(answer) == "invalid_refresh_token");
    BOOST_TEST(refresh(second).body() == answer.body());
}

BOOST_AUTO_TEST_CASE(post_refresh_refuses_what_is_no_refresh_token) {
    const auto body = granted();
    for (const auto& token :
         {std::string{"x"}, text(body, "access_token"), std::string{"psr_AAAA"}}) {
        const auto answer = refresh(token);
        BOOST_TEST(answer.status() == Status::Unauthorized);
        BOOST_TEST(code_of(answer) == "invalid_refresh_token");
        BOOST_TEST(!answer.header("WWW-Authenticate").empty());
    }
    BOOST_TEST(errors_of(program.send(Method::Post, "/api/v1/tokens/refresh", "{}")) ==
               "refresh_token:required");
}

BOOST_AUTO_TEST_CASE(post_refresh_does_not_look_at_the_access_token_that_has_expired) {
    const auto body = granted();
    now += 10min;
    const auto answer =
        program.send_by(text(body, "access_token"), Method::Post, "/api/v1/tokens/refresh",
                        Json{Json::Object{{"refresh_token", text(body, "refresh_token")}}}.dump());
    BOOST_TEST(answer.status() == Status::Ok);
}

// --- revoke --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_revocation_of_a_refresh_token_ends_all_tokens_of_the_grant) {
    const auto body = granted();
    const auto answer = revoke(text(body, "refresh_token"));
    BOOST_TEST(answer.status() == Status::NoContent);
    BOOST_TEST(!opens(text(body, "access_token")));
    BOOST_TEST(refresh(text(body, "refresh_token")).status() == Status::Unauthorized);
}

BOOST_AUTO_TEST_CASE(post_revocation_of_an_access_token_ends_that_one) {
    const auto body = granted();
    BOOST_TEST(revoke(text(body, "access_token")).status() == Status::NoContent);
    BOOST_TEST(!opens(text(body, "access_token")));
    const auto next = refresh(text(body, "refresh_token"));
    BOOST_TEST(next.status() == Status::Ok);
    BOOST_TEST(opens(text(body_of(next), "access_token")));
}

BOOST_AUTO_TEST_CASE(post_revocation_of_a_personal_token_needs_no_sign_in) {
    sign_in_by_json(browser);
    const auto token = personal_token();
    BOOST_TEST(opens(token));
    BOOST_TEST(revoke(token).status() == Status::NoContent);
    BOOST_TEST(!opens(token));
}

BOOST_AUTO_TEST_CASE(post_revocation_says_the_same_of_what_is_unknown_or_over) {
    const auto token = text(granted(), "refresh_token");
    revoke(token);
    for (const auto& dead : {token, std::string{"pst_"}, std::string{"a.b.c"}, std::string{"x"}})
        BOOST_TEST(revoke(dead).status() == Status::NoContent);
    BOOST_TEST(errors_of(program.send(Method::Post, "/api/v1/tokens/revoke", "{}")) ==
               "token:required");
}

BOOST_AUTO_TEST_CASE(post_revocation_says_so_while_the_database_is_away) {
    const auto token = text(granted(), "refresh_token");
    stores.state().unavailable = true;
    BOOST_TEST(revoke(token).status() == Status::ServiceUnavailable);
}

// --- the programs that have tokens ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(get_grants_lists_the_callers_own_newest_first) {
    add_user("eve@example.org");
    const auto first = granted({{"name", "Backup"}});
    now += 1s;
    granted({{"site", "wiki"}});
    ask_for_tokens(R"({"email":"eve@example.org","password":"correct horse battery"})");
    const auto body = body_of(program.get_by(text(first, "access_token"), "/api/v1/me/grants"));
    const auto& grants = items(body, "grants");
    BOOST_REQUIRE(grants.size() == 2u);
    BOOST_TEST(text(grants[0], "site") == "wiki");
    BOOST_TEST(text(grants[0], "name") == "curl/7.88.1");
    BOOST_TEST(!*grants[0].find("current")->boolean());
    BOOST_TEST(text(grants[1], "id") == text(first, "id"));
    BOOST_TEST(text(grants[1], "name") == "Backup");
    BOOST_TEST(*grants[1].find("current")->boolean());
    BOOST_TEST(grants[1].find("session")->is_null());
    BOOST_TEST(grants[1].find("site")->is_null());
    BOOST_TEST(text(grants[1], "address") == "192.0.2.7");
    BOOST_TEST(body.find("next_cursor")->is_null());
}

BOOST_AUTO_TEST_CASE(get_grants_pages_through_all) {
    granted();
    now += 1s;
    granted();
    const auto token = access_token();
    const auto first = body_of(program.get_by(token, "/api/v1/me/grants?limit=2"));
    const auto second = body_of(
        program.get_by(token, "/api/v1/me/grants?limit=2&cursor=" + text(first, "next_cursor")));
    BOOST_TEST(items(first, "grants").size() == 2u);
    BOOST_TEST(items(second, "grants").size() == 1u);
    BOOST_TEST(second.find("next_cursor")->is_null());
    BOOST_TEST(errors_of(program.get_by(token, "/api/v1/me/grants?limit=0")) ==
               "limit:out_of_range");
}

BOOST_AUTO_TEST_CASE(delete_grant_ends_the_callers_own_only) {
    add_user("eve@example.org");
    const auto eves = body_of(
        ask_for_tokens(R"({"email":"eve@example.org","password":"correct horse battery"})"));
    const auto body = granted();
    sign_in_by_json(browser);
    const auto end = [&](const std::string& id) {
        return browser.send_json(Method::Delete, "/api/v1/me/grants/" + id);
    };
    for (const auto& id : {text(eves, "id"), std::string{"x"}}) {
        BOOST_TEST(end(id).status() == Status::NotFound);
        BOOST_TEST(code_of(end(id)) == "not_found");
    }
    BOOST_TEST(end(text(body, "id")).status() == Status::NoContent);
    BOOST_TEST(end(text(body, "id")).status() == Status::NotFound);
    BOOST_TEST(!opens(text(body, "access_token")));
    BOOST_TEST(opens(text(eves, "access_token")));
}

BOOST_AUTO_TEST_SUITE_END()
