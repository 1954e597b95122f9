// What the caller may do, and decisions about others for applications.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/grant_service.hpp"
#include "support/api_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Method;
using http::Status;
using json::Json;

namespace {

struct AccessFixture : ApiFixture {
    const service::GrantService& grants = wiring.grants;
    // Ann is the first user, and so an administrator, who may do everything.
    User bob = add_user("bob@example.org");
    User eve = add_user("eve@example.org");

    AccessFixture() {
        add("wiki-edit", "wiki/pages", "edit");
        add("page-42", "page/42", "edit");
        add("page-read", "page", "read");
        add("ask", "authorize", "ask");
    }

    void add(std::string name, std::string resource, std::string action) {
        BOOST_REQUIRE(grants.add_permission(
            {.name = std::move(name), .resource = std::move(resource), .action = std::move(action)},
            admin, now));
    }
    void grant(const User& user, std::string permission,
               std::optional<TimePoint> until = std::nullopt) {
        BOOST_REQUIRE(grants.grant({GrantHolder::Kind::User, user.public_id.text()},
                                   {Granted::Kind::Permission, std::move(permission)}, until, admin,
                                   now));
    }

    http::Response authorize(std::string_view query) {
        return browser.get("/api/v1/authorize?" + std::string{query});
    }

    std::string question(std::string_view type, std::string_view id, std::string_view action,
                         std::string_view subject = {}) const {
        return R"({"subject":{"type":"user","id":")" +
               std::string{subject.empty() ? std::string_view{bob.public_id.text()} : subject} +
               R"(","properties":{"a":1}},"resource":{"type":")" + std::string{type} +
               R"(","id":")" + std::string{id} + R"("},"action":{"name":")" + std::string{action} +
               R"("},"context":{"time":"now"},"more":true})";
    }
    http::Response evaluate(const std::string& body) {
        return browser.send_json(Method::Post, "/access/v1/evaluation", body);
    }
    http::Response evaluate_all(const std::string& body) {
        return browser.send_json(Method::Post, "/access/v1/evaluations", body);
    }
    static bool decision_of(const Json& answer) {
        const auto* decision = answer.find("decision");
        BOOST_REQUIRE(decision != nullptr && decision->boolean() != nullptr);
        return *decision->boolean();
    }
    static std::string reason_of(const http::Response& answer) {
        return text(*body_of(answer).find("context"), "reason");
    }
    /// `yes no no`: of several.
    static std::string decisions_of(const http::Response& answer) {
        const auto body = body_of(answer);
        const auto* all = body.find("evaluations");
        BOOST_REQUIRE(all != nullptr && all->array() != nullptr);
        std::string words;
        for (const auto& one : *all->array())
            words += std::string{words.empty() ? "" : " "} + (decision_of(one) ? "yes" : "no");
        return words;
    }
    void sign_in_eve() {
        const Json body = Json::Object{{"email", "eve@example.org"}, {"password", kGoodPassword}};
        BOOST_TEST(browser.send_json(Method::Post, "/api/v1/sessions", body.dump()).status() ==
                   Status::Created);
    }
    /// Eve is an application that may ask.
    void let_eve_ask() {
        grant(eve, "ask");
        sign_in_eve();
    }
    std::string several(const std::string& semantic = "") const {
        const std::string options =
            semantic.empty() ? "" : R"(,"options":{"evaluations_semantic":")" + semantic + R"("})";
        return R"({"subject":{"type":"user","id":")" + bob.public_id.text() +
               R"("},"action":{"name":"edit"},"evaluations":[)" +
               R"({"resource":{"type":"page","id":"41"}},{"resource":{"type":"page","id":"42"}},)" +
               R"({"resource":{"type":"page"}},)" +
               R"({"resource":{"type":"page","id":"42"},"action":{"name":"read"}}])" + options +
               "}";
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_api_tests, AccessFixture)

BOOST_AUTO_TEST_CASE(authorize_says_what_the_caller_may_do) {
    sign_in_eve();
    auto answer = authorize("resource=wiki/pages&action=edit");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.body() == R"({"allowed":false,"reason":"no_grant","until":null})");
    BOOST_TEST(answer.header("Cache-Control") == "no-store");
    grant(eve, "wiki-edit");
    BOOST_TEST(authorize("resource=wiki/pages&action=edit").body() ==
               R"({"allowed":true,"reason":"granted","until":null})");
    BOOST_TEST(authorize("resource=wiki/pages&action=read").body() ==
               R"({"allowed":false,"reason":"no_grant","until":null})");
}

