// The operations of administrators are for those with a permission and two factors.
#define BOOST_TEST_DYN_LINK
#include <set>

#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct GuardFixture : AdminFixture {
    /// Every operation of administrators, with names that nothing has.
    std::vector<http::Route> operations() {
        auto all = api::routes(api_services(registration, wiring),
                               {passwords.needs(), true, "en", openapi});
        std::erase_if(
            all, [](const http::Route& row) { return !row.path.starts_with("/api/v1/admin/"); });
        BOOST_REQUIRE(all.size() >= 60u);
        return all;
    }
    http::Response call(Browser& who, const http::Route& row) {
        return who.send_json(row.method, row.path, row.method == Method::Get ? "" : "{}");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_guard_tests, GuardFixture)

BOOST_AUTO_TEST_CASE(nobody_gets_anywhere_without_a_session) {
    Browser stranger{*this};
    for (const auto& row : operations()) {
        const auto answer = call(stranger, row);
        BOOST_TEST(answer.status() == Status::Unauthorized, row.path);
        BOOST_TEST(code_of(answer) == "not_signed_in", row.path);
    }
}

BOOST_AUTO_TEST_CASE(a_user_without_the_permission_learns_nothing_of_what_there_is) {
    groups.add("staff", "", admin, now).value();
    sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now).value();
    const auto before = entries();
    std::set<std::string> bodies;
    for (const auto& row : operations()) {
        const auto answer = call(bobs, row);
        BOOST_TEST(answer.status() == Status::Forbidden, row.path);
        BOOST_TEST(code_of(answer) == "forbidden", row.path);
        bodies.insert(answer.body());
    }
    for (const char* below :
         {"/groups/staff", "/groups/none", "/roles/admin", "/roles/none", "/sites/wiki/rules",
          "/sites/none/rules", "/sites/wiki/explain", "/groups?limit=x"})
        bodies.insert(bobs.get(path(below)).body());
    BOOST_TEST(bodies.size() == 1u);
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(a_session_of_level_1_is_asked_for_a_second_factor) {
    now += 30s;
    const auto one = sign_in("eve@example.org");
    let(eve, "admin/*", "*");
    Browser eves{*this};
    let_in(eves, one);
    for (const auto& row : operations()) {
        const auto answer = call(eves, row);
        BOOST_TEST(answer.status() == Status::Forbidden, row.path);
        BOOST_TEST(code_of(answer) == "step_up_required", row.path);
        // Eve has no second factor yet.
        BOOST_TEST(says(answer, R"("level":2,"max_age":300,"methods":[])"));
    }
}

BOOST_AUTO_TEST_CASE(writes_need_a_fresh_proof_and_reads_do_not) {
    let(bob, "admin/*", "*");
    now += 5min + 6s;
    for (const auto& row : operations()) {
        const auto answer = call(bobs, row);
        if (row.method == Method::Get) {
            BOOST_TEST(answer.status() != Status::Forbidden, row.path);
            continue;
        }
        BOOST_TEST(answer.status() == Status::Forbidden, row.path);
        BOOST_TEST(code_of(answer) == "step_up_required", row.path);
        BOOST_TEST(says(answer, R"("level":2,"max_age":300,"methods":["totp","recovery_code"])"));
    }
    // The password is no way back.
    BOOST_TEST(
        code_of(bobs.send_json(Method::Post, "/api/v1/sessions/current/step-up",
                               R"({"method":"password","password":"correct horse battery"})")) ==
        "factor_required");
    const Json proof = Json::Object{{"method", "totp"}, {"code", bobs_app.code(now)}};
    BOOST_TEST(
        bobs.send_json(Method::Post, "/api/v1/sessions/current/step-up", proof.dump()).status() ==
        Status::Ok);
    BOOST_TEST(send(bobs, Method::Post, "/groups", R"({"name":"staff"})").status() ==
               Status::Created);
}

