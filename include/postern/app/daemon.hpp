/// Daemon: posternd as a function: reads the configuration, binds the sockets, runs the master.
#pragma once

namespace postern::app {

/// Runs posternd until it is told to stop. Returns the exit status: 0 stopped as asked, 1 could not
/// start (the reason is on standard error), 2 wrong arguments.
int run_daemon(int argc, const char* const* argv);

}  // namespace postern::app
