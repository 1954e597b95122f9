/// command: the commands of a program as rows {name, help, options, run}, and what was typed.
///
/// Plain values that know nothing of the library that reads a command line. `command_parser` reads
/// arguments by them; the manual and shell completion are made from `describe`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "postern/json/json.hpp"

namespace postern::app {

enum class OptionType { Flag, Text, Number };

/// An option or, when its name does not begin with a dash, an operand. Its texts are literals, or
/// live as long as the program.
struct Option {
    std::string_view name;  ///< `--json`, `-o,--output`; an operand: `USER`
    std::string_view help;
    OptionType type = OptionType::Text;
    bool required = false;
    bool repeatable = false;           ///< Text only; each use takes one value
    std::string_view default_value{};  ///< shown in the help; empty: none
    std::string_view choices{};        ///< `csv|jsonl`: the only values allowed; empty: any
    std::int64_t min = 0;              ///< Number only
    std::int64_t max = 0;              ///< Number only; 0: no bounds

    bool is_operand() const { return !name.starts_with('-'); }
    /// `-o` and `--output`, or the one name there is.
    std::vector<std::string> names() const;
    /// The name by which Arguments has it: the long one.
    std::string key() const { return names().back(); }
    std::vector<std::string> choice_list() const;
};

/// What was typed for the options of one command and of the program, with the defaults of the rest.
/// REQUIRES of each question: the command has an option of this name and type.
class Arguments {
public:
    using Value = std::variant<bool, std::uint64_t, std::string, std::vector<std::string>>;
    using Values = std::map<std::string, Value, std::less<>>;

    Arguments() = default;
    explicit Arguments(Values values) : values_{std::move(values)} {}

    bool flag(std::string_view name) const { return get<bool>(name); }
    std::uint64_t number(std::string_view name) const { return get<std::uint64_t>(name); }
    /// Empty when it was not given and has no default.
    const std::string& text(std::string_view name) const { return get<std::string>(name); }
    const std::vector<std::string>& texts(std::string_view name) const {
        return get<std::vector<std::string>>(name);
    }

private:
    template <class T>
    const T& get(std::string_view name) const;

    Values values_{};
};

class CommandContext;

/// One command, or a group such as `user`, which needs one of its commands.
struct Command {
    std::string_view name;
    std::string_view help;
    std::vector<Option> options{};
    void (*run)(CommandContext&, const Arguments&) = nullptr;  ///< null: a group
    std::vector<Command> commands{};

    /// The command of this group; null when there is none of this name.
    const Command* find(std::string_view name_of_command) const;
};

/// A program: `root` has its name, the options before any command, and the commands.
struct Program {
    Command root;
    std::string_view version;
    std::string_view footer{};  ///< last line of the program's own help
};

/// The command that prints the help of another one; the parser knows it by this name.
inline constexpr std::string_view kHelpCommandName = "help";

/// Options that the parser gives to every command, and to the program alone.
inline constexpr Option kHelpOption{
    .name = "-h,--help", .help = "Print this help message and exit", .type = OptionType::Flag};
inline constexpr Option kVersionOption{.name = "--version",
                                       .help = "Display program version information and exit",
                                       .type = OptionType::Flag};

/// The rows as JSON, with the options of the parser.
json::Json describe(const Program& program);

}  // namespace postern::app
