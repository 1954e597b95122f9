// Personal tokens over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "unit/api/token/token_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct PersonalFixture : TokenApiFixture {
    PersonalFixture() { sign_in_by_json(browser); }

    http::Response make(const std::string& body) {
        return browser.send_json(Method::Post, kAccessTokens, body);
    }
    http::Response end(const std::string& id) {
        return browser.send_json(Method::Delete, std::string{kAccessTokens} + '/' + id);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(personal_tokens_api_tests, PersonalFixture)

BOOST_AUTO_TEST_CASE(post_access_token_shows_the_token_once) {
    const auto answer = make(R"({"name":"Nightly","scopes":["site:wiki","account:read"],)"
                             R"("expires_at":"2027-02-01T00:00:00Z"})");
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    const auto body = body_of(answer);
    const auto token = text(body, "token");
    BOOST_TEST(token.starts_with("pst_"));
    const auto& made = *body.find("access_token");
    BOOST_TEST(text(made, "name") == "Nightly");
    BOOST_TEST(joined(made, "scopes") == "account:read site:wiki");
    BOOST_TEST(text(made, "expires_at") == "2027-02-01T00:00:00Z");
    BOOST_TEST(number(made, "level") == 1);
    BOOST_TEST(made.find("last_used_at")->is_null());
    BOOST_TEST(opens(token));
    const auto list = browser.get(kAccessTokens);
    BOOST_TEST(!says(list, token));
    const auto listed = items(body_of(list), "access_tokens")[0];
    BOOST_TEST(text(listed, "id") == text(made, "id"));
    BOOST_TEST(text(listed, "last_used_at") == to_rfc3339(now));
}

BOOST_AUTO_TEST_CASE(post_access_token_needs_a_fresh_proof) {
    now += 5min + 6s;
    const auto answer = make(R"({"name":"Nightly","scopes":["account:read"]})");
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "step_up_required");
    BOOST_TEST(joined(body_of(answer), "methods") == "password");
    BOOST_TEST(stores.state().personal_tokens.empty());
}

BOOST_AUTO_TEST_CASE(post_access_token_needs_a_session) {
    const auto body = R"({"name":"Nightly","scopes":["account:read"]})";
    for (const auto& token : {access_token_for("account:write"), personal_token("account:write")}) {
        const auto answer = program.send_by(token, Method::Post, kAccessTokens, body);
        BOOST_TEST(answer.status() == Status::Forbidden);
        BOOST_TEST(code_of(answer) == "session_required");
    }
    BOOST_TEST(code_of(program.send(Method::Post, kAccessTokens, body)) == "not_signed_in");
    BOOST_TEST(stores.state().personal_tokens.size() == 1u);
}

BOOST_AUTO_TEST_CASE(post_access_token_says_what_is_wrong) {
    const std::pair<const char*, const char*> rows[] = {
        {"{}", "name:required scopes:required"},
        {R"({"name":"N","scopes":["nothing"]})", "scopes:invalid"},
        {R"({"name":"N","scopes":[]})", "scopes:required"},
        {R"({"name":"N","scopes":["site:shop"]})", "scopes:unknown"},
        {R"({"name":"two\nlines","scopes":["account:read"]})", "name:invalid"},
        {R"({"name":" ","scopes":["account:read"]})", "name:required"},
        {R"({"name":"N","scopes":["account:read"],"expires_at":"soon"})", "expires_at:invalid"},
        {R"({"name":"N","scopes":["account:read"],"expires_at":"2027-01-15T08:00:30Z"})",
         "expires_at:out_of_range"},
        {R"({"name":"N","scopes":["account:read"],"expires_at":"2030-01-01T00:00:00Z"})",
         "expires_at:out_of_range"}};
    for (const auto& [body, errors] : rows) BOOST_TEST_CONTEXT(body) {
            const auto answer = make(body);
            BOOST_TEST(answer.status() == Status::UnprocessableContent);
            BOOST_TEST(errors_of(answer) == errors);
        }
    BOOST_TEST(stores.state().personal_tokens.empty());
}

BOOST_AUTO_TEST_CASE(post_access_token_stops_at_the_limit) {
    for (std::size_t i = 0; i < wiring.personal_tokens.settings().max_per_user; ++i)
        personal_token();
    const auto answer = make(R"({"name":"Nightly","scopes":["account:read"]})");
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "too_many_tokens");
}

BOOST_AUTO_TEST_CASE(get_access_tokens_says_which_one_asks) {
    const auto token = personal_token();
    now += 1s;
    personal_token("account:write");
    const auto body = body_of(program.get_by(token, kAccessTokens));
    const auto& tokens = items(body, "access_tokens");
    BOOST_REQUIRE(tokens.size() == 2u);
    BOOST_TEST(joined(tokens[0], "scopes") == "account:write");
    BOOST_TEST(!*tokens[0].find("current")->boolean());
    BOOST_TEST(*tokens[1].find("current")->boolean());
    BOOST_TEST(body.find("next_cursor")->is_null());
}

BOOST_AUTO_TEST_CASE(delete_access_token_ends_the_callers_own_only) {
    const auto token = personal_token();
    const auto id = text(items(body_of(browser.get(kAccessTokens)), "access_tokens")[0], "id");
    add_user("eve@example.org");
    Browser eves{*this};
    eves.send_json(Method::Post, "/api/v1/sessions",
                   R"({"email":"eve@example.org","password":"correct horse battery"})");
    const auto path = std::string{kAccessTokens} + '/' + id;
    BOOST_TEST(eves.send_json(Method::Delete, path).status() == Status::NotFound);
    BOOST_TEST(code_of(end("x")) == "not_found");
    BOOST_TEST(opens(token));
    BOOST_TEST(end(id).status() == Status::NoContent);
    BOOST_TEST(end(id).status() == Status::NotFound);
    BOOST_TEST(!opens(token));
}

BOOST_AUTO_TEST_SUITE_END()
