// The ways around the rules of other products that concern paths, methods and networks; what each
// of them was is in docs/security.md and in the advisory that is named.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/access/rules_fixture.hpp"

using namespace postern;
using namespace postern::access;
using namespace postern::access::test;

namespace {

/// /adm is for one group, /open for everybody, and nothing else for anybody.
struct Site : RulesFixture {
    Site() {
        Rule admins = at({"/adm/**"}, allow());
        admins.subjects = {group(7)};
        add(admins);
        add(at({"/open/**"}, open_to_all()));
    }

    /// As a stranger and as a user who is in no group, with odd paths refused and left to the
    /// default: nobody may pass.
    void check_closed(const std::string& uri, const std::string& raw) {
        question.path = uri;
        question.raw = raw;
        for (const OddPaths odd : {OddPaths::Refuse, OddPaths::Default}) {
            site.odd_paths = odd;
            question.visitor.reset();
            BOOST_TEST(outcome() != "pass", raw);
            sign_in();
            BOOST_TEST(outcome() != "pass", raw);
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rule_bypass_tests, Site)

BOOST_AUTO_TEST_CASE(the_site_is_open_where_it_should_be) {
    BOOST_TEST(outcome_at("/open/x") == "pass");
    BOOST_TEST(outcome_at("/adm/x") == "sign_in");
    groups = {7};
    sign_in();
    BOOST_TEST(outcome_at("/adm/x") == "pass");
}

/// CVE-2021-32637.
BOOST_AUTO_TEST_CASE(a_malformed_uri_does_not_pass) {
    for (const auto* uri : {"", "open/x", "open", "*", "http://open/x", "/open/\x01", "/open/\xff"})
        check_closed(uri, uri);
    for (const auto* raw : {"open/x", "/open/%", "/open/%zz", "/open/%4", "/open/\n"})
        check_closed("/open/x", raw);
}

/// CVE-2025-54576: a pattern was looked for in path and query.
BOOST_AUTO_TEST_CASE(a_query_opens_nothing) {
    check_closed("/adm/x", "/adm/x?/open/x");
    check_closed("/adm/x", "/adm/x?a=/open/../open/");
    check_closed("/adm?/open/x", "/adm%3f/open/x");
}

/// CVE-2026-41059: what stands behind a number sign widened the match.
BOOST_AUTO_TEST_CASE(a_number_sign_opens_nothing) {
    check_closed("/open/", "/open/#/../adm");
    check_closed("/open/#/../adm", "/open/%23/../adm");
    check_closed("/adm/#/open/x", "/adm/%23/open/x");
}

/// CVE-2020-24660, CPANSA-Handler-2026-95811, CVE-2026-42274, CVE-2026-33494: the path as sent was
/// matched, and the application read another one.
BOOST_AUTO_TEST_CASE(a_path_that_means_another_in_the_application_opens_nothing) {
    const std::vector<std::pair<std::string, std::string>> forms{
        {"/open/..;/adm", "/open/..;/adm"},
        {"/open/..;x=1/adm", "/open/..;x=1/adm"},
        {"/open/%2e%2e/adm", "/open/%252e%252e/adm"},
        {"/open/%2e%2e%2fadm", "/open/%252e%252e%252fadm"},
        {"/open/..%2fadm", "/open/..%252fadm"},
        {"/open\\..\\adm", "/open%5c..%5cadm"},
        {"/open/..\\adm", "/open/..\\adm"},
        {"/open/\xc0\xae\xc0\xae/adm", "/open/%c0%ae%c0%ae/adm"},
        {"/open/x\n/adm", "/open/x%0a/adm"},
        {"/open/x/", "/open/x/."},
        {"/open/x", "/adm/../open/x"},
        {"/open/x", "/adm/..%2fopen/x"},
        {"/open/x", "//open/x"},
        {"/open//x", "/open//x"},
        {"/open/x.", "/open/x."},
        {"/open/x ", "/open/x%20"},
        {"/open/cafe\xcc\x81", "/open/cafe%CC%81"},
    };
    for (const auto& [uri, raw] : forms) check_closed(uri, raw);
}

BOOST_AUTO_TEST_CASE(a_path_that_nginx_made_plain_is_matched_in_its_plain_form) {
    for (const auto* raw : {"/%61dm/x", "/adm/%78", "/ad%6D/x?y"}) check_closed("/adm/x", raw);
}

/// A folder without its slash, and names that only begin alike.
BOOST_AUTO_TEST_CASE(
    a_rule_about_a_folder_is_about_the_folder_itself_and_not_about_its_neighbours) {
    site.rules = {at({"/adm/**"}, deny()), open_to_all()};
    for (const auto* path : {"/adm", "/adm/", "/adm/x"})
        BOOST_TEST(outcome_at(path) == "denied", path);
    site.rules = {at({"/open/**"}, open_to_all())};
    for (const auto* path : {"/opener", "/open-x/y", "/open.html"})
        BOOST_TEST(outcome_at(path) == "sign_in", path);
}

/// CVE-2026-48794, CVE-2026-47203: case.
BOOST_AUTO_TEST_CASE(another_case_escapes_no_rule_of_a_site_that_folds_it) {
    site.fold_case = true;
    site.rules = {at({"/adm/**"}, deny()), open_to_all()};
    for (const auto* path : {"/ADM/x", "/Adm", "/aDm/"})
        BOOST_TEST(outcome_at(path) == "denied", path);
}

/// CVE-2024-47070: an address that could not be read skipped the policy.
BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_read_skips_no_rule) {
    Rule outside = deny();
    outside.from = {"203.0.113.0/24"};
    Rule office = open_to_all();
    office.from = {"192.0.2.0/24"};
    for (const auto* address : {"", "x", "192.0.2.7\n", "192.0.2.7,203.0.113.7", "192.0.2.7:80",
                                "[::1]", "192.0.2.7%0"}) {
        question.address = address;
        site.rules = {office};
        BOOST_TEST(outcome() == "sign_in", address);
        site.rules = {outside, open_to_all()};
        BOOST_TEST(outcome() == "denied", address);
    }
}

BOOST_AUTO_TEST_CASE(an_ipv4_address_in_the_clothes_of_ipv6_skips_no_rule) {
    Rule outside = deny();
    outside.from = {"203.0.113.0/24"};
    site.rules = {outside, open_to_all()};
    for (const auto* address :
         {"203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107", "0:0:0:0:0:FFFF:203.0.113.7"}) {
        question.address = address;
        BOOST_TEST(outcome() == "denied", address);
    }
}

BOOST_AUTO_TEST_CASE(another_method_skips_no_rule) {
    Rule writers = deny();
    writers.methods = {"POST", "PUT"};
    Rule readers = open_to_all();
    readers.methods = {"GET"};
    for (const auto* method : {"FOO", "post", "Post", "POST ", "GET\t", "get", "QUERY-X"}) {
        question.method = method;
        site.rules = {writers, open_to_all()};
        BOOST_TEST(outcome() == "denied", method);
        site.rules = {readers};
        BOOST_TEST(outcome() == "sign_in", method);
        site.rules = {open_to_all()};
        BOOST_TEST(outcome() == "sign_in", method);
    }
}

BOOST_AUTO_TEST_CASE(a_preflight_that_is_none_skips_no_rule) {
    site.preflight = true;
    question.is_preflight = true;
    question.method = "GET";
    BOOST_TEST(outcome_at("/adm/x") == "sign_in");
    question.method = "OPTIONS";
    question.is_preflight = false;
    BOOST_TEST(outcome_at("/adm/x") == "sign_in");
}

/// CVE-2025-53942 and its like, as far as rules go: what has expired opens nothing.
BOOST_AUTO_TEST_CASE(a_rule_that_has_expired_opens_nothing) {
    site.rules = {open_to_all()};
    site.rules[0].until = kNow;
    BOOST_TEST(outcome() == "sign_in");
}

BOOST_AUTO_TEST_SUITE_END()
