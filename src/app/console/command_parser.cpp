#include "app/console/command_parser.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>

#include "config/suggestion.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

/// Where the parser writes what was typed for one option.
struct Slot {
    explicit Slot(const Option& its) : option{&its} {}

    const Option* option;
    Arguments::Value value{};
};

/// A command as the parser sees it, with all below it.
struct Node {
    const Command* command = nullptr;
    CLI::App* app = nullptr;
    std::deque<Slot> slots{};  // the parser keeps pointers to the values
    std::deque<Node> below{};
};

constexpr int kManyOperands = 10'000;

std::string text_of(std::string_view literal) { return std::string{literal}; }

CLI::Option* add_text(CLI::App& app, const Option& option, Slot& slot) {
    if (option.repeatable) {
        auto& texts = slot.value.emplace<std::vector<std::string>>();
        auto* added = app.add_option(text_of(option.name), texts, text_of(option.help));
        // Of operands, all that are left; of an option, one for each use.
        return option.is_operand() ? added->expected(1, kManyOperands)
                                   : added->allow_extra_args(false);
    }
    return app.add_option(text_of(option.name),
                          slot.value.emplace<std::string>(option.default_value),
                          text_of(option.help));
}

CLI::Option* add_number(CLI::App& app, const Option& option, Slot& slot) {
    auto& number = slot.value.emplace<std::uint64_t>(to_number(option.default_value).value_or(0));
    auto* added = app.add_option(text_of(option.name), number, text_of(option.help));
    if (option.max != 0) added->check(CLI::Range(option.min, option.max));
    return added;
}

CLI::Option* add_by_type(CLI::App& app, const Option& option, Slot& slot) {
    switch (option.type) {
        case OptionType::Flag:
            return app.add_flag(text_of(option.name), slot.value.emplace<bool>(false),
                                text_of(option.help));
        case OptionType::Text:
            return add_text(app, option, slot);
        case OptionType::Number:
            return add_number(app, option, slot);
    }
    std::abort();  // a value outside the enum is a bug
}

void add_option(CLI::App& app, const Option& option, Slot& slot) {
    auto* added = add_by_type(app, option, slot);
    // Of the program's own, which may stand in several places, the last one counts.
    if (app.get_parent() == nullptr) added->take_last();
    added->required(option.required);
    if (!option.choices.empty()) added->check(CLI::IsMember(option.choice_list()));
    if (!option.default_value.empty()) added->capture_default_str();
}

void fill(Node& node, const Command& command, CLI::App& app) {
    node.command = &command;
    node.app = &app;
    for (const auto& option : command.options)
        add_option(app, option, node.slots.emplace_back(option));
    if (!command.commands.empty()) app.require_subcommand(1);  // at least, and at most, one
    for (const auto& below : command.commands)
        fill(node.below.emplace_back(), below,
             *app.add_subcommand(text_of(below.name), text_of(below.help)));
}

/// Takes the values of the command that was named, and of all above it.
ParsedCommand collect(const Node& program) {
    Arguments::Values values;
    const Node* node = &program;
    for (;;) {
        for (const auto& slot : node->slots) values.emplace(slot.option->key(), slot.value);
        const Node* next = nullptr;
        for (const auto& below : node->below)
            if (below.app->parsed()) next = &below;
        if (next == nullptr) return {node->command, Arguments{std::move(values)}};
        node = next;
    }
}

// --- what is wrong with the arguments, in our own words

using Words = std::vector<std::string>;

/// The rows that the words lead to, from the program down, and where each was named.
struct Path {
    std::vector<const Command*> commands;
    std::vector<std::size_t> named_at{};
    std::string unknown{};  ///< a word that names no command of the last one; empty: none

    const Command& last() const { return *commands.back(); }
    /// `postern user list`.
    std::string text() const {
        std::string words;
        for (const auto* command : commands)
            words.append(words.empty() ? "" : " ").append(command->name);
        return words;
    }
};

const Option* find_option(const std::vector<const Command*>& commands, std::string_view name) {
    for (const auto* command : commands)
        for (const auto& option : command->options) {
            const auto names = option.names();
            if (!option.is_operand() && std::ranges::find(names, name) != names.end())
                return &option;
        }
    return nullptr;
}

bool is_option_of_parser(std::string_view name) {
    return name == "-h" || name == "--help" || name == "--version";
}

/// `--name` of `--name=value`, `-c` of `-cVALUE`.
std::string_view option_name(std::string_view word) {
    if (word.starts_with("--")) return word.substr(0, word.find('='));
    return word.substr(0, 2);
}

/// Whether the next word is the value of this one.
bool takes_next(const std::vector<const Command*>& commands, std::string_view word) {
    const auto* option = find_option(commands, word);
    return option != nullptr && option->type != OptionType::Flag;
}

