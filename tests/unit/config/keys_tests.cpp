#define BOOST_TEST_DYN_LINK
#include "config/keys.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "config_fixture.hpp"
#include "postern/config/reference.hpp"

using namespace postern::config;
using namespace postern::config::test;

namespace {

/// The file as it is shipped. Tests run in the project's root.
std::string shipped_file() {
    const std::ifstream file{"docs/postern.toml"};
    BOOST_REQUIRE_MESSAGE(file.good(), "docs/postern.toml cannot be read");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// A setting that is commented out has its # right before the key; prose has a space there.
bool is_commented_out(std::string_view line) {
    return line.size() > 1 && line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';
}

std::vector<std::string> lines_in_force(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        lines.push_back(is_commented_out(line) ? line.substr(1) : line);
    return lines;
}

std::string with_settings_in_force(const std::string& text) {
    std::string result;
    for (const std::string& line : lines_in_force(text)) result += line + "\n";
    return result;
}

/// `section.key` of each setting in the order of the text, commented out or not.
std::vector<std::string> settings_in(const std::string& text) {
    std::vector<std::string> names;
    std::string section;
    for (const std::string& line : lines_in_force(text)) {
        const auto equals = line.find(" = ");
        if (line.starts_with('['))
            section = line.substr(1, line.size() - 2);
        else if (!line.starts_with('#') && equals != std::string::npos)
            names.push_back(section + "." + line.substr(0, equals));
    }
    return names;
}

std::int64_t greatest_of(const Target& target) {
    if (std::holds_alternative<std::uint16_t*>(target))
        return std::numeric_limits<std::uint16_t>::max();
    if (std::holds_alternative<std::uint32_t*>(target))
        return std::numeric_limits<std::uint32_t>::max();
    return std::numeric_limits<std::int64_t>::max();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keys_tests)

BOOST_AUTO_TEST_CASE(keys_have_names_variables_and_members_of_their_own) {
    std::set<std::string_view> names;
    std::set<std::string> variables;
    std::set<const void*> members;
    Config config;
    for (const Key& key : keys()) {
        names.insert(key.name);
        variables.insert(environment_name(key));
        members.insert(
            std::visit([](auto* member) -> const void* { return member; }, key.target(config)));
    }
    BOOST_TEST(names.size() == keys().size());
    BOOST_TEST(variables.size() == keys().size());
    BOOST_TEST(members.size() == keys().size());
}

BOOST_AUTO_TEST_CASE(keys_have_bounds_that_fit_their_members) {
    Config config;
    for (const Key& key : keys()) {
        BOOST_TEST_CONTEXT(key.name) {
            BOOST_TEST(key.bounds.least >= 0);
            BOOST_TEST(key.bounds.greatest <= greatest_of(key.target(config)));
        }
    }
}

BOOST_AUTO_TEST_CASE(keys_are_documented_in_one_sentence) {
    for (const KeyInfo& key : all_keys()) BOOST_TEST_CONTEXT(key.key) {
            BOOST_TEST(key.doc.ends_with('.'));
            BOOST_TEST(!key.type.empty());
        }
}

BOOST_AUTO_TEST_CASE(all_keys_shows_range_default_and_variable) {
    for (const KeyInfo& key : all_keys()) {
        if (key.key != "session.idle_ttl") continue;
        BOOST_TEST(key.type == "duration");
        BOOST_TEST(key.range == "1s to 365d");
        BOOST_TEST(key.fallback == "\"30m\"");
        BOOST_TEST(key.variable == "POSTERN_SESSION_IDLE_TTL");
        return;
    }
    BOOST_FAIL("session.idle_ttl is missing");
}

BOOST_AUTO_TEST_CASE(every_default_is_valid_for_its_own_key) {
    for (const KeyInfo& key : all_keys()) {
        if (key.fallback.empty()) continue;
        BOOST_TEST_CONTEXT(key.key) {
            BOOST_TEST(problems_of_rest(key.key + " = " + key.fallback) == "none");
        }
    }
}

BOOST_AUTO_TEST_CASE(choices_accept_each_of_their_words_and_print_it_back) {
    std::size_t choices = 0;
    for (const Key& key : keys()) {
        if (key.kind != Kind::Choice) continue;
        ++choices;
        std::set<int> values;
        for (const Word& word : key.words) BOOST_TEST_CONTEXT(key.name << " = " << word.word) {
                Config config;
                BOOST_TEST(!assign(key, std::string{word.word}, config));
                BOOST_TEST(render(key, config) == '"' + std::string{word.word} + '"');
                values.insert(word.value);
            }
        BOOST_TEST_CONTEXT(key.name) {
            BOOST_TEST(values.size() == key.words.size());
            BOOST_TEST(values.size() >= 2u);
            // Enumerators count from 0: a gap here is one without a word.
            BOOST_TEST(*values.rbegin() + 1 == static_cast<int>(values.size()));
        }
    }
    BOOST_TEST(choices == 9u);
}

BOOST_AUTO_TEST_CASE(choices_refuse_other_words_and_name_their_own) {
    BOOST_TEST(problems_of_rest("[log]\nformat = \"xml\"\nlevel = \"INFO\"") ==
               "postern.toml:2: log.format: is none of the known words; write one of \"json\" "
               "\"text\"\n"
               "postern.toml:3: log.level: is none of the known words; write one of \"debug\" "
               "\"info\" \"warning\" \"error\"");
    BOOST_TEST(problems_of_rest("[gate]\ncache = true") ==
               "postern.toml:2: gate.cache: is true or false; write one of \"on\" \"off\"");
    BOOST_TEST(problems_of_variables({{"POSTERN_MAIL_SECURITY", ""}}) ==
               "environment: POSTERN_MAIL_SECURITY: is none of the known words; write one of "
               "\"starttls\" \"tls\" \"none\"");
}

BOOST_AUTO_TEST_CASE(all_keys_lists_the_words_of_a_choice) {
    const auto infos = all_keys();
    const auto info = std::ranges::find(infos, "server.seccomp", &KeyInfo::key);
    BOOST_REQUIRE((info != infos.end()));
    BOOST_TEST(info->type == "choice");
    BOOST_TEST(info->range == "one of on, log, off");
    BOOST_TEST(info->fallback == "\"on\"");
}

BOOST_AUTO_TEST_CASE(environment_name_is_uppercase_with_a_prefix) {
    const Key* key = find_key("session.idle_ttl");
    BOOST_REQUIRE(key != nullptr);
    BOOST_TEST(environment_name(*key) == "POSTERN_SESSION_IDLE_TTL");
}

BOOST_AUTO_TEST_CASE(find_key_knows_exact_names_only) {
    BOOST_TEST(find_key("gate.workers") != nullptr);
    for (const char* name :
         {"", "gate", "workers", "gate.worker", "gate.workers.x", "Gate.workers"})
        BOOST_TEST(find_key(name) == nullptr);
}

BOOST_AUTO_TEST_CASE(shipped_file_has_every_key_once_in_the_order_of_the_table) {
    std::vector<std::string> names;
    for (const Key& key : keys()) names.emplace_back(key.name);
    BOOST_TEST(settings_in(shipped_file()) == names, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(shipped_file_requires_only_keys_without_a_default) {
    try {
        parse_with(shipped_file());
        BOOST_FAIL("it has no default for the address");
    } catch (const ConfigError& error) {
        BOOST_REQUIRE(error.problems().size() == 2u);
        BOOST_TEST(error.problems()[0].key == "server.public_url");
        BOOST_TEST(error.problems()[1].key == "database.socket");
    }
}

BOOST_AUTO_TEST_CASE(shipped_file_names_the_defaults) {
    const std::string toml = with_settings_in_force(shipped_file());
    Config expected;
    expected.server.public_url = "https://auth.example.org";
    expected.database.socket = "/run/mysqld/mysqld.sock";
    expected.mail.from = "auth@example.org";
    expected.mail.host = "mail.example.org";
    expected.mail.folder = "/var/lib/postern/mail";
    const auto in_force = show(parse_with(toml));
    const auto defaults = show(expected);
    BOOST_REQUIRE(in_force.size() == defaults.size());
    for (std::size_t i = 0; i < defaults.size(); ++i)
        BOOST_TEST(in_force[i].first + " = " + in_force[i].second ==
                   defaults[i].first + " = " + defaults[i].second);
}

BOOST_AUTO_TEST_SUITE_END()
