/// courier: the wiring of the one process that does what nobody waits for.
///
/// Now: removing sessions that are over. Never answers a request.
#pragma once

#include <string>

#include "postern/config/config.hpp"
#include "postern/process/master.hpp"

namespace postern::app {

struct CourierInput {
    const config::Config& config;
    std::string database_password;
};

/// Runs in a child of the master until it is told to stop. Returns its exit status.
int run_courier(const CourierInput& input, process::WorkerContext& context);

}  // namespace postern::app
