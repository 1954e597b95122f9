// Roles, permissions and grants in the console: nobody gives what they do not have, and somebody
// always administers.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/view_checks.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct RolesFixture : ConsoleFixture {
    RolesFixture() {
        BOOST_REQUIRE(grants.add_permission({"edit-wiki", "<i>", "wiki/pages", "edit"}, admin, now)
                          .has_value());
        grants.add_role("editor", "They edit", {"edit-wiki"}, admin, now).value();
    }

    bool may_edit(const User& user) {
        return grants.may(user.id, "wiki/pages", "edit", now).allowed;
    }
    http::Response grant(Browser& who, const std::string& role, FormFields fields) {
        return fill_in(who, "/admin/roles/" + role + "/grant", std::move(fields));
    }
    /// Opens the form of a role, then sends it with these fields.
    static http::Response change(Browser& who, const std::string& role, FormFields fields) {
        const std::string path = "/admin/roles/" + role + "/edit";
        fields.emplace_back("version", value_of(who.get(path).body(), "version"));
        return who.post(path, std::move(fields));
    }
    std::string grant_id(const User& user) {
        return grants.grants(holder(user), 1).at(0).id.text();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(roles_pages_tests, RolesFixture)

BOOST_AUTO_TEST_CASE(get_roles_and_permissions_say_what_is_in_what) {
    const auto roles = browser.get("/admin/roles");
    BOOST_TEST(says(roles, "Permissions: edit-wiki"));
    const auto permissions = browser.get("/admin/permissions");
    BOOST_TEST(says(permissions, "Roles: editor"));
    BOOST_TEST(says(permissions, "&lt;i&gt;"));
    BOOST_TEST(says(permissions, "/admin/permissions/edit-wiki/delete"));
    BOOST_TEST(!says(permissions, "/admin/permissions/administer/delete"));
}

BOOST_AUTO_TEST_CASE(a_role_is_granted_to_a_user_and_revoked) {
    const auto done = grant(browser, "editor", {{"who", "eve@example.org"}, {"day", "2027-02-01"}});
    BOOST_TEST(done.header("Location") == "/admin/roles/editor?done=granted");
    BOOST_TEST(may_edit(eve));
    const auto page = browser.get("/admin/roles/editor");
    BOOST_TEST(says(page, "eve@example.org"));
    BOOST_TEST(says(page, "datetime=\"2027-02-02T00:00:00Z\""));
    const auto path = "/admin/roles/editor/revoke?grant=" + grant_id(eve);
    BOOST_TEST(says(page, path));
    browser.get(path);
    BOOST_TEST(
        browser.post("/admin/roles/editor/revoke", {{"grant", grant_id(eve)}}).header("Location") ==
        "/admin/roles/editor?done=revoked");
    BOOST_TEST(!may_edit(eve));
    BOOST_TEST(browser.get(path).status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(a_role_is_granted_to_a_group) {
    groups.add("staff", "", admin, now).value();
    groups.join("staff", eve, std::nullopt, admin, now).value();
    BOOST_TEST(grant(browser, "editor", {{"who", "group:staff"}}).status() == Status::SeeOther);
    BOOST_TEST(may_edit(eve));
    BOOST_TEST(says(browser.get("/admin/roles/editor"), "href=\"/admin/groups/staff\""));
    BOOST_TEST(says(browser.get("/admin/groups/staff"), "href=\"/admin/roles/editor\""));
}

BOOST_AUTO_TEST_CASE(somebody_who_is_not_there_is_refused_next_to_the_field) {
    for (const auto* who : {"", "nobody@example.org", "group:none", "group:"}) {
        const auto page = grant(browser, "editor", {{"who", who}});
        BOOST_TEST(page.status() == Status::UnprocessableContent);
        check_problem(page.body(), {"who"});
    }
}

BOOST_AUTO_TEST_CASE(the_role_of_administrators_has_its_name_typed) {
    auto page = grant(browser, "admin", {{"who", "eve@example.org"}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    check_problem(page.body(), {"typed_name"});
    BOOST_TEST(says(page, "may do everything"));
    BOOST_TEST(grants.held_by(eve.id, now).empty());
    page = browser.post("/admin/roles/admin/grant",
                        {{"who", "eve@example.org"}, {"typed_name", "admin"}});
    BOOST_TEST(page.status() == Status::SeeOther);
    BOOST_TEST(!grants.held_by(eve.id, now).empty());
    browser.get("/admin/roles/admin/revoke?grant=" + grant_id(eve));
    BOOST_TEST(browser.post("/admin/roles/admin/revoke", {{"grant", grant_id(eve)}}).status() ==
               Status::UnprocessableContent);
    BOOST_TEST(
        browser
            .post("/admin/roles/admin/revoke", {{"grant", grant_id(eve)}, {"typed_name", "admin"}})
            .status() == Status::SeeOther);
    BOOST_TEST(grants.held_by(eve.id, now).empty());
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays_one) {
    const auto id = grant_id(ann);
    browser.get("/admin/roles/admin/revoke?grant=" + id);
    auto page = browser.post("/admin/roles/admin/revoke", {{"grant", id}, {"typed_name", "admin"}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "Nobody would be left to administer this server."));
    page = grant(browser, "admin",
                 {{"who", "ann@example.org"}, {"day", "2027-02-01"}, {"typed_name", "admin"}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(grants.may(ann.id, "admin/roles", "write", now + 24h * 365).allowed);
}

BOOST_AUTO_TEST_CASE(nobody_grants_what_they_do_not_have) {
    let(bob, "admin/roles", "*");
    BOOST_TEST(grant(bobs, "editor", {{"who", "bob@example.org"}}).status() == Status::Forbidden);
    BOOST_TEST(
        grant(bobs, "admin", {{"who", "bob@example.org"}, {"typed_name", "admin"}}).status() ==
        Status::Forbidden);
    BOOST_TEST(!may_edit(bob));
    // Not by a role of their own, and not by a permission either.
    BOOST_TEST(fill_in(bobs, "/admin/new-role", {{"name", "mine"}, {"permissions", "administer"}})
                   .status() == Status::Forbidden);
    BOOST_TEST(fill_in(bobs, "/admin/new-permission",
                       {{"name", "all"}, {"resource", "*"}, {"action", "*"}})
                   .status() == Status::Forbidden);
    BOOST_TEST(change(bobs, "editor", {{"permissions", "edit-wiki"}}).status() ==
               Status::Forbidden);
    BOOST_TEST(!grants.find_role("mine").has_value());
    // What they have they may give, but no longer than they have it.
    grants.grant(holder(bob), role_named("editor"), now + 24h * 10, admin, now).value();
    BOOST_TEST(grant(bobs, "editor", {{"who", "eve@example.org"}}).status() == Status::Forbidden);
    BOOST_TEST(
        grant(bobs, "editor", {{"who", "eve@example.org"}, {"day", "2027-01-20"}}).status() ==
        Status::SeeOther);
    BOOST_TEST(may_edit(eve));
}

BOOST_AUTO_TEST_CASE(a_form_that_was_open_before_a_change_brings_no_permission_back) {
    const std::string path = "/admin/roles/editor/edit";
    const auto version = value_of(browser.get(path).body(), "version");
    grants.set_role("editor", std::nullopt, std::vector<std::string>{}, admin, now).value();
    const auto page = browser.post(path, {{"permissions", "edit-wiki"}, {"version", version}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "Somebody else has changed this meanwhile."));
    BOOST_TEST(grants.find_role("editor")->permissions.empty());
}

BOOST_AUTO_TEST_CASE(a_role_is_added_changed_and_deleted) {
    BOOST_TEST(fill_in(browser, "/admin/new-role",
                       {{"name", "writer"}, {"permissions", "edit-wiki\r\nadminister"}})
                   .header("Location") == "/admin/roles/writer?done=role_added");
    BOOST_TEST(grants.find_role("writer")->permissions.size() == 2u);
    auto page = change(browser, "writer", {{"permissions", "edit-wiki none<"}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "There is no permission “none&lt;”."));
    BOOST_TEST(change(browser, "writer", {{"permissions", "edit-wiki"}}).status() ==
               Status::SeeOther);
    BOOST_TEST(grants.find_role("writer")->permissions.size() == 1u);
    BOOST_TEST(fill_in(browser, "/admin/roles/writer/delete", {{"sure", "1"}}).status() ==
               Status::SeeOther);
    BOOST_TEST(!grants.find_role("writer").has_value());
    // What the server needs stays.
    page = fill_in(browser, "/admin/roles/admin/delete", {{"sure", "1"}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(!says(browser.get("/admin/roles/admin"), "/admin/roles/admin/edit"));
}

BOOST_AUTO_TEST_CASE(a_permission_is_added_and_deleted_unless_it_is_used) {
    auto page = fill_in(browser, "/admin/new-permission",
                        {{"name", "p"}, {"resource", "A b"}, {"action", "read"}});
    check_problem(page.body(), {"resource"});
    BOOST_TEST(fill_in(browser, "/admin/new-permission",
                       {{"name", "p"}, {"resource", "blog"}, {"action", "read"}})
                   .header("Location") == "/admin/permissions?done=permission_added");
    BOOST_TEST(fill_in(browser, "/admin/permissions/p/delete", {{"sure", "1"}}).status() ==
               Status::SeeOther);
    page = fill_in(browser, "/admin/permissions/edit-wiki/delete", {{"sure", "1"}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "It is still in use."));
    BOOST_TEST(browser.get("/admin/permissions/p/delete").status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(a_reader_of_roles_changes_none) {
    let(bob, "admin/roles", "read");
    BOOST_TEST(bobs.get("/admin/roles/editor").status() == Status::Ok);
    BOOST_TEST(!says(bobs.get("/admin/roles/editor"), "/admin/roles/editor/grant"));
    for (const auto* path :
         {"/admin/roles/editor/grant", "/admin/new-role", "/admin/new-permission"}) {
        BOOST_TEST(bobs.get(path).status() == Status::NotFound);
        BOOST_TEST(bobs.post(path, {{"who", "bob@example.org"}}).status() == Status::NotFound);
    }
}

BOOST_AUTO_TEST_SUITE_END()
