// What `postern init` reads and writes, without a database and without nginx.
#define BOOST_TEST_DYN_LINK
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "app/console/console.hpp"
#include "app/setup/files.hpp"
#include "app/setup/site_request.hpp"
#include "postern/base/file.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;

namespace {

constexpr const char* kDocumented =
    "# top\n\n[server]\n\n# Where.\n#public_url = \"\"\n\n[database]\n\n# Its name.\n#name = "
    "\"x\"\n"
    "\n[mail]\n#name = \"y\"\n";

std::string error_of(const std::vector<std::string>& sites,
                     const std::vector<std::string>& targets) {
    try {
        parse_site_requests(sites, targets);
        return "none";
    } catch (const CommandError& error) {
        return error.what();
    }
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(setup_tests)

BOOST_AUTO_TEST_CASE(with_settings_sets_a_key_where_it_stands_in_its_own_section) {
    const auto text = with_settings(
        kDocumented, {{"database.name", toml_text("a\"b\\c")}, {"server.public_url", "\"u\""}});
    BOOST_TEST(text ==
               "# top\n\n[server]\n\n# Where.\npublic_url = \"u\"\n\n[database]\n\n# Its name.\n"
               "name = \"a\\\"b\\\\c\"\n\n[mail]\n#name = \"y\"\n");
}

BOOST_AUTO_TEST_CASE(with_settings_refuses_a_key_that_is_not_documented) {
    BOOST_CHECK_THROW(with_settings(kDocumented, {{"server.name", "\"u\""}}), std::logic_error);
    BOOST_CHECK_THROW(with_settings(kDocumented, {{"session.ttl", "1"}}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(write_new_file_creates_the_folder_and_never_replaces_a_file) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path() + "/a/b/secret";
    BOOST_TEST(write_new_file(path, "first", 0600));
    BOOST_TEST(!write_new_file(path, "second", 0644));
    BOOST_TEST(read_file(path) == "first");
    struct stat status {};
    BOOST_REQUIRE(stat(path.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0600u);
    BOOST_REQUIRE(stat((folder.path() + "/a/b").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0700u);
    BOOST_TEST(std::distance(std::filesystem::directory_iterator{folder.path() + "/a/b"}, {}) == 1);
}

BOOST_AUTO_TEST_CASE(write_new_file_never_writes_to_another_users_file) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path() + "/secret";
    const std::string planted = path + ".draft";
    BOOST_REQUIRE(write_new_file(planted, "planted", 0666));
    BOOST_TEST(write_new_file(path, "secret", 0600));
    BOOST_TEST(read_file(planted) == "planted");
    BOOST_TEST(!std::filesystem::equivalent(planted, path));
}

BOOST_AUTO_TEST_CASE(site_requests_join_a_site_and_what_is_behind_it) {
    const auto requests =
        parse_site_requests({"wiki=https://wiki.example.org", "shop=https://shop.example.org",
                             "blog=https://blog.example.org"},
                            {"shop=/srv/shop", "wiki=http://127.0.0.1:3000"});
    BOOST_REQUIRE(requests.size() == 3u);
    BOOST_TEST(requests[0].url == "https://wiki.example.org");
    BOOST_TEST(requests[0].target.upstream == "http://127.0.0.1:3000");
    BOOST_TEST(requests[1].target.root == "/srv/shop");
    BOOST_TEST(requests[2].target.root + requests[2].target.upstream == "");
}

BOOST_AUTO_TEST_CASE(invalid_site_requests_are_refused) {
    for (const std::string site : {"wiki", "=https://wiki.example.org", "wiki="})
        BOOST_TEST(contains(error_of({site}, {}), "is not of the form wiki="));
    BOOST_TEST(contains(error_of({"a=https://a"}, {"b=/srv"}), "no --site names"));
    BOOST_TEST(contains(error_of({"a=https://a"}, {"a=srv"}), "neither a folder"));
}

BOOST_AUTO_TEST_CASE(common_domain_is_the_smallest_that_holds_all_hosts) {
    BOOST_TEST(common_domain({"auth.example.org", "wiki.example.org"}).value() == "example.org");
    BOOST_TEST(common_domain({"example.org", "wiki.example.org"}).value() == "example.org");
    BOOST_TEST(common_domain({"auth.in.example.org", "a.b.in.example.org"}).value() ==
               "in.example.org");
    BOOST_TEST(!common_domain({"example.org", "example.org"}).has_value());
}

BOOST_AUTO_TEST_CASE(common_domain_is_never_a_top_level_domain) {
    BOOST_CHECK_THROW(common_domain({"auth.example.org", "wiki.other.org"}), CommandError);
    BOOST_CHECK_THROW(common_domain({"localhost", "wiki.localhost"}), CommandError);
    BOOST_CHECK_THROW(common_domain({"notexample.org", "example.org"}), CommandError);
}

BOOST_AUTO_TEST_SUITE_END()
