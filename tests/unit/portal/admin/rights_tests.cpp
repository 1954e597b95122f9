// Every page and form about groups, roles, permissions, networks, sites and rules: who is let in.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

/// Each visitor may do something else; what a row's area is called is in `area`.
struct RightsFixture : ConsoleFixture {
    std::string area;
    std::string name;  ///< stands for {name}
    Browser stranger{*this};

    RightsFixture() {
        let_in(eves, sign_in("eve@example.org"));
        eves.get("/account");
        groups.add("editors", "", admin, now).value();
        groups.join("editors", eve, std::nullopt, admin, now).value();
        BOOST_REQUIRE(grants.add_permission({"p", "", "wiki/pages", "edit"}, admin, now));
        grants.add_role("editor", "", {"p"}, admin, now).value();
        sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now).value();
        wiring.drafts.save({"wiki", 0}, "[site.wiki]\ndefault = \"signed_in\"\n", 0, admin, now)
            .value();
    }

    /// What Bob may do from now on, and nothing else.
    void bob_may(const std::string& resource, const std::string& action) {
        for (const Grant& grant : grants.grants(holder(bob), 10))
            BOOST_REQUIRE(grants.revoke(grant.id, admin, now).has_value());
        const std::string permission = "t" + std::to_string(++permissions_);
        BOOST_REQUIRE(grants.add_permission({permission, "", resource + "/" + permission, "none"},
                                            admin, now));
        stores.state().permissions.at(permission).resource = resource;
        stores.state().permissions.at(permission).action = action;
        BOOST_REQUIRE(
            grants.grant(holder(bob), permission_named(permission), std::nullopt, admin, now));
    }
    std::string filled(std::string path) const {
        if (const auto at = path.find("{name}"); at != std::string::npos) path.replace(at, 6, name);
        return path;
    }
    bool is_of_one(const std::string& path) const {
        return path.find("{name}") != std::string::npos;
    }

    /// The page is for those who may read.
    void get(const std::string& path) { check(path, "read", false); }
    /// The page is a form: it is for those who may write, as its form is.
    void get_form(const std::string& path) { check(path, "write", false); }
    void post(const std::string& path) { check(path, "write", true); }

private:
    Status answer(Browser& who, const std::string& path, bool posts) {
        return (posts ? who.post(path, {}) : who.get(path)).status();
    }
    void check(const std::string& pattern, const std::string& action, bool posts) {
        const std::string path = filled(pattern);
        BOOST_TEST_CONTEXT(action << ' ' << path) {
            BOOST_TEST(answer(stranger, path, posts) == Status::NotFound);
            BOOST_TEST(answer(eves, path, posts) == Status::NotFound);
            BOOST_TEST(answer(browser, path, posts) != Status::NotFound);
            const std::string other = action == "read" ? "write" : "read";
            const std::pair<std::string, std::string> closed[] = {
                {area, other}, {"admin/other", "*"}, {area + "/another", "*"}};
            for (const auto& [resource, verb] : closed) {
                bob_may(resource, verb);
                bobs.get("/account");
                BOOST_TEST_CONTEXT(resource << ' ' << verb)
                BOOST_TEST(answer(bobs, path, posts) == Status::NotFound);
            }
            bob_may(area, action);
            bobs.get("/account");
            BOOST_TEST(answer(bobs, path, posts) != Status::NotFound);
            if (!is_of_one(pattern)) return;
            bob_may(area + "/" + name, action);
            bobs.get("/account");
            // Roles are not delegated one by one.
            BOOST_TEST((answer(bobs, path, posts) != Status::NotFound) == (area != "admin/roles"));
        }
    }

    int permissions_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rights_tests, RightsFixture)

BOOST_AUTO_TEST_CASE(pages_of_groups) {
    area = "admin/groups";
    name = "editors";
    get("/admin/groups/{name}");
    get_form("/admin/groups/{name}/edit");
    get_form("/admin/groups/{name}/add");
    get_form("/admin/groups/{name}/remove?user=" + eve.public_id.text());
    get_form("/admin/groups/{name}/delete");
    get_form("/admin/new-group");
    post("/admin/new-group");
    post("/admin/groups/{name}/edit");
    post("/admin/groups/{name}/add");
    post("/admin/groups/{name}/delete");
}

