// What users do with their own account over the JSON interface, through the whole pipeline.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/api_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Method;
using http::Status;
using json::Json;

namespace {

constexpr std::string_view kNewPassword = "seven quiet ferries";

struct AccountFixture : ApiFixture {
    AccountFixture() { sign_in_by_json(browser); }

    http::Response patch_me(std::string body) {
        return browser.send_json(Method::Patch, "/api/v1/me", std::move(body));
    }

    http::Response change_password(std::string_view present, std::string_view typed) {
        return browser.send_json(
            Method::Put, "/api/v1/me/password",
            Json{Json::Object{{"current_password", present}, {"password", typed}}}.dump());
    }

    http::Response change_email(std::string_view password, std::string_view email) {
        return browser.send_json(
            Method::Put, "/api/v1/me/email",
            Json{Json::Object{{"email", email}, {"password", password}}}.dump());
    }

    http::Response delete_me(std::string_view password) {
        return browser.send_json(Method::Delete, "/api/v1/me",
                                 Json{Json::Object{{"password", password}}}.dump());
    }

    User stored(std::string_view email = "ann@example.org") {
        return stores.users().find_by_email(*EmailAddress::parse(email))->user;
    }

    bool may_sign_in(std::string_view password) {
        Browser other{*this};
        return other.send_json(Method::Post, "/api/v1/sessions", sign_in_body(password)).status() ==
               Status::Created;
    }

    /// `event:result:detail` of each event on a page.
    static std::string events_of(const Json& page) {
        std::string all;
        for (const auto& event : *page.find("events")->array())
            all += text(event, "event") + ':' + text(event, "result") + ':' +
                   text(event, "detail") + ' ';
        return all;
    }

