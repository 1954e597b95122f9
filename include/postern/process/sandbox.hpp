/// sandbox: what a worker may still ask of the kernel once it has started (seccomp).
///
/// An attacker in control of a worker can start no program, open no connection but to a unix
/// socket, look into no other process and map no code. The list is what workers were seen to need;
/// it is in src/process/sandbox_calls.hpp. The first other system call ends the process with
/// SIGSYS, after one line in the log: event `forbidden_system_call` with the call's name. (No line
/// where all signals are blocked, as while a thread is being made; the master still logs the
/// signal.)
#pragma once

#include "postern/base/log.hpp"

namespace postern::process {

enum class SandboxMode {
    Off,
    Log,   ///< other calls are made; the kernel's audit log names them
    Kill,  ///< the first other call ends the process
};

struct SandboxSettings {
    SandboxMode mode = SandboxMode::Kill;
    bool may_use_network = false;  ///< the database is on another host; opens files, too
    bool may_open_files = false;   ///< for reading
    log::Format log_format = log::Format::Json;
    const char* role = "worker";  ///< as in the other lines of the log
};

/// For this process, all its threads and what they start; there is no way back. Call it when
/// everything that is loaded on first use has been used. Throws std::system_error when the kernel
/// will not. Does nothing in a build with a sanitizer, which needs more calls than it can name.
void enter_sandbox(const SandboxSettings& settings);

}  // namespace postern::process
