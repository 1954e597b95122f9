#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/http/cookie.hpp"

using namespace postern::http;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

struct Case {
    const char* what;
    std::string header;
    std::optional<std::string> value;
    bool duplicate = false;
};

void check(const std::vector<Case>& cases, std::string_view name) {
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.what) {
            const auto found = find_cookie(c.header, name);
            BOOST_TEST(found.value.has_value() == c.value.has_value());
            if (found.value && c.value) BOOST_TEST(*found.value == *c.value);
            BOOST_TEST(found.duplicate == c.duplicate);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cookie_tests)

BOOST_AUTO_TEST_CASE(find_cookie_returns_the_value_unchanged) {
    check(
        {
            {"alone", "sid=abc", "abc"},
            {"first of two", "sid=abc; other=x", "abc"},
            {"last of two", "other=x; sid=abc", "abc"},
            {"without space behind the semicolon", "other=x;sid=abc", "abc"},
            {"spaces and tabs around", " \tother=x ; \t sid \t=\t abc \t", "abc"},
            {"empty value", "sid=", ""},
            {"empty value before another", "sid=; a=b", ""},
            {"value of spaces", "sid=   ; a=b", ""},
            {"equals sign in the value", "sid=a=b==", "a=b=="},
            {"double quotes stay", "sid=\"abc\"", "\"abc\""},
            {"a quote does not protect a semicolon", "sid=\"a;b\"", "\"a"},
            {"percent is not decoded", "sid=%41%00", "%41%00"},
            {"plus is not decoded", "sid=a+b", "a+b"},
            {"space inside stays", "sid=a b", "a b"},
            {"comma does not separate", "sid=a, other=b", "a, other=b"},
            {"empty pairs are skipped", ";;; ;sid=abc;;", "abc"},
            {"a pair without equals is skipped", "sid; sid=abc; other", "abc"},
            {"a pair without name is skipped", "=x; sid=abc", "abc"},
            {"any bytes", "a=\x80\xFF\r\n; sid=\xC3\x28", "\xC3\x28"},
            {"NUL is a byte like others", "a=\0; sid=b\0c"s, "b\0c"s},
        },
        "sid");
}

BOOST_AUTO_TEST_CASE(find_cookie_ignores_similar_names) {
    check(
        {
            {"empty header", "", {}},
            {"only semicolons", ";;;;", {}},
            {"only the name", "__Host-postern", {}},
            {"upper case", "__HOST-POSTERN=x", {}},
            {"one letter's case", "__host-postern=x", {}},
            {"percent in the name", "%5F_Host-postern=x; _%5fHost-postern=x", {}},
            {"longer", "__Host-postern2=x; x__Host-postern=x", {}},
            {"shorter", "__Host-poster=x", {}},
            {"quoted", "\"__Host-postern\"=x", {}},
            {"dollar", "$__Host-postern=x", {}},
            {"RFC 2109 attributes", "$Version=1; $Path=/; $Domain=a", {}},
            {"RFC 2109 quoting does not start a pair", "$Version=\"1,__Host-postern=x\"", {}},
            {"comma joined", "a=b,__Host-postern=x", {}},
            {"no-break space in front", "\xC2\xA0__Host-postern=x", {}},
            {"line feed in front", "a=b;\n__Host-postern=x", {}},
            {"carriage return in front", "a=b;\r__Host-postern=x", {}},
            {"vertical tab in front", "\v__Host-postern=x", {}},
            {"NUL in front", "\0__Host-postern=x"s, {}},
            {"NUL behind", "__Host-postern\0=x"s, {}},
            {"space inside", "__Host- postern=x", {}},
            {"full-width letters", "\xEF\xBC\xBF_Host-postern=x", {}},
            {"in the value of another", "a=__Host-postern=x", {}},
        },
        "__Host-postern");
}

BOOST_AUTO_TEST_CASE(find_cookie_treats_two_cookies_of_one_name_as_none) {
    check(
        {
            {"different values", "sid=a; sid=b", {}, true},
            {"the same value", "sid=a; sid=a", {}, true},
            {"one is empty", "sid=; sid=a", {}, true},
            {"the other is empty", "sid=a; sid=", {}, true},
            {"far apart", "sid=a; x=1; y=2; sid=b", {}, true},
            {"three", "sid=a; sid=b; sid=c", {}, true},
            {"space tells no difference", "sid=a;\tsid =b", {}, true},
            {"another case is another cookie", "sid=a; SID=b", "a"},
            {"a pair without equals is no cookie", "sid=a; sid", "a"},
        },
        "sid");
}

BOOST_AUTO_TEST_CASE(find_cookie_finds_no_cookie_without_a_name) {
    BOOST_TEST(!find_cookie("=x; a=b", "").value.has_value());
}

BOOST_AUTO_TEST_CASE(find_cookie_reads_a_very_long_header) {
    std::string header;
    for (int i = 0; i < 20000; ++i) header += "a" + std::to_string(i) + "=b; ";
    BOOST_TEST(find_cookie(header + "sid=end", "sid").value.value_or("") == "end");
}

BOOST_AUTO_TEST_CASE(to_header_writes_the_safe_attributes) {
    const Cookie cookie{.name = "__Host-postern", .value = "abc", .domain = {}, .max_age = {}};
    BOOST_TEST(cookie.to_header() == "__Host-postern=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
}

BOOST_AUTO_TEST_CASE(to_header_writes_domain_lifetime_and_strictness_when_asked) {
    const Cookie cookie{.name = "__Secure-postern",
                        .value = "abc",
                        .domain = "example.org",
                        .max_age = std::chrono::hours{1},
                        .secure = true,
                        .same_site = Cookie::SameSite::Strict};
    BOOST_TEST(cookie.to_header() ==
               "__Secure-postern=abc; Path=/; Domain=example.org; Max-Age=3600; HttpOnly; "
               "SameSite=Strict; Secure");
}

BOOST_AUTO_TEST_CASE(to_header_omits_secure_for_plain_http) {
    const Cookie cookie{.name = "postern",
                        .value = "",
                        .domain = {},
                        .max_age = std::chrono::seconds{0},
                        .secure = false};
    BOOST_TEST(cookie.to_header() == "postern=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

BOOST_AUTO_TEST_SUITE_END()
