#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/model/email_address.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

struct Row {
    std::string name;
    std::string text;
};

std::string canonical(const std::string& text) {
    const auto address = EmailAddress::parse(text);
    return address ? address->text() : "(refused)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(email_address_tests)

BOOST_AUTO_TEST_CASE(parse_normalizes_all_spellings) {
    BOOST_TEST(canonical("ann@example.org") == "ann@example.org");
    BOOST_TEST(canonical("Ann@Example.ORG") == "ann@example.org");
    BOOST_TEST(canonical(" \tann@example.org ") == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(parse_writes_an_international_domain_as_the_dns_knows_it) {
    BOOST_TEST(canonical("ann@müller.example") == "ann@xn--mller-kva.example");
    BOOST_TEST(canonical("Ann@MÜLLER.Example") == "ann@xn--mller-kva.example");
    BOOST_TEST(canonical("ann@mu\u0308ller.example") == "ann@xn--mller-kva.example");
    BOOST_TEST(canonical("ann@straße.example") == "ann@xn--strae-oqa.example");
    BOOST_TEST(canonical("ann@例え。テスト") == "ann@xn--r8jz45g.xn--zckzah");
    BOOST_TEST(canonical("ann@ｅｘａｍｐｌｅ.org") == "ann@example.org");
    for (const std::string& text :
         {"ann@m\xfcller.example"s, "ann@mü ller.example"s, "ann@mü\0ller.example"s, "ann@ü"s,
          "ann@evil.example＠müller.example"s, "änn@example.org"s, "ann@\xe2\x80\x8b"s,
          "ann@" + std::string(60, 'a') + "ü.example", "ann@-ü.example"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(canonical(text) == "(refused)"); }
}

BOOST_AUTO_TEST_CASE(parse_accepts_unusual_but_valid_addresses) {
    for (const std::string& text :
         {"a@b.cd"s, "ann.lee+tag@mail.example.org"s, "o'hara@example.org"s,
          "!#$%&'*+-/=?^_`{|}~@example.org"s, "ann@xn--bcher-kva.example"s, "ann@1.example"s,
          "ann@a-b.x1"s, std::string(64, 'a') + "@example.org"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(canonical(text) == text); }
}

BOOST_AUTO_TEST_CASE(parse_refuses_anything_but_a_plain_address) {
    const std::vector<Row> rows{
        {"empty", ""},
        {"no @", "ann.example.org"},
        {"only @", "@"},
        {"no local part", "@example.org"},
        {"no domain", "ann@"},
        {"two @", "ann@example.org@evil.example"},
        {"two @ in a row", "ann@@example.org"},
        {"dot at the start", ".ann@example.org"},
        {"dot at the end", "ann.@example.org"},
        {"two dots in a row", "ann..lee@example.org"},
        {"quoted local part", "\"ann\"@example.org"},
        {"comment", "ann(home)@example.org"},
        {"display name", "Ann <ann@example.org>"},
        {"space inside", "ann lee@example.org"},
        {"list", "ann@example.org,bob@example.org"},
        {"single-label domain", "ann@localhost"},
        {"IP address", "ann@127.0.0.1"},
        {"address literal", "ann@[127.0.0.1]"},
        {"domain with trailing dot", "ann@example.org."},
        {"empty label", "ann@example..org"},
        {"label with leading hyphen", "ann@-example.org"},
        {"label with trailing hyphen", "ann@example-.org"},
        {"underscore in the domain", "ann@exa_mple.org"},
        {"local part outside ASCII", "\xc3\xa4nn@example.org"},
        {"header injection", "ann@example.org\r\nBcc: bob@example.org"},
        {"line end behind", "ann@example.org\n"},
        {"NUL inside", "ann\0@example.org"s},
        {"NUL behind", "ann@example.org\0"s},
        {"DEL", "ann\x7f@example.org"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(canonical(row.text) == "(refused)");
        }
}

BOOST_AUTO_TEST_CASE(parse_keeps_to_the_lengths_of_rfc_5321) {
    const std::string label = std::string(61, 'd') + ".";
    const std::string domain = label + label + label + "d.example";  // 195 bytes
    const auto address = [&](std::size_t local) { return std::string(local, 'a') + "@" + domain; };
    BOOST_TEST(canonical(address(254 - 1 - domain.size())) != "(refused)");
    BOOST_TEST(canonical(address(255 - 1 - domain.size())) == "(refused)");
    BOOST_TEST(canonical(std::string(65, 'a') + "@example.org") == "(refused)");
    BOOST_TEST(canonical("a@" + std::string(63, 'd') + ".example") != "(refused)");
    BOOST_TEST(canonical("a@" + std::string(64, 'd') + ".example") == "(refused)");
}

BOOST_AUTO_TEST_SUITE_END()
