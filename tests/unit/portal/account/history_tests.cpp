// What users read about what happened to their account.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct HistoryFixture : WebFixture {
    User ann = add_user("ann@example.org");
    User eve = add_user("eve@example.org");

    HistoryFixture() {
        browser.sign_in("ann@example.org");
        stores.state().audit.clear();
    }

    void note(AuditEntry entry) {
        entry.at = now;
        if (!entry.user) entry.user = ann.public_id;
        stores.audit().add(entry);
    }

    AuditEntry sign_in(AuditResult result, std::string detail = {}) {
        return {.at = now,
                .event = AuditEvent::SignIn,
                .result = result,
                .actor = "user",
                .address = "198.51.100.9",
                .user_agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0",
                .detail = std::move(detail)};
    }

    std::string older_link(const http::Response& page) {
        const auto at = page.body().find("/account/history?before=");
        if (at == std::string::npos) return {};
        return page.body().substr(at, page.body().find('"', at) - at);
    }
};

std::size_t rows_on(const http::Response& page) {
    std::size_t count = 0;
    for (auto at = page.body().find("<li>\n<div class=\"row\">"); at != std::string::npos;
         at = page.body().find("<li>\n<div class=\"row\">", at + 1))
        ++count;
    return count;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(history_tests, HistoryFixture)

BOOST_AUTO_TEST_CASE(get_history_says_what_happened_when_and_from_where) {
    note(sign_in(AuditResult::Ok));
    const auto page = browser.get("/account/history");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "Sign-in <span class=\"badge\">Successful</span>"));
    BOOST_TEST(says(page, "15 January 2027, 08:00 UTC"));
    BOOST_TEST(says(page, "Firefox on Windows"));
    BOOST_TEST(says(page, "from 198.51.100.9"));
}

BOOST_AUTO_TEST_CASE(get_history_shows_failed_attempts_and_why_they_failed) {
    note(sign_in(AuditResult::Refused, "wrong_password"));
    note(sign_in(AuditResult::Throttled));
    const auto page = browser.get("/account/history");
    BOOST_TEST(says(page, "<span class=\"badge badge-bad\">Refused</span>"));
    BOOST_TEST(says(page, "The password was wrong."));
    BOOST_TEST(says(page, "<span class=\"badge badge-bad\">Too many attempts</span>"));
}

BOOST_AUTO_TEST_CASE(get_history_leaves_out_a_detail_that_has_no_words) {
    note(sign_in(AuditResult::Refused, "something_new"));
    const auto page = browser.get("/account/history");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(!says(page, "something_new"));
}

BOOST_AUTO_TEST_CASE(get_history_says_what_others_did_without_naming_them) {
    note({.at = now, .event = AuditEvent::PasswordSet, .actor = "admin:1000"});
    note({.at = now, .event = AuditEvent::Deletion, .actor = "system"});
    const auto page = browser.get("/account/history");
    BOOST_TEST(says(page, "By an administrator of this server"));
    BOOST_TEST(says(page, "By this server"));
    BOOST_TEST(!says(page, "1000"));
    BOOST_TEST(!says(page, "Unknown device"));
}

BOOST_AUTO_TEST_CASE(get_history_shows_nothing_about_other_users) {
    auto theirs = sign_in(AuditResult::Ok);
    theirs.user = eve.public_id;
    note(theirs);
    BOOST_TEST(says(browser.get("/account/history"), "Nothing has happened yet."));
}

BOOST_AUTO_TEST_CASE(get_history_has_words_for_every_event) {
    for (int i = 0; i <= static_cast<int>(AuditEvent::SiteRemoved); ++i) {
        stores.state().audit.clear();
        note({.at = now, .event = static_cast<AuditEvent>(i), .actor = "user"});
        BOOST_TEST(browser.get("/account/history").status() == Status::Ok, i);
    }
}

BOOST_AUTO_TEST_CASE(get_history_leads_page_by_page_to_the_oldest_entry) {
    for (int i = 0; i < 60; ++i) note(sign_in(AuditResult::Ok));
    auto page = browser.get("/account/history");
    BOOST_TEST(rows_on(page) == 25u);
    BOOST_TEST(!says(page, "Newest entries"));
    page = browser.get(older_link(page));
    BOOST_TEST(rows_on(page) == 25u);
    BOOST_TEST(says(page, "Newest entries"));
    page = browser.get(older_link(page));
    BOOST_TEST(rows_on(page) == 10u);
    BOOST_TEST(older_link(page) == "");
}

BOOST_AUTO_TEST_CASE(get_history_starts_at_the_newest_for_an_invalid_cursor) {
    note(sign_in(AuditResult::Ok));
    for (const auto* query :
         {"?before=", "?before=x", "?before=-1", "?before=1&before=2", "?after=9"})
        BOOST_TEST(rows_on(browser.get("/account/history" + std::string{query})) == 1u, query);
}

BOOST_AUTO_TEST_SUITE_END()
