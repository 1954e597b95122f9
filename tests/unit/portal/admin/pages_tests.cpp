// The list of the console's pages, which the test of rights asks for, is complete.
#define BOOST_TEST_DYN_LINK
#include <fstream>
#include <set>
#include <sstream>

#include "postern/portal/settings.hpp"
#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;

namespace {

struct PagesFixture : ConsoleFixture {
    static std::set<std::string> listed() {
        std::ifstream file{"tests/support/admin_pages.txt"};
        BOOST_REQUIRE(file);
        std::set<std::string> rows;
        for (std::string line; std::getline(file, line);) {
            std::istringstream words{line};
            std::string method;
            std::string path;
            if (line.starts_with('#') || !(words >> method >> path)) continue;
            BOOST_TEST(rows.insert(method + ' ' + path).second, line << " comes twice");
        }
        return rows;
    }

    std::set<std::string> real() {
        const portal::Settings settings{.origin = std::string{kPortalOrigin},
                                        .base_path = "",
                                        .language = "en",
                                        .password_needs = passwords.needs()};
        std::set<std::string> rows;
        for (const auto& row :
             portal::routes(portal_services(registration), source_pages(), settings))
            if (row.path == "/admin" || row.path.starts_with("/admin/"))
                rows.insert(std::string{http::to_text(row.method)} + ' ' + row.path);
        return rows;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_pages_tests, PagesFixture)

BOOST_AUTO_TEST_CASE(every_page_of_the_console_is_in_the_list_and_the_other_way_round) {
    const auto rows = real();
    BOOST_TEST(rows.size() > 80u);
    BOOST_TEST(listed() == rows, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
