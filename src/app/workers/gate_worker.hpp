/// gate_worker: the wiring of one gate worker process.
#pragma once

#include <set>
#include <string>

#include <sys/types.h>

#include "app/wiring/shared_state.hpp"
#include "postern/config/config.hpp"
#include "postern/process/master.hpp"

namespace postern::app {

struct GateWorkerInput {
    const config::Config& config;
    std::string database_password;  ///< of the gate's own user
    const SharedState& shared;
    int listen_fd;
    std::set<uid_t> peers;
};

/// Runs in a child of the master until it is told to stop. Returns its exit status.
int run_gate_worker(const GateWorkerInput& input, process::WorkerContext& context);

}  // namespace postern::app
