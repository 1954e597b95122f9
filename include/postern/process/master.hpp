/// Master: forks the pools, replaces what dies, reloads and drains.
///
/// Never opens a database connection, never parses a request, never sees a password. It knows pools
/// and functions to run in them, nothing of what they do. States and signals:
/// src/process/README.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "postern/process/scoreboard.hpp"
#include "postern/process/spawn_policy.hpp"

namespace postern::process {

/// What a worker's function gets.
struct WorkerContext {
    int stop_fd;                 ///< becomes readable when the worker should drain and return
    std::uint64_t max_requests;  ///< jittered; 0: none
    ScoreboardSlot& slot;        ///< its own; beat at least every second or so
};

/// Runs in the child after the fork; its return value is the exit status (0: clean). Exceptions are
/// logged and become status 1. The child leaves by _exit.
using WorkerMain = std::function<int(WorkerContext&)>;

struct Pool {
    std::string name;  ///< "gate", "portal", "courier": log role and process title
    std::size_t workers;
    int nice;
    std::uint64_t max_requests;
    bool watched;  ///< kill a worker that stops updating its heartbeat
    WorkerMain main;
};

/// One generation of workers: what a configuration led to.
struct Generation {
    std::vector<Pool> pools;
};

struct MasterHooks {
    /// Makes the next generation at SIGHUP. Throws std::exception when the new configuration cannot
    /// be used; the old generation then goes on.
    std::function<Generation()> reload;
    /// After a child was reaped, whatever it was: frees what it held in shared memory.
    std::function<void(pid_t)> reaped;
    /// Once, when every pool of the first generation has all its workers idle.
    std::function<void()> ready;
    /// A reload begins, and has ended: true when the new configuration is in force.
    std::function<void()> reloading{};
    std::function<void(bool changed)> reloaded{};
    /// Once, when the workers are told to drain for good.
    std::function<void()> stopping{};
    /// Called each turn, at least every second or so, while every pool has a worker that is
    /// serving and has updated its heartbeat lately.
    std::function<void(MonotonicTime now)> alive{};
};

class Master {
public:
    /// `scoreboard` must outlive *this; it lies in shared memory.
    Master(Scoreboard& scoreboard, MasterHooks hooks, Patience patience = {});
    ~Master();

    /// Runs until SIGTERM or SIGINT has been carried out. SIGTERM/SIGINT: drain, then kill after
    /// the grace period; a second one kills at once. SIGHUP: reload; a new
    /// generation that does not come to its work is given up. Returns the exit status. Reaps
    /// every child of the process, also those it did not fork. REQUIRES: no threads.
    int run(Generation first);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace postern::process
