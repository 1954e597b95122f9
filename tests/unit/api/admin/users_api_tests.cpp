// Users and sessions over the JSON interface of administrators.
#define BOOST_TEST_DYN_LINK
#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct UsersFixture : AdminFixture {
    const std::string of_eve = "/users/" + eve.public_id.text();
    const std::string of_ann = "/users/" + ann.public_id.text();
    const std::string of_nobody = "/users/" + std::string(22, 'A');

    const User& stored(const User& user) { return stores.state().users.at(user.id).user; }
    MailKind last_mail() { return stores.state().outbox.rbegin()->second.mail.kind; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(users_api_tests, UsersFixture)

BOOST_AUTO_TEST_CASE(users_are_listed_by_address_page_by_page) {
    const auto first = get("/users?order=email&limit=2");
    BOOST_TEST(names(first, "users", "email") == "ann@example.org bob@example.org");
    const auto second =
        get("/users?order=email&limit=2&cursor=" + text(body_of(first), "next_cursor"));
    BOOST_TEST(names(second, "users", "email") == "eve@example.org");
    BOOST_TEST(body_of(second).find("next_cursor")->is_null());
    BOOST_TEST(says(second, R"("damaged":[])"));
}

BOOST_AUTO_TEST_CASE(users_are_found_by_what_they_are) {
    BOOST_TEST(names(get("/users?search=ev"), "users", "email") == "eve@example.org");
    BOOST_TEST(names(get("/users?search=" + eve.public_id.text()), "users", "email") ==
               "eve@example.org");
    BOOST_TEST(names(get("/users?second_factor=false"), "users", "email") == "eve@example.org");
    BOOST_TEST(names(get("/users?state=disabled"), "users", "email") == "");
    groups.add("staff", "", admin, now).value();
    groups.join("staff", eve, std::nullopt, admin, now).value();
    BOOST_TEST(names(get("/users?group=staff"), "users", "email") == "eve@example.org");
    BOOST_TEST(errors_of(get("/users?state=gone&second_factor=1&order=age&limit=0&group=")) ==
               "state:invalid second_factor:invalid group:invalid order:invalid "
               "limit:out_of_range");
}

BOOST_AUTO_TEST_CASE(a_user_is_shown_with_what_a_list_shows) {
    const auto answer = get(of_eve);
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(text(body_of(answer), "email") == "eve@example.org");
    BOOST_TEST(text(body_of(answer), "state") == "active");
    BOOST_TEST(says(answer, R"("second_factor":false)"));
    BOOST_TEST(!says(answer, "password"));
    for (const auto& none : {of_nobody, std::string{"/users/eve@example.org"}})
        BOOST_TEST(code_of(get(none)) == "not_found", none);
}

BOOST_AUTO_TEST_CASE(a_user_is_added_and_gets_a_link) {
    const auto answer = send(
        Method::Post, "/users",
        R"({"email":"Ivy@Example.org","display_name":"Ivy","username":"ivy","language":"de"})");
    BOOST_REQUIRE(answer.status() == Status::Created);
    const auto body = body_of(answer);
    BOOST_TEST(text(body, "email") == "ivy@example.org");
    BOOST_TEST(text(body, "username") == "ivy");
    BOOST_TEST(text(body, "language") == "de");
    BOOST_TEST(says(answer, R"("email_verified":true)"));
    BOOST_TEST((last_mail() == MailKind::AccountAdded));
    BOOST_TEST((last_entry().event == AuditEvent::Registration));
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());
    BOOST_TEST(code_of(send(Method::Post, "/users",
                            R"({"email":"ivy@example.org","display_name":"I"})")) == "email_taken");
    BOOST_TEST(code_of(send(Method::Post, "/users",
                            R"({"email":"i@example.org","display_name":"I","username":"ivy"})")) ==
               "username_taken");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_new_user_is_named) {
    const auto mails = stores.state().outbox.size();
    BOOST_TEST(errors_of(send(Method::Post, "/users", R"({"password":"x"})")) ==
               "email:required display_name:required password:unknown_field");
    BOOST_TEST(
        errors_of(send(Method::Post, "/users", R"({"email":"x","display_name":"\u0007"})")) ==
        "email:invalid display_name:invalid");
    BOOST_TEST(errors_of(send(Method::Post, "/users",
                              R"({"email":"i@example.org","display_name":"I","language":"xx"})")) ==
               "language:invalid");
    BOOST_TEST(
        errors_of(send(Method::Post, "/users",
                       R"({"email":"i@example.org","display_name":"I","username":"root"})")) ==
        "username:reserved");
    BOOST_TEST(stores.state().outbox.size() == mails);
}