    void note(const User& user, std::string detail) {
        stores.audit().add({.at = now,
                            .event = AuditEvent::ProfileChange,
                            .user = user.public_id,
                            .actor = "user",
                            .detail = std::move(detail)});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_api_tests, AccountFixture)

// --- profile -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(get_me_shows_all_fields_of_the_user_and_none_that_are_internal) {
    const auto answer = browser.get("/api/v1/me");
    const auto body = body_of(answer);
    std::string names;
    for (const auto& [name, value] : *body.object()) names += name + ' ';
    BOOST_TEST(names ==
               "id email email_verified username display_name given_name family_name language "
               "time_zone created_at profile ");
    BOOST_TEST(*body.find("email_verified")->boolean());
    BOOST_TEST(body.find("language")->is_null());
    BOOST_TEST(body.find("time_zone")->is_null());
}

BOOST_AUTO_TEST_CASE(patch_me_changes_the_profile) {
    const auto answer =
        patch_me(R"({"display_name":"  Anna  ","language":"de","time_zone":"Europe/Berlin"})");
    BOOST_TEST(answer.status() == Status::Ok);
    const auto body = body_of(answer);
    BOOST_TEST(text(body, "display_name") == "Anna");
    BOOST_TEST(text(body, "language") == "de");
    BOOST_TEST(text(body, "time_zone") == "Europe/Berlin");
    BOOST_TEST(browser.get("/api/v1/me").body() == answer.body());
}

BOOST_AUTO_TEST_CASE(patch_me_keeps_absent_members) {
    patch_me(R"({"language":"de","time_zone":"Europe/Berlin"})");
    const auto answer = patch_me(R"({"display_name":"Anna"})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(stored().language == "de");
    BOOST_TEST(stored().time_zone == "Europe/Berlin");
    BOOST_TEST(stored().display_name.text() == "Anna");
    BOOST_TEST(patch_me("{}").status() == Status::Ok);
    BOOST_TEST(stored().display_name.text() == "Anna");
}

BOOST_AUTO_TEST_CASE(patch_me_resets_language_and_time_zone_by_null) {
    patch_me(R"({"language":"de","time_zone":"Europe/Berlin"})");
    const auto body = body_of(patch_me(R"({"language":null,"time_zone":null})"));
    BOOST_TEST(body.find("language")->is_null());
    BOOST_TEST(body.find("time_zone")->is_null());
}

BOOST_AUTO_TEST_CASE(patch_me_names_all_wrong_fields_at_once_and_changes_nothing) {
    const auto answer =
        patch_me(R"({"display_name":"A\tB","language":"xx","time_zone":"Europe/Atlantis"})");
    BOOST_TEST(answer.status() == Status::UnprocessableContent);
    BOOST_TEST(errors_of(answer) == "display_name:invalid language:invalid time_zone:invalid");
    BOOST_TEST(stored().display_name.text() == "Ann");
}

BOOST_AUTO_TEST_CASE(patch_me_refuses_wrong_types_and_empty_strings) {
    BOOST_TEST(errors_of(patch_me(R"({"display_name":null,"language":7,"time_zone":""})")) ==
               "display_name:wrong_type language:wrong_type time_zone:required");
}

BOOST_AUTO_TEST_CASE(patch_me_cannot_write_internal_fields) {
    for (const auto* member :
         {"id", "email", "email_verified", "created_at", "password", "disabled", "delete_at",
          "public_id", "user_id", "email_verified_at", "password_hash", "role", "roles", "admin"}) {
        BOOST_TEST_CONTEXT(member) {
            const auto answer =
                patch_me(std::string{R"({"display_name":"Eve",")"} + member + R"(":true})");
            BOOST_TEST(answer.status() == Status::UnprocessableContent);
            BOOST_TEST(errors_of(answer) == std::string{member} + ":unknown_field");
        }
    }
    BOOST_TEST(stored().display_name.text() == "Ann");
    BOOST_TEST(!stored().disabled);
}

// --- password ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(put_password_changes_it_and_ends_the_other_sessions) {
    const auto other = sign_in("ann@example.org");
    BOOST_TEST(change_password(kGoodPassword, kNewPassword).status() == Status::NoContent);
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(!sessions.find(other.token.reveal(), now).has_value());
    BOOST_TEST(may_sign_in(kNewPassword));
    BOOST_TEST(!may_sign_in(kGoodPassword));
}

BOOST_AUTO_TEST_CASE(put_password_refuses_a_wrong_current_password) {
    const auto answer = change_password("quite wrong", kNewPassword);
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "wrong_password");
    BOOST_TEST(errors_of(answer) == "current_password:wrong");
    BOOST_TEST(may_sign_in(kGoodPassword));
}

BOOST_AUTO_TEST_CASE(put_password_says_what_is_wrong_with_the_new_one) {
    BOOST_TEST(errors_of(change_password(kGoodPassword, "short")) == "password:too_short");
    BOOST_TEST(errors_of(change_password(kGoodPassword, kGoodPassword)) == "password:same");
    BOOST_TEST(errors_of(change_password("", "")) == "current_password:required password:required");
}

BOOST_AUTO_TEST_CASE(put_password_is_unavailable_while_all_hashing_slots_are_taken) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    const auto answer = change_password(kGoodPassword, kNewPassword);
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(answer.header("Retry-After") == "2");
}

BOOST_AUTO_TEST_CASE(guesses_of_the_current_password_are_throttled_in_every_operation) {
    for (int i = 0; i < 5; ++i) change_password("quite wrong", kNewPassword);
    const auto answers = {change_password(kGoodPassword, kNewPassword),
                          change_email(kGoodPassword, "new@example.org"), delete_me(kGoodPassword)};
    for (const auto& answer : answers) {
        BOOST_TEST(answer.status() == Status::TooManyRequests);
        BOOST_TEST(code_of(answer) == "too_many_attempts");
        const auto body = body_of(answer);
        BOOST_TEST(std::to_string(*body.find("retry_after")->integer()) ==
                   answer.header("Retry-After"));
    }
    BOOST_TEST(stored().delete_at.has_value() == false);
}

