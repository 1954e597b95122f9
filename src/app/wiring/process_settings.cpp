#include "app/wiring/process_settings.hpp"

#include <algorithm>
#include <thread>

#include "postern/shm/hashing_slots.hpp"

namespace postern::app {

namespace {

std::uint32_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

/// Portal workers that never hash nor wait to: they keep the pages answerable in a storm.
constexpr std::uint32_t kFreePortalWorkers = 2;
/// One slot serves this many within hashing_patience; letting them wait costs less than refusing
/// them and being asked again at once. Each waiting worker holds a database connection, hence the
/// bound.
constexpr std::uint32_t kWaitersForEachSlot = 8;
constexpr std::uint32_t kMostWaiters = 16;

process::SandboxMode sandbox_mode(config::Seccomp chosen) {
    switch (chosen) {
        case config::Seccomp::On:
            return process::SandboxMode::Kill;
        case config::Seccomp::Log:
            return process::SandboxMode::Log;
        case config::Seccomp::Off:
            return process::SandboxMode::Off;
    }
    return process::SandboxMode::Kill;
}

bool uses_network(const config::DatabaseConfig& database) {
    return std::ranges::any_of(config::database_addresses(database),
                               [](const auto& address) { return !address.host.empty(); });
}

}  // namespace

std::string default_config_path() {
    return config::process_environment()("POSTERN_CONFIG").value_or("/etc/postern/postern.toml");
}

process::SandboxSettings sandbox_settings(const config::Config& config, const char* role) {
    return {.mode = sandbox_mode(config.server.seccomp),
            .may_use_network = uses_network(config.database),
            .may_open_files = false,
            .log_format = config.log.format,
            .role = role};
}

std::uint32_t gate_workers(const config::Config& config) {
    return config.gate.workers != 0 ? config.gate.workers : std::max(2u, cores());
}

std::uint32_t hashing_slots(const config::Config& config) {
    const std::uint32_t wanted =
        config.password.hashing_slots != 0 ? config.password.hashing_slots : cores();
    return std::min<std::uint32_t>(wanted, shm::HashingSlots::kMaxSlots);
}

std::uint32_t portal_workers(const config::Config& config) {
    const std::uint32_t least = hashing_slots(config) + kFreePortalWorkers;
    return config.portal.workers != 0
               ? std::max(config.portal.workers, least)
               : least + std::min(kWaitersForEachSlot * hashing_slots(config), kMostWaiters);
}

std::uint32_t hashing_waiters(const config::Config& config) {
    return portal_workers(config) - hashing_slots(config) - kFreePortalWorkers;
}

std::uint32_t database_connections(const config::Config& config) {
    constexpr std::uint32_t kOfGateWorker = 2;  // one for checks, one for look-ups
    constexpr std::uint32_t kOfCourier = 2;     // one for upkeep, one for e-mail
    constexpr std::uint32_t kOfCommand = 1;
    return kOfGateWorker * gate_workers(config) + portal_workers(config) + kOfCourier + kOfCommand;
}

}  // namespace postern::app
