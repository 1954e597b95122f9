// Error pages, health, static files, and a portal below a path.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

BOOST_FIXTURE_TEST_SUITE(portal_tests, WebFixture)

BOOST_AUTO_TEST_CASE(an_unknown_address_has_a_page_that_says_what_to_do) {
    const auto page = browser.get("/nowhere/at/all");
    BOOST_TEST(page.status() == Status::NotFound);
    BOOST_TEST(says(page, "Page not found"));
    BOOST_TEST(says(page, "<code>r-1</code>"));
    BOOST_TEST(says(page, "href=\"/\">Start again"));
}

BOOST_AUTO_TEST_CASE(every_error_of_the_pipeline_has_a_page_with_its_own_status) {
    using enum http::PipelineError;
    const portal::Settings settings{
        .origin = "", .base_path = "", .language = "en", .password_needs = {}};
    const auto hooks = portal::hooks(portal_services(registration), source_pages(), settings);
    const std::pair<http::PipelineError, Status> rows[] = {
        {BadRequest, Status::BadRequest},
        {NotFound, Status::NotFound},
        {MethodNotAllowed, Status::MethodNotAllowed},
        {PayloadTooLarge, Status::PayloadTooLarge},
        {UnsupportedMediaType, Status::UnsupportedMediaType},
        {CrossSite, Status::Forbidden},
        {StaleForm, Status::Forbidden},
        {Unavailable, Status::ServiceUnavailable},
        {Internal, Status::InternalServerError}};
    std::set<std::string> bodies;
    for (const auto& [error, status] : rows) {
        const auto page = hooks.error_page(error, http::Request{});
        BOOST_TEST(page.status() == status);
        BOOST_TEST(says(page, "<h1>"));
        bodies.insert(page.body());
    }
    BOOST_TEST(bodies.size() == std::size(rows));
}

BOOST_AUTO_TEST_CASE(an_address_that_ends_with_a_slash_leads_to_the_page_without_it) {
    for (const std::string path : {"/account/", "/login/", "/register/"}) {
        const auto answer = browser.get(path + "?lang=de");
        BOOST_TEST(answer.header("Location") == path.substr(0, path.size() - 1) + "?lang=de");
    }
}

BOOST_AUTO_TEST_CASE(health_live_says_ok_even_without_a_store) {
    stores.state().unavailable = true;
    const auto answer = browser.get("/health/live");
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.body() == "ok\n");
}

BOOST_AUTO_TEST_CASE(health_ready_says_what_the_hook_says) {
    BOOST_TEST(browser.get("/health/ready").status() == Status::Ok);
    ready = false;
    BOOST_TEST(browser.get("/health/ready").status() == Status::ServiceUnavailable);
}

BOOST_AUTO_TEST_CASE(static_files_are_kept_for_a_year_under_the_version_that_pages_link) {
    const auto page = browser.get("/login");
    const auto& file = source_pages().static_file("postern.css");
    const std::string link = "/static/postern.css?v=" + file.version;
    BOOST_TEST(says(page, link));
    const auto answer = browser.get(link);
    BOOST_TEST(answer.status() == Status::Ok);
    BOOST_TEST(answer.header("Content-Type") == "text/css; charset=utf-8");
    BOOST_TEST(answer.header("Cache-Control") == "public, max-age=31536000, immutable");
    BOOST_TEST(answer.body() == file.content);
}

BOOST_AUTO_TEST_CASE(static_files_of_another_version_are_not_kept_for_long) {
    BOOST_TEST(browser.get("/static/postern.css?v=0").header("Cache-Control") ==
               "public, max-age=60");
    BOOST_TEST(browser.get("/static/reveal-password.js").header("Content-Type") ==
               "text/javascript; charset=utf-8");
    BOOST_TEST(browser.get("/static/favicon.svg").header("Content-Type") == "image/svg+xml");
    BOOST_TEST(browser.get("/static/touch-icon.png").header("Content-Type") == "image/png");
    BOOST_TEST(browser.get("/static/../login").status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(robots_are_excluded) {
    BOOST_TEST(browser.get("/robots.txt").body() == "User-agent: *\nDisallow: /\n");
}

BOOST_AUTO_TEST_CASE(all_links_and_redirects_begin_with_the_base_path) {
    add_user("ann@example.org");
    const portal::Settings settings{
        .origin = "", .base_path = "/auth", .language = "en", .password_needs = {}};
    const auto services = portal_services(registration);
    pipeline = http::Pipeline{http::Router{portal::routes(services, source_pages(), settings)},
                              {.public_origin = std::string{kPortalOrigin}},
                              portal::hooks(services, source_pages(), settings)};
    BOOST_TEST(browser.get("/").header("Location") == "/auth/login");
    const auto page = browser.get("/login");
    BOOST_TEST(says(page, "action=\"/auth/login\""));
    BOOST_TEST(says(page, "href=\"/auth/static/postern.css?v="));
    BOOST_TEST(!says(page, "\"/login"));
    BOOST_TEST(browser.sign_in("ann@example.org").header("Location") == "/auth/account");
    BOOST_TEST(!says(browser.get("/account"), "\"/account"));
}

// The rest of the portal's host can be a site, which may send the browser on to anywhere.
BOOST_AUTO_TEST_CASE(a_portal_in_a_folder_leads_to_the_site_around_it) {
    add_user("ann@example.org");
    (void)sites.add("main", kPortalOrigin, SitePolicy::SignedIn, admin, now, {.title = "Main"});
    const portal::Settings settings{.origin = std::string{kPortalOrigin},
                                    .base_path = "/auth",
                                    .language = "en",
                                    .password_needs = {}};
    const auto services = portal_services(registration);
    pipeline = http::Pipeline{http::Router{portal::routes(services, source_pages(), settings)},
                              {.public_origin = std::string{kPortalOrigin}},
                              portal::hooks(services, source_pages(), settings)};
    const std::string origin{kPortalOrigin};
    const auto leads_on = [this](const std::string& link) {
        const auto page = browser.get("/login?rd=" + link);
        return page.header("Content-Security-Policy").find("form-action") == std::string::npos;
    };
    BOOST_TEST(leads_on(origin + "/page"));
    BOOST_TEST(leads_on(origin + "/author"));
    BOOST_TEST(!leads_on(origin + "/auth/account"));
    BOOST_TEST(!leads_on(origin + "/auth"));
    BOOST_TEST(says(browser.get("/login?rd=" + origin + "/page"), "Main"));
}

BOOST_AUTO_TEST_SUITE_END()
