// The whole API by token: which operations take one, with which scope, and what it never does.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <vector>

#include "postern/service/access/grant_service.hpp"
#include "support/sample_access.hpp"
#include "unit/api/token/token_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

using json::Json;

struct BearerFixture : TokenApiFixture {
    /// Every operation that takes tokens.
    std::vector<http::Route> operations() {
        auto all = api::routes(api_services(registration, wiring),
                               {passwords.needs(), true, "en", openapi});
        std::erase_if(all, [](const http::Route& row) { return !row.takes_bearer; });
        BOOST_REQUIRE(all.size() >= 50u);
        return all;
    }
    /// With ids and names that nothing has.
    http::Response call(std::string_view token, const http::Route& row) {
        std::string path = row.path;
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, "AAAAAAAAAAAAAAAAAAAAAA");
        return program.send_by(token, row.method, path, row.method == Method::Get ? "" : "{}");
    }
    void have_anns_cookies() {
        sign_in_by_json(browser);
        program.cookies() = browser.cookies;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bearer_api_tests, BearerFixture)

BOOST_AUTO_TEST_CASE(every_operation_that_needs_a_session_looks_at_tokens) {
    Program stranger{*this};
    std::size_t closed = 0;
    for (const auto& row : api::routes(api_services(registration, wiring),
                                       {passwords.needs(), true, "en", openapi})) {
        std::string path = row.path;
        const auto body = row.method == Method::Get ? "" : "{}";
        if (const auto at = path.find("{id}"); at != std::string::npos)
            path.replace(at, 4, "AAAAAAAAAAAAAAAAAAAAAA");
        const auto answer = stranger.send(row.method, path, body);
        if (answer.status() != Status::Unauthorized || code_of(answer) != "not_signed_in") continue;
        BOOST_TEST(row.takes_bearer, row.path);
        ++closed;
    }
    BOOST_TEST(closed == operations().size());
}

BOOST_AUTO_TEST_CASE(a_bad_token_is_refused_everywhere_whatever_cookies_there_are) {
    have_anns_cookies();
    const auto kept = program.cookies();
    for (const auto& row : operations()) BOOST_TEST_CONTEXT(row.path) {
            const auto answer = call("eyJhbGciOiJub25lIn0.e30.", row);
            BOOST_TEST(answer.status() == Status::Unauthorized);
            BOOST_TEST(code_of(answer) == "invalid_token");
            BOOST_TEST(answer.header("WWW-Authenticate") ==
                       "Bearer realm=\"postern\", error=\"invalid_token\"");
        }
    BOOST_TEST((program.cookies() == kept));
    BOOST_TEST(sessions_of_ann() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_good_token_never_falls_back_to_the_cookie) {
    have_anns_cookies();
    const auto good = access_token();
    const auto over = text(granted(), "refresh_token");
    for (const auto& token : {std::string{}, std::string{"x"}, std::string{"pst_x"}, over,
                              good + "x", good.substr(0, good.size() - 1), good + ' ' + good}) {
        const auto answer = program.send_by(token.empty() ? " " : token, Method::Get, "/api/v1/me");
        BOOST_TEST(answer.status() == Status::Unauthorized, token);
        BOOST_TEST(code_of(answer) == "invalid_token");
    }
    BOOST_TEST(opens(good));
    now += 10min;
    BOOST_TEST(code_of(program.get_by(good, "/api/v1/me")) == "invalid_token");
}

BOOST_AUTO_TEST_CASE(a_token_without_their_scope_opens_no_operation) {
    const auto body = granted({{"scopes", Json::Array{Json{"site:*"}}}});
    have_anns_cookies();
    for (const auto& row : operations()) BOOST_TEST_CONTEXT(row.path) {
            if (row.path == "/api/v1/sessions/current" && row.method == Method::Delete) continue;
            const auto answer = call(text(body, "access_token"), row);
            BOOST_TEST(answer.status() == Status::Forbidden);
            const auto code = code_of(answer);
            BOOST_TEST((code == "insufficient_scope" || code == "session_required"), code);
        }
}

BOOST_AUTO_TEST_CASE(each_operation_takes_the_scope_that_it_names) {
    const struct {
        Method method;
        const char* path;
        const char* scope;
    } rows[] = {{Method::Get, "/api/v1/me", "account:read"},
                {Method::Get, "/api/v1/sessions", "account:read"},
                {Method::Get, "/api/v1/me/events", "account:read"},
                {Method::Get, "/api/v1/me/factors", "account:read"},
                {Method::Get, "/api/v1/me/grants", "account:read"},
                {Method::Get, "/api/v1/me/access-tokens", "account:read"},
                {Method::Get, "/api/v1/authorize", "account:read"},
                {Method::Patch, "/api/v1/me", "account:write"},
                {Method::Delete, "/api/v1/sessions/x", "account:write"},
                {Method::Patch, "/api/v1/me/factors/x", "account:write"},
                {Method::Delete, "/api/v1/me/trusted-devices", "account:write"},
                {Method::Delete, "/api/v1/me/grants/x", "account:write"},
                {Method::Delete, "/api/v1/me/access-tokens/x", "account:write"},
                {Method::Post, "/access/v1/evaluation", "access:ask"},
                {Method::Post, "/access/v1/evaluations", "access:ask"},
                {Method::Get, "/api/v1/admin/groups", "admin:read"},
                {Method::Get, "/api/v1/admin/sites/wiki/explain", "admin:read"},
                {Method::Post, "/api/v1/admin/groups", "admin:write"},
                {Method::Delete, "/api/v1/admin/grants/x", "admin:write"}};
    const char* const scopes[] = {"account:read", "account:write", "access:ask", "admin:read",
                                  "admin:write"};
    std::map<std::string, std::string> tokens;
    for (const auto* scope : scopes) tokens[scope] = access_token_for(scope);
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.path) {
            for (const auto* scope : scopes) {
                if (std::string_view{scope} == row.scope) continue;
                const auto answer = program.send_by(tokens[scope], row.method, row.path,
                                                    row.method == Method::Get ? "" : "{}");
                BOOST_TEST(answer.status() == Status::Forbidden, scope);
                BOOST_TEST(code_of(answer) == "insufficient_scope", scope);
                BOOST_TEST(text(body_of(answer), "scope") == row.scope);
                BOOST_TEST(answer.header("WWW-Authenticate") ==
                           "Bearer realm=\"postern\", error=\"insufficient_scope\", scope=\"" +
                               std::string{row.scope} + '"');
            }
        }
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.path) {
            const auto answer = program.send_by(tokens[row.scope], row.method, row.path,
                                                row.method == Method::Get ? "" : "{}");
            BOOST_TEST(answer.body().find("insufficient_scope") == std::string::npos);
            BOOST_TEST(answer.body().find("invalid_token") == std::string::npos);
        }
}

