#define BOOST_TEST_DYN_LINK
#include <array>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/access/odd_path.hpp"

using namespace postern::access;
using namespace std::string_literals;

namespace {

struct Row {
    std::string name;
    std::string uri;
    std::string raw;
    OddPath expected;
};

using enum OddPath;

const std::vector<Row> kRows{
    // Ordinary paths.
    {"root", "/", "/", None},
    {"as sent", "/wiki/Main_Page", "/wiki/Main_Page", None},
    {"with a slash at the end", "/wiki/", "/wiki/", None},
    {"with a query", "/wiki", "/wiki?title=a%2fb;..//x#y", None},
    {"with an empty query", "/wiki", "/wiki?", None},
    {"sent form unknown", "/wiki", "", None},
    {"a letter encoded", "/adm", "/%61dm", None},
    {"a space in a segment", "/a b", "/a%20b", None},
    {"a dot in a segment", "/a.b/.well-known/c..d", "/a.b/.well-known/c..d", None},
    {"composed letters", "/caf\xc3\xa9", "/caf%C3%A9", None},
    {"composed letters as bytes", "/caf\xc3\xa9", "/caf\xc3\xa9", None},
    {"rewritten by nginx", "/index.php", "/wiki/page?x", None},
    {"punctuation", "/a:b@c!$&'()*+,=~_-", "/a:b@c!$&'()*+,=~_-", None},
    {"uppercase", "/ADM", "/ADM", None},
    {"Windows' streams and short names", "/a::$DATA/PROGRA~1", "/a::$DATA/PROGRA~1", None},
    // Every kind in the path as normalised: the table in the manual, as nginx 1.22 hands them on.
    {"empty", "", "/", NotAPath},
    {"no slash", "admin", "/admin", NotAPath},
    {"percent sign left", "/open/%2e%2e/adm", "", DoubleEncoded},
    {"matrix parameter", "/x;v=1", "", Parameter},
    {"parameter behind dots", "/open/..;/adm", "", Parameter},
    {"backslash", "/open\\..\\adm", "", Backslash},
    {"question mark", "/a?b", "", Query},
    {"number sign", "/open/#", "", Query},
    {"line feed", "/adm\n", "", Control},
    {"NUL", "/adm\0x"s, "", Control},
    {"DEL", "/adm\x7f", "", Control},
    {"dot", "/a/./b", "", DotSegment},
    {"dots", "/a/../b", "", DotSegment},
    {"dots at the end", "/a/..", "", DotSegment},
    {"dot at the end", "/.", "", DotSegment},
    {"doubled slash", "/a//b", "", DoubledSlash},
    {"doubled slash at the beginning", "//adm", "", DoubledSlash},
    {"doubled slash at the end", "/adm//", "", DoubledSlash},
    {"dot at the end of a name", "/adm.", "", TrailingDot},
    {"dot at the end of a folder", "/adm./x", "", TrailingDot},
    {"three dots", "/adm/.../x", "", TrailingDot},
    {"space at the end", "/adm ", "", TrailingDot},
    {"overlong",
     "/\xc0\xaf"
     "adm",
     "", Unicode},
    {"not UTF-8", "/\xff", "", Unicode},
    {"not composed", "/cafe\xcc\x81", "", Unicode},
    // Every kind in the path as sent.
    {"no slash", "/adm", "adm", NotAPath},
    {"a query alone", "/", "?a", NotAPath},
    {"encoded slash", "/adm", "/x/..%2fadm", EncodedSlash},
    {"encoded slash, uppercase", "/a/b", "/a%2Fb", EncodedSlash},
    {"encoded backslash", "/a\\b", "/a%5Cb", EncodedSlash},
    {"double encoding", "/open/%2e%2e/adm", "/open/%252e%252e/adm", DoubleEncoded},
    {"double encoding that is gone", "/index.php", "/open/%252e%252e/adm", DoubleEncoded},
    {"parameter", "/index.php", "/open/..;/adm", Parameter},
    {"encoded parameter", "/index.php", "/open/..%3B/adm", Parameter},
    {"backslash", "/index.php", "/open\\adm", Backslash},
    {"encoded question mark", "/index.php", "/a%3fb", Query},
    {"encoded number sign", "/index.php", "/a%23b", Query},
    {"fragment", "/open/", "/open/#/../adm", Query},
    {"encoded line feed", "/index.php", "/adm%0a", Control},
    {"encoded DEL", "/index.php", "/adm%7F", Control},
    {"dots", "/adm", "/x/../adm", DotSegment},
    {"encoded dots", "/adm", "/open/%2e%2E/adm", DotSegment},
    {"half encoded dots", "/adm", "/open/.%2e/adm", DotSegment},
    {"dot", "/adm", "/./adm", DotSegment},
    {"dot at the end", "/adm/", "/adm/%2e", DotSegment},
    {"doubled slash", "/adm", "//adm", DoubledSlash},
    {"encoded space at the end", "/index.php", "/adm%20", TrailingDot},
    {"encoded dot at the end", "/index.php", "/adm%2e", TrailingDot},
    {"overlong", "/index.php", "/%c0%afadm", Unicode},
    {"not composed", "/index.php", "/cafe%CC%81", Unicode},
    {"percent sign alone", "/adm", "/adm%", BadEscape},
    {"percent sign and half a number", "/adm", "/adm%4", BadEscape},
    {"percent sign and no number", "/adm", "/adm%zz", BadEscape},
    {"percent sign, then a query", "/adm", "/adm%2?f", BadEscape},
    // Of several kinds the first in the order of the list.
    {"all at once", "/%;\\?\n/..//x./\xff", "/%2f", EncodedSlash},
    {"equal forms with an escape", "/a%2fb", "/a%2fb", EncodedSlash},
    {"two in one form", "/a;b//c", "", Parameter},
    {"one in each form", "/a//b", "/a\\b", Backslash},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(odd_path_tests)

BOOST_AUTO_TEST_CASE(every_path_of_the_table_is_of_its_kind) {
    for (const Row& row : kRows)
        BOOST_TEST_CONTEXT(row.name << ": " << row.uri << ", sent as " << row.raw)
    BOOST_TEST(to_text(odd_path(row.uri, row.raw)) == to_text(row.expected));
}

BOOST_AUTO_TEST_CASE(a_path_is_odd_beyond_its_longest_length) {
    const std::string longest = '/' + std::string(kMaxPathBytes - 1, 'a');
    BOOST_TEST((odd_path(longest, longest + "?query") == OddPath::None));
    BOOST_TEST((odd_path(longest + 'a', "") == OddPath::NotAPath));
    BOOST_TEST((odd_path("/", longest + 'a') == OddPath::NotAPath));
}

BOOST_AUTO_TEST_CASE(every_byte_alone_has_a_meaning_that_is_the_same_plain_and_encoded) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned byte = 1; byte < 0x80; ++byte) {
        const auto c = static_cast<char>(byte);
        const std::string plain = std::string{"/a"} + c + 'b';
        const std::string escaped =
            std::string{"/a%"} + digits[byte >> 4] + digits[byte & 15] + 'b';
        if (c == '/' || c == '\\') {
            BOOST_TEST((odd_path("/x", escaped) == OddPath::EncodedSlash));
        } else if (c != '%' && c != '?') {
            BOOST_TEST_CONTEXT(byte)
            BOOST_TEST((odd_path(plain, "") == odd_path("/x", escaped)));
        }
    }
}

BOOST_AUTO_TEST_CASE(each_kind_has_a_word_of_its_own) {
    BOOST_TEST(to_text(None) == "");
    constexpr std::array kinds{NotAPath,     EncodedSlash, DoubleEncoded, Parameter,
                               Backslash,    Query,        Control,       DotSegment,
                               DoubledSlash, TrailingDot,  Unicode,       BadEscape};
    for (const OddPath a : kinds)
        for (const OddPath b : kinds) BOOST_TEST((to_text(a) == to_text(b)) == (a == b));
}

BOOST_AUTO_TEST_SUITE_END()
