// What administrators do with users in the console.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "postern/model/mail.hpp"
#include "support/view_checks.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct UsersFixture : ConsoleFixture {
    /// About Eve, by Ann; `{name}` is the group `staff`.
    std::string of_eve(std::string path) const {
        if (const auto at = path.find("{name}"); at != std::string::npos)
            path.replace(at, 6, "staff");
        return path.find("{id}") == std::string::npos ? path : with_id(std::move(path), eve);
    }
    http::Response get(const std::string& path) { return browser.get(of_eve(path)); }
    /// Opens the page of the form first, as people do.
    http::Response post(const std::string& path, FormFields fields = {}) {
        return fill_in(browser, of_eve(path), std::move(fields));
    }

    std::size_t mails_of(MailKind kind) {
        const auto& outbox = stores.state().outbox;
        return static_cast<std::size_t>(std::ranges::count_if(
            outbox, [kind](const auto& entry) { return entry.second.mail.kind == kind; }));
    }

    /// What the form to edit Eve has now.
    FormFields form_of_eve() {
        const auto page = get("/admin/users/{id}/edit").body();
        FormFields fields;
        for (const char* const name : {"version", "email", "display_name", "username", "given_name",
                                       "family_name", "language", "time_zone"})
            fields.emplace_back(name, value_of(page, name));
        return fields;
    }
    static FormFields with(FormFields fields, const std::string& name, const std::string& value) {
        for (auto& field : fields)
            if (field.first == name) field.second = value;
        return fields;
    }
    static FormFields and_reason(FormFields fields) {
        fields.emplace_back("reason", "asked for by telephone");
        return fields;
    }
};

const FormFields kReason{{"reason", "asked for by telephone"}};
const FormFields kReasonAndTick{{"reason", "asked for by telephone"}, {"sure", "1"}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(console_users_tests, UsersFixture)

BOOST_AUTO_TEST_CASE(the_list_names_users_and_leads_to_their_pages) {
    const auto page = get("/admin/users");
    BOOST_TEST(page.status() == Status::Ok);
    for (const User& user : {ann, bob, eve}) {
        BOOST_TEST(says(page, user.email.text()));
        BOOST_TEST(says(page, "href=\"/admin/users/" + user.public_id.text() + '"'));
    }
    BOOST_TEST(says(page, "3 users"));
    BOOST_TEST(says(page, "postern user list"));
}

BOOST_AUTO_TEST_CASE(the_list_can_be_searched_and_filtered_by_its_address) {
    const auto found = get("/admin/users?search=eve&order=email");
    BOOST_TEST(says(found, "eve@example.org"));
    BOOST_TEST(!says(found, "bob@example.org"));
    BOOST_TEST(value_of(found.body(), "order") == "email");
    const auto with_factor = get("/admin/users?factor=yes");
    BOOST_TEST(says(with_factor, "bob@example.org"));
    BOOST_TEST(!says(with_factor, "eve@example.org"));
    const auto nobody = get("/admin/users?state=disabled");
    BOOST_TEST(says(nobody, "No user is like that."));
    BOOST_TEST(says(nobody, "postern user list --search"));
}

BOOST_AUTO_TEST_CASE(what_was_searched_for_is_one_word_in_the_command) {
    const auto page = get("/admin/users?search=x%27;reboot;%27");
    BOOST_TEST(says(page, "postern user list --search &#39;x&#39;\\&#39;&#39;;reboot;"));
}

BOOST_AUTO_TEST_CASE(the_list_is_a_file_without_formulas_as_well) {
    stores.state().users.at(eve.id).user.display_name = DisplayName::parse("=1+1").value();
    const auto file = get("/admin/users?format=csv&search=eve");
    BOOST_TEST(file.header("Content-Type") == "text/csv; charset=utf-8");
    BOOST_TEST(file.header("Content-Disposition") == "attachment; filename=\"users.csv\"");
    BOOST_TEST(file.body().starts_with("id,email,name,"));
    BOOST_TEST(says(file, eve.public_id.text() + ",eve@example.org,'=1+1,"));
    BOOST_TEST(!says(file, "bob@example.org"));
}

BOOST_AUTO_TEST_CASE(the_page_of_a_user_shows_what_belongs_to_them) {
    groups.add("staff", "", admin, now).value();
    BOOST_REQUIRE(groups.join("staff", eve, std::nullopt, admin, now).has_value());
    let(eve, "wiki/pages", "edit");
    sign_in("eve@example.org");
    const auto page = get("/admin/users/{id}");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "eve@example.org"));
    BOOST_TEST(says(page, "href=\"/admin/groups/staff\""));
    BOOST_TEST(says(page, "<code>edit wiki/pages</code>"));
    BOOST_TEST(says(page, "/admin/sessions/"));
    BOOST_TEST(says(page, "The password alone protects this account."));
    BOOST_TEST(says(page, "href=\"" + of_eve("/admin/users/{id}/disable") + '"'));
    BOOST_TEST(!says(page, "plain$"));
}

