#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string_view>

#include "config/checks.hpp"
#include "postern/config/config.hpp"

using namespace postern::config;

namespace {

constexpr std::uint16_t kPort = 3306;

bool blames_addresses(const DatabaseConfig& database) {
    Config config;
    config.server.public_url = "https://auth.example.org";
    config.database = database;
    for (const Finding& finding : check(config))
        if (finding.key == "database.addresses") return true;
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database_addresses_tests)

BOOST_AUTO_TEST_CASE(an_address_is_a_host_with_or_without_a_port_or_a_socket) {
    const auto is = [](std::string_view text, const DatabaseAddress& wanted) {
        const auto got = parse_database_address(text, kPort);
        return got && *got == wanted;
    };
    BOOST_TEST(is("db1.example.org", {"", "db1.example.org", 3306}));
    BOOST_TEST(is("10.0.0.1:3307", {"", "10.0.0.1", 3307}));
    BOOST_TEST(is("fd00::1", {"", "fd00::1", 3306}));
    BOOST_TEST(is("[fd00::1]", {"", "fd00::1", 3306}));
    BOOST_TEST(is("[fd00::1]:3307", {"", "fd00::1", 3307}));
    BOOST_TEST(is("/run/mysqld/mysqld.sock", {"/run/mysqld/mysqld.sock", "", 0}));
}

BOOST_AUTO_TEST_CASE(other_texts_are_no_address) {
    for (const std::string_view text :
         {"", ":3306", "db1:", "db1:0", "db1:65536", "db1:x", "[fd00::1", "[fd00::1]x",
          "[fd00::1]:", "db 1", "tcp://db1:3306", "run/mysqld.sock"})
        BOOST_TEST_CONTEXT(text) BOOST_TEST(!parse_database_address(text, kPort));
}

BOOST_AUTO_TEST_CASE(the_list_is_tried_in_its_order) {
    DatabaseConfig database;
    database.addresses = {"/run/mysqld/mysqld.sock", "db2", "db3:3307"};
    const auto addresses = database_addresses(database);
    BOOST_REQUIRE(addresses.size() == 3u);
    BOOST_TEST(addresses[0].socket == "/run/mysqld/mysqld.sock");
    BOOST_TEST(addresses[1].host == "db2");
    BOOST_TEST(addresses[2].port == 3307);
}

BOOST_AUTO_TEST_CASE(check_refuses_a_list_beside_a_single_address_and_entries_that_are_none) {
    DatabaseConfig database;
    database.ca_file = "/etc/postern/ca.pem";
    database.addresses = {"db1", "db2:3307"};
    BOOST_TEST(!blames_addresses(database));
    database.host = "db3";
    BOOST_TEST(blames_addresses(database));
    database.host.clear();
    database.addresses.push_back("db:x");
    BOOST_TEST(blames_addresses(database));
}

BOOST_AUTO_TEST_SUITE_END()
