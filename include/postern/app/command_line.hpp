/// CommandLine: the administrator's program `postern`.
///
/// Works on the database directly, over the same services as the portal; the daemon need not run.
/// Passwords come from the terminal or from standard input, never from the arguments.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace postern::app {

/// Exit statuses, the same for all commands.
inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;      ///< bad input, no such thing, already there
inline constexpr int kUsage = 2;        ///< wrong arguments
inline constexpr int kUnavailable = 3;  ///< the database cannot be used now

/// The streams that a command talks over.
struct Console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool terminal;  ///< `in` is a terminal: ask, and do not echo passwords
};

/// Runs one command; `arguments` without the program's name.
int run_command_line(const std::vector<std::string>& arguments, Console& console);

}  // namespace postern::app
