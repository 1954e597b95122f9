/// CourierServices: the services of the courier, wired once.
///
/// As app::Services: an aggregate in the order in which its members depend on each other. Stores
/// and ports must outlive it.
#pragma once

#include "app/wiring/services.hpp"
#include "postern/service/access/access_audit.hpp"
#include "postern/service/account/retention_service.hpp"
#include "postern/service/admin/statistics_service.hpp"
#include "postern/service/admin/user_directory.hpp"
#include "postern/service/session/revocation_poller.hpp"
#include "postern/service/token/key_chest.hpp"
#include "postern/service/token/signing_key_service.hpp"
#include "postern/shm/access_counts.hpp"
#include "postern/shm/generations.hpp"
#include "postern/shm/host_state.hpp"

namespace postern::app {

struct CourierPorts {
    service::Revoker& revoker;
    shm::Generations& generations;
    shm::HostState& host;
    shm::AccessCounts& access_counts;
    Entropy& entropy;
    const crypto::KeyRing* keys;  ///< null: there is no key file
};

struct CourierServices {
    CourierServices(const Stores& stores, const CourierPorts& ports,
                    const service::RetentionSettings& settings,
                    const service::ApprovalSettings& approval,
                    const service::SigningKeySettings& signing_key)
        : revocations{stores.revocations, ports.generations, ports.host},
          retention{{.accounts = stores.accounts,
                     .sessions = stores.sessions,
                     .sign_ins = stores.sign_ins,
                     .sign_in_steps = stores.sign_in_steps,
                     .factors = stores.factors,
                     .passkeys = stores.passkeys,
                     .audit = stores.audit,
                     .outbox = stores.outbox,
                     .groups = stores.groups,
                     .grants = stores.grants,
                     .access_events = stores.access_events,
                     .tokens = stores.tokens,
                     .personal_tokens = stores.personal_tokens,
                     .invitations = stores.invitations,
                     .revocations = revocations},
                    ports.revoker,
                    settings},
          approvals{stores.users, stores.accounts, stores.approvals, ports.revoker, approval},
          access_audit{stores.access_events, ports.access_counts},
          directory{stores.directory},
          statistics{stores.statistics, settings.mail_enabled},
          key_chest{stores.signing_keys, ports.keys, &ports.host, signing_key.algorithm},
          signing_keys{stores.signing_keys, ports.keys, ports.entropy, signing_key} {}
    CourierServices(const CourierServices&) = delete;  // members refer to each other
    CourierServices& operator=(const CourierServices&) = delete;

    service::RevocationPoller revocations;
    const service::RetentionService retention;
    const service::ApprovalService approvals;
    const service::AccessAudit access_audit;
    const service::UserDirectory directory;
    const service::StatisticsService statistics;
    service::KeyChest key_chest;
    const service::SigningKeyService signing_keys;
};

}  // namespace postern::app