BOOST_AUTO_TEST_CASE(what_belongs_to_a_session_is_refused_to_tokens) {
    const auto everything = access_token(
        {{"scopes", Json::Array{Json{"account:read"}, Json{"account:write"}, Json{"admin:read"},
                                Json{"admin:write"}, Json{"access:ask"}, Json{"site:*"}}}});
    have_anns_cookies();
    const std::pair<Method, const char*> rows[] = {
        {Method::Delete, "/api/v1/sessions"},
        {Method::Post, "/api/v1/sessions/current/step-up"},
        {Method::Put, "/api/v1/me/password"},
        {Method::Delete, "/api/v1/me/password"},
        {Method::Post, "/api/v1/me/factors/mailed-code"},
        {Method::Put, "/api/v1/me/factors/mailed-code"},
        {Method::Post, "/api/v1/me/factors/totp"},
        {Method::Put, "/api/v1/me/factors/totp"},
        {Method::Post, "/api/v1/me/factors/passkeys/challenges"},
        {Method::Post, "/api/v1/me/factors/passkeys"},
        {Method::Put, "/api/v1/me/factors/recovery-codes"},
        {Method::Delete, "/api/v1/me/factors/AAAAAAAAAAAAAAAAAAAAAA"},
        {Method::Put, "/api/v1/me/email"},
        {Method::Put, "/api/v1/me/terms"},
        {Method::Delete, "/api/v1/me"},
        {Method::Post, "/api/v1/me/access-tokens"}};
    for (const auto& [method, path] : rows) BOOST_TEST_CONTEXT(path) {
            const auto answer = program.send_by(everything, method, path, "{}");
            BOOST_TEST(answer.status() == Status::Forbidden);
            BOOST_TEST(code_of(answer) == "session_required");
        }
    BOOST_TEST(sessions_of_ann() == 1u);
}

