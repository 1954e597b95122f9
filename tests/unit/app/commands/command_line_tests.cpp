// The rows of `postern`: complete, and each answers --help without a configuration.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "app/commands/command_line.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;

namespace {

using Words = std::vector<std::string>;

/// Calls `look` with each command and the words that lead to it.
void for_each(const Command& command, const Words& words,
              const std::function<void(const Command&, const Words&)>& look) {
    look(command, words);
    for (const auto& below : command.commands) {
        Words longer = words;
        longer.emplace_back(below.name);
        for_each(below, longer, look);
    }
}

int run(const Words& words, std::string& said) {
    std::istringstream in;
    std::ostringstream out;
    Console console{in, out, out, false};
    const int status = run_command_line(words, console);
    said = out.str();
    return status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line_tests)

BOOST_AUTO_TEST_CASE(every_row_has_help_and_either_runs_or_has_commands) {
    const auto program = postern_program();
    for_each(program.root, {}, [](const Command& command, const Words&) {
        BOOST_TEST_CONTEXT(command.name) {
            BOOST_TEST(!command.help.empty());
            BOOST_TEST((command.run != nullptr) == command.commands.empty());
            std::set<std::string> keys;
            for (const auto& option : command.options) {
                BOOST_TEST(!option.help.empty(), option.name);
                BOOST_TEST(keys.insert(option.key()).second, option.name);
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(every_command_answers_help_without_a_configuration) {
    const auto program = postern_program();
    for_each(program.root, {}, [](const Command& command, const Words& words) {
        Words asked{"--config", "/does/not/exist"};
        asked.insert(asked.end(), words.begin(), words.end());
        asked.push_back("--help");
        std::string said;
        BOOST_TEST_CONTEXT(command.name) {
            BOOST_TEST(run(asked, said) == kDone);
            BOOST_TEST(said.starts_with(command.help));
        }
    });
}

BOOST_AUTO_TEST_CASE(every_command_prints_json_on_request) {
    // `init` is a dialogue, and `help` is for people.
    const std::set<std::string_view> for_people{"init", "help"};
    for_each(postern_program().root, {}, [&](const Command& command, const Words&) {
        const bool has_json = std::ranges::count(command.options, "--json", &Option::name) == 1;
        BOOST_TEST(has_json == (command.run != nullptr && !for_people.contains(command.name)),
                   command.name);
    });
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_a_failure) {
    std::istringstream in;
    std::ostringstream err;
    std::ofstream full{"/dev/full"};
    Console console{in, full, err, false};
    BOOST_TEST(run_command_line({"config", "keys"}, console) == kRefused);
    BOOST_TEST(err.str() == "postern: the output is incomplete: it could not be written\n");
}

BOOST_AUTO_TEST_CASE(nothing_from_outside_reaches_the_terminal_raw) {
    const test::TemporaryFolder folder;
    folder.write("postern.toml", "[server]\n\"a\u202E\u009Bb\" = 1\n\"c\x1b[2J\" = 2\n");
    std::string said;
    for (const Words& words :
         {Words{"config", "check"}, Words{"nginx", "\u202Ex", "--root", "/srv"},
          Words{"user", "list", "--\u009Bx"}, Words{"a\x1B[2J"}, Words{"user", "list", "\u2066"}}) {
        Words all{"-c", folder.path() + "/postern.toml"};
        all.insert(all.end(), words.begin(), words.end());
        BOOST_TEST(run(all, said) != kDone);
        for (const char* const bad : {"\u202E", "\u009B", "\x1B", "\u2066"})
            BOOST_TEST(said.find(bad) == std::string::npos, said);
    }
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_not_reported_as_a_missing_database) {
    const test::TemporaryFolder folder;
    std::string said;
    ::setenv("POSTERN_SERVER_SHARE_DIR", (folder.path() + "/none").c_str(), 1);
    BOOST_TEST(run({"-c", folder.path() + "/postern.toml", "init", "-y", "--public-url",
                    "https://auth.example.org"},
                   said) == kRefused);
    ::unsetenv("POSTERN_SERVER_SHARE_DIR");
    BOOST_TEST(said.find("No such file or directory") != std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(a_missing_configuration_is_refused_with_its_path) {
    std::string said;
    BOOST_TEST(run({"--config", "/does/not/exist", "user", "list"}, said) == kRefused);
    BOOST_TEST(said.starts_with("postern: /does/not/exist: "));
}

BOOST_AUTO_TEST_SUITE_END()
