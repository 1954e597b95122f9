/// Services: every service that a portal worker, a command or a test calls, wired once.
///
/// An aggregate without rules of its own: members are declared in the order in which they depend on
/// each other, and each but the chest of keys is const to use. It owns the services and nothing
/// below them: stores and ports are references that must outlive it. Neither connects nor hashes;
/// making one is cheap. One per process, on one thread.
#pragma once

#include "app/wiring/rule_zones.hpp"
#include "postern/base/entropy.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/password/password_hasher.hpp"
#include "postern/model/origin.hpp"
#include "postern/service/access/access_request_service.hpp"
#include "postern/service/access/decision_service.hpp"
#include "postern/service/access/draft_service.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/access/group_service.hpp"
#include "postern/service/access/rules_service.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/approval_service.hpp"
#include "postern/service/account/device_service.hpp"
#include "postern/service/account/duty_service.hpp"
#include "postern/service/account/enrolment_code_service.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/invitation_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/account/trust_service.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/admin/audit_reader.hpp"
#include "postern/service/admin/outbox_service.hpp"
#include "postern/service/admin/session_directory.hpp"
#include "postern/service/admin/statistics_service.hpp"
#include "postern/service/admin/user_directory.hpp"
#include "postern/service/audit/history_service.hpp"
#include "postern/service/key/key_service.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/service/sign_in/gate_password_service.hpp"
#include "postern/service/sign_in/lost_factor_service.hpp"
#include "postern/service/sign_in/passkey_sign_in_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/service/token/key_chest.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/signing_key_service.hpp"
#include "postern/service/token/token_service.hpp"
#include "postern/shm/attempt_table.hpp"
#include "postern/shm/hashing_slots.hpp"
#include "postern/shm/host_state.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/access_event_store.hpp"
#include "postern/store/factor_store.hpp"
#include "postern/store/outbox_store.hpp"
#include "postern/store/personal_token_store.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/sealed_store.hpp"
#include "postern/store/sign_in_step_store.hpp"
#include "postern/store/signing_key_store.hpp"
#include "postern/store/token_store.hpp"