BOOST_AUTO_TEST_CASE(without_e_mail_nothing_begins_that_continues_with_one) {
    mail_enabled = false;
    pipeline = make_pipeline(registration);
    BOOST_TEST(code_of(send(Method::Post, "/users",
                            R"({"email":"i@example.org","display_name":"I"})")) == "no_mail");
    BOOST_TEST(code_of(send(Method::Post, of_eve + "/reset-password")) == "no_mail");
}

BOOST_AUTO_TEST_CASE(a_user_is_changed_member_by_member) {
    const auto answer = send(Method::Patch, of_eve,
                             R"({"email":"eve@new.example","given_name":"Eve","reason":"moved"})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(stored(eve).email.text() == "eve@new.example");
    BOOST_TEST(stored(eve).given_name == "Eve");
    BOOST_TEST(stored(eve).display_name.text() == eve.display_name.text());
    BOOST_TEST(says(answer, "eve@new.example"));
    BOOST_TEST(code_of(send(Method::Patch, of_eve, R"({"email":"bob@example.org"})")) ==
               "email_taken");
    BOOST_TEST(errors_of(send(Method::Patch, of_eve,
                              R"({"email":"x","time_zone":"Nowhere/Else","reason":"a\nb"})")) ==
               "reason:invalid");
    BOOST_TEST(errors_of(send(Method::Patch, of_eve, R"({"email":"x","language":"xx"})")) ==
               "email:invalid language:invalid");
    BOOST_TEST(code_of(send(Method::Patch, of_nobody, "{}")) == "not_found");
}

BOOST_AUTO_TEST_CASE(a_user_is_disabled_for_a_reason_and_enabled) {
    BOOST_TEST(send(Method::Post, of_eve + "/disable", R"({"reason":"left"})").status() ==
               Status::NoContent);
    BOOST_TEST(stored(eve).disabled);
    BOOST_TEST((last_entry().event == AuditEvent::UserDisabled));
    BOOST_TEST(last_entry().detail == "reason: left");
    BOOST_TEST(text(body_of(get(of_eve)), "state") == "disabled");
    BOOST_TEST(send(Method::Post, of_eve + "/enable").status() == Status::NoContent);
    BOOST_TEST(!stored(eve).disabled);
    BOOST_TEST(errors_of(send(Method::Post, of_eve + "/disable",
                              R"({"reason":")" + std::string(201, 'x') + R"("})")) ==
               "reason:invalid");
    BOOST_TEST(!stored(eve).disabled);
}

BOOST_AUTO_TEST_CASE(a_deletion_is_scheduled_cancelled_and_done) {
    const auto scheduled = send(Method::Put, of_eve + "/deletion");
    BOOST_TEST(scheduled.status() == Status::Ok);
    BOOST_TEST(text(body_of(scheduled), "delete_at") == to_rfc3339(stored(eve).delete_at.value()));
    BOOST_TEST((last_mail() == MailKind::DeletionScheduled));
    BOOST_TEST(send(Method::Delete, of_eve + "/deletion").status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, of_eve + "/deletion")) == "not_scheduled");
    BOOST_TEST(send(Method::Delete, of_eve).status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, of_eve)) == "not_found");
    BOOST_TEST(!stores.state().users.contains(eve.id));
}

BOOST_AUTO_TEST_CASE(factors_are_shown_and_reset) {
    BOOST_TEST(says(get("/users/" + bob.public_id.text() + "/factors"), R"("totp":{)"));
    BOOST_TEST(says(get(of_eve + "/factors"), R"("totp":null)"));
    BOOST_TEST(code_of(send(Method::Post, of_eve + "/reset-factors")) == "no_factor");
    const auto of_bob = "/users/" + bob.public_id.text();
    BOOST_TEST(send(Method::Post, of_bob + "/reset-factors").status() == Status::NoContent);
    BOOST_TEST(says(get(of_bob + "/factors"), R"("totp":null)"));
    BOOST_TEST(bobs.get("/api/v1/me").status() == Status::Unauthorized);
}

BOOST_AUTO_TEST_CASE(groups_and_permissions_are_shown_with_where_they_come_from) {
    groups.add("staff", "", admin, now).value();
    groups.join("staff", eve, now + 1h, admin, now).value();
    add_permission("edit", "wiki/pages", "edit");
    grants.grant(holder_group("staff"), permission_named("edit"), std::nullopt, admin, now).value();
    BOOST_TEST(names(get(of_eve + "/groups"), "groups", "group") == "staff");
    const auto held = get(of_eve + "/permissions");
    BOOST_TEST(names(held, "permissions", "permission") == "edit");
    BOOST_TEST(says(held, R"("by_role":null,"by_group":"staff")"));
    BOOST_TEST(code_of(get(of_nobody + "/permissions")) == "not_found");
}