BOOST_AUTO_TEST_CASE(pages_of_roles_and_permissions) {
    area = "admin/roles";
    name = "editor";
    const auto id = grants.grant(holder(eve), role_named("editor"), std::nullopt, admin, now);
    get("/admin/roles");
    get("/admin/permissions");
    get("/admin/roles/{name}");
    get_form("/admin/roles/{name}/edit");
    get_form("/admin/roles/{name}/grant");
    get_form("/admin/roles/{name}/revoke?grant=" + id.value().text());
    get_form("/admin/roles/{name}/delete");
    get_form("/admin/new-role");
    get_form("/admin/new-permission");
    post("/admin/new-role");
    post("/admin/new-permission");
    post("/admin/roles/{name}/edit");
    post("/admin/roles/{name}/grant");
    post("/admin/roles/{name}/delete");
    name = "p";
    get_form("/admin/permissions/{name}/delete");
    post("/admin/permissions/{name}/delete");
}

BOOST_AUTO_TEST_CASE(pages_of_sites) {
    area = "admin/sites";
    name = "wiki";
    get("/admin/sites/{name}");
    get("/admin/sites/{name}/nginx");
    get_form("/admin/new-site");
    get_form("/admin/sites/{name}/edit");
    get_form("/admin/sites/{name}/remove");
    post("/admin/new-site");
    post("/admin/sites/{name}/edit");
    post("/admin/sites/{name}/remove");
}

BOOST_AUTO_TEST_CASE(pages_of_rules_and_networks) {
    area = "admin/rules";
    name = "wiki";
    get("/admin/networks");
    get("/admin/sites/{name}/rules");
    get("/admin/sites/{name}/rules/history");
    get("/admin/sites/{name}/try");
    get_form("/admin/networks/edit");
    get_form("/admin/sites/{name}/rules/edit");
    get_form("/admin/sites/{name}/rules/publish");
    get_form("/admin/sites/{name}/rules/rebase");
    get_form("/admin/sites/{name}/rules/discard");
    const auto plan = wiring.rules.plan({.sites = {{"wiki", {}}}}, now);
    BOOST_REQUIRE(plan.has_value());
    BOOST_REQUIRE(wiring.rules.apply(*plan, RuleNetworks{}, admin, now).has_value());
    get_form("/admin/sites/{name}/rules/restore?version=" +
             std::to_string(wiring.rules.current("wiki")->version));
    post("/admin/networks/edit");
    post("/admin/sites/{name}/rules/edit");
    post("/admin/sites/{name}/rules/publish");
    post("/admin/sites/{name}/rules/rebase");
    post("/admin/sites/{name}/rules/discard");
}

// Forms that are about one member, grant or version: without it there is nothing.
BOOST_AUTO_TEST_CASE(forms_without_what_they_are_about_find_nothing) {
    browser.get("/account");
    name = "editors";
    const auto got = [this](const std::string& path) { return browser.get(filled(path)).status(); };
    const auto post = [this](const std::string& path) {
        return browser.post(filled(path), {}).status();
    };
    BOOST_TEST(got("/admin/groups/{name}/remove") == Status::NotFound);
    BOOST_TEST(post("/admin/groups/{name}/remove") == Status::NotFound);
    name = "editor";
    BOOST_TEST(got("/admin/roles/{name}/revoke") == Status::NotFound);
    BOOST_TEST(post("/admin/roles/{name}/revoke") == Status::NotFound);
    name = "wiki";
    BOOST_TEST(got("/admin/sites/{name}/rules/restore") == Status::NotFound);
    BOOST_TEST(post("/admin/sites/{name}/rules/restore") == Status::NotFound);
    for (const auto* path :
         {"/admin/groups/none", "/admin/roles/none", "/admin/sites/none", "/admin/sites/none/rules",
          "/admin/sites/none/rules/edit", "/admin/sites/none/rules/history",
          "/admin/sites/none/try", "/admin/groups/none/add", "/admin/permissions/none/delete"})
        BOOST_TEST(browser.get(path).status() == Status::NotFound, path);
}

BOOST_AUTO_TEST_CASE(a_form_needs_a_fresh_proof_and_a_page_does_not) {
    now += 6min;
    BOOST_TEST(browser.get("/admin/sites/wiki/rules").status() == Status::Ok);
    BOOST_TEST(browser.get("/admin/groups/editors").status() == Status::Ok);
    for (const std::string path : {"/admin/sites/wiki/rules/publish", "/admin/groups/editors/add",
                                   "/admin/roles/admin/grant"}) {
        BOOST_TEST(browser.get(path).header("Location") ==
                   "/login/step-up?rd=https://auth.example.org" + path);
        BOOST_TEST(browser.post(path, {}).status() == Status::SeeOther);
    }
}

BOOST_AUTO_TEST_SUITE_END()
