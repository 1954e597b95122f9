/// SharedState: all memory that the processes of this daemon share; made by the master before it
/// forks, freed of what a dead process held after it was reaped.
#pragma once

#include <sys/types.h>

#include "postern/process/scoreboard.hpp"
#include "postern/shm/access_counts.hpp"
#include "postern/shm/attempt_table.hpp"
#include "postern/shm/breaker.hpp"
#include "postern/shm/gate_secrets.hpp"
#include "postern/shm/generations.hpp"
#include "postern/shm/hashing_slots.hpp"
#include "postern/shm/host_state.hpp"
#include "postern/shm/key_directory.hpp"
#include "postern/shm/last_seen.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/shm/rules_directory.hpp"
#include "postern/shm/session_cache.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/shm/site_directory.hpp"

namespace postern::app {

struct SharedState {
    shm::Shared<process::Scoreboard> scoreboard{};
    shm::Shared<shm::HashingSlots> hashing_slots{};
    shm::Shared<shm::SessionCache> cache{};
    shm::Shared<shm::Generations> generations{};
    shm::Shared<shm::LastSeen> last_seen{};
    shm::Shared<shm::SiteDirectory> sites{};
    shm::Shared<shm::RulesDirectory> rules{};
    shm::Shared<shm::KeyDirectory> keys{};
    shm::Shared<shm::GateSecrets> gate_secrets{};
    shm::Shared<shm::HostState> host{};
    shm::Shared<shm::DatabaseBreaker> breaker{};
    shm::Shared<shm::AttemptTable> attempts{};
    shm::Shared<shm::AccessCounts> access_counts{};
    shm::Shared<shm::Metrics> metrics{};

    void release_all_of(pid_t pid) const noexcept {
        hashing_slots->release_all_of(pid);
        cache->release_all_of(pid);
    }
};

}  // namespace postern::app
