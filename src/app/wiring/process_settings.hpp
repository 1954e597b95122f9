/// process_settings: how the processes of the daemon run: their number, log and sandbox.
#pragma once

#include <cstdint>
#include <string>

#include "postern/config/config.hpp"
#include "postern/process/sandbox.hpp"

namespace postern::app {

/// $POSTERN_CONFIG, else /etc/postern/postern.toml.
std::string default_config_path();

/// `role`: as the log names the worker; a literal.
process::SandboxSettings sandbox_settings(const config::Config& config, const char* role);

// How many processes; each resolves the zeros of the configuration by the number of cores.

std::uint32_t gate_workers(const config::Config& config);
std::uint32_t hashing_slots(const config::Config& config);
/// Always more than hashing slots and waiters together, so that pages are served while all hash.
std::uint32_t portal_workers(const config::Config& config);
std::uint32_t hashing_waiters(const config::Config& config);

/// The connections to the database that the processes of this host hold at most, with one for a
/// command.
std::uint32_t database_connections(const config::Config& config);

}  // namespace postern::app
