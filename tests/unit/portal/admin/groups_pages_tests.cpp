// Groups in the console: seen, added, filled, left and deleted, by those who may.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/view_checks.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct GroupsFixture : ConsoleFixture {
    GroupsFixture() {
        groups.add("editors", "They edit", admin, now).value();
        groups.add("staff", "", admin, now).value();
    }

    bool is_member(const User& user, std::string_view group) {
        for (const Membership& one : groups.groups_of(user.id))
            if (one.group == group && (!one.expires_at || *one.expires_at > now)) return true;
        return false;
    }
    http::Response add(Browser& who, const std::string& group, FormFields fields) {
        return fill_in(who, "/admin/groups/" + group + "/add", std::move(fields));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(groups_pages_tests, GroupsFixture)

BOOST_AUTO_TEST_CASE(get_groups_lists_them_with_how_many_are_in_them) {
    groups.join("editors", eve, std::nullopt, admin, now).value();
    const auto page = browser.get("/admin/groups");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "href=\"/admin/groups/editors\""));
    BOOST_TEST(says(page, "They edit"));
    BOOST_TEST(says(page, "1 member<"));
    BOOST_TEST(says(page, "0 members<"));
    BOOST_TEST(says(page, "/admin/new-group"));
}

BOOST_AUTO_TEST_CASE(a_group_is_added_described_and_deleted) {
    auto done = fill_in(browser, "/admin/new-group", {{"name", "ops"}, {"description", "<b>"}});
    BOOST_TEST(done.header("Location") == "/admin/groups/ops?done=group_added");
    const auto page = browser.get("/admin/groups/ops?done=group_added");
    BOOST_TEST(says(page, "The group was added."));
    BOOST_TEST(says(page, "&lt;b&gt;"));
    done = fill_in(browser, "/admin/groups/ops/edit", {{"description", "They operate"}});
    BOOST_TEST(done.status() == Status::SeeOther);
    BOOST_TEST(groups.find("ops")->description == "They operate");
    BOOST_TEST((last_entry().event == AuditEvent::GroupChanged));
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());

    auto refused = fill_in(browser, "/admin/groups/ops/delete", {});
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    BOOST_TEST(groups.find("ops").has_value());
    done = browser.post("/admin/groups/ops/delete", {{"sure", "1"}});
    BOOST_TEST(done.header("Location") == "/admin/groups?done=group_deleted");
    BOOST_TEST(!groups.find("ops").has_value());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_or_taken_is_refused_next_to_its_field) {
    auto page = fill_in(browser, "/admin/new-group", {{"name", "No Name"}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    check_problem(page.body(), {"name"});
    BOOST_TEST(value_of(page.body(), "name") == "No Name");
    page = fill_in(browser, "/admin/new-group", {{"name", "staff"}});
    BOOST_TEST(page.status() == Status::Conflict);
    check_problem(page.body(), {"name"});
}

BOOST_AUTO_TEST_CASE(members_are_added_by_a_list_of_addresses) {
    const auto done = add(browser, "editors",
                          {{"addresses", "eve@example.org,\r\n bob@example.org; eve@example.org"}});
    BOOST_TEST(done.header("Location") == "/admin/groups/editors?done=members_added&count=2");
    BOOST_TEST(is_member(eve, "editors"));
    BOOST_TEST(is_member(bob, "editors"));
    const auto page = browser.get("/admin/groups/editors?done=members_added&count=2");
    BOOST_TEST(says(page, "2 people are in the group now."));
    BOOST_TEST(says(page, "eve@example.org"));
    BOOST_TEST(says(page, "ann@example.org"));  // who added them
}

BOOST_AUTO_TEST_CASE(nobody_is_added_while_an_address_is_unknown) {
    const auto page =
        add(browser, "editors", {{"addresses", "eve@example.org nobody@<b>.example"}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "<li>nobody@&lt;b&gt;.example</li>"));
    BOOST_TEST(!is_member(eve, "editors"));
    BOOST_TEST(add(browser, "editors", {{"addresses", " , "}}).status() ==
               Status::UnprocessableContent);
}

BOOST_AUTO_TEST_CASE(a_membership_ends_after_the_day) {
    BOOST_TEST(add(browser, "editors", {{"addresses", "eve@example.org"}, {"day", "2027-01-20"}})
                   .status() == Status::SeeOther);
    BOOST_TEST(is_member(eve, "editors"));
    now = *parse_rfc3339("2027-01-21T00:00:00Z");
    BOOST_TEST(!is_member(eve, "editors"));
    let_in(browser, sign_in_with(anns_app, "ann@example.org", now));
    const auto page =
        add(browser, "editors", {{"addresses", "eve@example.org"}, {"day", "2027-01-20"}});
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    check_problem(page.body(), {"day"});
}

BOOST_AUTO_TEST_CASE(a_member_is_removed_after_a_question) {
    groups.join("editors", eve, std::nullopt, admin, now).value();
    const auto path = "/admin/groups/editors/remove?user=" + eve.public_id.text();
    BOOST_TEST(says(browser.get(path), "eve@example.org"));
    const auto done =
        browser.post("/admin/groups/editors/remove", {{"user", eve.public_id.text()}});
    BOOST_TEST(done.header("Location") == "/admin/groups/editors?done=member_removed");
    BOOST_TEST(!is_member(eve, "editors"));
    // Nobody but a member can be looked up here.
    BOOST_TEST(browser.get(path).status() == Status::NotFound);
    BOOST_TEST(browser.get("/admin/groups/editors/remove?user=x").status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(a_group_that_a_rule_names_is_not_deleted) {
    sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now).value();
    Rule rule;
    rule.name = "the <editors>";
    rule.subjects = {{RuleSubject::Kind::Group, "editors"}};
    const auto plan = wiring.rules.plan({.sites = {{"wiki", {.rules = {rule}}}}}, now);
    BOOST_REQUIRE(plan.has_value());
    BOOST_REQUIRE(wiring.rules.apply(*plan, RuleNetworks{}, admin, now).has_value());
    const auto page = browser.get("/admin/groups/editors/delete");
    BOOST_TEST(says(page, "wiki: the &lt;editors&gt;"));
    BOOST_TEST(!says(page, "name=\"sure\""));
    const auto refused = browser.post("/admin/groups/editors/delete", {{"sure", "1"}});
    BOOST_TEST(refused.status() == Status::Conflict);
    BOOST_TEST(groups.find("editors").has_value());
    BOOST_TEST(says(browser.get("/admin/groups/editors"), "wiki: the &lt;editors&gt;"));
}

BOOST_AUTO_TEST_CASE(the_last_administrator_cannot_leave_the_group_that_makes_them_one) {
    groups.add("admins", "", admin, now).value();
    groups.join("admins", ann, std::nullopt, admin, now).value();
    grants.grant(holder_group("admins"), role_named(kAdminRole), std::nullopt, admin, now).value();
    BOOST_REQUIRE(grants.revoke(holder(ann), role_named(kAdminRole), admin, now).has_value());
    browser.get("/admin/groups/admins/remove?user=" + ann.public_id.text());
    auto page = browser.post("/admin/groups/admins/remove", {{"user", ann.public_id.text()}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "Nobody would be left to administer this server."));
    BOOST_TEST(is_member(ann, "admins"));
    page = fill_in(browser, "/admin/groups/admins/delete", {{"sure", "1"}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(groups.find("admins").has_value());
}

BOOST_AUTO_TEST_CASE(who_may_administer_one_group_sees_that_one_alone) {
    let(bob, "admin/groups/editors", "read");
    const auto list = bobs.get("/admin/groups");
    BOOST_TEST(list.status() == Status::Ok);
    BOOST_TEST(says(list, "/admin/groups/editors"));
    BOOST_TEST(!says(list, "staff"));
    BOOST_TEST(!says(list, "/admin/new-group"));
    BOOST_TEST(bobs.get("/admin/groups/editors").status() == Status::Ok);
    BOOST_TEST(bobs.get("/admin/groups/staff").status() == Status::NotFound);
    BOOST_TEST(bobs.get("/admin/groups/none").status() == Status::NotFound);
    // Reading is not writing.
    BOOST_TEST(!says(bobs.get("/admin/groups/editors"), "/admin/groups/editors/add"));
    BOOST_TEST(bobs.get("/admin/groups/editors/add").status() == Status::NotFound);
    BOOST_TEST(
        bobs.post("/admin/groups/editors/add", {{"addresses", "eve@example.org"}}).status() ==
        Status::NotFound);
    BOOST_TEST(bobs.get("/admin/new-group").status() == Status::NotFound);
    BOOST_TEST(!is_member(eve, "editors"));
}

BOOST_AUTO_TEST_CASE(who_may_fill_one_group_fills_no_other) {
    let(bob, "admin/groups/editors", "*");
    BOOST_TEST(add(bobs, "editors", {{"addresses", "eve@example.org"}}).status() ==
               Status::SeeOther);
    BOOST_TEST(is_member(eve, "editors"));
    BOOST_TEST(bobs.post("/admin/groups/staff/add", {{"addresses", "eve@example.org"}}).status() ==
               Status::NotFound);
    BOOST_TEST(!is_member(eve, "staff"));
}

BOOST_AUTO_TEST_CASE(nobody_lets_others_into_a_group_that_may_do_more_than_they) {
    let(bob, "admin/groups/editors", "*");
    groups.join("editors", eve, std::nullopt, admin, now).value();
    grants.grant(holder_group("editors"), role_named(kAdminRole), std::nullopt, admin, now).value();
    const auto page = add(bobs, "editors", {{"addresses", "bob@example.org"}});
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "what you have yourself"));
    BOOST_TEST(!is_member(bob, "editors"));
    bobs.get("/admin/groups/editors/remove?user=" + eve.public_id.text());
    BOOST_TEST(
        bobs.post("/admin/groups/editors/remove", {{"user", eve.public_id.text()}}).status() ==
        Status::Forbidden);
    BOOST_TEST(fill_in(bobs, "/admin/groups/editors/delete", {{"sure", "1"}}).status() ==
               Status::Forbidden);
    BOOST_TEST(is_member(eve, "editors"));
}

BOOST_AUTO_TEST_SUITE_END()