Path path_of(const Command& program, const Words& words) {
    Path path{.commands = {&program}};
    bool is_value = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (std::exchange(is_value, takes_next(path.commands, words[i]))) continue;
        if (words[i].starts_with('-')) continue;
        if (path.last().commands.empty()) break;  // operands
        const auto* named = path.last().find(words[i]);
        if (named == nullptr) {
            path.unknown = words[i];
            break;
        }
        path.commands.push_back(named);
        path.named_at.push_back(i);
    }
    return path;
}

std::string suggestion(std::string_view typed, const Words& candidates) {
    const auto meant = config::closest(typed, candidates);
    return meant ? "; did you mean " + *meant + "?" : "";
}

Words names_of(const std::vector<Command>& commands) {
    Words names;
    for (const auto& command : commands) names.emplace_back(command.name);
    return names;
}

CommandError no_such_command(const Path& path) {
    const auto meant = suggestion(path.unknown, names_of(path.last().commands));
    return {kUsage, "no such command: " + printable(path.unknown) + meant +
                        (meant.empty() ? "; see " : " See ") + path.text() + " --help"};
}

CommandError command_is_missing(const Path& path) {
    std::string text = "`" + path.text() + "` needs one of its commands:";
    for (const auto& command : path.last().commands)
        text += (&command == &path.last().commands.front() ? " " : ", ") + text_of(command.name);
    return {kUsage, text};
}

CommandError no_such_option(const Path& path, std::string_view name) {
    Words candidates{"--help"};
    for (const auto* command : path.commands)
        for (const auto& option : command->options)
            if (!option.is_operand()) candidates.push_back(option.key());
    const auto meant = suggestion(name, candidates);
    return {kUsage, "no such option: " + printable(name) + meant +
                        (meant.empty() ? "; see " : " See ") + path.text() + " --help"};
}

/// Names the first word that the command has no use for.
CommandError not_expected(const Path& path, const Words& words) {
    const auto operands =
        static_cast<std::size_t>(std::ranges::count_if(path.last().options, &Option::is_operand));
    const std::size_t first = path.named_at.empty() ? 0 : path.named_at.back() + 1;
    std::size_t operands_seen = 0;
    bool is_value = false;
    for (std::size_t i = first; i < words.size(); ++i) {
        if (std::exchange(is_value, takes_next(path.commands, words[i]))) continue;
        if (words[i].starts_with('-')) {
            const auto name = option_name(words[i]);
            if (!is_option_of_parser(name) && find_option(path.commands, name) == nullptr)
                return no_such_option(path, name);
        } else if (++operands_seen > operands) {
            return {kUsage, "unexpected argument: " + printable(words[i]) + "; see " + path.text() +
                                " --help"};
        }
    }
    return {kUsage, "unexpected arguments; see " + path.text() + " --help"};
}

/// `NAME is required` becomes `NAME is missing`; other texts of the parser name the option.
CommandError in_our_words(const CLI::ParseError& error, const Path& path) {
    std::string text = printable(error.what());
    constexpr std::string_view kIsRequired = " is required";
    if (text.ends_with(kIsRequired))
        text = text.substr(0, text.size() - kIsRequired.size()) + " is missing";
    return {kUsage, text + "; see " + path.text() + " --help"};
}

/// `help user list` becomes `user list --help`; `help --help` is about `help` itself.
Words without_help_command(const Command& program, Words words) {
    const auto path = path_of(program, words);
    if (path.named_at.empty() || path.commands[1]->name != kHelpCommandName) return words;
    if (std::ranges::any_of(words, is_option_of_parser)) return words;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(path.named_at.front()));
    words.emplace_back("--help");
    return words;
}

}  // namespace

Result<ParsedCommand, int> parse_arguments(const Program& program,
                                           const std::vector<std::string>& arguments,
                                           Console& console) {
    if (arguments == Words{"--describe"}) {
        print_json(console.out, describe(program));
        return fail(kDone);
    }
    const auto words = without_help_command(program.root, arguments);
    const auto path = path_of(program.root, words);
    if (!path.unknown.empty() && !program.root.commands.empty()) throw no_such_command(path);
    CLI::App cli{text_of(program.root.help), text_of(program.root.name)};
    cli.set_help_flag(text_of(kHelpOption.name), text_of(kHelpOption.help));  // commands inherit it
    cli.set_version_flag(text_of(kVersionOption.name), text_of(program.version),
                         text_of(kVersionOption.help));
    cli.footer(text_of(program.footer));
    cli.fallthrough();  // commands inherit it: options of the program may stand behind a command
    Node root;
    fill(root, program.root, cli);
    try {
        cli.parse(Words{words.rbegin(), words.rend()});  // as it asks
    } catch (const CLI::Success& help_or_version) {
        cli.exit(help_or_version, console.out, console.err);
        return fail(kDone);
    } catch (const CLI::ExtrasError&) {
        throw not_expected(path, words);
    } catch (const CLI::ParseError& error) {
        if (!path.last().commands.empty()) throw command_is_missing(path);
        throw in_our_words(error, path);
    }
    return collect(root);
}

}  // namespace postern::app