BOOST_AUTO_TEST_CASE(authorize_says_until_when_and_that_it_is_over) {
    sign_in_eve();
    grant(eve, "wiki-edit", now + 10min);
    BOOST_TEST(authorize("resource=wiki/pages&action=edit").body() ==
               R"({"allowed":true,"reason":"granted","until":"2027-01-15T08:10:00Z"})");
    now += 10min;
    BOOST_TEST(authorize("resource=wiki/pages&action=edit").body() ==
               R"({"allowed":false,"reason":"expired","until":null})");
}

BOOST_AUTO_TEST_CASE(authorize_refuses_what_is_no_resource_or_action) {
    sign_in_eve();
    for (const char* query :
         {"", "resource=wiki", "action=edit", "resource=*&action=edit",
          "resource=wiki/*&action=edit", "resource=wiki&action=*", "resource=Wiki&action=edit",
          "resource=wiki&action=two%20words", "resource=wiki&resource=wiki&action=edit"}) {
        const auto answer = authorize(query);
        BOOST_TEST(answer.status() == Status::BadRequest, query);
        BOOST_TEST(code_of(answer) == "invalid_request", query);
    }
    BOOST_TEST(errors_of(authorize("")) == "resource:invalid action:invalid");
}

BOOST_AUTO_TEST_CASE(authorize_needs_a_session) {
    BOOST_TEST(code_of(authorize("resource=wiki/pages&action=edit")) == "not_signed_in");
}

BOOST_AUTO_TEST_CASE(evaluation_answers_a_caller_who_may_ask) {
    let_eve_ask();
    auto answer = evaluate(question("page", "42", "edit"));
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.body() == R"({"decision":false,"context":{"reason":"no_grant"}})");
    grant(bob, "page-42");
    BOOST_TEST(decision_of(body_of(evaluate(question("page", "42", "edit")))));
    BOOST_TEST(!decision_of(body_of(evaluate(question("page", "43", "edit")))));
    BOOST_TEST(!decision_of(body_of(evaluate(question("page", "42", "read")))));
    // A permission for the type is one for each of them, also where the id is none of ours.
    grant(bob, "page-read");
    BOOST_TEST(decision_of(body_of(evaluate(question("page", "42", "read")))));
    BOOST_TEST(decision_of(body_of(evaluate(question("page", "A B", "read")))));
}

BOOST_AUTO_TEST_CASE(evaluation_says_no_for_wildcards_that_are_asked_for) {
    let_eve_ask();
    grant(bob, "page-42");
    grant(bob, "page-read");
    for (const auto& [type, id, action] :
         {std::tuple{"page", "*", "edit"}, {"*", "42", "edit"}, {"page", "42", "*"}})
        BOOST_TEST(!decision_of(body_of(evaluate(question(type, id, action)))));
}

BOOST_AUTO_TEST_CASE(evaluation_does_not_know_subjects_that_cannot_sign_in) {
    let_eve_ask();
    grant(bob, "page-42");
    const std::string nobody(22, 'A');
    for (const std::string& subject : {std::string{"bob@example.org"}, std::string{"x"}, nobody})
        BOOST_TEST(reason_of(evaluate(question("page", "42", "edit", subject))) ==
                   "unknown_subject");
    BOOST_REQUIRE(users.set_disabled("bob@example.org", true, admin, now));
    const auto answer = evaluate(question("page", "42", "edit"));
    BOOST_TEST(!decision_of(body_of(answer)));
    BOOST_TEST(reason_of(answer) == "unknown_subject");
}

BOOST_AUTO_TEST_CASE(evaluation_says_until_when) {
    let_eve_ask();
    grant(bob, "page-42", now + 10min);
    BOOST_TEST(
        evaluate(question("page", "42", "edit")).body() ==
        R"({"decision":true,"context":{"reason":"granted","until":"2027-01-15T08:10:00Z"}})");
    now += 10min;
    BOOST_TEST(reason_of(evaluate(question("page", "42", "edit"))) == "expired");
}

