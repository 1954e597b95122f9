#define BOOST_TEST_DYN_LINK
#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "postern/mail/mail_sender.hpp"

using namespace postern;
using namespace postern::mail;

namespace {

const EmailAddress kAnn = *EmailAddress::parse("ann@example.org");

struct Folder {
    Folder() {
        std::string pattern = std::filesystem::temp_directory_path() / "postern-XXXXXX";
        BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path); }

    std::multiset<std::string> texts(const std::string& name) const {
        std::multiset<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator{path + name}) {
            BOOST_TEST(entry.path().extension() == ".eml");
            std::ostringstream text;
            text << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
            found.insert(text.str());
        }
        return found;
    }

    std::string path;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(file_sender_tests, Folder)

BOOST_AUTO_TEST_CASE(each_email_becomes_a_file_of_its_own_and_nothing_is_left_over) {
    const auto sender = make_file_sender(path + "/mail");
    sender->send("auth@example.org", kAnn, "first\r\n");
    sender->send("auth@example.org", kAnn, "second\r\n");
    make_file_sender(path + "/mail")->send("auth@example.org", kAnn, "third\r\n");
    const std::multiset<std::string> wanted{"first\r\n", "second\r\n", "third\r\n"};
    BOOST_TEST((texts("/mail") == wanted));
}

BOOST_AUTO_TEST_CASE(an_unwritable_folder_is_retried) {
    std::ofstream{path + "/file"} << "in the way";
    for (const char* name : {"/file", "/missing/mail"}) {
        const auto sender = make_file_sender(path + name);
        BOOST_CHECK_EXCEPTION(
            sender->send("auth@example.org", kAnn, "x"), SendError,
            [](const SendError& error) { return error.fault() == SendFault::Server; });
    }
}

BOOST_AUTO_TEST_SUITE_END()