BOOST_AUTO_TEST_CASE(an_id_of_nobody_is_nowhere) {
    const std::string nobody(PublicId::kLength, 'A');
    for (const std::string& id : {nobody, std::string{"eve@example.org"}, std::string{"x"}}) {
        BOOST_TEST(browser.get("/admin/users/" + id).status() == Status::NotFound, id);
        BOOST_TEST(browser.get("/admin/users/" + id + "/delete").status() == Status::NotFound, id);
        BOOST_TEST(browser.get("/admin/users/" + id + "/edit").status() == Status::NotFound, id);
    }
}

BOOST_AUTO_TEST_CASE(a_new_user_gets_a_link_to_their_first_password) {
    BOOST_TEST(get("/admin/users/new").status() == Status::Ok);
    const auto answer =
        post("/admin/users/new",
             {{"email", "Dora@example.org"}, {"display_name", "Dora"}, {"language", "de"}});
    const auto dora = users.find("dora@example.org");
    BOOST_REQUIRE(dora.has_value());
    BOOST_TEST(answer.header("Location") ==
               "/admin/users/" + dora->public_id.text() + "?done=user_added");
    BOOST_TEST(dora->language == "de");
    BOOST_TEST(dora->email_verified_at.has_value());
    BOOST_TEST(mails_of(MailKind::AccountAdded) == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::Registration));
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());
    BOOST_TEST(!browser.sign_in("dora@example.org").header("Location").starts_with("/account"));
}

BOOST_AUTO_TEST_CASE(a_new_user_is_refused_with_what_is_wrong) {
    const auto wrong = post("/admin/users/new", {{"email", "x"}, {"display_name", " "}});
    BOOST_TEST(wrong.status() == Status::UnprocessableContent);
    check_problem(wrong.body(), {"email", "display_name"});
    const auto taken =
        post("/admin/users/new", {{"email", "eve@example.org"}, {"display_name", "Eve"}});
    check_problem(taken.body(), {"email"});
    BOOST_TEST(post("/admin/users/new",
                    {{"email", "d@example.org"}, {"display_name", "D"}, {"language", "tlh"}})
                   .status() == Status::BadRequest);
    BOOST_TEST(mails_of(MailKind::AccountAdded) == 0u);
}

BOOST_AUTO_TEST_CASE(without_email_nobody_is_added_here) {
    mail_enabled = false;
    pipeline = make_pipeline(registration);
    const auto page = get("/admin/users/new");
    BOOST_TEST(says(page, "postern user add"));
    BOOST_TEST(!says(page, "name=\"display_name\""));
    BOOST_TEST(
        post("/admin/users/new", {{"email", "d@example.org"}, {"display_name", "D"}}).status() ==
        Status::BadRequest);
}

BOOST_AUTO_TEST_CASE(an_edit_changes_what_differs_and_tells_both_addresses) {
    const auto answer =
        post("/admin/users/{id}/edit", and_reason(with(form_of_eve(), "email", "new@example.org")));
    BOOST_TEST(answer.header("Location") == of_eve("/admin/users/{id}?done=user_changed"));
    BOOST_TEST(stored(eve).email.text() == "new@example.org");
    BOOST_TEST(mails_of(MailKind::EmailSet) == 2u);
    BOOST_TEST((last_entry().event == AuditEvent::EmailChange));
    BOOST_TEST(last_entry().detail == "set: asked for by telephone");
}