BOOST_AUTO_TEST_CASE(each_area_and_action_has_a_permission_of_its_own) {
    const struct {
        std::string_view resource;
        std::string_view readable;
        Method method;
        std::string_view writable;
    } areas[] = {{"admin/groups", "/groups", Method::Delete, "/groups/none"},
                 {"admin/roles", "/roles", Method::Delete, "/grants/none"},
                 {"admin/rules", "/sites/none/rules", Method::Put, "/sites/none/rules"},
                 {"admin/sites", "/sites", Method::Delete, "/sites/none"},
                 {"admin/users", "/users", Method::Post, "/users/none/disable"},
                 {"admin/sessions", "/sessions", Method::Delete, "/sessions/none"},
                 {"admin/mail", "/mails", Method::Post, "/mails/none/retry"}};
    for (const auto& area : areas) {
        BOOST_TEST(code_of(bobs.get(path(area.readable))) == "forbidden");
        let(bob, area.resource, "read");
        BOOST_TEST(bobs.get(path(area.readable)).status() != Status::Forbidden);
        BOOST_TEST(code_of(send(bobs, area.method, area.writable, "{}")) == "forbidden");
        let(bob, area.resource, "write");
        BOOST_TEST(send(bobs, area.method, area.writable, "{}").status() != Status::Forbidden);
    }
}

BOOST_AUTO_TEST_CASE(what_can_only_be_read_has_a_permission_of_its_own_as_well) {
    for (const auto* const below : {"/audit", "/overview", "/keys", "/configuration", "/health"})
        BOOST_TEST(code_of(bobs.get(path(below))) == "forbidden", below);
    let(bob, "admin/audit", "read");
    BOOST_TEST(bobs.get(path("/audit")).status() == Status::Ok);
    BOOST_TEST(code_of(bobs.get(path("/health"))) == "forbidden");
    let(bob, "admin/server", "read");
    for (const auto* const below : {"/overview", "/keys", "/configuration", "/health"})
        BOOST_TEST(bobs.get(path(below)).status() == Status::Ok, below);
}

BOOST_AUTO_TEST_CASE(a_read_only_role_reads_everything_and_writes_nothing) {
    let(bob, "admin/*", "read");
    for (const auto& row : operations()) {
        const auto answer = call(bobs, row);
        if (row.method == Method::Get)
            BOOST_TEST(answer.status() != Status::Forbidden, row.path);
        else
            BOOST_TEST(code_of(answer) == "forbidden", row.path);
    }
}

BOOST_AUTO_TEST_CASE(administrators_come_from_the_networks_of_the_configuration_only) {
    admin_networks = {"192.0.2.0/24"};
    pipeline = make_pipeline(registration);
    BOOST_TEST(get("/groups").status() == Status::Ok);
    admin_networks = {"198.51.100.0/24", "2001:db8::/32"};
    pipeline = make_pipeline(registration);
    for (const auto& row : operations()) {
        const auto answer = call(browser, row);
        BOOST_TEST(answer.status() == Status::Forbidden, row.path);
        BOOST_TEST(code_of(answer) == "forbidden", row.path);
    }
    BOOST_TEST(browser.get("/api/v1/me").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_permission_ends_in_time) {
    let(bob, "admin/groups", "read", now + 1min);
    BOOST_TEST(bobs.get(path("/groups")).status() == Status::Ok);
    now += 1min;
    BOOST_TEST(code_of(bobs.get(path("/groups"))) == "forbidden");
}

BOOST_AUTO_TEST_CASE(writes_come_from_no_other_site) {
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    BOOST_TEST(code_of(send(Method::Post, "/groups", R"({"name":"staff"})")) ==
               "cross_site_request");
    BOOST_TEST(!groups.find("staff").has_value());
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_by_a_cache) {
    BOOST_TEST(get("/groups").header("Cache-Control") == "no-store");
    BOOST_TEST(bobs.get(path("/groups")).header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_CASE(the_audit_log_names_the_administrator) {
    BOOST_REQUIRE(send(Method::Post, "/groups", R"({"name":"staff"})").status() == Status::Created);
    BOOST_TEST((last_entry().event == AuditEvent::GroupAdded));
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());
    BOOST_TEST(last_entry().address == "192.0.2.7");
    BOOST_TEST(last_entry().request_id == "r-1");
}

BOOST_AUTO_TEST_SUITE_END()
