// Who may register, and what users are asked for, as the configuration says it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "config_fixture.hpp"

using namespace postern;
using namespace postern::config;
using namespace postern::config::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

RegistrationConfig registration_of(const std::string& lines) {
    return parse_rest("[registration]\n" + lines).registration;
}

std::vector<ProfileField> fields_of(const std::string& toml) {
    return parse_rest(toml).profile.fields;
}

std::string problem_of_field(const std::string& lines) {
    return problems_of_rest("[[profile.field]]\n" + lines);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registration_tests)

BOOST_AUTO_TEST_CASE(mode_is_open_by_default_and_takes_each_word) {
    BOOST_TEST((registration_of("").mode == RegistrationMode::Open));
    BOOST_TEST((registration_of("").invitation_lifetime == 7 * 24h));
    BOOST_TEST((registration_of("mode = \"approval\"").mode == RegistrationMode::Approval));
    BOOST_TEST((registration_of("mode = \"invitation\"").mode == RegistrationMode::Invitation));
    BOOST_TEST((registration_of("mode = \"closed\"").mode == RegistrationMode::Closed));
}

BOOST_AUTO_TEST_CASE(enabled_means_a_mode_in_older_files) {
    BOOST_TEST((registration_of("enabled = true").mode == RegistrationMode::Open));
    BOOST_TEST((registration_of("enabled = false").mode == RegistrationMode::Closed));
    const auto config = parse_with("", [] {
        auto variables = required();
        variables.emplace("POSTERN_REGISTRATION_ENABLED", "false");
        return variables;
    }());
    BOOST_TEST((config.registration.mode == RegistrationMode::Closed));
}

BOOST_AUTO_TEST_CASE(mode_says_whether_registration_is_enabled) {
    BOOST_TEST(registration_of("mode = \"open\"").enabled);
    BOOST_TEST(!registration_of("mode = \"closed\"").enabled);
}

BOOST_AUTO_TEST_CASE(enabled_must_not_say_otherwise_than_the_mode) {
    BOOST_TEST(problems_of_rest("[registration]\nmode = \"closed\"\nenabled = false") == "none");
    for (const char* lines :
         {"mode = \"closed\"\nenabled = true", "mode = \"open\"\nenabled = false",
          "mode = \"approval\"\nenabled = true", "mode = \"invitation\"\nenabled = false"})
        BOOST_TEST_CONTEXT(lines) {
            const auto problem = problems_of_rest(std::string{"[registration]\n"} + lines);
            BOOST_TEST(contains(problem,
                                "registration.enabled: says otherwise than "
                                "registration.mode; remove it"),
                       problem);
        }
}

BOOST_AUTO_TEST_CASE(domains_are_those_of_addresses) {
    BOOST_TEST(registration_of("domains = [\"Example.org\", \"*.Example.org\"]").domains ==
               (std::vector<std::string>{"example.org", "*.example.org"}));
    for (const char* domain : {"", "@example.org", "a@example.org", "exa mple.org", "*", "*.",
                               "*.*.example.org", "example..org", "w*.example.org"})
        BOOST_TEST_CONTEXT(domain) {
            const auto problem =
                problems_of_rest("[registration]\ndomains = [\"" + std::string{domain} + "\"]");
            BOOST_TEST(contains(problem, "registration.domains"), problem);
        }
}

BOOST_AUTO_TEST_CASE(fields_are_read_in_the_order_of_the_file) {
    const auto fields = fields_of(R"(
[[profile.field]]
name = "phone"
kind = "phone"
label = { en = "Telephone", de = "Telefon" }
required = true
sites = ["wiki", "shop"]
[[profile.field]]
name = "size"
kind = "choice"
label = "T-shirt"
choices = ["S", "M"]
)");
    BOOST_REQUIRE(fields.size() == 2u);
    BOOST_TEST(fields[0].name == "phone");
    BOOST_TEST((fields[0].kind == ProfileFieldKind::Phone));
    BOOST_TEST(fields[0].label("de", "en") == "Telefon");
    BOOST_TEST(fields[0].label("fr", "en") == "Telephone");
    BOOST_TEST(fields[0].required);
    BOOST_TEST(fields[0].sites == (std::vector<std::string>{"wiki", "shop"}));
    BOOST_TEST(fields[1].sites.empty());
    BOOST_TEST((fields[1].kind == ProfileFieldKind::Choice));
    BOOST_TEST(fields[1].label("de", "en") == "T-shirt");
    BOOST_TEST(fields[1].choices == (std::vector<std::string>{"S", "M"}));
    BOOST_TEST(!fields[1].required);
    BOOST_TEST(fields_of("").empty());
    BOOST_TEST(fields_of("[profile]\nfield = []").empty());
}

BOOST_AUTO_TEST_CASE(fields_that_cannot_be_asked_for_are_refused) {
    struct Row {
        const char* lines;
        const char* expected;
    };
    const std::vector<Row> rows{
        {"label = \"A\"", "has a field without a name"},
        {"name = \"Phone\"\nlabel = \"A\"", "has a field whose name is none"},
        {"name = 1\nlabel = \"A\"", "has a field whose name is none"},
        {"name = \"a\"", "has a field without a label: a"},
        {"name = \"a\"\nlabel = \"\"", "whose label is no text"},
        {"name = \"a\"\nlabel = {}", "whose label is no text"},
        {"name = \"a\"\nlabel = \"A\"\nkind = \"number\"", "has a field of no known kind"},
        {"name = \"a\"\nlabel = \"A\"\nrequired = \"yes\"", "not true or false"},
        {"name = \"a\"\nlabel = \"A\"\nkind = \"choice\"",
         "with choices of another kind, or without: a"},
        {"name = \"a\"\nlabel = \"A\"\nchoices = [\"S\"]",
         "with choices of another kind, or without: a"},
        {"name = \"a\"\nlabel = \"A\"\nkind = \"choice\"\nchoices = [\"S\", \"S\"]",
         "no list of short texts"},
        {"name = \"a\"\nlabel = \"A\"\nkind = \"choice\"\nchoices = [\" S\"]",
         "no list of short texts"},
        {"name = \"a\"\nlabel = \"A\"\nsite = [\"wiki\"]", "with an unknown key"},
        {"name = \"a\"\nlabel = \"A\"\nsites = \"wiki\"", "whose sites are no list of names"},
        {"name = \"a\"\nlabel = \"A\"\nsites = [\"The Wiki\"]", "sites are no list of names"},
        {"name = \"a\"\nlabel = \"A\"\nsites = [\"wiki\", \"wiki\"]", "sites are no list of names"},
        {"name = \"a\"\nlabel = \"A\"\n[[profile.field]]\nname = \"a\"\nlabel = \"B\"",
         "two fields of one name: a"},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.lines) {
            const auto problem = problem_of_field(row.lines);
            BOOST_TEST(contains(problem, "profile.field: "), problem);
            BOOST_TEST(contains(problem, row.expected), problem);
        }
    std::string many;
    for (int n = 0; n < 21; ++n)
        many += "[[profile.field]]\nname = \"f" + std::to_string(n) + "\"\nlabel = \"F\"\n";
    BOOST_TEST(contains(problems_of_rest(many), "has more than 20 fields"));
}

BOOST_AUTO_TEST_SUITE_END()
