// Reading arguments by rows: values, defaults, refusals and their words.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "app/console/command_parser.hpp"

using namespace postern;
using namespace postern::app;

namespace {

void run_nothing(CommandContext&, const Arguments&) {}

Program toy() {
    return {
        .root = {.name = "toy",
                 .help = "Plays.",
                 .options = {{.name = "-c,--config",
                              .help = "A file",
                              .default_value = "/etc/toy"}},
                 .commands = {{.name = "ball",
                               .help = "Balls",
                               .commands = {{.name = "add",
                                             .help = "Add a ball",
                                             .options = {{.name = "NAME",
                                                          .help = "Its name",
                                                          .required = true},
                                                         {.name = "--tag",
                                                          .help = "A tag",
                                                          .repeatable = true},
                                                         {.name = "--size",
                                                          .help = "Its size",
                                                          .type = OptionType::Number,
                                                          .default_value = "5",
                                                          .min = 1,
                                                          .max = 9},
                                                         {.name = "--color",
                                                          .help = "Its color",
                                                          .default_value = "red",
                                                          .choices = "red|blue"},
                                                         {.name = "--json",
                                                          .help = "As JSON",
                                                          .type = OptionType::Flag}},
                                             .run = run_nothing},
                                            {.name = "list", .help = "List", .run = run_nothing}}},
                              {.name = "stop", .help = "Stop", .run = run_nothing},
                              {.name = "help",
                               .help = "Help",
                               .options =
                                   {{.name = "COMMAND", .help = "Of this", .repeatable = true}},
                               .run = run_nothing}}},
        .version = "1.2",
        .footer = "The end."};
}

struct ParserFixture {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err, false};
    Program program = toy();

    Result<ParsedCommand, int> parse(const std::vector<std::string>& arguments) {
        return parse_arguments(program, arguments, console);
    }
    /// Status and words of a refusal.
    std::string refusal(const std::vector<std::string>& arguments) {
        err.str("");
        try {
            const auto parsed = parse(arguments);
            return parsed ? "none" : std::to_string(parsed.error()) + " " + err.str();
        } catch (const CommandError& error) {
            return std::to_string(error.status()) + " " + error.what();
        }
    }
};

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

using Texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(command_parser_tests, ParserFixture)

BOOST_AUTO_TEST_CASE(parse_arguments_returns_the_command_with_its_options) {
    const auto parsed = parse({"-c", "/other", "ball", "add", "round", "--tag", "a", "--tag=b",
                               "--size", "7", "--color", "blue", "--json"});
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->command->name == "add");
    const auto& typed = parsed->arguments;
    BOOST_TEST(typed.text("--config") == "/other");
    BOOST_TEST(typed.text("NAME") == "round");
    BOOST_TEST(typed.texts("--tag") == (Texts{"a", "b"}));
    BOOST_TEST(typed.number("--size") == 7u);
    BOOST_TEST(typed.text("--color") == "blue");
    BOOST_TEST(typed.flag("--json"));
}

BOOST_AUTO_TEST_CASE(parse_arguments_returns_defaults_for_omitted_options) {
    const auto parsed = parse({"ball", "add", "round"});
    BOOST_REQUIRE(parsed.has_value());
    const auto& typed = parsed->arguments;
    BOOST_TEST(typed.text("--config") == "/etc/toy");
    BOOST_TEST(typed.texts("--tag").empty());
    BOOST_TEST(typed.number("--size") == 5u);
    BOOST_TEST(typed.text("--color") == "red");
    BOOST_TEST(!typed.flag("--json"));
}

BOOST_AUTO_TEST_CASE(parse_arguments_names_the_command_that_does_not_exist) {
    BOOST_TEST(refusal({"bal"}) == "2 no such command: bal; did you mean ball? See toy --help");
    BOOST_TEST(refusal({"ball", "ad"}) ==
               "2 no such command: ad; did you mean add? See toy ball --help");
    BOOST_TEST(refusal({"--config", "x", "bal"}).starts_with("2 no such command: bal;"));
    BOOST_TEST(refusal({"explode"}) == "2 no such command: explode; see toy --help");
    BOOST_TEST(refusal({"a\x1B[0m"}) == "2 no such command: a?[0m; see toy --help");
    BOOST_TEST(refusal({"help", "bal"}).starts_with("2 no such command: bal;"));
}

BOOST_AUTO_TEST_CASE(parse_arguments_lists_the_commands_of_a_group) {
    BOOST_TEST(refusal({"ball"}) == "2 `toy ball` needs one of its commands: add, list");
    BOOST_TEST(refusal({"ball", "-c", "add"}) ==
               "2 `toy ball` needs one of its commands: add, list");
    BOOST_TEST(refusal({}) == "2 `toy` needs one of its commands: ball, stop, help");
}

