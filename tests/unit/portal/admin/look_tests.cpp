// The console's page that shows every page and e-mail.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/look/views.hpp"
#include "postern/portal/gallery.hpp"
#include "support/view_checks.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

portal::admin::look::LookView hostile() {
    portal::admin::look::LookView view{.frame = portal::admin::AdminFrame{hostile_frame()}};
    view.frame.form_token = kHostile;
    view.frame.notice = kHostile;
    view.frame.command = kHostile;
    view.pages = {{kHostile, kHostile, true}};
    view.letters = {{kHostile, kHostile, false}};
    view.languages = {{kHostile, kHostile, true}};
    view.shown = kHostile;
    view.language = kHostile;
    view.dark = true;
    return view;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_look_tests, ConsoleFixture)

BOOST_AUTO_TEST_CASE(the_view_renders_hostile_values_as_text) { check_view(hostile()); }

BOOST_AUTO_TEST_CASE(every_sample_can_be_shown) {
    for (const auto& name : portal::sample_names()) {
        std::string path = "/admin/look/{page}";
        path.replace(path.find("{page}"), 6, name);
        BOOST_TEST(browser.get(path).status() == Status::Ok, path);
    }
}

BOOST_AUTO_TEST_CASE(get_look_is_for_those_who_may_read_about_the_server) {
    let(bob, "admin/audit", "read");
    for (const auto* path : {"/admin/look", "/admin/look/sign_in"}) {
        BOOST_TEST(browser.get(path).status() == Status::Ok, path);
        BOOST_TEST(bobs.get(path).status() == Status::NotFound, path);
        BOOST_TEST(eves.get(path).status() == Status::NotFound, path);
    }
}

BOOST_AUTO_TEST_CASE(get_look_frames_the_chosen_page_in_its_language_and_scheme) {
    const auto page = browser.get("/admin/look?page=register&language=de&scheme=dark");
    BOOST_TEST(says(page,
                    "sandbox=\"allow-same-origin\" "
                    "src=\"/admin/look/register?language=de&amp;scheme=dark\""));
    BOOST_TEST(says(page, "<option value=\"register\" selected>"));
    BOOST_TEST(says(page, "<option value=\"dark\" selected>"));
    const auto policy = page.header("Content-Security-Policy");
    BOOST_TEST(policy.find("frame-src 'self'") != std::string_view::npos);
    BOOST_TEST(policy.find("frame-ancestors 'none'") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(get_look_shows_the_first_page_for_one_that_there_is_not) {
    const auto page = browser.get("/admin/look?page=%22%3E%3Cscript%3E&language=xx&scheme=odd");
    BOOST_TEST(says(page, "src=\"/admin/look/" + portal::sample_names().front() +
                              "?language=en&amp;scheme=light\""));
    BOOST_TEST(!says(page, "<script>"));
}

BOOST_AUTO_TEST_CASE(a_shown_page_runs_no_script_sends_no_form_and_is_for_our_frame_only) {
    const auto page = browser.get("/admin/look/sign_in?language=de&scheme=dark");
    BOOST_TEST(says(page, "<html lang=\"de\">"));
    BOOST_TEST(says(page, "/static/postern.css?scheme=dark&amp;v="));
    BOOST_TEST(says(page, "name=\"color-scheme\" content=\"dark\""));
    const auto policy = page.header("Content-Security-Policy");
    for (const auto* part : {"default-src 'none'", "form-action 'none'", "frame-ancestors 'self'",
                             "sandbox allow-same-origin"})
        BOOST_TEST(policy.find(part) != std::string_view::npos, part);
    BOOST_TEST(policy.find("script-src") == std::string_view::npos);
    BOOST_TEST(page.header("X-Frame-Options") == "SAMEORIGIN");
    BOOST_TEST(browser.get("/admin/look/nothing").status() == Status::NotFound);
    BOOST_TEST(browser.get("/admin/look/mail.verify_email").status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(style_sheets_come_in_either_scheme) {
    const auto dark = browser.get("/static/postern.css?scheme=dark");
    BOOST_TEST(says(dark, "color-scheme: dark;"));
    BOOST_TEST(!says(dark, "prefers-color-scheme"));
    BOOST_TEST(says(browser.get("/static/postern.css?scheme=odd"), "prefers-color-scheme"));
}

BOOST_AUTO_TEST_SUITE_END()
