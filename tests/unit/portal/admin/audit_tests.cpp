// The console's page of the audit log: filters, parts, following it, and files.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/json/json.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct AuditFixture : ConsoleFixture {
    AuditFixture() { stores.state().audit.clear(); }

    void note(const AuditEntry& entry) { stores.audit().add(entry); }

    AuditEntry sign_in(const User& user, AuditResult result = AuditResult::Ok) {
        return {.at = now,
                .event = AuditEvent::SignIn,
                .result = result,
                .user = user.public_id,
                .actor = "user",
                .address = "198.51.100.9",
                .user_agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0",
                .request_id = "r-of-" + user.email.text().substr(0, 3),
                .detail = result == AuditResult::Ok ? "" : "wrong_password"};
    }

    static std::string next_link(const http::Response& page) {
        const auto end = page.body().find("\" rel=\"next\"");
        if (end == std::string::npos) return {};
        const auto begin = page.body().rfind('"', end - 1) + 1;
        return page.body().substr(begin, end - begin);
    }
};

std::size_t rows_on(const http::Response& page) {
    std::size_t count = 0;
    for (auto at = page.body().find("<tr>\n<th scope=\"row\">"); at != std::string::npos;
         at = page.body().find("<tr>\n<th scope=\"row\">", at + 1))
        ++count;
    return count;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_audit_tests, AuditFixture)

BOOST_AUTO_TEST_CASE(get_audit_says_what_happened_to_whom_by_whom_and_from_where) {
    note(sign_in(eve, AuditResult::Refused));
    const auto page = browser.get("/admin/audit");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "Sign-in <span class=\"badge badge-bad\">Refused</span>"));
    BOOST_TEST(says(page, "<code>sign_in</code> · <code>wrong_password</code>"));
    BOOST_TEST(says(page, "The password was wrong."));
    BOOST_TEST(says(page, "15 January 2027, 08:00 UTC"));
    BOOST_TEST(says(page, with_id("<a href=\"/admin/users/{id}\">eve@example.org</a>", eve)));
    BOOST_TEST(says(page, "<a href=\"/admin/audit?address=198.51.100.9\">198.51.100.9</a>"));
    BOOST_TEST(says(page, "Firefox on Windows"));
    BOOST_TEST(says(page, "<a href=\"/admin/audit?request=r-of-eve\">"));
    BOOST_TEST(says(page, "<code>postern audit</code>"));
}

BOOST_AUTO_TEST_CASE(get_audit_names_the_administrator_who_acted) {
    note({.at = now, .event = AuditEvent::SiteAdded, .actor = "admin:1000", .detail = "wiki"});
    note({.at = now,
          .event = AuditEvent::UserDisabled,
          .user = eve.public_id,
          .actor = "admin:" + bob.public_id.text(),
          .detail = "reason: left the company"});
    const auto page = browser.get("/admin/audit");
    BOOST_TEST(says(page, "bob@example.org"));
    BOOST_TEST(says(page, "1000"));
    BOOST_TEST(says(page, "<code>reason: left the company</code>"));
}

BOOST_AUTO_TEST_CASE(get_audit_shows_what_fits_each_filter) {
    note(sign_in(eve));
    note(sign_in(bob, AuditResult::Refused));
    note({.at = now + std::chrono::hours{1},
          .event = AuditEvent::Deletion,
          .user = ann.public_id,
          .actor = "system",
          .address = "2001:db8::7"});
    const auto rows = [&](const std::string& query) {
        return rows_on(browser.get("/admin/audit?" + query));
    };
    BOOST_TEST(rows("") == 3u);
    BOOST_TEST(rows("event=&result=&user=&address=&since=&until=&request=") == 3u);
    BOOST_TEST(rows("event=sign_in") == 2u);
    BOOST_TEST(rows("result=refused") == 1u);
    BOOST_TEST(rows("user=eve@example.org") == 1u);
    BOOST_TEST(rows("user=" + bob.public_id.text()) == 1u);
    BOOST_TEST(rows("address=2001%3Adb8%3A%3A7") == 1u);
    BOOST_TEST(rows("request=r-of-bob") == 1u);
    BOOST_TEST(rows("since=2027-01-15T08:30") == 1u);
    BOOST_TEST(rows("until=2027-01-15T08:30") == 2u);
    BOOST_TEST(rows("event=sign_in&result=refused&user=bob@example.org") == 1u);
    BOOST_TEST(rows("event=deletion&user=bob@example.org") == 0u);
}

