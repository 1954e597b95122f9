// Permissions, roles and grants over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct RolesFixture : AdminFixture {
    RolesFixture() {
        add_permission("edit", "wiki/pages", "edit");
        add_permission("read", "wiki/pages", "read");
        grants.add_role("editor", "", {"edit"}, admin, now).value();
        groups.add("staff", "", admin, now).value();
    }

    static std::string grant_body(const User& user, std::string_view what, std::string_view name,
                                  std::string_view expires_at = {}) {
        Json::Object body{{"user", user.public_id.text()}, {std::string{what}, name}};
        if (!expires_at.empty()) body.emplace_back("expires_at", expires_at);
        return Json{std::move(body)}.dump();
    }
    bool may(const User& user, std::string_view resource, std::string_view action) {
        return grants.may(user.id, resource, action, now).allowed;
    }
    /// Bob, who administers roles, tries to do something beyond them.
    void must_be_too_much(Method method, std::string_view below, std::string body) {
        const auto before = entries();
        const auto answer = send(bobs, method, below, std::move(body));
        BOOST_TEST(answer.status() == Status::Forbidden, below);
        BOOST_TEST(code_of(answer) == "more_than_you_have", below);
        BOOST_TEST(entries() == before);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(roles_api_tests, RolesFixture)

// --- permissions ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_permission_is_added_listed_and_removed) {
    const std::string made =
        R"({"name":"delete","description":null,"resource":"wiki/*","action":"delete"})";
    const auto answer = send(Method::Post, "/permissions",
                             R"({"name":"delete","resource":"wiki/*","action":"delete"})");
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(answer.body() == made);
    BOOST_TEST(says(get("/permissions"), made));
    BOOST_TEST(names(get("/permissions"), "permissions") == "administer delete edit read");
    const auto first = get("/permissions?limit=2");
    BOOST_TEST(names(get("/permissions?cursor=" + text(body_of(first), "next_cursor")),
                     "permissions") == "edit read");
    BOOST_TEST(send(Method::Delete, "/permissions/delete").status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, "/permissions/delete")) == "not_found");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_permission_is_named) {
    BOOST_TEST(errors_of(send(Method::Post, "/permissions", "{}")) ==
               "name:required resource:required action:required");
    const auto refused = [this](std::string_view name, std::string_view resource,
                                std::string_view action) {
        const Json body = Json::Object{{"name", name}, {"resource", resource}, {"action", action}};
        return send(Method::Post, "/permissions", body.dump());
    };
    BOOST_TEST(errors_of(refused("A", "wiki", "x")) == "name:invalid");
    BOOST_TEST(errors_of(refused("a", "Wiki", "x")) == "resource:invalid");
    BOOST_TEST(errors_of(refused("a", "wiki", "x y")) == "action:invalid");
    BOOST_TEST(code_of(refused("edit", "other", "x")) == "name_taken");
    BOOST_TEST(code_of(refused("other", "wiki/pages", "edit")) == "name_taken");
    BOOST_TEST(code_of(send(Method::Delete, "/permissions/edit")) == "in_use");
    BOOST_TEST(code_of(send(Method::Delete, "/permissions/administer")) == "built_in");
}

// --- roles ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_role_is_added_read_changed_and_removed) {
    const auto answer =
        send(Method::Post, "/roles", R"({"name":"chief","permissions":["read","edit"]})");
    BOOST_TEST(answer.status() == Status::Created);
    const std::string made = R"({"name":"chief","description":null,"permissions":["edit","read"],)"
                             R"("created_at":"2027-01-15T08:00:00Z"})";
    BOOST_TEST(answer.body() == made);
    BOOST_TEST(get("/roles/chief").body() == made);
    BOOST_TEST(names(get("/roles"), "roles") == "admin chief editor");
    const auto changed =
        send(Method::Patch, "/roles/chief", R"({"description":"The boss","permissions":["read"]})");
    BOOST_TEST(changed.status() == Status::Ok);
    BOOST_TEST(says(changed, R"("description":"The boss","permissions":["read"])"));
    BOOST_TEST(says(send(Method::Patch, "/roles/chief", R"({"permissions":[]})"),
                    R"("description":"The boss","permissions":[])"));
    BOOST_TEST(send(Method::Delete, "/roles/chief").status() == Status::NoContent);
    BOOST_TEST(code_of(get("/roles/chief")) == "not_found");
    BOOST_TEST(code_of(send(Method::Delete, "/roles/chief")) == "not_found");
}

BOOST_AUTO_TEST_CASE(a_role_that_is_not_as_it_was_seen_is_not_changed) {
    const auto patch = [this](std::string_view seen) {
        return send(
            Method::Patch, "/roles/editor",
            R"({"permissions":["edit","read"],"seen_permissions":)" + std::string{seen} + '}');
    };
    grants.set_role("editor", std::nullopt, std::vector<std::string>{"read"}, admin, now).value();
    const auto before = entries();
    BOOST_TEST(code_of(patch(R"(["edit"])")) == "changed_meanwhile");
    BOOST_TEST(entries() == before);
    BOOST_TEST(grants.find_role("editor")->permissions.size() == 1u);
    BOOST_TEST(patch(R"(["read"])").status() == Status::Ok);
    BOOST_TEST(grants.find_role("editor")->permissions.size() == 2u);
    BOOST_TEST(code_of(patch("[]")) == "changed_meanwhile");
    BOOST_TEST(errors_of(patch("7")) == "seen_permissions:wrong_type");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_role_is_named) {
    BOOST_TEST(errors_of(send(Method::Post, "/roles", R"({"name":"x","permissions":["none"]})")) ==
               "permissions:unknown");
    for (const char* list : {R"("edit")", R"([""])", "[7]", "{}", "null"})
        BOOST_TEST(errors_of(send(Method::Post, "/roles",
                                  R"({"name":"x","permissions":)" + std::string{list} + "}")) ==
                       "permissions:wrong_type",
                   list);
    BOOST_TEST(code_of(send(Method::Post, "/roles", R"({"name":"editor"})")) == "name_taken");
    BOOST_TEST(code_of(send(Method::Patch, "/roles/none", R"({"permissions":[]})")) == "not_found");
    BOOST_TEST(code_of(send(Method::Patch, "/roles/none", "{}")) == "not_found");
    BOOST_TEST(code_of(send(Method::Patch, "/roles/admin", R"({"permissions":[]})")) == "built_in");
    BOOST_TEST(code_of(send(Method::Delete, "/roles/admin")) == "built_in");
}

// --- grants --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_role_is_granted_to_a_user_and_revoked) {
    const auto answer =
        send(Method::Post, "/grants", grant_body(eve, "role", "editor", "2027-01-15T09:00:00Z"));
    BOOST_TEST(answer.status() == Status::Created);
    const auto id = text(body_of(answer), "id");
    BOOST_TEST(answer.body() ==
               R"({"id":")" + id + R"(","user":")" + eve.public_id.text() +
                   R"(","email":"eve@example.org","group":null,"role":"editor","permission":null,)"
                   R"("granted_at":"2027-01-15T08:00:00Z","granted_by":"admin:)" +
                   ann.public_id.text() + R"(","expires_at":"2027-01-15T09:00:00Z"})");
    BOOST_TEST(may(eve, "wiki/pages", "edit"));
    // The same once more replaces the end.
    const auto again = send(Method::Post, "/grants", grant_body(eve, "role", "editor"));
    BOOST_TEST(text(body_of(again), "id") == id);
    BOOST_TEST(says(again, R"("expires_at":null)"));
    BOOST_TEST(send(Method::Delete, "/grants/" + id).status() == Status::NoContent);
    BOOST_TEST(!may(eve, "wiki/pages", "edit"));
    BOOST_TEST(code_of(send(Method::Delete, "/grants/" + id)) == "not_found");
    BOOST_TEST(code_of(send(Method::Delete, "/grants/x")) == "not_found");
}

BOOST_AUTO_TEST_CASE(grants_are_listed_of_all_of_a_user_and_of_a_group) {
    now += 1s;
    send(Method::Post, "/grants", grant_body(eve, "permission", "read"));
    now += 1s;
    BOOST_TEST(send(Method::Post, "/grants", R"({"group":"staff","role":"editor"})").status() ==
               Status::Created);
    const auto count = [this](const std::string& query) {
        return body_of(get("/grants" + query)).find("grants")->array()->size();
    };
    BOOST_TEST(count("") == 3u);
    BOOST_TEST(count("?user=" + eve.public_id.text()) == 1u);
    BOOST_TEST(count("?user=" + bob.public_id.text()) == 0u);
    BOOST_TEST(count("?group=staff") == 1u);
    BOOST_TEST(count("?group=none") == 0u);
    // The newest first.
    const auto first = get("/grants?limit=1");
    BOOST_TEST(says(first, R"("group":"staff")"));
    const auto second = get("/grants?limit=1&cursor=" + text(body_of(first), "next_cursor"));
    BOOST_TEST(says(second, R"("permission":"read")"));
    BOOST_TEST(errors_of(get("/grants?user=eve@example.org")) == "user:unknown");
    BOOST_TEST(errors_of(get("/grants?group=staff&user=" + eve.public_id.text())) ==
               "group:invalid");
    BOOST_TEST(errors_of(get("/grants?group=staff&group=staff")) == "group:invalid");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_grant_is_named) {
    BOOST_TEST(errors_of(send(Method::Post, "/grants", "{}")) == "user:required role:required");
    BOOST_TEST(errors_of(send(Method::Post, "/grants",
                              R"({"user":"x","group":"staff","role":"a","permission":"b"})")) ==
               "group:invalid user:unknown permission:invalid");
    BOOST_TEST(errors_of(send(Method::Post, "/grants", grant_body(eve, "role", "none"))) ==
               "role:unknown");
    BOOST_TEST(errors_of(send(Method::Post, "/grants", grant_body(eve, "permission", "none"))) ==
               "permission:unknown");
    BOOST_TEST(errors_of(send(Method::Post, "/grants",
                              R"({"user":"AAAAAAAAAAAAAAAAAAAAAA","role":"editor"})")) ==
               "user:unknown");
    BOOST_TEST(errors_of(send(Method::Post, "/grants", R"({"group":"none","role":"editor"})")) ==
               "group:unknown");
    BOOST_TEST(errors_of(send(Method::Post, "/grants",
                              grant_body(eve, "role", "editor", "2027-01-15T07:59:59Z"))) ==
               "expires_at:out_of_range");
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays) {
    const auto all = grants.grants(holder(ann), 10);
    BOOST_REQUIRE(all.size() == 1u);
    const auto answer = send(Method::Delete, "/grants/" + all[0].id.text());
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "last_administrator");
}

// --- more than one has ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(who_administers_roles_makes_nobody_more_than_they_are) {
    let(bob, "admin/roles", "write");
    must_be_too_much(Method::Post, "/grants", grant_body(bob, "role", kAdminRole));
    must_be_too_much(Method::Post, "/grants", grant_body(bob, "permission", kAdminPermission));
    must_be_too_much(Method::Post, "/grants", grant_body(eve, "role", "editor"));
    must_be_too_much(Method::Post, "/grants", R"({"group":"staff","role":"editor"})");
    must_be_too_much(Method::Post, "/roles", R"({"name":"mine","permissions":["administer"]})");
    must_be_too_much(Method::Patch, "/roles/editor", R"({"permissions":["edit","read"]})");
    must_be_too_much(Method::Post, "/permissions",
                     R"({"name":"mine","resource":"admin/groups","action":"write"})");
    BOOST_TEST(!may(bob, "admin/groups", "write"));
}

BOOST_AUTO_TEST_CASE(who_has_something_may_hand_it_on) {
    let(bob, "admin/roles", "write");
    let(bob, "wiki/*", "*");
    BOOST_TEST(send(bobs, Method::Post, "/grants", grant_body(eve, "role", "editor")).status() ==
               Status::Created);
    BOOST_TEST(
        send(bobs, Method::Patch, "/roles/editor", R"({"permissions":["edit","read"]})").status() ==
        Status::Ok);
    BOOST_TEST(send(bobs, Method::Post, "/permissions",
                    R"({"name":"print","resource":"wiki/pages/*","action":"print"})")
                   .status() == Status::Created);
    BOOST_TEST(may(eve, "wiki/pages", "read"));
    BOOST_TEST(send(bobs, Method::Delete, "/roles/editor").status() == Status::NoContent);
}

BOOST_AUTO_TEST_CASE(nobody_takes_what_they_could_not_give) {
    let(bob, "admin/roles", "write");
    const auto of_ann = grants.grants(holder(ann), 10).at(0).id.text();
    must_be_too_much(Method::Delete, "/grants/" + of_ann, "");
    must_be_too_much(Method::Delete, "/roles/editor", "");
    must_be_too_much(Method::Patch, "/roles/editor", R"({"permissions":[]})");
    BOOST_TEST(may(ann, "admin/roles", "write"));
    BOOST_TEST(grants.find_role("editor").value().permissions.size() > 0u);
}

BOOST_AUTO_TEST_CASE(nobody_gives_for_longer_than_they_have) {
    let(bob, "admin/roles", "write");
    grants.grant(holder(bob), role_named("editor"), now + 1h, admin, now).value();
    must_be_too_much(Method::Post, "/grants", grant_body(bob, "role", "editor"));
    must_be_too_much(Method::Post, "/grants",
                     grant_body(eve, "role", "editor", "2027-01-15T09:00:01Z"));
    BOOST_TEST(send(bobs, Method::Post, "/grants",
                    grant_body(eve, "role", "editor", "2027-01-15T09:00:00Z"))
                   .status() == Status::Created);
}

BOOST_AUTO_TEST_CASE(nobody_shortens_what_outlasts_their_own) {
    let(bob, "admin/roles", "write");
    grants.grant(holder(bob), role_named("editor"), now + 1h, admin, now).value();
    grants.grant(holder(eve), role_named("editor"), std::nullopt, admin, now).value();
    must_be_too_much(Method::Post, "/grants",
                     grant_body(eve, "role", "editor", "2027-01-15T08:30:00Z"));
}

BOOST_AUTO_TEST_SUITE_END()
