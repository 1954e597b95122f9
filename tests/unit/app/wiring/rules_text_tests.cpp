// The rules of one site, and networks, as the console reads and writes them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/wiring/rules_text.hpp"

using namespace postern;

namespace {

const portal::RulesText& text() {
    static const auto made = app::rules_text({.portal = "",
                                              .proxied_site = "@SITE@ @UPSTREAM@ @SERVER_NAME@\n",
                                              .static_site = "@SITE@ @ROOT@\n"});
    return made;
}

constexpr std::string_view kWiki = R"([site.wiki]
default = "deny"

[[site.wiki.rule]]
name   = "staff"
from   = ["office"]
allow  = ["group:staff"]
effect = "allow"

[[site.wiki.test]]
as     = "anonymous"
path   = "/"
expect = "sign_in"
)";

std::string problems_of(const auto& read) {
    BOOST_REQUIRE(!read.has_value());
    std::string all;
    for (const auto& [line, what] : read.error()) all += std::to_string(line) + ": " + what + "\n";
    return all;
}

Site wiki() {
    return {.id = SiteId{1},
            .name = "wiki",
            .origin = *Origin::parse("https://wiki.example.org"),
            .created_at = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rules_text_tests)

BOOST_AUTO_TEST_CASE(read_returns_the_rules_their_lines_and_the_tests) {
    const auto read = text().read("wiki", kWiki);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((read->rules.fallback == RuleDefault::Deny));
    BOOST_REQUIRE(read->rules.rules.size() == 1u);
    BOOST_TEST(read->rules.rules[0].from.at(0) == "office");
    BOOST_TEST((read->rule_lines == std::vector<unsigned>{4}));
    BOOST_REQUIRE(read->tests.size() == 1u);
    BOOST_TEST(read->tests[0].as == "");
    BOOST_TEST(read->tests[0].path == "/");
    BOOST_TEST(read->tests[0].expect == "sign_in");
}

BOOST_AUTO_TEST_CASE(read_refuses_other_sites_and_networks_with_their_lines) {
    BOOST_TEST(problems_of(text().read("app", kWiki)) ==
               "1: site.wiki: these are the rules of app alone\n");
    BOOST_TEST(problems_of(text().read(
                   "wiki", "[office]\nnetworks = [\"192.0.2.0/24\"]\n" + std::string{kWiki})) ==
               "1: office: networks belong to all sites; change them on their own page\n");
    BOOST_TEST(problems_of(text().read("wiki", "")) ==
               "0: the site is missing; add [site.wiki] with a default\n");
    BOOST_TEST(problems_of(text().read("wiki", "[site.wiki]\ndefault = \"open\"\n"))
                   .starts_with("2: site.wiki.default: "));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_what_is_read_and_has_no_networks) {
    auto read = text().read("wiki", kWiki);
    BOOST_REQUIRE(read.has_value());
    read->rules.networks = {{"office", {"192.0.2.0/24"}}};
    const auto written = text().write("wiki", read->rules);
    BOOST_TEST(written.find("192.0.2.0") == std::string::npos);
    const auto again = text().read("wiki", written);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->rules.rules == read->rules.rules));
}

BOOST_AUTO_TEST_CASE(networks_are_read_alone) {
    const RuleNetworks networks{{"office", {"192.0.2.0/24", "2001:db8::/32"}}};
    const auto written = text().write_networks(networks);
    const auto read = text().read_networks(written);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((*read == networks));
    BOOST_TEST(text().read_networks("")->empty());
    BOOST_TEST(problems_of(text().read_networks(kWiki)) ==
               "1: site.wiki: rules are changed on the page of their site\n");
}

BOOST_AUTO_TEST_CASE(nginx_block_is_made_for_an_application_or_a_folder) {
    BOOST_TEST(text().nginx_block(wiki(), "http://127.0.0.1:3000").value_or("") ==
               "wiki 127.0.0.1:3000 wiki.example.org\n");
    BOOST_TEST(text().nginx_block(wiki(), "/var/www").value_or("") == "wiki /var/www\n");
    for (const auto* target : {"", "https://127.0.0.1", "127.0.0.1:3000", "/var/www; }", "x"})
        BOOST_TEST(!text().nginx_block(wiki(), target).has_value(), target);
}

BOOST_AUTO_TEST_SUITE_END()