BOOST_AUTO_TEST_CASE(evaluation_is_for_callers_with_the_permission_alone) {
    auto answer = evaluate(question("page", "42", "edit"));
    BOOST_TEST(answer.status() == Status::Unauthorized);
    sign_in_eve();
    answer = evaluate(question("page", "42", "edit"));
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "permission_required");
    grant(eve, "ask", now + 10min);
    BOOST_TEST(evaluate(question("page", "42", "edit")).status() == Status::Ok);
    now += 10min;
    BOOST_TEST(code_of(evaluate_all(several())) == "permission_required");
}

BOOST_AUTO_TEST_CASE(evaluation_refuses_what_it_cannot_read) {
    let_eve_ask();
    for (const char* body : {"[]", "{", R"({"subject":{"type":"user","id":"x"}})",
                             R"({"subject":"x","resource":{},"action":{}})"}) {
        const auto answer = evaluate(body);
        BOOST_TEST(answer.status() == Status::BadRequest, body);
        BOOST_TEST(code_of(answer) == "invalid_request", body);
    }
}

BOOST_AUTO_TEST_CASE(the_id_of_the_request_is_in_every_answer) {
    const auto with_id = [](std::string id) {
        return [id](http::Request& request) { request.client_request_id = id; };
    };
    browser.before_sending = with_id("bfe9eb29-ab87");
    BOOST_TEST(evaluate(question("page", "42", "edit")).header("X-Request-ID") == "bfe9eb29-ab87");
    let_eve_ask();
    BOOST_TEST(evaluate("[]").header("X-Request-ID") == "bfe9eb29-ab87");
    BOOST_TEST(evaluate_all(several()).header("X-Request-ID") == "bfe9eb29-ab87");
    for (const auto& bad :
         {std::string{"two words"}, std::string(129, 'x'), std::string{"a\xFF"}}) {
        browser.before_sending = with_id(bad);
        BOOST_TEST(evaluate_all(several()).header("X-Request-ID") == "");
    }
}

BOOST_AUTO_TEST_CASE(evaluations_are_answered_in_order_with_the_defaults) {
    let_eve_ask();
    grant(bob, "page-42");
    for (const char* semantic : {"", "execute_all"}) {
        const auto answer = evaluate_all(several(semantic));
        BOOST_TEST(answer.status() == Status::Ok);
        BOOST_TEST(decisions_of(answer) == "no yes no no");
        BOOST_TEST(says(answer, R"("error":{"status":400,"message":"resource.id must be)"));
    }
}

BOOST_AUTO_TEST_CASE(evaluations_end_where_the_semantic_says) {
    let_eve_ask();
    grant(bob, "page-42");
    BOOST_TEST(decisions_of(evaluate_all(several("deny_on_first_deny"))) == "no");
    BOOST_TEST(decisions_of(evaluate_all(several("permit_on_first_permit"))) == "no yes");
    BOOST_TEST(code_of(evaluate_all(several("other"))) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(evaluations_without_the_array_are_one_evaluation) {
    let_eve_ask();
    BOOST_TEST(!decision_of(body_of(evaluate_all(question("page", "42", "edit")))));
    BOOST_TEST(code_of(evaluate_all(R"({"evaluations":{}})")) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(there_are_fifty_evaluations_at_most) {
    let_eve_ask();
    const auto many = [&](int count) {
        std::string body = R"({"evaluations":[)";
        for (int i = 0; i < count; ++i) body += (i == 0 ? "" : ",") + question("page", "1", "edit");
        return evaluate_all(body + "]}");
    };
    BOOST_TEST(many(50).status() == Status::Ok);
    BOOST_TEST(code_of(many(51)) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(evaluations_come_from_no_other_site) {
    let_eve_ask();
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    BOOST_TEST(code_of(evaluate(question("page", "42", "edit"))) == "cross_site_request");
}

BOOST_AUTO_TEST_CASE(the_configuration_names_the_addresses) {
    BOOST_TEST(
        browser.get("/.well-known/authzen-configuration").body() ==
        R"({"policy_decision_point":"https://auth.example.org",)"
        R"("access_evaluation_endpoint":"https://auth.example.org/access/v1/evaluation",)"
        R"("access_evaluations_endpoint":"https://auth.example.org/access/v1/evaluations"})");
}

BOOST_AUTO_TEST_SUITE_END()
