#include "app/console/command_parser.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>

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

std::string text_of(std::string_view literal) { return std::string{literal}; }

CLI::Option* add_text(CLI::App& app, const Option& option, Slot& slot) {
    if (option.repeatable) {
        auto& texts = slot.value.emplace<std::vector<std::string>>();
        return app.add_option(text_of(option.name), texts, text_of(option.help))
            ->allow_extra_args(false);
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
    added->required(option.required);
    if (!option.choices.empty()) added->check(CLI::IsMember(option.choice_list()));
    if (!option.default_value.empty()) added->capture_default_str();
}

void fill(Node& node, const Command& command, CLI::App& app) {
    node.command = &command;
    node.app = &app;
    for (const auto& option : command.options)
        add_option(app, option, node.slots.emplace_back(option));
    if (!command.commands.empty()) app.require_subcommand(1);
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

bool takes_value(const Command& command, const std::string& word) {
    return std::ranges::any_of(command.options, [&word](const Option& option) {
        const auto names = option.names();
        return option.type != OptionType::Flag && std::ranges::find(names, word) != names.end();
    });
}

/// Throws when a word names no command, or a group came without one.
void check_commands(const Command& program, const std::vector<std::string>& arguments) {
    const Command* group = &program;
    bool is_value = false;  // of an option that stands before commands
    for (const auto& word : arguments) {
        if (std::exchange(is_value, takes_value(program, word))) continue;
        if (word.starts_with('-')) continue;
        if (group->commands.empty()) return;  // an operand
        const auto* named = group->find(word);
        if (named == nullptr)
            throw CommandError{kUsage, "no such command: " + printable(word) + "; see --help"};
        group = named;
    }
    if (group == &program || group->commands.empty()) return;
    std::string text = "`" + text_of(group->name) + "` needs one of its commands:";
    for (const auto& command : group->commands)
        text += (&command == &group->commands.front() ? " " : ", ") + text_of(command.name);
    throw CommandError{kUsage, text};
}

}  // namespace

Result<ParsedCommand, int> parse_arguments(const Program& program,
                                           const std::vector<std::string>& arguments,
                                           Console& console) {
    if (arguments == std::vector<std::string>{"--describe"}) {
        console.out << describe(program).dump_pretty() << '\n';
        return fail(kDone);
    }
    CLI::App cli{text_of(program.root.help), text_of(program.root.name)};
    cli.set_help_flag(text_of(kHelpOption.name), text_of(kHelpOption.help));  // commands inherit it
    cli.set_version_flag(text_of(kVersionOption.name), text_of(program.version),
                         text_of(kVersionOption.help));
    cli.footer(text_of(program.footer));
    Node root;
    fill(root, program.root, cli);
    const auto finish = [&](const CLI::ParseError& error) {
        return fail(cli.exit(error, console.out, console.err) == 0 ? kDone : kUsage);
    };
    try {
        cli.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});  // as it asks
    } catch (const CLI::RequiredError& error) {
        check_commands(program.root, arguments);
        return finish(error);
    } catch (const CLI::ParseError& error) {
        return finish(error);
    }
    return collect(root);
}

}  // namespace postern::app
