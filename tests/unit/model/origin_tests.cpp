#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/model/origin.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

struct Row {
    std::string name;
    std::string text;
};

std::string origin(const std::string& text) {
    const auto parsed = Origin::parse(text);
    return parsed ? parsed->text() : "(refused)";
}

std::string link(const std::string& text) {
    const auto parsed = parse_return_link(text);
    return parsed ? parsed->text() : "(refused)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(origin_tests)

BOOST_AUTO_TEST_CASE(parse_splits_scheme_host_and_port) {
    const auto parsed = Origin::parse("https://auth.example.org:8443");
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->scheme() == "https");
    BOOST_TEST(parsed->host() == "auth.example.org");
    BOOST_TEST(parsed->port() == 8443);
    BOOST_TEST(parsed->is_secure());
    BOOST_TEST(!parsed->is_loopback());
}

BOOST_AUTO_TEST_CASE(parse_normalizes_every_spelling) {
    struct Pair {
        std::string text;
        std::string canonical;
    };
    const std::vector<Pair> rows{
        {"https://example.org", "https://example.org"},
        {"https://example.org/", "https://example.org"},
        {"HTTPS://Example.ORG", "https://example.org"},
        {"https://example.org.", "https://example.org"},
        {"https://example.org.:8443", "https://example.org:8443"},
        {"https://example.org:443", "https://example.org"},
        {"http://example.org:80", "http://example.org"},
        {"https://example.org:80", "https://example.org:80"},
        {"http://example.org:443", "http://example.org:443"},
        {"https://example.org:65535", "https://example.org:65535"},
        {"https://xn--bcher-kva.example", "https://xn--bcher-kva.example"},
        {"http://localhost:8080", "http://localhost:8080"},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"http://0.0.0.0", "http://0.0.0.0"},
        {"https://1.example", "https://1.example"},
        {"http://[::1]:8080", "http://[::1]:8080"},
        {"http://[0:0:0:0:0:0:0:1]", "http://[::1]"},
        {"https://[2001:DB8::00A]", "https://[2001:db8::a]"},
        {"https://[2001:db8:0:0:1:0:0:1]:443", "https://[2001:db8::1:0:0:1]"},  // RFC 5952, 4.2.3
    };
    for (const Pair& row : rows) BOOST_TEST_CONTEXT(row.text) {
            BOOST_TEST(origin(row.text) == row.canonical);
        }
}

BOOST_AUTO_TEST_CASE(parse_refuses_anything_but_an_origin) {
    const std::vector<Row> rows{
        {"empty", ""},
        {"no scheme", "example.org"},
        {"scheme-relative", "//example.org"},
        {"path", "https://example.org/a"},
        {"two slashes behind", "https://example.org//"},
        {"query", "https://example.org?a"},
        {"query behind the slash", "https://example.org/?a"},
        {"fragment", "https://example.org#a"},
        {"other scheme", "ftp://example.org"},
        {"script", "javascript://example.org"},
        {"userinfo", "https://ann@example.org"},
        {"userinfo with password", "https://ann:pw@example.org"},
        {"no host", "https://"},
        {"no host but a slash", "https:///"},
        {"no host but a port", "https://:443"},
        {"only a dot", "https://."},
        {"two trailing dots", "https://example.org.."},
        {"leading dot", "https://.example.org"},
        {"empty label", "https://a..b"},
        {"space in front", " https://example.org"},
        {"space behind", "https://example.org "},
        {"line end behind", "https://example.org\n"},
        {"NUL inside", "https://example.org\0.evil.example"s},
        {"NUL in IPv6", "https://[::1\0]"s},
        {"percent", "https://ex%61mple.org"},
        {"underscore", "https://my_host.example"},
        {"hyphen in front", "https://-a.example"},
        {"wildcard", "https://*.example.org"},
        {"non-ASCII host",
         "https://b\xc3\xbc"
         "cher.example"},
        {"fullwidth dot", "https://example\xef\xbc\x8eorg"},
        {"one slash", "https:/example.org"},
        {"backslashes", "https:\\\\example.org"},
        {"label of 64", "https://" + std::string(64, 'a') + ".example"},
        {"name of 254", "https://" + std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                            std::string(63, 'c') + "." + std::string(62, 'd')},
        {"empty port", "https://example.org:"},
        {"port 0", "https://example.org:0"},
        {"port 65536", "https://example.org:65536"},
        {"port of 2^32 + 443", "https://example.org:4294967739"},
        {"leading zero in port", "https://example.org:080"},
        {"signed port", "https://example.org:+443"},
        {"port with letters", "https://example.org:443a"},
        {"two ports", "https://example.org:443:443"},
        {"three octets", "http://127.0.1"},
        {"two octets", "http://127.1"},
        {"decimal IPv4", "http://2130706433"},
        {"hexadecimal IPv4", "http://0x7f000001"},
        {"hexadecimal octet", "http://0x7f.1"},
        {"hexadecimal last part", "http://127.0.0.0x1"},
        {"octal octet", "http://0177.0.0.1"},
        {"leading zero", "http://127.0.0.01"},
        {"octet of 256", "http://127.0.0.256"},
        {"five octets", "http://1.127.0.0.1"},
        {"name that ends in a number", "http://example.1"},
        {"IPv4 with trailing dot", "http://127.0.0.1."},
        {"IPv6 without brackets", "http://::1"},
        {"IPv6 not closed", "http://[::1"},
        {"IPv6 closed only", "http://::1]"},
        {"IPv6 zone id", "http://[fe80::1%25eth0]"},
        {"IPv6 bare zone id", "http://[fe80::1%eth0]"},
        {"IPv4 mapped", "http://[::ffff:127.0.0.1]"},
        {"IPv4 mapped in hexadecimal", "http://[::ffff:7f00:1]"},
        {"IPv4 compatible", "http://[::7f00:1]"},
        {"IPv6 too long", "http://[1:2:3:4:5:6:7:8:9]"},
        {"IPv6 twice shortened", "http://[1::2::3]"},
        {"empty brackets", "http://[]"},
        {"name in brackets", "http://[localhost]"},
        {"text behind brackets", "http://[::1]a"},
        {"dot behind brackets", "http://[::1]."},
        {"two brackets", "http://[::1]]"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(origin(row.text) == "(refused)");
        }
}

BOOST_AUTO_TEST_CASE(is_loopback_holds_for_this_machine_only) {
    for (const char* text : {"http://localhost", "http://LOCALHOST:1", "http://demo.localhost",
                             "http://127.0.0.1", "http://127.255.255.254", "http://[::1]",
                             "http://[0:0:0:0:0:0:0:1]", "http://localhost."})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(Origin::parse(text).value().is_loopback()); }
    for (const char* text : {"http://example.org", "http://localhost.example.org",
                             "http://notlocalhost", "http://128.0.0.1", "http://0.0.0.0",
                             "http://127.example", "http://[::2]", "http://[::]"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!Origin::parse(text).value().is_loopback()); }
}

