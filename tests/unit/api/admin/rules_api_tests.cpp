// The rules of sites over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct RulesApiFixture : AdminFixture {
    static constexpr std::string_view kRules = "/sites/wiki/rules";

    RulesApiFixture() {
        for (const char* name : {"wiki", "app"})
            sites
                .add(name, std::string{"https://"} + name + ".example.org", SitePolicy::SignedIn,
                     admin, now)
                .value();
        groups.add("staff", "", admin, now).value();
    }

    http::Response put(const std::string& body, std::string_view query = {}) {
        return send(Method::Put, std::string{kRules}.append(query), body);
    }
    /// Rules of `wiki` with one rule more, replacing `version`.
    static std::string with_rule(std::int64_t version, std::string_view rule) {
        return R"({"version":)" + std::to_string(version) + R"(,"default":"signed_in","rules":[)" +
               std::string{rule} + "]}";
    }
    std::int64_t version() {
        const auto body = body_of(get(kRules));
        const auto* member = body.find("version");
        BOOST_REQUIRE(member != nullptr && member->integer() != nullptr);
        return *member->integer();
    }
    /// The `detail` of each problem, with its rule.
    static std::string problems_of(const http::Response& answer) {
        BOOST_TEST(answer.status() == Status::UnprocessableContent);
        BOOST_TEST(code_of(answer) == "rules_refused");
        const auto body = body_of(answer);
        const auto* problems = body.find("problems");
        BOOST_REQUIRE(problems != nullptr && problems->array() != nullptr);
        std::string all;
        for (const auto& problem : *problems->array()) {
            const auto* rule = problem.find("rule")->integer();
            all += (all.empty() ? "" : "; ") + (rule ? std::to_string(*rule) + ": " : "") +
                   text(problem, "detail");
        }
        return all;
    }
    std::string outcome(std::string_view query) {
        return text(body_of(get("/sites/wiki/explain?" + std::string{query})), "outcome");
    }
};