BOOST_AUTO_TEST_CASE(get_audit_fills_the_filters_in_again_and_has_the_command_for_them) {
    const auto page = browser.get(
        "/admin/audit?event=sign_in&user=eve%40example.org&since=2027-01-15&request=r-1");
    BOOST_TEST(says(page, "<option value=\"sign_in\" selected>"));
    BOOST_TEST(says(page, "value=\"eve@example.org\""));
    BOOST_TEST(says(page, "value=\"2027-01-15T00:00\""));
    BOOST_TEST(says(page,
                    "postern audit --event sign_in --user eve@example.org --request r-1 --since "
                    "2027-01-15T00:00:00Z"));
    BOOST_TEST(says(page, "No entry fits these filters."));
}

BOOST_AUTO_TEST_CASE(get_audit_says_that_nothing_has_happened_yet) {
    BOOST_TEST(says(browser.get("/admin/audit"), "Nothing has happened yet."));
}

BOOST_AUTO_TEST_CASE(get_audit_refuses_a_filter_that_is_none_and_lists_nothing) {
    note(sign_in(eve));
    for (const auto* query : {"event=party", "result=fine", "user=nobody@example.org", "since=soon",
                              "until=2027-13-01"}) {
        const auto page = browser.get("/admin/audit?" + std::string{query});
        BOOST_TEST(page.status() == Status::UnprocessableContent, query);
        BOOST_TEST(rows_on(page) == 0u, query);
        BOOST_TEST(says(page, "role=\"alert\""), query);
        BOOST_TEST(!says(page, "format=csv"), query);
    }
    BOOST_TEST((browser.get("/admin/audit?event=party&format=csv").status() ==
                Status::UnprocessableContent));
}

BOOST_AUTO_TEST_CASE(get_audit_leads_part_by_part_to_the_oldest_entry_and_keeps_the_filters) {
    for (int i = 0; i < 120; ++i) note(sign_in(eve));
    note(sign_in(bob));
    auto page = browser.get("/admin/audit?user=eve@example.org");
    BOOST_TEST(rows_on(page) == 50u);
    auto next = next_link(page);
    BOOST_TEST(next.find("user=eve@example.org") != std::string::npos, next);
    const auto plain = [](std::string link) {
        for (auto at = link.find("&amp;"); at != std::string::npos; at = link.find("&amp;"))
            link.replace(at, 5, "&");
        return link;
    };
    page = browser.get(plain(next));
    BOOST_TEST(rows_on(page) == 50u);
    page = browser.get(plain(next_link(page)));
    BOOST_TEST(rows_on(page) == 20u);
    BOOST_TEST(next_link(page) == "");
    BOOST_TEST(!says(page, "Follow the log"));
}

BOOST_AUTO_TEST_CASE(get_audit_starts_at_the_newest_for_a_cursor_that_is_none) {
    note(sign_in(eve));
    for (const auto* query : {"?after=", "?after=x", "?after=-1", "?after=1&after=2"})
        BOOST_TEST(rows_on(browser.get("/admin/audit" + std::string{query})) == 1u, query);
}

BOOST_AUTO_TEST_CASE(a_page_that_follows_loads_itself_and_has_a_link_that_stops_it) {
    auto page = browser.get("/admin/audit?event=sign_in");
    BOOST_TEST(page.header("Refresh") == "");
    BOOST_TEST(says(page, "/admin/audit?event=sign_in&amp;live=30&amp;turn=0"));
    page = browser.get("/admin/audit?event=sign_in&live=30&turn=0");
    BOOST_TEST(page.header("Refresh") == "30; url=/admin/audit?event=sign_in&live=30&turn=1");
    BOOST_TEST(says(page, "<a href=\"/admin/audit?event=sign_in\">Stop</a>"));
    BOOST_TEST(browser.get("/admin/audit?live=30").header("Refresh") ==
               "30; url=/admin/audit?live=30&turn=1");
}

