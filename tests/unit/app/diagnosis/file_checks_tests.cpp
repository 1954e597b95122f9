// Who may read and change the files of an installation.
#define BOOST_TEST_DYN_LINK
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "app/diagnosis/file_checks.hpp"
#include "support/temporary_folder.hpp"

using namespace postern::app;

namespace {

struct FileFixture {
    postern::test::TemporaryFolder folder{};
    std::string path = folder.path() + "/keys";

    FileFixture() { folder.write("keys", "x"); }

    Finding check(mode_t mode, bool is_secret) {
        BOOST_REQUIRE(::chmod(path.c_str(), mode) == 0);
        return check_rights("key file", path, is_secret);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(file_checks_tests, FileFixture)

BOOST_AUTO_TEST_CASE(check_rights_accepts_a_file_that_only_its_owner_changes) {
    for (const mode_t mode : {0600, 0640, 0400}) {
        BOOST_TEST(to_text(check(mode, true).health) == "ok");
        BOOST_TEST(check(mode, true).detail.starts_with(path));
    }
    BOOST_TEST(to_text(check(0644, false).health) == "ok");
}

BOOST_AUTO_TEST_CASE(check_rights_fails_for_a_secret_that_everybody_reads) {
    const auto found = check(0604, true);
    BOOST_TEST(to_text(found.health) == "failed");
    BOOST_TEST(found.detail ==
               path + " can be read by everybody on this host; run: chmod o-rwx " + path);
}

BOOST_AUTO_TEST_CASE(check_rights_fails_for_a_file_that_everybody_changes) {
    for (const bool is_secret : {false, true})
        BOOST_TEST(to_text(check(0602, is_secret).health) == "failed");
}

BOOST_AUTO_TEST_CASE(check_rights_warns_of_a_file_that_a_group_changes) {
    BOOST_TEST(to_text(check(0660, true).health) == "warning");
}

BOOST_AUTO_TEST_CASE(check_rights_fails_for_a_file_that_is_missing) {
    const auto found = check_rights("key file", folder.path() + "/none", true);
    BOOST_TEST(to_text(found.health) == "failed");
    BOOST_TEST(found.detail.ends_with("No such file or directory"));
}

BOOST_AUTO_TEST_SUITE_END()