// --- e-mail --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(put_email_sends_a_link_to_the_new_address_and_changes_nothing_yet) {
    const auto answer = change_email(kGoodPassword, "New@Example.org");
    BOOST_TEST(answer.status() == Status::Accepted);
    BOOST_TEST(answer.body() == R"({"status":"confirmation_sent"})");
    BOOST_TEST(stored().email.text() == "ann@example.org");
    const auto mail = stores.outbox().claim(now, std::chrono::seconds{60});
    BOOST_REQUIRE(mail.has_value());
    BOOST_TEST(mail->mail.to.text() == "new@example.org");
    BOOST_TEST((mail->mail.kind == MailKind::ConfirmNewEmail));
}

BOOST_AUTO_TEST_CASE(put_email_answers_the_same_whether_or_not_another_user_has_the_address) {
    add_user("eve@example.org");
    const auto taken = change_email(kGoodPassword, "eve@example.org");
    const auto free = change_email(kGoodPassword, "free@example.org");
    BOOST_TEST(taken.status() == free.status());
    BOOST_TEST(taken.body() == free.body());
    BOOST_TEST((taken.headers() == free.headers()));
}

BOOST_AUTO_TEST_CASE(put_email_refuses_an_invalid_or_unchanged_address) {
    BOOST_TEST(errors_of(change_email(kGoodPassword, "no address")) == "email:invalid");
    BOOST_TEST(errors_of(change_email(kGoodPassword, "ANN@example.org")) == "email:same");
    const auto answer = change_email("quite wrong", "new@example.org");
    BOOST_TEST(code_of(answer) == "wrong_password");
    BOOST_TEST(errors_of(answer) == "password:wrong");
    BOOST_TEST(!stores.outbox().claim(now, std::chrono::seconds{60}).has_value());
}

// --- deletion ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(delete_me_schedules_the_account_for_deletion_and_signs_out) {
    const auto other = sign_in("ann@example.org");
    const auto answer = delete_me(kGoodPassword);
    BOOST_TEST(answer.status() == Status::Accepted);
    BOOST_TEST(text(body_of(answer), "delete_at") == "2027-01-22T08:00:00Z");
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
    BOOST_TEST(!sessions.find(other.token.reveal(), now).has_value());
    BOOST_TEST(stored().delete_at.has_value());
}

BOOST_AUTO_TEST_CASE(delete_me_refuses_the_only_administrator) {
    wiring.grants
        .grant({.kind = GrantHolder::Kind::User, .name = stored().public_id.text()},
               {Granted::Kind::Role, std::string{kAdminRole}}, std::nullopt, admin, now)
        .value();
    const auto answer = delete_me(kGoodPassword);
    BOOST_TEST(answer.status() == http::Status::Conflict);
    BOOST_TEST(code_of(answer) == "last_administrator");
    BOOST_TEST(!stored().delete_at.has_value());
}

BOOST_AUTO_TEST_CASE(delete_me_needs_a_fresh_proof_or_the_right_password) {
    BOOST_TEST(code_of(delete_me("quite wrong")) == "wrong_password");
    now += std::chrono::minutes{6};
    for (const auto* const body : {"", "{}"})
        BOOST_TEST(code_of(browser.send_json(Method::Delete, "/api/v1/me", body)) ==
                   "step_up_required");
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(delete_me(kGoodPassword).status() == Status::Accepted);
}

BOOST_AUTO_TEST_CASE(delete_me_takes_the_sign_in_of_a_moment_ago) {
    BOOST_TEST(browser.send_json(Method::Delete, "/api/v1/me").status() == Status::Accepted);
}