BOOST_AUTO_TEST_CASE(another_address_needs_a_reason_and_another_name_does_not) {
    const auto refused =
        post("/admin/users/{id}/edit", with(form_of_eve(), "email", "new@example.org"));
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    check_problem(refused.body(), {"reason"});
    BOOST_TEST(stored(eve).email.text() == "eve@example.org");
    post("/admin/users/{id}/edit", with(form_of_eve(), "display_name", "Eva"));
    BOOST_TEST(stored(eve).display_name.text() == "Eva");
}

BOOST_AUTO_TEST_CASE(an_edit_of_what_has_changed_meanwhile_changes_nothing) {
    const auto old = form_of_eve();
    BOOST_REQUIRE(users.edit("eve@example.org", {.display_name = "Eva"}, admin, now).has_value());
    const auto refused = post("/admin/users/{id}/edit", with(old, "language", "de"));
    BOOST_TEST(refused.status() == Status::Conflict);
    BOOST_TEST(says(refused, "changed by somebody else meanwhile"));
    BOOST_TEST(value_of(refused.body(), "display_name") == "Eva");
    BOOST_TEST(stored(eve).language == "");
}

BOOST_AUTO_TEST_CASE(an_edit_names_each_wrong_field) {
    auto fields = with(with(form_of_eve(), "email", "x"), "time_zone", "Nowhere");
    const auto refused = post("/admin/users/{id}/edit", and_reason(fields));
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    BOOST_TEST(says(refused, "id=\"email-error\""));
}

BOOST_AUTO_TEST_CASE(harmless_acts_need_a_button_alone) {
    stores.state().users.at(eve.id).user.email_verified_at.reset();
    BOOST_TEST(get("/admin/users/{id}/verify").status() == Status::Ok);
    BOOST_TEST(post("/admin/users/{id}/verify").header("Location") ==
               of_eve("/admin/users/{id}?done=user_verified"));
    BOOST_TEST(stored(eve).email_verified_at.has_value());
    BOOST_TEST(get("/admin/users/{id}/reset-password").status() == Status::Ok);
    BOOST_TEST(post("/admin/users/{id}/reset-password").header("Location") ==
               of_eve("/admin/users/{id}?done=user_reset_mailed"));
    BOOST_TEST(mails_of(MailKind::ResetPassword) == 1u);
}