BOOST_AUTO_TEST_CASE(sessions_are_listed_and_ended) {
    const auto open = [this] { return sign_in("eve@example.org"); };
    const auto one = open();
    open();
    BOOST_TEST(names(get(of_eve + "/sessions"), "sessions", "address") != "");
    const auto list = get("/sessions?user=" + eve.public_id.text());
    BOOST_TEST(body_of(list).find("sessions")->array()->size() == 2u);
    BOOST_TEST(says(list, R"("user":{"id":")" + eve.public_id.text()));
    const auto of_one = "/sessions/" + one.session.session.public_id.text();
    BOOST_TEST(send(Method::Delete, of_one).status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, of_one)) == "not_found");
    BOOST_TEST(send(Method::Delete, of_eve + "/sessions").body() == R"({"ended":1})");
    BOOST_TEST(errors_of(get("/sessions?user=eve&address=x&limit=x")) ==
               "user:unknown address:invalid limit:out_of_range");
    // The administrator's own.
    BOOST_TEST(says(get("/sessions"), R"("current":true)"));
}

BOOST_AUTO_TEST_CASE(a_token_is_ended_at_its_own_user_only) {
    const auto made = wiring.personal_tokens.make(
        bobs_app.session.session, {.name = "Backup", .scopes = *Scopes::parse("account:read")}, {},
        now);
    BOOST_REQUIRE(made.has_value());
    const auto id = made->token.public_id.text();
    const auto of_bob = "/users/" + bob.public_id.text() + "/tokens";
    BOOST_TEST(names(get(of_bob), "tokens", "kind") == "personal");
    BOOST_TEST(!says(get(of_bob), made->text.reveal()));
    BOOST_TEST(code_of(send(Method::Delete, of_eve + "/tokens/" + id)) == "not_found");
    BOOST_TEST(send(Method::Delete, of_bob + "/" + id).status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Delete, of_bob + "/" + id)) == "not_found");
    BOOST_TEST(names(get(of_bob), "tokens", "id") == "");
}

BOOST_AUTO_TEST_CASE(who_may_do_less_does_nothing_to_who_may_do_more) {
    let(bob, "admin/users", "*");
    const auto before = entries();
    for (const auto& [method, below, body] :
         {std::tuple{Method::Patch, "", R"({"email":"bob@evil.example"})"},
          std::tuple{Method::Post, "/disable", ""}, std::tuple{Method::Post, "/enable", ""},
          std::tuple{Method::Post, "/verify", ""}, std::tuple{Method::Post, "/approve", ""},
          std::tuple{Method::Post, "/reset-factors", ""}, std::tuple{Method::Put, "/deletion", ""},
          std::tuple{Method::Delete, "/deletion", ""}, std::tuple{Method::Delete, "/sessions", ""},
          std::tuple{Method::Delete, "/tokens/x", ""}, std::tuple{Method::Delete, "", ""}})
        BOOST_TEST(code_of(send(bobs, method, of_ann + below, body)) == "more_than_you_have",
                   below);
    BOOST_TEST(entries() == before);
    BOOST_TEST(send(bobs, Method::Post, of_eve + "/disable").status() == Status::NoContent);
    // What gives them nothing they may do.
    BOOST_TEST(send(bobs, Method::Post, of_ann + "/reset-password").status() == Status::NoContent);
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays) {
    for (const auto& [method, below] :
         {std::pair{Method::Post, "/disable"}, std::pair{Method::Put, "/deletion"},
          std::pair{Method::Delete, ""}})
        BOOST_TEST(code_of(send(method, of_ann + below)) == "last_administrator", below);
    BOOST_TEST(!stored(ann).disabled);
}

BOOST_AUTO_TEST_CASE(groups_and_permissions_are_for_those_who_may_read_them) {
    for (const char* group : {"staff", "editors"}) {
        groups.add(group, "", admin, now).value();
        groups.join(group, eve, std::nullopt, admin, now).value();
    }
    let(bob, "admin/users", "read");
    const auto see = [&](std::string_view below) { return bobs.get(path(below)); };
    BOOST_TEST(says(see(of_eve), R"("groups":[])"));
    BOOST_TEST(!says(see("/users"), "staff"));
    for (const std::string& below :
         {of_eve + "/groups", of_eve + "/permissions", std::string{"/users?group=staff"}})
        BOOST_TEST(code_of(see(below)) == "forbidden", below);
    let(bob, "admin/groups/staff", "read");
    BOOST_TEST(says(see(of_eve), R"("groups":["staff"])"));
    BOOST_TEST(names(see(of_eve + "/groups"), "groups", "group") == "staff");
    BOOST_TEST(names(see("/users?group=staff"), "users", "email") == "eve@example.org");
    BOOST_TEST(code_of(see("/users?group=editors")) == "forbidden");
    let(bob, "admin/roles", "read");
    BOOST_TEST(see(of_eve + "/permissions").status() == Status::Ok);
}

BOOST_AUTO_TEST_SUITE_END()