// --- sessions and history ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(delete_sessions_ends_all_others_and_says_how_many) {
    add_user("eve@example.org");
    const auto hers = sign_in("eve@example.org");
    sign_in("ann@example.org");
    sign_in("ann@example.org");
    const auto answer = browser.send_json(Method::Delete, "/api/v1/sessions",
                                          R"({"password":"correct horse battery"})");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.body() == R"({"ended":2})");
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(sessions.find(hers.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(delete_sessions_without_a_fresh_proof_or_the_right_password_ends_none) {
    const auto other = sign_in("ann@example.org");
    now += std::chrono::minutes{6};
    for (const char* body : {"", R"({"password":"something else entirely"})"}) {
        const auto answer = browser.send_json(Method::Delete, "/api/v1/sessions", body);
        BOOST_TEST(code_of(answer) == (*body ? "wrong_password" : "step_up_required"));
    }
    BOOST_TEST(sessions.find(other.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(get_events_lists_the_users_own_events_only) {
    const auto eve = add_user("eve@example.org");
    note(eve, "of_eve");
    note(ann, "of_ann");
    const auto page = body_of(browser.get("/api/v1/me/events"));
    BOOST_TEST(events_of(page).starts_with("profile_change:ok:of_ann "));
    BOOST_TEST(events_of(page).find("of_eve") == std::string::npos);
    BOOST_TEST(text(page.find("events")->array()->at(0), "at") == "2027-01-15T08:00:00Z");
}

BOOST_AUTO_TEST_CASE(get_events_cannot_read_another_users_events) {
    const auto eve = add_user("eve@example.org");
    note(eve, "of_eve");
    const auto id = eve.public_id.text();
    for (const auto& query :
         {"?user=" + id, "?user_id=" + id, "?id=" + id, std::string{"?email=eve@example.org"}})
        BOOST_TEST(!says(browser.get("/api/v1/me/events" + query), "of_eve"), query);
    // Nor by a cursor of another user's list: it is a position, not a permission.
    for (const auto* cursor : {"MQ", "Mg", "Mw", "NA", "OTk5OTk5"})
        BOOST_TEST(!says(browser.get(std::string{"/api/v1/me/events?cursor="} + cursor), "of_eve"));
}

BOOST_AUTO_TEST_CASE(get_events_pages_through_all_newest_first_and_each_once) {
    for (const auto* detail : {"a", "b", "c", "d", "e"}) note(ann, detail);
    std::string seen;
    std::string path = "/api/v1/me/events?limit=2";
    for (int page = 0; page < 2; ++page) {
        const auto body = body_of(browser.get(path));
        BOOST_TEST(body.find("events")->array()->size() == 2u);
        seen += events_of(body);
        path = "/api/v1/me/events?limit=2&cursor=" + text(body, "next_cursor");
    }
    BOOST_TEST(seen ==
               "profile_change:ok:e profile_change:ok:d profile_change:ok:c "
               "profile_change:ok:b ");
}

BOOST_AUTO_TEST_CASE(the_last_page_of_events_has_no_cursor) {
    const auto all = body_of(browser.get("/api/v1/me/events?limit=100"));
    BOOST_TEST(all.find("next_cursor")->is_null());
    const auto count = all.find("events")->array()->size();
    BOOST_REQUIRE(count > 0u);
    const auto exactly = body_of(browser.get("/api/v1/me/events?limit=" + std::to_string(count)));
    BOOST_TEST(exactly.find("next_cursor")->is_null());
}

BOOST_AUTO_TEST_CASE(get_events_refuses_an_invalid_limit_or_cursor) {
    const std::pair<const char*, const char*> rows[] = {
        {"limit=0", "limit:out_of_range"},
        {"limit=101", "limit:out_of_range"},
        {"cursor=MA", "cursor:invalid"},                           // 0
        {"cursor=LTE", "cursor:invalid"},                          // -1
        {"cursor=MTg0NDY3NDQwNzM3MDk1NTE2MTU", "cursor:invalid"},  // 2^64 - 1
        {"cursor=%27%20or%201", "cursor:invalid"},
        {"limit=x&cursor=", "limit:out_of_range cursor:invalid"}};
    for (const auto& [query, errors] : rows) {
        BOOST_TEST_CONTEXT(query) {
            const auto answer = browser.get(std::string{"/api/v1/me/events?"} + query);
            BOOST_TEST(answer.status() == Status::UnprocessableContent);
            BOOST_TEST(errors_of(answer) == errors);
        }
    }
}

// --- terms

BOOST_AUTO_TEST_CASE(put_terms_accepts_the_newest_version_and_no_other) {
    const auto accept = [this](std::string_view version) {
        return browser.send_json(Method::Put, "/api/v1/me/terms",
                                 Json{Json::Object{{"version", version}}}.dump());
    };
    const auto without = accept("2026-11");
    BOOST_TEST(without.status() == Status::NotFound);
    BOOST_TEST(code_of(without) == "not_found");

    BOOST_REQUIRE(duties->add_terms("2026-11", {{"en", "Be kind."}}, std::nullopt, admin, now));
    for (const auto* version : {"2026-10", "2026-11 ", "' or 1"}) {
        const auto refused = accept(version);
        BOOST_TEST(refused.status() == Status::UnprocessableContent, version);
        BOOST_TEST(errors_of(refused) == "version:not_current", version);
    }
    BOOST_TEST(errors_of(accept("")) == "version:required");
    BOOST_TEST(!duties->terms_state(ann.id)->accepted_at.has_value());

    BOOST_TEST(accept("2026-11").status() == Status::NoContent);
    BOOST_TEST(duties->terms_state(ann.id)->accepted_at.has_value());
    BOOST_TEST((stores.state().audit.back().entry.event == AuditEvent::TermsAccepted));
    const auto noted = stores.state().audit.size();
    BOOST_TEST(accept("2026-11").status() == Status::NoContent);  // again: nothing is left to do
    BOOST_TEST(stores.state().audit.size() == noted);

    BOOST_REQUIRE(duties->add_terms("2027-01", {{"en", "Be kinder."}}, std::nullopt, admin, now));
    BOOST_TEST(errors_of(accept("2026-11")) == "version:not_current");
    BOOST_TEST(!duties->terms_state(ann.id)->accepted_at.has_value());
}

// --- who may -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(without_a_session_nothing_can_be_read_or_changed) {
    Browser stranger{*this};
    const std::tuple<Method, const char*, const char*> rows[] = {
        {Method::Patch, "/api/v1/me", R"({"display_name":"Eve"})"},
        {Method::Delete, "/api/v1/me", R"({"password":"correct horse battery"})"},
        {Method::Put, "/api/v1/me/password", "{}"},
        {Method::Put, "/api/v1/me/email", "{}"},
        {Method::Put, "/api/v1/me/terms", R"({"version":"2026-11"})"},
        {Method::Get, "/api/v1/me/events", ""},
        {Method::Delete, "/api/v1/sessions", ""}};
    for (const auto& [method, path, body] : rows) {
        BOOST_TEST_CONTEXT(http::to_text(method) << ' ' << path) {
            const auto answer = stranger.send_json(method, path, body);
            BOOST_TEST(answer.status() == Status::Unauthorized);
            BOOST_TEST(code_of(answer) == "not_signed_in");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_request_from_another_site_with_the_cookie_changes_nothing) {
    browser.before_sending = [](http::Request& request) { request.sec_fetch_site = "cross-site"; };
    BOOST_TEST(code_of(patch_me(R"({"display_name":"Eve"})")) == "cross_site_request");
    BOOST_TEST(code_of(change_password(kGoodPassword, kNewPassword)) == "cross_site_request");
    BOOST_TEST(code_of(change_email(kGoodPassword, "new@example.org")) == "cross_site_request");
    BOOST_TEST(code_of(delete_me(kGoodPassword)) == "cross_site_request");
    BOOST_TEST(code_of(browser.send_json(Method::Delete, "/api/v1/sessions",
                                         R"({"password":"correct horse battery"})")) ==
               "cross_site_request");
    browser.before_sending = nullptr;
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(stored().display_name.text() == "Ann");
}

BOOST_AUTO_TEST_SUITE_END()