BOOST_AUTO_TEST_CASE(a_user_is_disabled_with_a_reason_told_and_enabled_again) {
    const auto opened = sign_in("eve@example.org");
    check_problem(post("/admin/users/{id}/disable").body(), {"reason"});
    BOOST_TEST(!stored(eve).disabled);
    BOOST_TEST(get("/admin/users/{id}/disable").status() == Status::Ok);
    BOOST_TEST(post("/admin/users/{id}/disable", kReason).header("Location") ==
               of_eve("/admin/users/{id}?done=user_disabled"));
    BOOST_TEST(stored(eve).disabled);
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(mails_of(MailKind::AccountDisabled) == 1u);
    BOOST_TEST(last_entry().detail == "reason: asked for by telephone");
    BOOST_TEST(get("/admin/users/{id}/enable").status() == Status::Ok);
    post("/admin/users/{id}/enable");
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(a_reason_is_one_line_and_short) {
    for (const std::string& reason : {std::string{"two\nlines"}, std::string(201, 'x')})
        check_problem(post("/admin/users/{id}/disable", {{"reason", reason}}).body(), {"reason"});
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(the_user_does_not_read_the_reason) {
    post("/admin/users/{id}/disable", kReason);
    post("/admin/users/{id}/delete", kReasonAndTick);
    for (const auto& entry : history.list(eve, 0, 10))
        BOOST_TEST(entry.entry.detail.find("telephone") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(all_sessions_of_a_user_can_be_ended) {
    const auto opened = sign_in("eve@example.org");
    BOOST_TEST(get("/admin/users/{id}/end-sessions").status() == Status::Ok);
    BOOST_TEST(post("/admin/users/{id}/end-sessions").header("Location") ==
               of_eve("/admin/users/{id}?done=user_sessions_ended"));
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(second_factors_are_removed_with_a_reason_and_a_tick) {
    add_app("eve@example.org");
    BOOST_TEST(get("/admin/users/{id}/reset-factors").status() == Status::Ok);
    check_problem(post("/admin/users/{id}/reset-factors").body(), {"reason", "sure"});
    BOOST_TEST(stores.factors().count(eve.id).any());
    post("/admin/users/{id}/reset-factors", kReasonAndTick);
    BOOST_TEST(!stores.factors().count(eve.id).any());
    BOOST_TEST(mails_of(MailKind::FactorsReset) == 1u);
    const auto again = post("/admin/users/{id}/reset-factors", kReasonAndTick);
    BOOST_TEST(again.status() == Status::Conflict);
}

BOOST_AUTO_TEST_CASE(tokens_are_revoked_with_a_tick) {
    BOOST_TEST(get("/admin/users/{id}/revoke-tokens").status() == Status::Ok);
    check_problem(post("/admin/users/{id}/revoke-tokens").body(), {"sure"});
    BOOST_TEST(post("/admin/users/{id}/revoke-tokens", {{"sure", "1"}}).header("Location") ==
               of_eve("/admin/users/{id}?done=user_tokens_revoked"));
}

BOOST_AUTO_TEST_CASE(a_deletion_is_scheduled_and_cancelled) {
    BOOST_TEST(says(get("/admin/users/{id}/delete"), "7 days"));
    check_problem(post("/admin/users/{id}/delete").body(), {"reason", "sure"});
    post("/admin/users/{id}/delete", kReasonAndTick);
    BOOST_TEST(stored(eve).delete_at.has_value());
    BOOST_TEST(last_entry().detail == "scheduled: asked for by telephone");
    BOOST_TEST(says(get("/admin/users/{id}"), "/keep\""));
    BOOST_TEST(get("/admin/users/{id}/keep").status() == Status::Ok);
    post("/admin/users/{id}/keep");
    BOOST_TEST(!stored(eve).delete_at.has_value());
    BOOST_TEST(post("/admin/users/{id}/keep").status() == Status::Conflict);
}

BOOST_AUTO_TEST_CASE(a_user_is_deleted_at_once_when_their_address_is_typed) {
    BOOST_TEST(get("/admin/users/{id}/delete-now").status() == Status::Ok);
    check_problem(post("/admin/users/{id}/delete-now", {{"typed", "bob@example.org"}}).body(),
                  {"reason", "typed"});
    BOOST_TEST(users.find("eve@example.org").has_value());
    const auto answer = post("/admin/users/{id}/delete-now",
                             {{"reason", "asked for"}, {"typed", "EVE@example.org"}});
    BOOST_TEST(answer.header("Location") == "/admin/users?done=user_deleted");
    BOOST_TEST(!users.find("eve@example.org").has_value());
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays) {
    const std::string path = with_id("/admin/users/{id}/disable", ann);
    const auto refused = fill_in(browser, path, kReason);
    BOOST_TEST(refused.status() == Status::Conflict);
    BOOST_TEST(says(refused, "nobody would be left who administers this server"));
    BOOST_TEST(!stored(ann).disabled);
}

BOOST_AUTO_TEST_CASE(nobody_takes_an_account_that_administers_more) {
    let(bob, "admin/users", "*");
    for (const char* const act : {"/verify", "/disable", "/end-sessions", "/reset-factors",
                                  "/delete", "/keep", "/delete-now", "/edit"}) {
        const std::string path = with_id("/admin/users/{id}", ann) + act;
        BOOST_TEST(bobs.get(path).status() == Status::Forbidden, act);
        const auto answer = bobs.post(path, {{"reason", "x"},
                                             {"sure", "1"},
                                             {"typed", "ann@example.org"},
                                             {"email", "mine@example.org"},
                                             {"display_name", "Ann"}});
        BOOST_TEST(answer.status() == Status::Forbidden, act);
    }
    BOOST_TEST(stored(ann).email.text() == "ann@example.org");
    BOOST_TEST(!stored(ann).disabled);
    BOOST_TEST(stores.factors().count(ann.id).any());
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(says(bobs.get(with_id("/admin/users/{id}", ann)),
                    "This person administers what you do not."));
}

BOOST_AUTO_TEST_CASE(a_user_joins_and_leaves_a_group) {
    groups.add("staff", "", admin, now).value();
    BOOST_TEST(says(get("/admin/users/{id}/groups"), "value=\"staff\""));
    const auto joined =
        post("/admin/users/{id}/groups", {{"group", "staff"}, {"day", "2099-12-31"}});
    BOOST_TEST(joined.header("Location") == of_eve("/admin/users/{id}?done=user_joined"));
    const auto present = groups.groups_of(eve.id);
    BOOST_REQUIRE(present.size() == 1u);
    BOOST_TEST((present.front().expires_at == parse_rfc3339("2099-12-31T23:59:59Z")));
    BOOST_TEST(get("/admin/users/{id}/groups/{name}/leave").status() == Status::Ok);
    BOOST_TEST(post("/admin/users/{id}/groups/{name}/leave").header("Location") ==
               of_eve("/admin/users/{id}?done=user_left"));
    BOOST_TEST(groups.groups_of(eve.id).empty());
    BOOST_TEST(get("/admin/users/{id}/groups/{name}/leave").status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(a_wrong_group_and_a_wrong_day_are_refused) {
    groups.add("staff", "", admin, now).value();
    BOOST_TEST(says(post("/admin/users/{id}/groups", {{"group", "none"}}), "id=\"group-error\""));
    for (const char* const day : {"tomorrow", "2020-01-01"})
        BOOST_TEST(says(post("/admin/users/{id}/groups", {{"group", "staff"}, {"day", day}}),
                        "id=\"day-error\""),
                   day);
    BOOST_TEST(groups.groups_of(eve.id).empty());
}

BOOST_AUTO_TEST_CASE(nobody_lets_others_into_a_group_that_gives_more_than_they_have) {
    groups.add("staff", "", admin, now).value();
    grants.grant(holder_group("staff"), role_named(kAdminRole), std::nullopt, admin, now).value();
    let(bob, "admin/groups", "*");
    let(bob, "admin/users", "*");
    const auto path = with_id("/admin/users/{id}/groups", bob);
    const auto refused = fill_in(bobs, path, {{"group", "staff"}});
    BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(groups.groups_of(bob.id).empty());
}

BOOST_AUTO_TEST_CASE(nobody_ends_a_membership_that_lasts_longer_than_what_they_have) {
    groups.add("staff", "", admin, now).value();
    BOOST_REQUIRE(grants.add_permission({"edit", "", "wiki/pages", "edit"}, admin, now));
    grants.grant(holder_group("staff"), permission_named("edit"), std::nullopt, admin, now).value();
    groups.join("staff", eve, std::nullopt, admin, now).value();
    let(bob, "admin/users", "*");
    let(bob, "admin/groups", "*");
    grants.grant(holder(bob), permission_named("edit"), now + 24h * 30, admin, now).value();
    const auto path = with_id("/admin/users/{id}/groups", eve);
    const FormFields fields{{"group", "staff"}, {"day", "2027-01-20"}};
    BOOST_TEST(fill_in(bobs, path, fields).status() == Status::Forbidden);
    BOOST_TEST(!groups.groups_of(eve.id).at(0).expires_at.has_value());
    // One that ends sooner than theirs they may end.
    groups.join("staff", eve, now + 24h * 20, admin, now).value();
    BOOST_TEST(fill_in(bobs, path, fields).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays_in_the_group_that_makes_them_one) {
    groups.add("chiefs", "", admin, now).value();
    grants.grant(holder_group("chiefs"), role_named(kAdminRole), std::nullopt, admin, now).value();
    groups.join("chiefs", ann, std::nullopt, admin, now).value();
    grants.revoke(holder(ann), role_named(kAdminRole), admin, now).value();
    const auto refused = fill_in(browser, with_id("/admin/users/{id}/groups", ann),
                                 {{"group", "chiefs"}, {"day", "2099-12-31"}});
    BOOST_TEST(refused.status() == Status::Conflict);
    BOOST_TEST(says(refused, "nobody would be left who administers this server"));
    BOOST_TEST(!groups.groups_of(ann.id).at(0).expires_at.has_value());
}

BOOST_AUTO_TEST_CASE(several_users_are_disabled_after_their_number_was_typed) {
    const std::string ticked = "/admin/users/bulk?do=disable&row0=" + bob.public_id.text() +
                               "&row7=" + eve.public_id.text();
    const auto page = browser.get(ticked);
    BOOST_TEST(says(page, "This concerns 2 users"));
    BOOST_TEST(says(page, "bob@example.org"));
    const FormFields ids{{"do", "disable"}, {"ids0", value_of(page.body(), "ids0")}};
    const auto sent = [&](FormFields more) {
        more.insert(more.end(), ids.begin(), ids.end());
        return browser.post("/admin/users/bulk", std::move(more));
    };
    check_problem(sent({{"number", "3"}, {"reason", "left"}}).body(), {"number"});
    check_problem(sent({{"number", "2"}}).body(), {"reason"});
    BOOST_TEST(!stored(eve).disabled);
    const auto done = sent({{"number", "2"}, {"reason", "left"}});
    BOOST_TEST(done.header("Location") == "/admin/users?done=users_disabled&count=2");
    BOOST_TEST(stored(bob).disabled);
    BOOST_TEST(stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(all_that_were_found_are_signed_out_but_oneself) {
    const auto opened = sign_in("eve@example.org");
    const auto page = get("/admin/users/bulk?do=end-sessions&all=1&search=");
    BOOST_TEST(says(page, "This concerns 3 users"));
    const auto done = browser.post(
        "/admin/users/bulk",
        {{"do", "end-sessions"}, {"number", "3"}, {"ids0", value_of(page.body(), "ids0")}});
    BOOST_TEST(done.header("Location") == "/admin/users?done=users_signed_out_some&count=2");
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(nothing_is_done_to_nobody) {
    BOOST_TEST(says(get("/admin/users/bulk?do=disable"), "No user is selected."));
    BOOST_TEST(get("/admin/users/bulk?do=other").header("Location") == "/admin/users");
    BOOST_TEST(browser.post("/admin/users/bulk", {{"do", "disable"}, {"number", "0"}}).status() ==
               Status::UnprocessableContent);
}

BOOST_AUTO_TEST_CASE(what_users_chose_is_text_on_every_page_about_them) {
    auto& user = stores.state().users.at(eve.id).user;
    user.display_name = DisplayName::parse("<script>alert(1)</script>").value();
    user.given_name = user.family_name = user.language = user.time_zone = "\"><img src=x>";
    eves.user_agent = "<b>\"'Agent</b>";
    eves.sign_in("eve@example.org");
    for (const char* const path :
         {"/admin/users", "/admin/users/{id}", "/admin/users/{id}/edit",
          "/admin/users/{id}/disable", "/admin/users/{id}/delete-now", "/admin/sessions"}) {
        const auto page = get(path);
        BOOST_TEST(page.status() == Status::Ok, path);
        for (const char* const raw : {"<script>alert", "<img src=x", "<b>\"'Agent"})
            BOOST_TEST(!says(page, raw), path << " has " << raw);
    }
}

BOOST_AUTO_TEST_CASE(the_list_and_its_file_show_the_groups_that_their_reader_may_see) {
    for (const char* group : {"staff", "editors"}) {
        groups.add(group, "", admin, now).value();
        BOOST_REQUIRE(groups.join(group, eve, std::nullopt, admin, now).has_value());
    }
    let(bob, "admin/users", "read");
    for (const char* path : {"/admin/users", "/admin/users?format=csv"}) {
        BOOST_TEST(says(browser.get(path), "editors, staff"), path);
        BOOST_TEST(bobs.get(path).status() == Status::Ok, path);
        BOOST_TEST(!says(bobs.get(path), "editors"), path);
        BOOST_TEST(!says(bobs.get(path), "staff"), path);
    }
    let(bob, "admin/groups/staff", "read");
    BOOST_TEST(says(bobs.get("/admin/users?group=staff"), "staff"));
    BOOST_TEST(!says(bobs.get("/admin/users?group=staff"), "ann@example.org</a>"));
    // A filter by another group is none.
    BOOST_TEST(says(bobs.get("/admin/users?format=csv&group=editors"), "ann@example.org"));
}

BOOST_AUTO_TEST_SUITE_END()