constexpr std::string_view kPictures =
    R"({"name":"pictures","path":["/img/**"],"effect":"public"})";
constexpr std::string_view kVault =
    R"({"name":"vault","effect":"allow","enabled":true,"dry_run":false,"comment":"as agreed",)"
    R"("path":["/vault/**"],"methods":["GET"],"from":["office"],"allow":["group:staff"],)"
    R"("hours":["mon-fri 08:00-18:00 Europe/Berlin"],"not_before":"2027-01-15T00:00:00Z",)"
    R"("until":"2027-02-01T00:00:00Z","level":2,"max_age_seconds":900})";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules_api_tests, RulesApiFixture)

BOOST_AUTO_TEST_CASE(a_site_without_rules_shows_its_default) {
    const auto answer = get(kRules);
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.body() ==
               R"({"site":"wiki","version":0,"default":"signed_in","odd_paths":"refuse",)"
               R"("fold_case":false,"preflight":false,"groups":null,"networks":{},"rules":[]})");
    BOOST_TEST(code_of(get("/sites/none/rules")) == "not_found");
    BOOST_TEST(code_of(send(Method::Put, "/sites/none/rules", with_rule(0, kPictures))) ==
               "not_found");
}

BOOST_AUTO_TEST_CASE(rules_are_replaced_and_read_back_as_they_were_sent) {
    const std::string body =
        R"({"version":0,"default":"signed_in","odd_paths":"default","fold_case":true,"preflight":true,)"
        R"("groups":["staff"],"networks":{"office":["192.0.2.0/24","2001:db8::/32"]},"rules":[)" +
        std::string{kVault} + R"(,{"name":"nobody else","deny":["user:bob@example.org"]}]})";
    const auto answer = put(body);
    BOOST_REQUIRE_MESSAGE(answer.status() == Status::Ok, answer.body());
    BOOST_TEST(!body_of(answer).find("differences")->array()->empty());
    BOOST_TEST((last_entry().event == AuditEvent::RulesChanged));
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());
    const auto read = get(kRules);
    BOOST_TEST(read.body() == body_of(answer).find("rules")->dump());
    BOOST_TEST(says(read, R"("default":"signed_in","odd_paths":"default","fold_case":true,)"
                          R"("preflight":true,"groups":["staff"],)"
                          R"("networks":{"office":["192.0.2.0/24","2001:db8::/32"]})"));
    BOOST_TEST(says(read, kVault));
    BOOST_TEST(says(read, R"({"name":"nobody else","effect":"deny","enabled":true,)"
                          R"("dry_run":false,"deny":["user:)" +
                              bob.public_id.text() + R"("]})"));
    // What was read can be sent as it is, and means the same.
    const auto again = put(read.body());
    BOOST_TEST(again.status() == Status::Ok);
    BOOST_TEST(body_of(again).find("differences")->array()->empty());
    BOOST_TEST(get(kRules).body() == read.body());
}

BOOST_AUTO_TEST_CASE(a_dry_run_only_says_what_would_change) {
    const auto before = entries();
    const auto answer = put(with_rule(0, kPictures), "?dry_run=1");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.body() == R"({"differences":[{"site":"wiki","kind":"opens",)"
                                R"("words":"opens /img/** to everyone"}]})");
    BOOST_TEST(version() == 0);
    // Nothing but 1 is one, and what cannot be read changes nothing.
    for (const char* query : {"?dry_run=0", "?dry_run=true", "?dry_run",
                              "?dry_run=", "?dry_run=1&dry_run=1", "?dry%5Frun=&x"})
        BOOST_TEST(errors_of(put(with_rule(0, kPictures), query)).starts_with("dry_run:invalid"),
                   query);
    BOOST_TEST(version() == 0);
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(two_editors_do_not_overwrite_each_other) {
    const auto seen = version();
    BOOST_TEST(put(with_rule(seen, kPictures)).status() == Status::Ok);
    for (const char* query : {"", "?dry_run=1"}) {
        const auto late = put(with_rule(seen, R"({"name":"closed","effect":"deny"})"), query);
        BOOST_TEST(late.status() == Status::Conflict);
        BOOST_TEST(code_of(late) == "changed_meanwhile");
    }
    BOOST_TEST(says(get(kRules), "pictures"));
    BOOST_TEST(
        put(with_rule(version(), R"({"name":"x","path":["/x"],"effect":"deny"})")).status() ==
        Status::Ok);
    BOOST_TEST(!says(get(kRules), "pictures"));
}

BOOST_AUTO_TEST_CASE(the_version_must_be_sent) {
    BOOST_TEST(errors_of(put(R"({"default":"deny","rules":[]})")) == "version:required");
    BOOST_TEST(errors_of(put(R"({"version":-1,"default":"deny","rules":[]})")) ==
               "version:out_of_range");
    BOOST_TEST(errors_of(put(R"({"version":"0","default":"deny","rules":[]})")) ==
               "version:wrong_type");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_form_is_named_with_its_place) {
    BOOST_TEST(errors_of(put("{}")) == "version:required default:required rules:required");
    BOOST_TEST(errors_of(put(R"({"site":"app","version":0,"default":"maybe","networks":[],)"
                             R"("groups":"staff","rules":{},"more":1})")) ==
               "site:invalid networks:wrong_type default:invalid groups:wrong_type "
               "rules:wrong_type more:unknown_field");
    BOOST_TEST(errors_of(put(with_rule(0, R"(7,{"name":"a","paths":["/x"]})"))) ==
               "rules[0]:wrong_type rules[1].paths:unknown_field");
    const auto of_rule = [this](std::string_view members) {
        return errors_of(put(with_rule(0, R"({"name":"a",)" + std::string{members} + "}")));
    };
    BOOST_TEST(of_rule(R"("path":[])") == "rules[0].path:required");
    BOOST_TEST(of_rule(R"("path":"/x")") == "rules[0].path:wrong_type");
    BOOST_TEST(of_rule(R"("allow":["staff"])") == "rules[0].allow:invalid");
    BOOST_TEST(of_rule(R"("allow":["group:staff"],"deny":["group:staff"])") ==
               "rules[0].allow:invalid");
    BOOST_TEST(of_rule(R"("deny":["group:staff"],"effect":"allow")") == "rules[0].deny:invalid");
    BOOST_TEST(of_rule(R"("allow":["group:staff"],"effect":"public")") == "rules[0].allow:invalid");
    BOOST_TEST(of_rule(R"("effect":"perhaps")") == "rules[0].effect:invalid");
    BOOST_TEST(of_rule(R"("hours":["always"])") == "rules[0].hours:invalid");
    BOOST_TEST(of_rule(R"("until":"friday")") == "rules[0].until:invalid");
    BOOST_TEST(of_rule(R"("level":4)") == "rules[0].level:out_of_range");
    BOOST_TEST(of_rule(R"("max_age_seconds":59)") == "rules[0].max_age_seconds:out_of_range");
    BOOST_TEST(of_rule(R"("enabled":1)") == "rules[0].enabled:wrong_type");
    BOOST_TEST(version() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_rules_is_said_with_their_numbers) {
    const auto said = problems_of(
        put(with_rule(0, R"({"name":"a","path":["no slash"]},{"name":"b","allow":["group:none"]},)"
                         R"({"name":"b","path":["/x"]})")));
    BOOST_TEST(said.find("1: ") != std::string::npos, said);
    BOOST_TEST(said.find("2: there is no group none") != std::string::npos, said);
    BOOST_TEST(said.find("3: ") != std::string::npos, said);
    BOOST_TEST(version() == 0);
}

BOOST_AUTO_TEST_CASE(nobody_locks_themselves_out) {
    const auto said = problems_of(put(with_rule(0, R"({"name":"closed","effect":"deny"})")));
    BOOST_TEST(said.find("lock yourself out") != std::string::npos, said);
    BOOST_TEST(version() == 0);
}

BOOST_AUTO_TEST_CASE(a_network_that_becomes_another_changes_the_other_sites_too) {
    const std::string office = R"({"name":"office","from":["office"],"effect":"public"})";
    const auto body = [&](std::int64_t of, std::string_view block) {
        return R"({"version":)" + std::to_string(of) +
               R"(,"default":"signed_in","networks":{"office":[")" + std::string{block} +
               R"("]},"rules":[)" + office + "]}";
    };
    BOOST_REQUIRE(put(body(0, "192.0.2.0/24")).status() == Status::Ok);
    const auto seen = version();
    const auto other = send(Method::Put, "/sites/app/rules", body(0, "198.51.100.0/24"));
    BOOST_REQUIRE(other.status() == Status::Ok);
    BOOST_TEST(says(other, R"("site":"wiki")"));
    BOOST_TEST(says(get(kRules), "198.51.100.0/24"));
    // So who has read the rules before does not put the old network back.
    BOOST_TEST(code_of(put(body(seen, "192.0.2.0/24"))) == "changed_meanwhile");
}

BOOST_AUTO_TEST_CASE(explain_says_what_the_gate_would_answer) {
    groups.join("staff", eve, std::nullopt, admin, now).value();
    put(with_rule(0,
                  R"({"name":"staff","path":["/a/**"],"methods":["GET"],"level":2,)"
                  R"("allow":["group:staff"]},{"name":"rest","path":["/a/**"],"effect":"deny"})"));
    BOOST_TEST(outcome("path=/a/") == "sign_in");
    BOOST_TEST(outcome("path=/a/&user=eve@example.org") == "step_up");
    BOOST_TEST(outcome("path=/a/&level=2&user=" + eve.public_id.text()) == "pass");
    BOOST_TEST(outcome("path=/a/&method=POST&level=2&user=eve@example.org") == "denied");
    BOOST_TEST(outcome("path=/a/&user=bob@example.org&from=192.0.2.7") == "denied");
    BOOST_TEST(outcome("path=/b&user=bob@example.org") == "pass");
    const auto answer = get("/sites/wiki/explain?path=/a/&user=bob@example.org");
    BOOST_TEST(says(answer, R"({"number":1,"name":"staff","result":"subject",)"
                            R"("words":"the user is not group:staff"})"));
    BOOST_TEST(says(answer, R"("decided_by":"rule 2 \"rest\"")"));
    BOOST_TEST(says(answer, R"("gate_status":403)"));
}

BOOST_AUTO_TEST_CASE(explain_looks_nobody_up_for_who_may_read_rules_alone) {
    groups.add("secret", "", admin, now).value();
    groups.join("secret", eve, std::nullopt, admin, now).value();
    grants.add_role("hidden", "", {}, admin, now).value();
    grants.grant(holder(eve), role_named("hidden"), std::nullopt, admin, now).value();
    let(bob, "admin/rules/wiki", "read");
    const auto explain = path("/sites/wiki/explain?path=/&user=") + eve.public_id.text();
    const auto answer = bobs.get(explain);
    BOOST_TEST(says(answer, R"("user":")" + eve.public_id.text() + R"(","groups":[],"roles":[],)"));
    BOOST_TEST(says(answer, R"("outcome":"pass")"));
    BOOST_TEST(!says(answer, "eve@example.org"));
    BOOST_TEST(says(browser.get(explain),
                    R"("user":"eve@example.org","groups":["secret"],"roles":["hidden"],)"));
    let(bob, "admin/users", "read");
    BOOST_TEST(says(bobs.get(explain), R"("groups":["secret"])"));
}

BOOST_AUTO_TEST_CASE(explain_refuses_what_it_cannot_read) {
    BOOST_TEST(errors_of(get("/sites/wiki/explain")) == "path:required");
    BOOST_TEST(errors_of(get("/sites/wiki/explain?path=/&level=4&from=office&user=nobody")) ==
               "from:invalid level:out_of_range user:unknown");
    // Somebody who is named twice is not taken for nobody.
    BOOST_TEST(errors_of(get("/sites/wiki/explain?path=/&user=a&user=b")) == "user:invalid");
    BOOST_TEST(code_of(get("/sites/none/explain?path=/")) == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
