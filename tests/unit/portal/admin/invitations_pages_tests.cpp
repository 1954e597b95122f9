// The console's pages of invitations and of registrations that wait.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/invitations/views.hpp"
#include "support/view_checks.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;
using namespace postern::portal;
using namespace postern::portal::admin;
using namespace postern::portal::admin::invitations;

namespace {

app::ServiceSettings inviting_settings(app::ServiceSettings settings) {
    settings.invitation.mail_enabled = true;
    settings.registration.approval = true;
    return settings;
}

struct InvitationsFixture : ConsoleFixture {
    app::Services services{app::stores_of(stores), ports(), inviting_settings(service_settings)};

    InvitationsFixture() {
        groups.add("editors", "", admin, now).value();
        inviting = &services.invitations;
        pipeline = make_pipeline(services.registration);
    }

    const Invitation& last() { return stores.state().invitations.back().invitation; }
    http::Response invite(Browser& who, FormFields fields) {
        return fill_in(who, "/admin/invitations/new", std::move(fields));
    }
    /// The path with this id in place of `{id}`.
    static std::string filled(std::string path, const std::string& id) {
        return path.replace(path.find("{id}"), 4, id);
    }
    User waiting(std::string_view email) {
        const auto done = services.registration.register_user(
            {.email = email, .display_name = "Zoe <b>", .password = kGoodPassword}, client, now);
        BOOST_REQUIRE(done.has_value());
        return done->user.value();
    }
};

AdminFrame hostile_console(AdminPage page) {
    AdminFrame frame{hostile_frame()};
    frame.form_token = kHostile;
    frame.page = page;
    frame.menu.add(page);
    frame.may_write = true;
    frame.notice = kHostile;
    frame.command = kHostile;
    return frame;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(invitations_pages_tests, InvitationsFixture)

BOOST_AUTO_TEST_CASE(every_view_shows_hostile_values_as_text) {
    const Moment moment{kHostile, kHostile};
    const Pager pager{.newer = kHostile, .older = kHostile};
    InvitationsView invitations{.frame = hostile_console(AdminPage::Invitations),
                                .mail_enabled = true,
                                .damaged = {kHostile},
                                .pager = pager,
                                .not_allowed = true};
    for (const auto state :
         {InvitationState::Open, InvitationState::Used, InvitationState::Expired})
        invitations.invitations.push_back({.id = kHostile,
                                           .email = kHostile,
                                           .gifts = kHostile,
                                           .state = state,
                                           .by = {kHostile, "", ""},
                                           .created = moment,
                                           .ends = moment});
    check_view(invitations);
    check_view(InviteView{.frame = hostile_console(AdminPage::Invitations),
                          .email = kHostile,
                          .display_name = kHostile,
                          .groups = kHostile,
                          .roles = kHostile,
                          .lifetime = kHostile,
                          .languages = {{kHostile, kHostile, true}},
                          .problems = {.bad_email = true,
                                       .bad_display_name = true,
                                       .no_such_group = true,
                                       .no_such_role = true,
                                       .not_allowed = true,
                                       .too_many = true,
                                       .names = kHostile}});
    check_view(WithdrawView{hostile_console(AdminPage::Invitations), kHostile, kHostile});
    check_view(ApprovalsView{
        .frame = hostile_console(AdminPage::Approvals),
        .is_on = false,
        .waiting = {{kHostile, kHostile, kHostile, true, moment}, {kHostile, kHostile}},
        .damaged = {kHostile},
        .pager = pager,
        .more_than_you_have = true});
    check_view(DeclineView{.frame = hostile_console(AdminPage::Approvals),
                           .id = kHostile,
                           .email = kHostile,
                           .name = kHostile,
                           .message = kHostile,
                           .reason = kHostile,
                           .bad_message = true,
                           .bad_reason = true,
                           .not_sure = true,
                           .more_than_you_have = true});
}

BOOST_AUTO_TEST_CASE(somebody_is_invited_and_the_list_shows_it) {
    BOOST_TEST(says(browser.get("/admin/invitations"), "Nobody was invited yet."));
    BOOST_TEST(says(browser.get("/admin/invitations/new"), "7 days"));
    browser.get("/admin/invitations/new");
    const auto done = browser.post(
        "/admin/invitations/new",
        {{"email", "zoe@example.org"}, {"display_name", "Zoe"}, {"groups", "editors"}});
    BOOST_TEST(done.header("Location") == "/admin/invitations?done=invited");
    const auto page = browser.get("/admin/invitations?done=invited");
    BOOST_TEST(says(page, "The invitation is on its way."));
    BOOST_TEST(says(page, "zoe@example.org"));
    BOOST_TEST(says(page, "editors"));
    BOOST_TEST(last().invited_by == "admin:" + ann.public_id.text());
    BOOST_TEST((last_entry().event == AuditEvent::InvitationSent));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sent_is_said_beside_its_field) {
    const auto bad = invite(browser, {{"email", "nobody"}, {"groups", "no-such"}});
    BOOST_TEST(bad.status() == Status::UnprocessableContent);
    BOOST_TEST(says(bad, "href=\"#email\""));
    const auto taken = invite(browser, {{"email", "eve@example.org"}});
    BOOST_TEST(says(taken, "This address has an account."));
    BOOST_TEST(says(invite(browser, {{"email", "z@example.org"}, {"groups", "<script>"}}),
                    "&lt;script&gt;"));
    BOOST_TEST(stores.state().invitations.empty());
}

BOOST_AUTO_TEST_CASE(nobody_gives_in_an_invitation_what_they_do_not_have) {
    let(bob, "admin/users", "*");
    const auto refused = invite(bobs, {{"email", "zoe@example.org"}, {"roles", "admin"}});
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    BOOST_TEST(says(refused, "You cannot give more than you have."));
    BOOST_TEST(invite(bobs, {{"email", "zoe@example.org"}}).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(nobody_sends_again_an_invitation_to_what_they_do_not_have) {
    let(bob, "admin/users", "*");
    invite(browser, {{"email", "zoe@example.org"}, {"roles", "admin"}});
    const auto before = entries();
    bobs.get("/admin/invitations");
    const auto refused = bobs.post("/admin/invitations", {{"id", last().id.text()}});
    BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(says(refused, "You cannot give more than you have."));
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(an_invitation_is_sent_again_and_withdrawn) {
    invite(browser, {{"email", "zoe@example.org"}});
    const std::string id = last().id.text();
    browser.get("/admin/invitations");
    BOOST_TEST(browser.post("/admin/invitations", {{"id", id}}).header("Location") ==
               "/admin/invitations?done=invitation_resent");
    const auto get = [&](std::string path) { return browser.get(filled(path, id)); };
    const auto post = [&](std::string path) { return browser.post(filled(path, id), {}); };
    BOOST_TEST(says(get("/admin/invitations/{id}/withdraw"), "zoe@example.org"));
    BOOST_TEST(post("/admin/invitations/{id}/withdraw").header("Location") ==
               "/admin/invitations?done=invitation_withdrawn");
    BOOST_TEST(stores.state().invitations.empty());
    BOOST_TEST(get("/admin/invitations/{id}/withdraw").status() == Status::NotFound);
    BOOST_TEST(browser.post("/admin/invitations", {{"id", id}}).status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(who_waits_is_shown_and_approved) {
    const User zoe = waiting("zoe@example.org");
    const auto page = browser.get("/admin/approvals");
    BOOST_TEST(says(page, "zoe@example.org"));
    BOOST_TEST(says(page, "Zoe &lt;b&gt;"));
    BOOST_TEST(
        browser.post("/admin/approvals", {{"id", zoe.public_id.text()}}).header("Location") ==
        "/admin/approvals?done=approved");
    BOOST_TEST(!stored(zoe).waiting_since.has_value());
    BOOST_TEST((last_entry().event == AuditEvent::UserApproved));
    BOOST_TEST(browser.post("/admin/approvals", {{"id", zoe.public_id.text()}}).status() ==
               Status::NotFound);
}

BOOST_AUTO_TEST_CASE(who_waits_is_declined_only_with_the_box_ticked) {
    const User zoe = waiting("zoe@example.org");
    const auto post = [&](std::string path, FormFields fields) {
        return fill_in(browser, filled(path, zoe.public_id.text()), std::move(fields));
    };
    const auto asked_back = post("/admin/approvals/{id}/decline", {{"message", "No."}});
    BOOST_TEST(asked_back.status() == Status::UnprocessableContent);
    BOOST_TEST(value_of(asked_back.body(), "message") == "No.");
    const auto done = post("/admin/approvals/{id}/decline",
                           {{"message", "No."}, {"reason", "asked by letter"}, {"sure", "1"}});
    BOOST_TEST(done.header("Location") == "/admin/approvals?done=declined");
    BOOST_TEST(!stores.state().users.contains(zoe.id));
    BOOST_TEST((last_entry().event == AuditEvent::UserDeclined));
    BOOST_TEST(last_entry().detail.find("asked by letter") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nobody_lets_in_who_will_administer_more) {
    let(bob, "admin/users", "*");
    const User zoe = waiting("zoe@example.org");
    const User tom = waiting("tom@example.org");
    let(zoe, "admin/roles", "*");
    bobs.get("/admin/approvals");
    const auto refused = bobs.post("/admin/approvals", {{"id", zoe.public_id.text()}});
    BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(says(refused, "This user administers what you do not."));
    BOOST_TEST(stored(zoe).waiting_since.has_value());
    BOOST_TEST(bobs.post("/admin/approvals", {{"id", tom.public_id.text()}}).header("Location") ==
               "/admin/approvals?done=approved");
}

BOOST_AUTO_TEST_CASE(nobody_who_does_not_wait_has_a_page_of_approvals) {
    for (const auto& path : {"/admin/approvals/" + eve.public_id.text() + "/decline",
                             std::string{"/admin/approvals/none/decline"}})
        BOOST_TEST(browser.get(path).status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(who_may_only_read_sees_no_buttons_and_changes_nothing) {
    let(bob, "admin/users", "read");
    const User zoe = waiting("zoe@example.org");
    const auto page = bobs.get("/admin/approvals");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(!says(page, "Approve<"));
    BOOST_TEST(bobs.get("/admin/invitations/new").status() == Status::NotFound);
    BOOST_TEST(bobs.post("/admin/approvals", {{"id", zoe.public_id.text()}}).status() ==
               Status::NotFound);
    BOOST_TEST(stored(zoe).waiting_since.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
