#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/base/file.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;

namespace {

struct FileFixture {
    test::TemporaryFolder folder;

    std::string file(std::string_view text) const {
        folder.write("file", text);
        return folder.path() + "/file";
    }
};

bool names_reason(const FileError& error, std::string_view reason) {
    return std::string_view{error.what()}.find(reason) != std::string_view::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(file_tests, FileFixture)

BOOST_AUTO_TEST_CASE(read_file_returns_every_byte) {
    const std::string text = std::string{"a\0\r\n\xFF", 5} + std::string(200'000, 'x');
    BOOST_TEST((read_file(file(text)) == text));
    BOOST_TEST(read_file(file("")) == "");
}

BOOST_AUTO_TEST_CASE(read_file_says_why_a_file_cannot_be_opened) {
    BOOST_CHECK_EXCEPTION(read_file(folder.path() + "/none"), FileError, [&](const auto& error) {
        return names_reason(error, folder.path() + "/none: No such file");
    });
}

BOOST_AUTO_TEST_CASE(read_file_never_treats_an_error_as_the_end_of_the_file) {
    // A folder can be opened and not be read.
    BOOST_CHECK_EXCEPTION(read_file(folder.path()), FileError,
                          [](const auto& error) { return names_reason(error, "Is a directory"); });
}

BOOST_AUTO_TEST_CASE(read_file_refuses_more_bytes_than_allowed) {
    BOOST_TEST(read_file(file("12345"), 5) == "12345");
    BOOST_CHECK_THROW(read_file(file("123456"), 5), FileError);
    BOOST_CHECK_THROW(read_file("/dev/zero", 100'000), FileError);
}

BOOST_AUTO_TEST_CASE(read_nonempty_file_refuses_an_empty_file) {
    BOOST_TEST(read_nonempty_file(file("x")) == "x");
    BOOST_CHECK_EXCEPTION(read_nonempty_file(file("")), FileError,
                          [](const auto& error) { return names_reason(error, "empty"); });
}

BOOST_AUTO_TEST_SUITE_END()