BOOST_AUTO_TEST_CASE(origins_are_equal_when_their_canonical_texts_are) {
    BOOST_TEST(
        (*Origin::parse("https://Example.org:443/") == *Origin::parse("https://example.org")));
    BOOST_TEST(!(*Origin::parse("http://example.org") == *Origin::parse("https://example.org")));
    BOOST_TEST(!(*Origin::parse("https://example.org:1") == *Origin::parse("https://example.org")));
}

BOOST_AUTO_TEST_CASE(parse_return_link_splits_a_link) {
    const auto parsed = parse_return_link("https://wiki.example.org/a/b?c=d&e=https://x/");
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->origin.text() == "https://wiki.example.org");
    BOOST_TEST(parsed->target == "/a/b?c=d&e=https://x/");
    BOOST_TEST(parsed->text() == "https://wiki.example.org/a/b?c=d&e=https://x/");
}

BOOST_AUTO_TEST_CASE(parse_return_link_canonicalizes_the_origin_and_keeps_the_target) {
    BOOST_TEST(link("HTTPS://Wiki.Example.ORG.:443/A%2fb") == "https://wiki.example.org/A%2fb");
    BOOST_TEST(link("http://[0:0:0:0:0:0:0:1]:80/") == "http://[::1]/");
}

// The target stays on its origin whatever it holds: these are odd but harmless.
BOOST_AUTO_TEST_CASE(parse_return_link_accepts_odd_targets_after_a_valid_origin) {
    const std::vector<Row> rows{
        {"@ in the path", "https://a.example/@evil.example"},
        {"two slashes later", "https://a.example/x//evil.example"},
        {"dot segments", "https://a.example/../../etc"},
        {"semicolon segment", "https://a.example/..;/admin"},
        {"encoded slash", "https://a.example/%2f%2fevil.example"},
        {"encoded line end", "https://a.example/%0d%0aSet-Cookie:x"},
        {"colon", "https://a.example/x:443"},
        {"second question mark", "https://a.example/?a=1?b=2"},
        {"quotes and brackets", "https://a.example/?a=\"'<>[]{}|^`"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(link(row.text) == row.text);
        }
}

BOOST_AUTO_TEST_CASE(parse_return_link_refuses_the_hostile_forms) {
    const std::vector<Row> rows{
        {"empty", ""},
        {"path only", "/account"},
        {"scheme-relative", "//evil.example/"},
        {"three slashes", "///evil.example/"},
        {"four slashes", "////evil.example/"},
        {"scheme without slashes", "https:evil.example/"},
        {"scheme with one slash", "https:/evil.example/"},
        {"scheme with three slashes", "https:///evil.example/"},
        {"no target", "https://a.example"},
        {"query without a slash", "https://a.example?x=/"},
        {"two slashes before the target", "https://a.example//evil.example/"},
        {"userinfo", "https://a.example@evil.example/"},
        {"userinfo with password", "https://a.example:pw@evil.example/"},
        {"empty userinfo", "https://@a.example/"},
        {"several @", "https://a.example@b.example@evil.example/"},
        {"two @ in a row", "https://a.example@@evil.example/"},
        {"encoded @", "https://a.example%40evil.example/"},
        {"userinfo with a bracket", "https://[::1]@evil.example/"},
        {"backslash for slashes", "https:\\\\evil.example/"},
        {"backslash in the host", "https://evil.example\\@a.example/"},
        {"backslash before the dot", "https://a.example\\.evil.example/"},
        {"backslash in the target", "https://a.example/\\evil.example"},
        {"slash and backslash", "/\\evil.example/"},
        {"tab in the scheme", "ht\ttps://evil.example/"},
        {"tab between slashes", "https:/\t/evil.example/"},
        {"tab in the host", "https://a.exam\tple/"},
        {"tab in the target", "https://a.example/\t/evil.example"},
        {"carriage return and line feed", "https://a.example/\r\nSet-Cookie: a=b"},
        {"line feed in front", "\nhttps://a.example/"},
        {"line feed behind", "https://a.example/\n"},
        {"NUL in the host", "https://a.example\0.evil.example/"s},
        {"NUL in the target", "https://a.example/\0"s},
        {"space in front", " https://a.example/"},
        {"space in the host", "https://a.example .evil.example/"},
        {"space in the target", "https://a.example/a b"},
        {"DEL", "https://a.example/\x7f"},
        {"fragment", "https://a.example/#x"},
        {"fragment before the host's end", "https://evil.example#.a.example/"},
        {"question mark before the host's end", "https://evil.example?.a.example/"},
        {"semicolon in the host", "https://evil.example;.a.example/"},
        {"comma in the host", "https://evil.example,a.example/"},
        {"javascript", "javascript:alert(1)"},
        {"javascript with an authority", "javascript://a.example/%0aalert(1)"},
        {"javascript in mixed case", "JaVaScRiPt:alert(1)"},
        {"data", "data:text/html,<script>alert(1)</script>"},
        {"vbscript", "vbscript:x"},
        {"file", "file:///etc/passwd"},
        {"blob", "blob:https://a.example/1"},
        {"view-source", "view-source:https://a.example/"},
        {"web socket", "wss://a.example/"},
        {"link in a scheme", "x:https://a.example/"},
        {"scheme with a space", "https ://a.example/"},
        {"encoded colon", "https%3a//a.example/"},
        {"raw IDN", "https://\xd0\xb0.example/"},
        {"ideographic full stop",
         "https://a\xe3\x80\x82"
         "evil.example/"},
        {"fullwidth slash", "https://evil.example\xef\xbc\x8f.a.example/"},
        {"raw UTF-8 in the target", "https://a.example/\xc3\xa4"},
        {"percent in the host", "https://a.example%2eevil.example/"},
        {"encoded slash in the host", "https://evil.example%2f.a.example/"},
        {"encoded NUL in the host", "https://a.example%00.evil.example/"},
        {"empty port", "https://a.example:/"},
        {"port 0", "https://a.example:0/"},
        {"port 65536", "https://a.example:65536/"},
        {"port with leading zero", "https://a.example:080/"},
        {"port that is a name", "https://a.example:evil.example/"},
        {"two trailing dots", "https://a.example../"},
        {"short IPv4", "http://127.1/"},
        {"decimal IPv4", "http://2130706433/"},
        {"hexadecimal IPv4", "http://0x7f.1/"},
        {"octal IPv4", "http://0177.0.0.1/"},
        {"IPv6 zone id", "http://[fe80::1%25eth0]/"},
        {"IPv6 with a path inside", "http://[::1/]/"},
        {"unclosed bracket", "http://[::1/"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(link(row.text) == "(refused)");
        }
}

// These are accepted, as links to other hosts than the one they resemble: registration decides.
BOOST_AUTO_TEST_CASE(parse_return_link_does_not_mistake_one_host_for_another) {
    const Origin site = Origin::parse("https://a.example").value();
    for (const char* text : {"https://a.example.evil.example/", "https://evila.example/",
                             "https://sub.a.example/", "https://a.example:8443/",
                             "http://a.example/", "https://a.exampl/", "https://a-example/"}) {
        BOOST_TEST_CONTEXT(text) {
            const auto parsed = parse_return_link(text);
            BOOST_REQUIRE(parsed.has_value());
            BOOST_TEST(!(parsed->origin == site));
        }
    }
}

BOOST_AUTO_TEST_CASE(parse_return_link_stops_at_its_longest_length) {
    const std::string start = "https://a.example/";
    const std::string longest = start + std::string(kMaxReturnLinkBytes - start.size(), 'x');
    BOOST_TEST(link(longest) == longest);
    BOOST_TEST(link(longest + "x") == "(refused)");
}

BOOST_AUTO_TEST_SUITE_END()
