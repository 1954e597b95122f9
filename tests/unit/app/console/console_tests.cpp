// What a person or a program reads, and what a person is asked.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "app/console/console.hpp"
#include "app/console/password_prompt.hpp"
#include "app/console/question.hpp"

using namespace postern;
using namespace postern::app;

namespace {

/// A terminal with these lines typed.
struct TypedConsole {
    explicit TypedConsole(const std::string& typed, bool terminal = true)
        : in{typed}, console{in, out, err, terminal} {}

    std::istringstream in;
    std::ostringstream out, err;
    Console console;
};

const PasswordAdvice kAtLeastThree{
    .rule = "at least 3 characters", .problem = [](std::string_view typed) {
        return typed.size() < 3 ? std::string{"Too short."} : std::string{};
    }};

int status_of(TypedConsole& typed, bool yes, Unasked unasked) {
    try {
        confirm(typed.console, yes, "Remove it?", unasked);
        return kDone;
    } catch (const CommandError& error) {
        return error.status();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(console_tests)

BOOST_AUTO_TEST_CASE(printable_replaces_characters_that_a_terminal_obeys_or_that_mislead) {
    BOOST_TEST(printable("a\x1B[2Jb\n") == "a?[2Jb?");
    BOOST_TEST(printable("a\u009B2Jb") == "a?2Jb");  // C1: CSI on some terminals
    BOOST_TEST(printable("\u0085next\u2028line") == "?next?line");
    BOOST_TEST(printable("evil\u202Etxt.exe") == "evil?txt.exe");
    BOOST_TEST(printable("\u2066a\u2069\u200F\u061C") == "?a???");
    BOOST_TEST(printable("\uFFFE\uFDD0") == "??");
}

BOOST_AUTO_TEST_CASE(printable_keeps_every_script_and_shows_invalid_bytes) {
    for (const char* const name : {"Zoë", "山田太郎", "שלום", "नमस्ते", "👩‍👧"})
        BOOST_TEST(printable(name) == name);
    BOOST_TEST(printable("a\xFF"
                         "b\xC3") == "a?b?");
    BOOST_TEST(printable("") == "");
}

BOOST_AUTO_TEST_CASE(print_json_escapes_terminal_controls_and_keeps_the_value) {
    const std::string text = "a\u009Bb\u202Ec\U0001FFFEd";
    std::ostringstream out;
    print_json(out, json::Json::Object{{"name", text}});
    BOOST_TEST(out.str() == "{\n  \"name\": \"a\\u009bb\\u202ec\\ud83f\\udffed\"\n}\n");
    const auto read = json::Json::parse(out.str());
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(*read->find("name")->string() == text);
}

BOOST_AUTO_TEST_CASE(read_new_password_reads_the_first_line_of_standard_input) {
    TypedConsole typed{"ab\r\nsecond line\n", false};
    BOOST_TEST(read_new_password(typed.console, kAtLeastThree).reveal() == "ab");
    BOOST_TEST(typed.out.str() + typed.err.str() == "");
}

BOOST_AUTO_TEST_CASE(read_new_password_states_the_rule_and_asks_again) {
    TypedConsole typed{"ab\none\ntwo\none\none\n"};
    BOOST_TEST(read_new_password(typed.console, kAtLeastThree).reveal() == "one");
    BOOST_TEST(typed.err.str() ==
               "New password (at least 3 characters): \nToo short. Try again.\n"
               "New password (at least 3 characters): \nRepeat the password: \n"
               "The passwords do not match. Try again.\n"
               "New password (at least 3 characters): \nRepeat the password: \n");
}

BOOST_AUTO_TEST_CASE(read_new_password_fails_at_the_end_of_input) {
    TypedConsole typed{"ab\n"};
    BOOST_CHECK_THROW(read_new_password(typed.console, kAtLeastThree), CommandError);
}

BOOST_AUTO_TEST_CASE(confirm_continues_only_after_yes) {
    for (const char* const answer : {"y\n", "Y\n", "yes\n", "y\r\n"}) {
        TypedConsole typed{answer};
        BOOST_TEST(status_of(typed, false, Unasked::GoOn) == kDone, answer);
        BOOST_TEST(typed.err.str() == "Remove it? [y/N] ");
    }
    for (const char* const answer : {"\n", "n\n", "yep\n", " y\n", ""}) {
        TypedConsole typed{answer};
        BOOST_TEST(status_of(typed, false, Unasked::GoOn) == kRefused, answer);
    }
}

BOOST_AUTO_TEST_CASE(confirm_asks_nothing_with_yes_or_without_a_terminal) {
    TypedConsole terminal{""};
    BOOST_TEST(status_of(terminal, true, Unasked::Refuse) == kDone);
    TypedConsole script{"", false};
    BOOST_TEST(status_of(script, false, Unasked::GoOn) == kDone);
    BOOST_TEST(status_of(script, true, Unasked::Refuse) == kDone);
    BOOST_TEST(status_of(script, false, Unasked::Refuse) == kUsage);
    BOOST_TEST(terminal.err.str() + script.err.str() == "");
}

BOOST_AUTO_TEST_SUITE_END()
