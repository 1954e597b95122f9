// Lists of passwords that nobody may choose: the shipped one in memory, the administrator's on
// disk.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/password/breached_passwords.hpp"
#include "postern/crypto/password/common_passwords.hpp"

using namespace postern;
using crypto::BreachedPasswords;
using crypto::CommonPasswords;

namespace {

/// A file that goes with the test.
struct TemporaryFile {
    explicit TemporaryFile(std::string_view content) {
        std::string name =
            (std::filesystem::temp_directory_path() / "postern-list-XXXXXX").string();
        const int descriptor = ::mkstemp(name.data());
        BOOST_REQUIRE(descriptor >= 0);
        ::close(descriptor);
        path = name;
        std::ofstream{path, std::ios::binary} << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string path;
};

std::string hash_line(const std::string& password, const std::string& rest) {
    std::string hash = to_hex(crypto::sha1_for_lists(password));
    std::ranges::transform(hash, hash.begin(), [](unsigned char c) { return std::toupper(c); });
    return hash + rest;
}

std::string numbered(int i) { return "stolen password " + std::to_string(i); }

/// Hashes of numbered(0), numbered(1), ..., sorted.
std::string list_of(int count, const std::string& line_end) {
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i)
        lines.push_back(hash_line(numbered(i), (i % 3 == 0 ? "" : ":" + std::to_string(i * 7919))));
    std::ranges::sort(lines);
    std::string text;
    for (const auto& line : lines) text += line + line_end;
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(password_lists_tests)

BOOST_AUTO_TEST_CASE(common_passwords_finds_each_line_and_nothing_else) {
    const TemporaryFile file{"aaaaaaaa\nmmmmmmmm\nzzzzzzzz\n"};
    const auto common = CommonPasswords::load(file.path);
    for (const char* word : {"aaaaaaaa", "mmmmmmmm", "zzzzzzzz"}) BOOST_TEST(common.contains(word));
    for (const char* word : {"", "a", "aaaaaaa", "aaaaaaaaa", "b", "zzzzzzzzz", "\n", "a\nm"})
        BOOST_TEST(!common.contains(word));
}

BOOST_AUTO_TEST_CASE(common_passwords_accepts_only_a_sorted_list) {
    for (const char* text : {"", "b\na\n", "a\na\n", "a\n\nb\n", "a\nb"}) {
        const TemporaryFile file{text};
        BOOST_CHECK_THROW(CommonPasswords::load(file.path), std::runtime_error);
    }
    BOOST_CHECK_THROW(CommonPasswords::load("/nonexistent"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_shipped_list_can_be_searched) {
    const auto common = CommonPasswords::load("share/common-passwords.txt");
    std::ifstream file{"share/common-passwords.txt"};
    std::size_t lines = 0;
    for (std::string line; std::getline(file, line); ++lines) {
        BOOST_REQUIRE(common.contains(line));
        BOOST_REQUIRE(line.size() >= 8);
    }
    BOOST_TEST(lines > 10'000);
    BOOST_TEST(common.contains("password1"));
    BOOST_TEST(!common.contains("correct horse battery"));
}

// FIPS 180-4 examples: "abc".
BOOST_AUTO_TEST_CASE(sha1_for_lists_agrees_with_the_example_of_nist) {
    BOOST_TEST(to_hex(crypto::sha1_for_lists("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
}

BOOST_AUTO_TEST_CASE(breached_passwords_finds_every_line_whatever_its_length_and_end) {
    for (const char* line_end : {"\n", "\r\n"})
        for (const int count : {1, 2, 3, 1000}) {
            const TemporaryFile file{list_of(count, line_end)};
            const auto breached = BreachedPasswords::open(file.path);
            for (int i = 0; i < count; ++i) BOOST_TEST(breached.contains(numbered(i)));
            for (int i = count; i < count + 100; ++i) BOOST_TEST(!breached.contains(numbered(i)));
        }
}

BOOST_AUTO_TEST_CASE(breached_passwords_accepts_a_missing_final_newline_and_lowercase_digits) {
    auto text = list_of(50, "\n");
    text.pop_back();
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    const TemporaryFile file{text};
    const auto breached = BreachedPasswords::open(file.path);
    for (int i = 0; i < 50; ++i) BOOST_TEST(breached.contains(numbered(i)));
    BOOST_TEST(!breached.contains("never stolen"));
}

BOOST_AUTO_TEST_CASE(breached_passwords_searches_beyond_four_gigabytes) {
    // A sparse file: real lines only where the search for the last one of all looks.
    const TemporaryFile file{""};
    const std::uint64_t lines = 128ull * 1024 * 1024;  // of 41 bytes: more than 5 GB
    std::filesystem::resize_file(file.path, lines * 41);
    std::fstream out{file.path, std::ios::in | std::ios::out | std::ios::binary};
    const auto write = [&](std::uint64_t line, const std::string& text) {
        out.seekp(static_cast<std::streamoff>(line * 41));
        out << text << '\n';
    };
    const std::string low(40, '0');
    write(0, low);
    for (std::uint64_t begin = 0; begin < lines - 1;) {
        const std::uint64_t middle = (begin * 41 + (lines * 41 - begin * 41) / 2) / 41;
        if (middle > 0) write(middle - 1, low);  // whose line end the search looks for
        write(middle, low);
        begin = middle + 1;
    }
    write(lines - 1, hash_line("last", ""));
    out.close();
    BOOST_TEST(BreachedPasswords::open(file.path).contains("last"));
}

BOOST_AUTO_TEST_CASE(breached_passwords_refuses_files_of_another_form) {
    for (const std::string text : {"", "password\n", "0123456789ABCDEF0123456789ABCDEF0123456\n",
                                   "0123456789ABCDEF0123456789ABCDEF01234567x\n"}) {
        const TemporaryFile file{text};
        BOOST_CHECK_THROW(BreachedPasswords::open(file.path), std::runtime_error);
    }
    BOOST_CHECK_THROW(BreachedPasswords::open("/nonexistent"), std::runtime_error);
    BOOST_CHECK_THROW(BreachedPasswords::open("/tmp"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(breached_passwords_reports_a_file_that_is_damaged_inside) {
    const TemporaryFile file{std::string(40, '0') + "\n" + std::string(5000, 'x') + "\n"};
    const auto breached = BreachedPasswords::open(file.path);
    BOOST_CHECK_THROW(breached.contains("anything"), crypto::CryptoError);
}

BOOST_AUTO_TEST_SUITE_END()
