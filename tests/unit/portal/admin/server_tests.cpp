// The console's pages about the server itself: overview, keys, configuration, health.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

constexpr const char* kPages[] = {"/admin", "/admin/keys", "/admin/configuration", "/admin/health"};

struct ServerFixture : ConsoleFixture {
    ServerFixture() {
        using State = service::ShownFinding::State;
        inspection.settings = [] {
            return std::vector<service::ShownSetting>{
                {"session.idle_ttl", "\"30m\"", "default"},
                {"session.max_devices", "7", "file"},
                {"mail.from", "\"<b>@example.org\"", "environment"}};
        };
        inspection.findings = [] {
            return std::vector<service::ShownFinding>{
                {State::Good, "schema", "version 65, as this program expects"},
                {State::Warning, "clock", "is 9 s ahead of the database's", "set both by NTP"},
                {State::Bad, "site wiki", "the session cookie does not reach it",
                 "set session.cookie_domain"}};
        };
        inspection.keys = [] {
            return std::vector<service::ShownKey>{
                {"token", "kid-1", "ES256", "active", "2027-01-01T00:00:00Z"},
                {"assertion", "kid-2", "ES256", "closed", "2027-01-02T00:00:00Z"},
                {"key file", "1a2b3c4d", "AES-256-GCM", "seals", ""}};
        };
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_server_tests, ServerFixture)

BOOST_AUTO_TEST_CASE(the_pages_about_the_server_are_for_those_who_may_read_them) {
    let(bob, "admin/audit", "read");
    let_in(eves, sign_in("eve@example.org"));
    for (const auto* path : kPages) {
        BOOST_TEST(browser.get(path).status() == Status::Ok, path);
        BOOST_TEST(bobs.get(path).status() == Status::NotFound, path);
        BOOST_TEST(eves.get(path).status() == Status::NotFound, path);
    }
    let(bob, "admin/server", "read");
    for (const auto* path : kPages) BOOST_TEST(bobs.get(path).status() == Status::Ok, path);
}

BOOST_AUTO_TEST_CASE(the_pages_about_the_server_change_nothing) {
    const auto before = entries();
    for (const auto* path : kPages) {
        browser.get(path);
        BOOST_TEST(browser.post(path, {}).status() == Status::MethodNotAllowed, path);
    }
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(the_overview_says_that_nothing_was_counted_yet) {
    const auto page = browser.get("/admin");
    BOOST_TEST(says(page, "Nothing was counted yet"));
    BOOST_TEST(!says(page, "role=\"img\""));
}

BOOST_AUTO_TEST_CASE(the_overview_warns_of_a_lone_administrator_and_leads_to_the_role) {
    const auto page = browser.get("/admin");
    BOOST_TEST(says(page, "Only one user administers this server."));
    BOOST_TEST(says(page, "<a href=\"/admin/roles/admin\">Roles</a>"));
}

BOOST_AUTO_TEST_CASE(a_warning_does_not_lead_to_a_page_that_its_reader_may_not_open) {
    let(bob, "admin/server", "read");
    const auto page = bobs.get("/admin");
    BOOST_TEST(says(page, "Only one user administers this server."));
    BOOST_TEST(!says(page, "/admin/roles"));
}

BOOST_AUTO_TEST_CASE(the_keys_are_told_apart_and_the_commands_that_change_them_are_shown) {
    const auto page = browser.get("/admin/keys");
    BOOST_TEST(says(page, "kid-1"));
    BOOST_TEST(says(page, "<span class=\"badge\">Signs</span>"));
    BOOST_TEST(says(page, "1 January 2027, 00:00 UTC"));
    BOOST_TEST(says(page, "<span class=\"badge badge-bad\">Does not open with the key file"));
    BOOST_TEST(says(page, "1a2b3c4d"));
    BOOST_TEST(says(page, "Seals and opens"));
    BOOST_TEST(says(page, "postern key rotate --signing token"));
    BOOST_TEST(says(page, "<code>postern key list</code>"));
    BOOST_TEST(!says(page, "action=\"/admin"));
}

BOOST_AUTO_TEST_CASE(the_page_of_keys_says_that_there_are_none) {
    inspection.keys = nullptr;
    const auto page = browser.get("/admin/keys");
    BOOST_TEST(says(page, "There are no signing keys yet."));
    BOOST_TEST(says(page, "There is no key file"));
}

BOOST_AUTO_TEST_CASE(the_configuration_has_every_key_with_its_source) {
    const auto page = browser.get("/admin/configuration");
    BOOST_TEST(says(page, "<h2 id=\"session\">session</h2>"));
    BOOST_TEST(says(page, "<code>session.idle_ttl</code>"));
    BOOST_TEST(says(page, "<code>session.max_devices</code>"));
    BOOST_TEST(says(page, "<span class=\"badge\">File</span>"));
    BOOST_TEST(says(page, "<span class=\"badge\">Environment</span>"));
    BOOST_TEST(!says(page, "<b>@"));
    BOOST_TEST(says(page, "<code>postern config show</code>"));
}

BOOST_AUTO_TEST_CASE(the_configuration_shows_what_is_set_alone_when_it_is_asked_to) {
    const auto page = browser.get("/admin/configuration?show=set");
    BOOST_TEST(!says(page, "session.idle_ttl"));
    BOOST_TEST(says(page, "session.max_devices"));
    BOOST_TEST(says(page, "<a class=\"button\" href=\"/admin/configuration\">"));
}

BOOST_AUTO_TEST_CASE(health_has_the_worst_first_and_says_what_to_do) {
    const auto page = browser.get("/admin/health");
    BOOST_TEST(says(page, "Something does not work."));
    const auto& html = page.body();
    BOOST_TEST(html.find("site wiki") < html.find(">clock<"));
    BOOST_TEST(html.find(">clock<") < html.find(">schema<"));
    BOOST_TEST(says(page, "set session.cookie_domain"));
    BOOST_TEST(says(page, "<a class=\"button\" href=\"/admin/health\">Look again</a>"));
    BOOST_TEST(says(page, "<code>postern doctor</code>"));
}

BOOST_AUTO_TEST_CASE(health_without_anything_to_tell_names_the_command) {
    inspection.findings = nullptr;
    BOOST_TEST(says(browser.get("/admin/health"), "This page cannot find anything out here."));
}

BOOST_AUTO_TEST_CASE(the_overview_has_no_part_of_the_log_for_those_who_may_not_read_it) {
    BOOST_TEST(says(browser.get("/admin"), "acts-title"));
    let(bob, "admin/server", "read");
    BOOST_TEST(bobs.get("/admin").status() == Status::Ok);
    BOOST_TEST(!says(bobs.get("/admin"), "acts-title"));
}

BOOST_AUTO_TEST_SUITE_END()
