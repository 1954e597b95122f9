// Groups and their members over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include <algorithm>

#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct GroupsFixture : AdminFixture {
    GroupsFixture() { groups.add("staff", "", admin, now).value(); }

    static std::string member(const User& user, std::string_view group = "staff") {
        return "/groups/" + std::string{group} + "/members/" + user.public_id.text();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(groups_api_tests, GroupsFixture)

BOOST_AUTO_TEST_CASE(a_group_is_added_read_changed_and_removed) {
    auto answer = send(Method::Post, "/groups", R"({"name":"editors","description":"They write"})");
    BOOST_TEST(answer.status() == Status::Created);
    const std::string made = R"({"name":"editors","description":"They write","members":0,)"
                             R"("created_at":"2027-01-15T08:00:00Z"})";
    BOOST_TEST(answer.body() == made);
    BOOST_TEST(get("/groups/editors").body() == made);
    answer = send(Method::Patch, "/groups/editors", R"({"description":null})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(says(answer, R"("description":null)"));
    BOOST_TEST(send(Method::Delete, "/groups/editors").status() == Status::NoContent);
    BOOST_TEST(code_of(get("/groups/editors")) == "not_found");
    BOOST_TEST((last_entry().event == AuditEvent::GroupRemoved));
}

BOOST_AUTO_TEST_CASE(a_patch_without_members_changes_nothing) {
    const auto before = entries();
    BOOST_TEST(send(Method::Patch, "/groups/staff", "{}").status() == Status::Ok);
    BOOST_TEST(code_of(send(Method::Patch, "/groups/none", "{}")) == "not_found");
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(groups_are_listed_by_name_page_by_page) {
    for (const char* name : {"b", "a", "c"}) groups.add(name, "", admin, now).value();
    BOOST_TEST(names(get("/groups"), "groups") == "a b c staff");
    const auto first = get("/groups?limit=3");
    BOOST_TEST(names(first, "groups") == "a b c");
    const auto cursor = text(body_of(first), "next_cursor");
    // It stays valid when the group that it was made from is gone.
    groups.remove("c", admin, now).value();
    const auto second = get("/groups?limit=3&cursor=" + cursor);
    BOOST_TEST(names(second, "groups") == "staff");
    BOOST_TEST(body_of(second).find("next_cursor")->is_null());
    BOOST_TEST(errors_of(get("/groups?limit=0&cursor=x")) == "limit:out_of_range cursor:invalid");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_group_is_named) {
    BOOST_TEST(errors_of(send(Method::Post, "/groups", R"({"description":7,"more":1})")) ==
               "name:required description:wrong_type more:unknown_field");
    BOOST_TEST(errors_of(send(Method::Post, "/groups", R"({"name":"Two Words"})")) ==
               "name:invalid");
    BOOST_TEST(errors_of(send(Method::Post, "/groups", R"({"name":"x","description":"a\nb"})")) ==
               "description:invalid");
    const auto taken = send(Method::Post, "/groups", R"({"name":"staff"})");
    BOOST_TEST(taken.status() == Status::Conflict);
    BOOST_TEST(code_of(taken) == "name_taken");
    BOOST_TEST(code_of(send(Method::Delete, "/groups/none")) == "not_found");
}

BOOST_AUTO_TEST_CASE(a_group_that_rules_name_stays) {
    sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now).value();
    Rule rule{.name = "staff", .subjects = {{RuleSubject::Kind::Group, "staff"}}};
    const service::RulesDraft draft{.sites = {{"wiki", {.rules = {rule}}}}};
    wiring.rules.apply(wiring.rules.plan(draft, now).value(), {}, admin, now).value();
    const auto answer = send(Method::Delete, "/groups/staff");
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "in_use");
}

BOOST_AUTO_TEST_CASE(members_join_until_a_time_are_listed_and_leave) {
    BOOST_TEST(
        send(Method::Put, member(eve), R"({"expires_at":"2027-01-15T09:00:00Z"})").status() ==
        Status::NoContent);
    BOOST_TEST(get("/groups/staff/members").body() ==
               R"({"members":[{"id":")" + eve.public_id.text() +
                   R"(","email":"eve@example.org","granted_at":"2027-01-15T08:00:00Z",)"
                   R"("granted_by":"admin:)" +
                   ann.public_id.text() +
                   R"(","expires_at":"2027-01-15T09:00:00Z"}],"next_cursor":null})");
    BOOST_TEST(says(get("/groups/staff"), R"("members":1)"));
    BOOST_TEST(send(Method::Put, member(eve)).status() == Status::NoContent);
    BOOST_TEST(says(get("/groups/staff/members"), R"("expires_at":null)"));
    BOOST_TEST(send(Method::Delete, member(eve)).status() == Status::NoContent);
    BOOST_TEST(names(get("/groups/staff/members"), "members", "email") == "");
    BOOST_TEST(code_of(send(Method::Delete, member(eve))) == "not_found");
    BOOST_TEST(std::ranges::count(revoker.users, eve.id) == 3);
}

BOOST_AUTO_TEST_CASE(members_are_listed_page_by_page) {
    for (const User* user : {&ann, &bob, &eve})
        groups.join("staff", *user, std::nullopt, admin, now).value();
    const auto first = get("/groups/staff/members?limit=2");
    BOOST_TEST(names(first, "members", "email") == "ann@example.org bob@example.org");
    const auto cursor = text(body_of(first), "next_cursor");
    BOOST_TEST(names(get("/groups/staff/members?limit=2&cursor=" + cursor), "members", "email") ==
               "eve@example.org");
    BOOST_TEST(code_of(get("/groups/none/members")) == "not_found");
}

BOOST_AUTO_TEST_CASE(a_membership_names_a_user_a_group_and_a_time_to_come) {
    BOOST_TEST(code_of(send(Method::Put, member(eve, "none"))) == "not_found");
    for (const char* id : {"eve@example.org", "AAAAAAAAAAAAAAAAAAAAAA", "x"})
        BOOST_TEST(code_of(send(Method::Put, "/groups/staff/members/" + std::string{id})) ==
                   "not_found");
    BOOST_TEST(
        errors_of(send(Method::Put, member(eve), R"({"expires_at":"2027-01-15T08:00:00Z"})")) ==
        "expires_at:out_of_range");
    BOOST_TEST(errors_of(send(Method::Put, member(eve), R"({"expires_at":"soon"})")) ==
               "expires_at:invalid");
    BOOST_TEST(groups.members("staff", 0, 10).members.empty());
}

BOOST_AUTO_TEST_CASE(nobody_is_joined_to_a_group_that_has_more_than_the_caller) {
    let(bob, "admin/groups", "write");
    BOOST_TEST(send(bobs, Method::Put, member(bob)).status() == Status::NoContent);
    groups.leave("staff", bob, admin, now).value();
    grants.grant(holder_group("staff"), role_named(kAdminRole), std::nullopt, admin, now).value();
    const auto answer = send(bobs, Method::Put, member(bob));
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "more_than_you_have");
    BOOST_TEST(groups.members("staff", 0, 10).members.empty());
    // The administrator may.
    BOOST_TEST(send(Method::Put, member(bob)).status() == Status::NoContent);
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays) {
    grants.grant(holder_group("staff"), role_named(kAdminRole), std::nullopt, admin, now).value();
    groups.join("staff", bob, std::nullopt, admin, now).value();
    grants.revoke(holder(ann), role_named(kAdminRole), admin, now).value();
    const auto answer = send(bobs, Method::Delete, member(bob));
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "last_administrator");
}

BOOST_AUTO_TEST_SUITE_END()
