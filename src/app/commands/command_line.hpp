/// command_line: the program `postern` as rows, and one run of it.
#pragma once

#include <string>
#include <vector>

#include "app/console/command.hpp"
#include "app/console/console.hpp"

namespace postern::app {

/// Every command that there is.
Program postern_program();

/// Runs one command; `arguments` without the program's name. Returns the exit status; what went
/// wrong is on `console.err`.
int run_command_line(const std::vector<std::string>& arguments, Console& console);

}  // namespace postern::app
