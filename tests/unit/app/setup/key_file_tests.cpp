// The key file: made once, and changed line by line.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "app/setup/files.hpp"
#include "app/setup/key_file.hpp"
#include "app/setup/key_file_step.hpp"
#include "postern/base/file.hpp"
#include "support/service_fixture.hpp"
#include "support/temporary_folder.hpp"

#include <sys/stat.h>

using namespace postern;
using namespace postern::app;
using crypto::KeyRing;

namespace {

const std::string kFirst(43, 'A');
const std::string kSecond = std::string(42, 'B') + "A";
const std::string kThird = std::string(42, 'C') + "A";

Secret secret(const std::string& text) { return Secret{std::string_view{text}}; }
crypto::KeyId id_of(const std::string& line) {
    return KeyRing::parse(secret(line)).value().first();
}
std::string shown(const Secret& text) { return std::string{text.reveal()}; }

struct KeyFileFixture {
    test::TemporaryFolder folder;
    test::CountingEntropy entropy;
    test::MemoryStores stores;
    service::KeyService keys{stores.sealed(), entropy};
    std::istringstream in;
    std::ostringstream out;
    Console console{in, out, out, false};
    Dialog dialog{console, true};
    config::KeysConfig config{.file = folder.path() + "/etc/keys"};

    std::string write(const std::string& text, mode_t mode = 0600) {
        folder.write("keys", text);
        std::string path = folder.path() + "/keys";
        BOOST_REQUIRE(::chmod(path.c_str(), mode) == 0);
        return path;
    }
    static mode_t mode_of(const std::string& path) {
        struct stat status {};
        BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
        return status.st_mode & 07777U;
    }
    std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
            count += entry.is_regular_file() ? 1 : 0;
        return count;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_file_tests, KeyFileFixture)

BOOST_AUTO_TEST_CASE(make_key_file_makes_one_that_can_be_used_and_never_another) {
    const auto id = make_key_file(config.file, entropy);
    BOOST_REQUIRE(id);
    BOOST_TEST((mode_of(config.file) & 0007U) == 0u);
    const auto text = read_file(config.file);
    BOOST_TEST(id_of(text) == *id);
    BOOST_TEST(!make_key_file(config.file, entropy));
    BOOST_TEST(read_file(config.file) == text);
}

BOOST_AUTO_TEST_CASE(with_key_added_puts_it_last) {
    const auto line = secret(kSecond + "\n");
    BOOST_TEST(shown(with_key_added(secret(kFirst + "\n"), line)) ==
               kFirst + "\n" + kSecond + "\n");
    BOOST_TEST(shown(with_key_added(secret("# a\n" + kFirst), line)) ==
               "# a\n" + kFirst + "\n" + kSecond + "\n");
}

BOOST_AUTO_TEST_CASE(with_key_first_moves_it_before_all_keys_and_keeps_the_rest) {
    const std::string text = "# keys\n\n" + kFirst + "\n# second\n" + kSecond + "\r\n" + kThird;
    BOOST_TEST(shown(with_key_first(secret(text), id_of(kThird))) ==
               "# keys\n\n" + kThird + "\n" + kFirst + "\n# second\n" + kSecond + "\r\n");
    BOOST_TEST(shown(with_key_first(secret(text), id_of(kSecond))) ==
               "# keys\n\n" + kSecond + "\r\n" + kFirst + "\n# second\n" + kThird + "\n");
    BOOST_TEST(shown(with_key_first(secret(text), id_of(kFirst))) == text + "\n");
}

BOOST_AUTO_TEST_CASE(without_key_removes_one_line) {
    const std::string text = "# keys\n" + kFirst + "\n" + kSecond + "\n" + kThird + "\n";
    BOOST_TEST(shown(without_key(secret(text), id_of(kSecond))) ==
               "# keys\n" + kFirst + "\n" + kThird + "\n");
}

BOOST_AUTO_TEST_CASE(a_change_keeps_the_mode_and_leaves_no_other_file) {
    const auto path = write(kFirst + "\n", 0440);
    KeyFileChange change{path};
    change.write(with_key_added(change.text(), secret(kSecond + "\n")));
    BOOST_TEST(read_file(path) == kFirst + "\n" + kSecond + "\n");
    BOOST_TEST(change.keys().ids().size() == 2u);
    BOOST_TEST(mode_of(path) == 0440u);
    BOOST_TEST(files() == 1u);
}

BOOST_AUTO_TEST_CASE(a_change_follows_a_symbolic_link) {
    const auto path = write(kFirst + "\n");
    const auto link = folder.path() + "/link";
    std::filesystem::create_symlink(path, link);
    KeyFileChange change{link};
    change.write(secret(kSecond + "\n"));
    BOOST_TEST(std::filesystem::is_symlink(link));
    BOOST_TEST(read_file(path) == kSecond + "\n");
}

BOOST_AUTO_TEST_CASE(a_change_to_what_is_no_key_file_changes_nothing) {
    const auto path = write(kFirst + "\n");
    KeyFileChange change{path};
    for (const std::string& bad :
         {std::string{}, kFirst + "\n" + kFirst + "\n", std::string{"x\n"}})
        BOOST_CHECK_THROW(change.write(secret(bad)), config::ConfigError);
    BOOST_TEST(read_file(path) == kFirst + "\n");
    BOOST_TEST(change.keys().first() == id_of(kFirst));
}

BOOST_AUTO_TEST_CASE(what_is_no_key_file_cannot_be_changed) {
    BOOST_CHECK_THROW(KeyFileChange{folder.path() + "/none"}, std::system_error);
    BOOST_CHECK_THROW(KeyFileChange{write("x\n")}, config::ConfigError);
    BOOST_CHECK_THROW(KeyFileChange{write(kFirst, 0644)}, config::ConfigError);
    KeyFileChange{write(kFirst)};  // those that failed keep nobody waiting
}

BOOST_AUTO_TEST_CASE(replace_file_leaves_the_old_file_when_it_fails) {
    BOOST_CHECK_THROW(replace_file(folder.path() + "/none", "x"), std::system_error);
    BOOST_TEST(files() == 0u);
}

BOOST_AUTO_TEST_CASE(set_up_key_file_makes_one_and_says_where) {
    set_up_key_file(config, keys, entropy, dialog);
    BOOST_TEST(out.str().find("Created the key file " + config.file) != std::string::npos);
    BOOST_TEST(out.str().find("backup") != std::string::npos);
    BOOST_TEST(out.str().find(read_file(config.file).substr(0, 43)) == std::string::npos);
    const auto text = read_file(config.file);
    out.str("");
    set_up_key_file(config, keys, entropy, dialog);
    BOOST_TEST(out.str() == "");
    BOOST_TEST(read_file(config.file) == text);
}

BOOST_AUTO_TEST_CASE(set_up_key_file_makes_none_where_the_database_needs_another) {
    const auto ring = KeyRing::parse(secret(kFirst)).value();
    stores.state().totp.emplace(
        UserId{1}, TotpFactor{.user_id = UserId{1},
                              .public_id = test::sample_id(1),
                              .sealed_secret = ring.seal(crypto::kTotpSecrets, {"user", "factor"},
                                                         secret("x"), entropy),
                              .key_id = ring.first(),
                              .last_step = 0,
                              .created_at = test::kNow});
    set_up_key_file(config, keys, entropy, dialog);
    BOOST_TEST(!std::filesystem::exists(config.file));
    BOOST_TEST(out.str().find("sealed with " + crypto::to_text(ring.first())) != std::string::npos,
               out.str());
}

BOOST_AUTO_TEST_SUITE_END()
