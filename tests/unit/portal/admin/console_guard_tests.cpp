// The console is there for those with a permission and two factors, and for nobody else.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/administration.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct GuardFixture : ConsoleFixture {
    const std::string of_eve = with_id("/admin/users/{id}/disable", eve);
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(console_guard_tests, GuardFixture)

BOOST_AUTO_TEST_CASE(a_stranger_is_told_that_there_is_nothing) {
    Browser stranger{*this};
    BOOST_TEST(stranger.get("/admin/users").status() == Status::NotFound);
    BOOST_TEST(stranger.get("/admin/users/new").status() == Status::NotFound);
    BOOST_TEST(!says(stranger.get("/admin/users"), "/login?rd="));
}

BOOST_AUTO_TEST_CASE(a_user_without_a_permission_is_told_the_same) {
    let_in(eves, sign_in("eve@example.org"));
    for (const char* const path : {"/admin/users", "/admin/users/new", "/admin/sessions"})
        BOOST_TEST(eves.get(path).status() == Status::NotFound, path);
    BOOST_TEST(eves.get(of_eve).status() == Status::NotFound);
    eves.get("/account");
    BOOST_TEST(eves.post(of_eve, {{"reason", "x"}}).status() == Status::NotFound);
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(a_browser_whose_session_has_ended_comes_back_after_the_sign_in) {
    sessions.end_all_of(ann.id);
    const auto answer = browser.get("/admin/users?search=x");
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(std::string{answer.header("Location")}.starts_with("/login?rd="));
}

BOOST_AUTO_TEST_CASE(an_area_is_open_to_those_who_may_read_it_alone) {
    let(bob, "admin/sessions", "read");
    BOOST_TEST(bobs.get("/admin/sessions").status() == Status::Ok);
    BOOST_TEST(bobs.get("/admin/users").status() == Status::NotFound);
    BOOST_TEST(!says(bobs.get("/admin/sessions"), "/admin/users\""));
}

BOOST_AUTO_TEST_CASE(who_may_only_read_gets_no_form) {
    let(bob, "admin/users", "read");
    const auto page = bobs.get("/admin/users");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(!says(page, "/admin/users/new"));
    BOOST_TEST(bobs.get("/admin/users/new").status() == Status::NotFound);
    BOOST_TEST(bobs.get(of_eve).status() == Status::NotFound);
    BOOST_TEST(bobs.post(of_eve, {{"reason", "x"}}).status() == Status::NotFound);
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(an_administrator_without_a_second_factor_is_told_to_set_one_up) {
    let(eve, "admin/*", "*");
    let_in(eves, sign_in("eve@example.org"));
    const auto page = eves.get("/admin/users");
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "Set up a second factor first"));
    BOOST_TEST(says(page, "href=\"/account/security\""));
}

BOOST_AUTO_TEST_CASE(a_form_needs_a_fresh_proof_and_a_list_does_not) {
    now += 6min;
    BOOST_TEST(browser.get("/admin/users").status() == Status::Ok);
    const auto asked = browser.get("/admin/users/new");
    BOOST_TEST(asked.header("Location") ==
               "/login/step-up?rd=https://auth.example.org/admin/users/new");
    browser.get("/admin/users");
    const auto posted = browser.post(of_eve, {{"reason", "x"}});
    BOOST_TEST(posted.header("Location") == "/login/step-up?rd=https://auth.example.org" + of_eve);
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(a_form_of_another_session_changes_nothing) {
    browser.get("/admin/users");
    const auto answer =
        browser.post(of_eve, {{"reason", "x"}, {"form_token", std::string(43, 'x')}});
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(nobody_acts_on_those_who_administer_more) {
    let(bob, "admin/users", "*");
    BOOST_TEST(!service::may_act_on(grants, bob.id, ann.id, now));
    BOOST_TEST(service::may_act_on(grants, bob.id, eve.id, now));
    BOOST_TEST(service::may_act_on(grants, bob.id, bob.id, now));
    BOOST_TEST(service::may_act_on(grants, ann.id, bob.id, now));
    let(eve, "admin/users", "read");
    BOOST_TEST(service::may_act_on(grants, bob.id, eve.id, now));
    let(eve, "admin/audit", "read");
    BOOST_TEST(!service::may_act_on(grants, bob.id, eve.id, now));
}

BOOST_AUTO_TEST_CASE(networks_of_administrators_are_compared_with_the_address_alone) {
    using service::admin_network_allows;
    BOOST_TEST(admin_network_allows({}, "203.0.113.7"));
    BOOST_TEST(admin_network_allows({"192.0.2.0/24", "2001:db8::/32"}, "192.0.2.7"));
    BOOST_TEST(admin_network_allows({"192.0.2.0/24"}, "::ffff:192.0.2.7"));
    BOOST_TEST(!admin_network_allows({"192.0.2.0/24"}, "203.0.113.7"));
    BOOST_TEST(!admin_network_allows({"192.0.2.0/24"}, ""));
}

BOOST_AUTO_TEST_CASE(the_menu_shows_what_the_visitor_may_open) {
    const auto page = browser.get("/admin/users");
    for (const char* const path : {"/admin", "/admin/sessions", "/admin/groups", "/admin/audit"})
        BOOST_TEST(says(page, "href=\"" + std::string{path} + "\""), path);
    let(bob, "admin/users", "read");
    let(bob, "admin/groups/editors", "read");
    const auto bobs_page = bobs.get("/admin/users");
    BOOST_TEST(says(bobs_page, "href=\"/admin/groups\""));
    BOOST_TEST(!says(bobs_page, "href=\"/admin/audit\""));
}

BOOST_AUTO_TEST_CASE(a_notice_is_one_of_ours) {
    BOOST_TEST(says(browser.get("/admin/users?done=user_deleted"), "The account was deleted."));
    BOOST_TEST(
        says(browser.get("/admin/users?done=users_disabled&count=3"), "3 users were disabled."));
    for (const char* const query :
         {"?done=nothing", "?done=users_disabled.other", "?done=users_disabled",
          "?done=users_disabled&count=x", "?done=<b>"})
        BOOST_TEST(!says(browser.get("/admin/users" + std::string{query}), "notice-good"), query);
}

BOOST_AUTO_TEST_SUITE_END()