BOOST_AUTO_TEST_CASE(parse_arguments_refuses_unknown_options_and_values) {
    BOOST_TEST(refusal({"ball", "add"}) == "2 NAME is missing; see toy ball add --help");
    BOOST_TEST(refusal({"ball", "add", "a", "b"}) ==
               "2 unexpected argument: b; see toy ball add --help");
    BOOST_TEST(refusal({"ball", "add", "--tag", "a", "b", "c"}) ==
               "2 unexpected argument: c; see toy ball add --help");
    BOOST_TEST(contains(refusal({"ball", "add", "a", "--size", "10"}), "not in range 1 to 9"));
    BOOST_TEST(contains(refusal({"ball", "add", "a", "--color", "green"}), "not in {red,blue}"));
    BOOST_TEST(contains(refusal({"ball", "add", "a", "--tag"}), "--tag: 1 required TEXT missing"));
    BOOST_TEST(refusal({"stop", "--jsn"}) == "2 no such option: --jsn; see toy stop --help");
    BOOST_TEST(refusal({"ball", "add", "a", "--jsn"}) ==
               "2 no such option: --jsn; did you mean --json? See toy ball add --help");
    BOOST_TEST(refusal({"ball", "add", "a", "--sise=7"}) ==
               "2 no such option: --sise; did you mean --size? See toy ball add --help");
    BOOST_TEST(refusal({"ball", "add", "a", "-x"}) ==
               "2 no such option: -x; see toy ball add --help");
    BOOST_TEST(err.str() == "");
}

BOOST_AUTO_TEST_CASE(parse_arguments_never_takes_an_operand_for_a_command) {
    program.root.commands[0].commands[0].options.insert(
        program.root.commands[0].commands[0].options.begin() + 1,
        {.name = "PLACE", .help = "Where", .required = true});
    BOOST_TEST(contains(refusal({"ball", "add", "wiki"}), "2 PLACE is missing"));
    BOOST_TEST(parse({"ball", "add", "stop", "list"})->command->name == "add");
}

BOOST_AUTO_TEST_CASE(parse_arguments_prints_help_and_version_and_is_done) {
    BOOST_TEST(parse({"--version"}).error() == kDone);
    BOOST_TEST(out.str() == "1.2\n");
    out.str("");
    BOOST_TEST(parse({"ball", "add", "--help"}).error() == kDone);
    for (const char* part : {"Usage: toy ball add [OPTIONS] NAME", "--size UINT:INT in [1 - 9]=5",
                             "--color TEXT:{red,blue}=red", "Its color"})
        BOOST_TEST(contains(out.str(), part), part);
    out.str("");
    BOOST_TEST(parse({"--help"}).error() == kDone);
    BOOST_TEST(contains(out.str(), "TEXT=/etc/toy"));
    BOOST_TEST(contains(out.str(), "The end."));
}

BOOST_AUTO_TEST_CASE(parse_arguments_accepts_global_options_after_the_command) {
    for (const Texts& words :
         {Texts{"ball", "list", "-c", "/x"}, Texts{"ball", "-c", "/x", "list"},
          Texts{"ball", "list", "--config=/x"}, Texts{"-c", "/x", "ball", "list"},
          Texts{"-c", "/y", "ball", "list", "-c", "/x"}}) {
        const auto parsed = parse(words);
        BOOST_REQUIRE(parsed.has_value());
        BOOST_TEST(parsed->command->name == "list");
        BOOST_TEST(parsed->arguments.text("--config") == "/x");
    }
    BOOST_TEST(refusal({"stop", "-c"}).starts_with("2 --config: 1 required"));
}

BOOST_AUTO_TEST_CASE(parse_arguments_prints_the_help_of_a_command_for_the_command_help) {
    const auto help_of = [this](const Texts& words) {
        out.str("");
        BOOST_TEST(parse(words).error() == kDone);
        return out.str();
    };
    BOOST_TEST(help_of({"help", "ball", "add"}) == help_of({"ball", "add", "--help"}));
    BOOST_TEST(help_of({"-c", "/x", "help", "stop"}) == help_of({"stop", "--help"}));
    BOOST_TEST(help_of({"help"}) == help_of({"--help"}));
    BOOST_TEST(help_of({"help", "ball"}) == help_of({"ball", "--help"}));
}

BOOST_AUTO_TEST_CASE(parse_arguments_describes_the_rows_as_json) {
    BOOST_TEST(parse({"--describe"}).error() == kDone);
    const auto described = json::Json::parse(out.str(), {.max_bytes = 1 << 16, .max_depth = 10});
    BOOST_REQUIRE(described.has_value());
    BOOST_TEST(described->dump() == describe(program).dump());
    for (const char* part :
         {R"("names":["-c","--config"])", R"("name":"add")", R"("min":1,"max":9)",
          R"("choices":["red","blue"])", R"("names":["--version"])"})
        BOOST_TEST(contains(described->dump(), part), part);
}

BOOST_AUTO_TEST_SUITE_END()