BOOST_AUTO_TEST_CASE(a_write_by_token_needs_no_csrf_header_and_sets_no_cookie) {
    const auto token = access_token();
    BOOST_TEST(program.send_by(token, Method::Delete, "/api/v1/me/trusted-devices").status() ==
               Status::NoContent);
    const auto gone = program.send_by(token, Method::Delete, "/api/v1/sessions/current");
    BOOST_TEST(gone.status() == Status::NoContent);
    BOOST_TEST(gone.header("Set-Cookie") == "");
    BOOST_TEST(!opens(token));
}

BOOST_AUTO_TEST_CASE(no_token_is_a_fresh_proof_however_new_it_is) {
    sign_in_by_json(browser);
    const auto other = sessions_of_ann();
    for (const auto& token : {personal_token("account:write"), access_token()}) {
        const auto change = program.send_by(token, Method::Put, "/api/v1/me/email",
                                            R"({"email":"ann@new.example"})");
        BOOST_TEST(code_of(change) == "session_required");
        BOOST_TEST(code_of(program.send_by(token, Method::Delete, "/api/v1/me", "{}")) ==
                   "session_required");
        const auto list = body_of(browser.get("/api/v1/sessions"));
        const auto id = text(items(list, "sessions")[0], "id");
        const auto end = program.send_by(token, Method::Delete, "/api/v1/sessions/" + id, "{}");
        BOOST_TEST(end.status() == Status::Forbidden);
        BOOST_TEST(sessions_of_ann() == other);
    }
}

BOOST_AUTO_TEST_CASE(a_new_token_makes_no_change_but_those_that_ask_for_no_fresh_proof) {
    // An operation that is not listed is for sessions. Those of administrators, and the end of
    // another session, have tests of their own.
    const std::pair<Method, std::string> allowed[] = {
        {Method::Delete, "/api/v1/sessions/current"},
        {Method::Delete, "/api/v1/sessions/{id}"},
        {Method::Patch, "/api/v1/me"},
        {Method::Patch, "/api/v1/me/factors/{id}"},
        {Method::Delete, "/api/v1/me/trusted-devices"},
        {Method::Delete, "/api/v1/me/grants/{id}"},
        {Method::Delete, "/api/v1/me/access-tokens/{id}"},
        {Method::Post, "/access/v1/evaluation"},
        {Method::Post, "/access/v1/evaluations"}};
    const auto token = access_token(
        {{"scopes", Json::Array{Json{"account:read"}, Json{"account:write"}, Json{"access:ask"},
                                Json{"admin:read"}, Json{"admin:write"}, Json{"site:*"}}}});
    std::size_t closed = 0;
    for (const auto& row : operations()) {
        if (row.method == Method::Get || row.path.starts_with("/api/v1/admin/")) continue;
        if (std::ranges::count(allowed, std::pair{row.method, row.path}) > 0) continue;
        const auto answer = call(token, row);
        BOOST_TEST(answer.status() == Status::Forbidden, row.path);
        BOOST_TEST(code_of(answer) == "session_required", row.path);
        ++closed;
    }
    BOOST_TEST(closed >= 16u);
    BOOST_TEST(opens(token));
}

BOOST_AUTO_TEST_CASE(a_token_ends_another_session_with_the_password_only) {
    sign_in_by_json(browser);
    const auto list = body_of(browser.get("/api/v1/sessions"));
    const auto path = "/api/v1/sessions/" + text(items(list, "sessions")[0], "id");
    const auto token = access_token();
    const auto end = [&](std::string_view password) {
        return program.send_by(token, Method::Delete, path,
                               Json{Json::Object{{"password", password}}}.dump());
    };
    BOOST_TEST(code_of(program.send_by(token, Method::Delete, path, "{}")) == "step_up_required");
    BOOST_TEST(code_of(end("not the password")) == "wrong_password");
    BOOST_TEST(sessions_of_ann() == 1u);
    BOOST_TEST(end(kGoodPassword).status() == Status::NoContent);
    BOOST_TEST(sessions_of_ann() == 0u);
}

