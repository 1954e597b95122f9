/// command_line: the administrator's program `postern`.
///
/// Works on the database directly, over the same services as the portal; the daemon need not run.
/// Passwords come from the terminal or from standard input, never from the arguments.
#pragma once

namespace postern::app {

/// Runs one command on the standard streams. Returns the exit status.
int run_command_line(int argc, const char* const* argv);

}  // namespace postern::app
