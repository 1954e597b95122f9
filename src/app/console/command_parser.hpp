/// command_parser: reads the arguments of a program by its rows. The only unit that knows CLI11.
#pragma once

#include <string>
#include <vector>

#include "app/console/command.hpp"
#include "app/console/console.hpp"
#include "postern/base/result.hpp"

namespace postern::app {

struct ParsedCommand {
    const Command* command;  ///< a row of the program
    Arguments arguments;
};

/// Fails with the exit status when nothing is left to do: help or the version was asked for, and
/// printed. Throws CommandError for arguments that are wrong; what() says which, and suggests what
/// may have been meant. Options of the program may also stand behind the command.
///
/// `help COMMAND` is `COMMAND --help` where the program has a row `help`. `--describe`, alone,
/// prints the rows as JSON; no help mentions it.
Result<ParsedCommand, int> parse_arguments(const Program& program,
                                           const std::vector<std::string>& arguments,
                                           Console& console);

}  // namespace postern::app
