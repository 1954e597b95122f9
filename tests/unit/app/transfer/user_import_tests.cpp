// Importing a file of users: what is counted, what is written, what is left out.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "app/console/console.hpp"
#include "app/transfer/user_import.hpp"
#include "support/service_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;

namespace {

struct ImportFixture {
    test::TemporaryFolder folder;
    test::MemoryStores stores;
    test::MemoryTransferStore transfers{stores.state()};
    test::CountingEntropy entropy;
    std::ostringstream err;
    Progress progress{err};
    std::string path = folder.path() + "/users.csv";

    void write(const std::string& lines) const {
        folder.write("users.csv", "email,display_name\n" + lines);
    }
    ImportReport check() { return check_users(path, entropy, test::kNow, progress); }
    ImportReport import() { return import_users(path, transfers, entropy, test::kNow, progress); }
    std::size_t stored() { return transfers.list({}, 1000).found.size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(user_import_tests, ImportFixture)

BOOST_AUTO_TEST_CASE(check_users_counts_but_writes_nothing) {
    write("ann@example.org,Ann\nnot an address,Bob\nANN@example.org,Ann\ncid@example.org,Cid\n");
    const auto report = check();
    BOOST_TEST(report.good == 2u);
    BOOST_TEST(report.repeated == 1u);
    BOOST_TEST(report.bad == 1u);
    BOOST_REQUIRE(report.bad_lines.size() == 1u);
    BOOST_TEST(report.bad_lines[0].line == 3u);
    BOOST_TEST(stored() == 0u);
}

BOOST_AUTO_TEST_CASE(import_users_adds_each_valid_user_once) {
    write("ann@example.org,Ann\nnot an address,Bob\ncid@example.org,Cid\n");
    const auto report = import();
    BOOST_TEST(report.added == 2u);
    BOOST_TEST(report.bad == 1u);
    BOOST_TEST(stored() == 2u);
    const auto second = import();
    BOOST_TEST(second.added == 0u);
    BOOST_TEST(second.already_there == 2u);
    BOOST_TEST(stored() == 2u);
}

BOOST_AUTO_TEST_CASE(import_users_writes_more_than_one_batch) {
    std::string lines;
    for (int i = 0; i < 501; ++i) lines += "u" + std::to_string(i) + "@example.org,U\n";
    write(lines);
    BOOST_TEST(import().added == 501u);
}

BOOST_AUTO_TEST_CASE(check_users_keeps_the_first_bad_lines_only) {
    std::string lines;
    for (int i = 0; i < 101; ++i) lines += "bad,Bad\n";
    write(lines);
    const auto report = check();
    BOOST_TEST(report.bad == 101u);
    BOOST_TEST(report.bad_lines.size() == 100u);
}

BOOST_AUTO_TEST_CASE(check_users_refuses_a_file_that_cannot_be_read) {
    BOOST_CHECK_THROW(check(), CommandError);
}

BOOST_AUTO_TEST_SUITE_END()