BOOST_AUTO_TEST_CASE(scopes_of_administrators_need_a_fresh_proof_of_the_session) {
    sign_in_by_json(browser);
    const auto ask = [&](std::string_view scope) {
        return browser.send_json(Method::Post, "/api/v1/tokens",
                                 R"({"scopes":[")" + std::string{scope} + R"("]})");
    };
    for (const char* scope : {"admin:read", "admin:write"})
        BOOST_TEST(ask(scope).status() == Status::Created);
    now += 5min + 6s;
    for (const char* scope : {"admin:read", "admin:write"})
        BOOST_TEST(code_of(ask(scope)) == "step_up_required");
    BOOST_TEST(ask("account:write").status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(signing_out_by_an_access_token_ends_its_grant) {
    const auto body = granted();
    have_anns_cookies();
    const auto answer =
        program.send_by(text(body, "access_token"), Method::Delete, "/api/v1/sessions/current");
    BOOST_TEST(answer.status() == Status::NoContent);
    BOOST_TEST(!opens(text(body, "access_token")));
    BOOST_TEST(refresh(text(body, "refresh_token")).status() == Status::Unauthorized);
    BOOST_TEST(sessions_of_ann() == 1u);
    const auto personal =
        program.send_by(personal_token(), Method::Delete, "/api/v1/sessions/current");
    BOOST_TEST(code_of(personal) == "session_required");
}

BOOST_AUTO_TEST_CASE(no_session_is_the_current_one_of_a_token) {
    sign_in_by_json(browser);
    const auto body = body_of(program.get_by(access_token(), "/api/v1/sessions"));
    const auto& list = items(body, "sessions");
    BOOST_REQUIRE(list.size() == 1u);
    BOOST_TEST(!*list[0].find("current")->boolean());
}

BOOST_AUTO_TEST_CASE(an_application_asks_for_decisions_by_token) {
    const auto& grants = wiring.grants;
    BOOST_REQUIRE(grants.add_permission({.name = "ask", .resource = "authorize", .action = "ask"},
                                        admin, now));
    add_user("app@example.org");
    const auto app = users.find("app@example.org").value();
    BOOST_REQUIRE(grants.grant(holder(app), permission_named("ask"), std::nullopt, admin, now));
    const auto token = text(
        body_of(ask_for_tokens(R"({"email":"app@example.org","password":"correct horse battery",)"
                               R"("scopes":["access:ask"]})")),
        "access_token");
    const auto answer =
        program.send_by(token, Method::Post, "/access/v1/evaluation",
                        R"({"subject":{"type":"user","id":")" + ann.public_id.text() +
                            R"("},"resource":{"type":"page","id":"42"},"action":{"name":"edit"}})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(says(answer, R"("decision":)"));
}

BOOST_AUTO_TEST_CASE(an_administrator_does_by_token_what_two_factors_open) {
    wiring.grants.grant(holder(ann), role_named(kAdminRole), std::nullopt, admin, now).value();
    const Json scopes = Json::Array{Json{"admin:read"}, Json{"admin:write"}};
    const auto weak = access_token({{"scopes", scopes}});
    BOOST_TEST(code_of(program.get_by(weak, "/api/v1/admin/groups")) == "step_up_required");
    const auto app = add_app("ann@example.org");
    now += 30s;
    const auto strong = access_token({{"scopes", scopes}, {"code", app.code(now)}});
    BOOST_TEST(program.get_by(strong, "/api/v1/admin/groups").status() == Status::Ok);
    const auto add = [&](std::string_view name) {
        return program.send_by(strong, Method::Post, "/api/v1/admin/groups",
                               Json{Json::Object{{"name", name}}}.dump());
    };
    BOOST_TEST(add("staff").status() == Status::Created);
    now += 5min + 6s;
    BOOST_TEST(add("guests").status() == Status::Created);
    BOOST_TEST(program.get_by(strong, "/api/v1/admin/groups").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(tokens_of_a_disabled_user_open_nothing) {
    sign_in_by_json(browser);
    const auto personal = personal_token();
    const auto access = access_token();
    users.set_disabled("ann@example.org", true, admin, now).value();
    BOOST_TEST(code_of(program.get_by(personal, "/api/v1/me")) == "invalid_token");
    BOOST_TEST(code_of(program.get_by(access, "/api/v1/me")) == "invalid_token");
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_no_bad_token) {
    const auto token = access_token();
    stores.state().unavailable = true;
    const auto answer = program.get_by(token, "/api/v1/me");
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(code_of(answer) == "unavailable");
}

BOOST_AUTO_TEST_CASE(a_token_in_the_query_is_not_looked_at) {
    const auto token = access_token();
    BOOST_TEST(code_of(program.send(Method::Get, "/api/v1/me?access_token=" + token)) ==
               "not_signed_in");
}

BOOST_AUTO_TEST_SUITE_END()