namespace postern::app {

/// The stores that services work over: those of one database, or a test's in memory.
struct Stores {
    store::UserStore& users;
    store::AccountStore& accounts;
    store::SessionStore& sessions;
    store::SignInStore& sign_ins;
    store::SignInStepStore& sign_in_steps;
    store::FactorStore& factors;
    store::PasskeyStore& passkeys;
    store::SiteStore& sites;
    store::AuditStore& audit;
    store::OutboxStore& outbox;
    store::RevocationStore& revocations;
    store::SealedStore& sealed;
    store::GroupStore& groups;
    store::GrantStore& grants;
    store::RulesStore& rules;
    store::DraftStore& drafts;
    store::InvitationStore& invitations;
    store::ApprovalStore& approvals;
    store::TermsStore& terms;
    store::DirectoryStore& directory;
    store::StatisticsStore& statistics;
    store::AccessRequestStore& access_requests;
    store::AccessEventStore& access_events;
    store::SigningKeyStore& signing_keys;
    store::TokenStore& tokens;
    store::PersonalTokenStore& personal_tokens;
};

/// `database`: a store::mysql::MysqlDatabase or a test's MemoryStores; must outlive the result.
template <typename Database>
Stores stores_of(Database& database) {
    return {.users = database.users(),
            .accounts = database.accounts(),
            .sessions = database.sessions(),
            .sign_ins = database.sign_ins(),
            .sign_in_steps = database.sign_in_steps(),
            .factors = database.factors(),
            .passkeys = database.passkeys(),
            .sites = database.sites(),
            .audit = database.audit(),
            .outbox = database.outbox(),
            .revocations = database.revocations(),
            .sealed = database.sealed(),
            .groups = database.groups(),
            .grants = database.grants(),
            .rules = database.rules(),
            .drafts = database.drafts(),
            .invitations = database.invitations(),
            .approvals = database.approvals(),
            .terms = database.terms(),
            .directory = database.directory(),
            .statistics = database.statistics(),
            .access_requests = database.access_requests(),
            .access_events = database.access_events(),
            .signing_keys = database.signing_keys(),
            .tokens = database.tokens(),
            .personal_tokens = database.personal_tokens()};
}

/// What services use besides stores.
struct Ports {
    Entropy& entropy;
    crypto::PasswordHasher& hasher;
    service::Revoker& revoker;
    shm::HashingSlots& hashing_slots;
    shm::AttemptTable& attempts;
    shm::Metrics::Writer metrics;
    service::PasswordLists password_lists{};
    const crypto::KeyRing* keys = nullptr;  ///< null: there is no key file, or none is needed
    const shm::HostState* host = nullptr;   ///< null: in a command, which shares no memory
};

struct ServiceSettings {
    Origin public_origin;
    service::PasswordSettings password{};
    service::SessionSettings session;
    service::RequestLimits request_limits{};
    service::ThrottleSettings throttle{};
    service::RegistrationSettings registration{};
    service::InvitationSettings invitation{};
    service::ApprovalSettings approval{};
    std::vector<ProfileField> profile_fields{};
    std::string language = "en";  ///< of the terms, where there is none in the reader's
    service::SignInSettings sign_in{};
    service::AccountSettings account{};
    service::FactorSettings factor{};
    service::PasskeySettings passkey{};
    std::optional<TimePoint> second_factor_since{};  ///< from then on every site asks for one
    std::chrono::seconds factor_reset_delay{0};      ///< 0: lost factors are not reset by e-mail
    service::AdministratorSettings administrator{};
    service::SigningKeySettings signing_key{};
    service::TokenSettings token{};
    service::PersonalTokenSettings personal_token{};
};

struct Services {
    Services(const Stores& stores, const Ports& ports, const ServiceSettings& settings);
    Services(const Services&) = delete;  // members refer to each other
    Services& operator=(const Services&) = delete;

    const service::PasswordService passwords;
    const service::SessionService sessions;
    const service::RequestThrottle requests;
    const service::SignInThrottle throttle;
    const service::FactorCheck factor_check;
    const service::CodeCheck codes;
    const service::PasskeyChallenges challenges;
    const service::PasskeyCheck passkey_check;
    const service::DutyService duties;
    const service::RegistrationService registration;
    const service::MailLinkService links;
    const service::LostFactorService lost_factor;
    const service::SignOutService sign_out;
    const service::Arrival arrival;
    const service::SignInService sign_in;
    const service::SecondFactorService second_factor;
    const service::PasskeySignInService passkey_sign_in;
    const service::AccountService account;
    const service::StepUpService step_up;
    const service::EnrolmentCodeService mailed_codes;
    const service::FactorService factors;
    const service::PasskeyService passkeys;
    const service::DeviceService devices;
    const service::TrustService trust;
    const service::UserService users;
    const service::SiteService sites;
    const SystemZones zones;
    const service::GroupService groups;
    const service::GrantService grants;
    const service::InvitationService invitations;
    const service::ApprovalService approvals;
    const service::RulesService rules;
    const service::DraftService drafts;
    const service::AccessRequestService access_requests;
    const service::UserDirectory directory;
    const service::SessionDirectory session_directory;
    const service::AuditReader audit_reader;
    const service::OutboxService outbox;
    const service::StatisticsService statistics;
    const service::HistoryService history;
    const service::KeyService keys;
    const service::DecisionService decisions;
    service::KeyChest key_chest;  // reads keys anew now and then: not const
    const service::SigningKeyService signing_keys;
    const service::TokenService tokens;
    const service::PersonalTokenService personal_tokens;
    const service::GatePasswordService gate_passwords;
};

}  // namespace postern::app
