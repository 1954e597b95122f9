/// worker_process: what happens in a child between the fork and _exit.
///
/// Signals in a worker: SIGTERM asks it to drain, and a worker that does not end within
/// kOrphanGrace is ended by SIGALRM; it is also what the kernel sends when the master dies. SIGINT,
/// SIGHUP and SIGQUIT are ignored, since a terminal sends them to all processes at once and the
/// master decides what they mean. SIGPIPE is ignored. Everything else is at its default.
#pragma once

#include <chrono>

#include <sys/types.h>

#include "postern/process/master.hpp"

namespace postern::process {

/// How long a worker may live on after SIGTERM, so that no worker outlives its master for long.
inline constexpr std::chrono::seconds kOrphanGrace{4};

struct WorkerStart {
    const Pool& pool;
    WorkerContext& context;
    pid_t master;
};

/// Runs the pool's function and leaves by _exit with its status; 1 after an exception. REQUIRES: to
/// be called in a new child that has one thread.
[[noreturn]] void run_worker(const WorkerStart& start) noexcept;

}  // namespace postern::process
