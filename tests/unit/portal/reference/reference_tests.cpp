// The page of the API, for people who write programs.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>
#include <stdexcept>

#include "postern/portal/reference.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

/// With the page of the document of the source tree.
struct ReferenceFixture : WebFixture {
    ReferenceFixture() {
        openapi = api::load_openapi("src/api");
        reference = portal::draw_reference(source_pages(), openapi, "");
        pipeline = make_pipeline(registration);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reference_tests, ReferenceFixture)

BOOST_AUTO_TEST_CASE(get_reference_shows_every_operation_to_everybody_and_may_be_kept) {
    const auto page = browser.get("/api/");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(page.header("Content-Type") == "text/html; charset=utf-8");
    BOOST_TEST(page.header("Cache-Control") == "public, max-age=300");
    BOOST_TEST(says(page, "<h3 id=\"grant_tokens\">"));
    BOOST_TEST(says(page, "<strong>POST</strong> /api/v1/tokens</p>"));
    BOOST_TEST(says(page, "a token with the scope <code>account:read</code>"));
}

BOOST_AUTO_TEST_CASE(get_reference_is_the_same_in_every_language_and_sets_no_cookie) {
    const auto page = browser.get("/api/?lang=de");
    BOOST_TEST(page.body() == reference);
    BOOST_TEST(page.header("Set-Cookie") == "");
    BOOST_TEST(says(page, "<html lang=\"en\">"));
}

BOOST_AUTO_TEST_CASE(every_link_inside_the_page_leads_somewhere) {
    const std::regex id{R"re( id="([^"]+)")re"};
    const std::regex link{R"re( href="#([^"]+)")re"};
    std::set<std::string> ids;
    for (std::sregex_iterator at{reference.begin(), reference.end(), id}, end; at != end; ++at)
        BOOST_TEST(ids.insert((*at)[1]).second, (*at)[1] << " is there twice");
    std::size_t count = 0;
    for (std::sregex_iterator at{reference.begin(), reference.end(), link}, end; at != end;
         ++at, ++count)
        BOOST_TEST(ids.contains((*at)[1]), (*at)[1] << " is nowhere");
    BOOST_TEST(count > 300u);
}

BOOST_AUTO_TEST_CASE(the_address_without_the_slash_leads_to_the_page) {
    const auto answer = browser.get("/api");
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location") == "/api/");
}

BOOST_AUTO_TEST_CASE(programs_beside_the_page_still_get_problem_documents) {
    const auto answer = browser.get("/api/v1/nowhere");
    BOOST_TEST(answer.status() == Status::NotFound);
    BOOST_TEST(answer.header("Content-Type") == "application/problem+json");
    BOOST_TEST(browser.get("/api/nowhere").header("Content-Type") == "application/problem+json");
}

BOOST_AUTO_TEST_CASE(draw_reference_refuses_a_document_that_it_cannot_show) {
    BOOST_CHECK_THROW(portal::draw_reference(source_pages(), "{}", ""), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
