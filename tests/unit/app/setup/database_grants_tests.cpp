#define BOOST_TEST_DYN_LINK
#include "app/setup/database_grants.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;

namespace {

/// A configuration whose texts are these.
struct Texts {
    Texts() {
        std::filesystem::create_directory(folder.path() + "/grants");
        std::ofstream{folder.path() + "/grants/main.sql.in"} << "to @PATTERN@.* for @USER@;";
        std::ofstream{folder.path() + "/grants/gate.sql.in"} << "to @DATABASE@.site for @USER@;";
        config.server.share_dir = folder.path();
    }
    test::TemporaryFolder folder;
    config::Config config;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(database_grants_tests, Texts)

BOOST_AUTO_TEST_CASE(names_in_grants_are_escaped) {
    config.database.name = "my_`db";
    config.database.user = "o'\\x";
    config.database.gate_user = "gate";
    BOOST_TEST(main_grants_sql(config, "localhost") ==
               R"(to `my\_``db`.* for 'o''\\x'@'localhost';)");
    BOOST_TEST(gate_grants_sql(config, "%") == "to `my_``db`.site for 'gate'@'%';");
}

BOOST_AUTO_TEST_CASE(there_are_no_grants_without_a_gate_user) {
    BOOST_TEST(gate_grants_sql(config, "localhost").empty());
}

BOOST_AUTO_TEST_CASE(grants_are_for_this_host_only_where_the_database_is_on_it) {
    config.database.socket = "/run/mysqld/mysqld.sock";
    BOOST_TEST(default_origin(config.database) == "localhost");
    config.database.socket.clear();
    config.database.host = "db.example.org";
    BOOST_TEST(default_origin(config.database) == "%");
}

BOOST_AUTO_TEST_CASE(a_share_folder_without_the_texts_is_an_error) {
    config.server.share_dir = "/nonexistent";
    BOOST_CHECK_THROW(main_grants_sql(config, "localhost"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