BOOST_AUTO_TEST_CASE(a_page_that_followed_for_half_an_hour_asks_whether_somebody_is_there) {
    BOOST_TEST(browser.get("/admin/audit?live=30&turn=59").header("Refresh") != "");
    const auto page = browser.get("/admin/audit?live=30&turn=60");
    BOOST_TEST(page.header("Refresh") == "");
    BOOST_TEST(says(page, "has loaded new entries for half an hour"));
    BOOST_TEST(says(page, "live=30&amp;turn=0"));
}

BOOST_AUTO_TEST_CASE(an_older_part_does_not_load_itself) {
    BOOST_TEST(browser.get("/admin/audit?live=30&after=99").header("Refresh") == "");
}

BOOST_AUTO_TEST_CASE(the_csv_has_the_columns_of_the_command_and_no_formula) {
    auto hostile = sign_in(eve);
    hostile.detail = "=HYPERLINK(\"https://evil.example\")";
    note(hostile);
    const auto file = browser.get("/admin/audit?format=csv");
    BOOST_TEST(file.status() == Status::Ok);
    BOOST_TEST(file.header("Content-Type") == "text/csv; charset=utf-8");
    BOOST_TEST(file.header("Content-Disposition") == "attachment; filename=\"audit.csv\"");
    BOOST_TEST(file.body() ==
               "at,event,result,detail,user,email,actor,address,device,request_id,user_agent\r\n"
               "2027-01-15T08:00:00Z,sign_in,ok,\"'=HYPERLINK(\"\"https://evil.example\"\")\"," +
                   eve.public_id.text() +
                   ",eve@example.org,user,198.51.100.9,Firefox on Windows,r-of-eve,"
                   "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0\r\n");
}

BOOST_AUTO_TEST_CASE(a_file_has_more_than_a_page_and_only_what_the_filters_show) {
    for (int i = 0; i < 120; ++i) note(sign_in(eve));
    note(sign_in(bob));
    const auto file = browser.get("/admin/audit?user=eve@example.org&format=json");
    BOOST_TEST(file.header("Content-Type") == "application/json");
    BOOST_TEST(file.header("Content-Disposition") == "attachment; filename=\"audit.json\"");
    const auto body = json::Json::parse(file.body()).value();
    BOOST_REQUIRE(body.array() != nullptr);
    BOOST_TEST(body.array()->size() == 120u);
    const auto* email = body.array()->front().find("email");
    BOOST_REQUIRE(email != nullptr && email->string() != nullptr);
    BOOST_TEST(*email->string() == "eve@example.org");
}

BOOST_AUTO_TEST_CASE(what_visitors_sent_is_shown_as_text) {
    auto hostile = sign_in(eve);
    hostile.user_agent = "\"><script>alert(1)</script>";
    hostile.detail = "<img src=x onerror=alert(1)>";
    hostile.address = "<b>";
    hostile.request_id = "\"onclick=\"alert(1)";
    hostile.actor = "<script>alert(2)</script>";
    note(hostile);
    const auto page =
        browser.get("/admin/audit?user=eve@example.org&request=%22onclick%3D%22alert(1)");
    BOOST_TEST(rows_on(page) == 1u);
    BOOST_TEST(!says(page, "<script>alert"));
    BOOST_TEST(!says(page, "<img src=x"));
    BOOST_TEST(!says(page, "<b>"));
    BOOST_TEST(!says(page, "\"onclick="));
}

BOOST_AUTO_TEST_CASE(who_may_read_the_log_alone_gets_no_link_to_a_user) {
    let(bob, "admin/audit", "read");
    note(sign_in(eve));
    const auto page = bobs.get("/admin/audit");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "eve@example.org"));
    BOOST_TEST(!says(page, "/admin/users/"));
}

BOOST_AUTO_TEST_CASE(looking_at_the_log_leaves_no_entry) {
    note(sign_in(eve));
    for (const auto* path : {"/admin/audit", "/admin/audit?format=csv", "/admin/audit?live=30"})
        browser.get(path);
    BOOST_TEST(entries() == 1u);
}

BOOST_AUTO_TEST_CASE(get_audit_has_words_for_every_event) {
    for (const auto event : all_audit_events()) note({.at = now, .event = event, .actor = "user"});
    BOOST_TEST(browser.get("/admin/audit").status() == Status::Ok);
}

BOOST_AUTO_TEST_SUITE_END()
