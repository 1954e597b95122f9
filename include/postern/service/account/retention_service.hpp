/// RetentionService: removes what has reached the end of its retention, by one table.
///
/// Each row of the table names a kind of record, how long it is kept, and the port that removes it;
/// a table that must not grow forever gets a row in retention_service.cpp. Works in small batches
/// that hold no lock for long. Runs in the courier. Throws store::StoreError.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/service/session/revocation_poller.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/access_event_store.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/factor_store.hpp"
#include "postern/store/grant_store.hpp"
#include "postern/store/group_store.hpp"
#include "postern/store/invitation_store.hpp"
#include "postern/store/outbox_store.hpp"
#include "postern/store/passkey_store.hpp"
#include "postern/store/personal_token_store.hpp"
#include "postern/store/session_store.hpp"
#include "postern/store/sign_in_step_store.hpp"
#include "postern/store/sign_in_store.hpp"
#include "postern/store/token_store.hpp"

namespace postern::service {

/// Counts of access decisions are kept for this long, or as the audit log if that is shorter.
inline constexpr std::chrono::days kAccessCountRetention{90};

struct RetentionSettings {
    /// Accounts that are older than this and still not verified are removed; nothing: they stay,
    /// since nobody is asked to verify an address.
    std::optional<std::chrono::seconds> unverified_ttl{};
    /// Registrations that nobody has approved for this long are removed.
    std::chrono::seconds waiting_ttl{4 * 7 * 86400};
    std::chrono::seconds audit_retention{365 * 86400};
    std::chrono::seconds known_device_retention{400 * 86400};  ///< as browsers keep the cookie
    std::uint32_t max_failures = 100;  ///< consecutive; an account with this many is blocked
    bool mail_enabled = true;          ///< false: e-mails that wait in the outbox are dropped
    bool factor_resets = true;         ///< false: resets of lost factors that wait are cancelled
    /// In which nobody gets the username of a user who was deleted.
    std::chrono::seconds username_grace{90 * 86400};
};

struct RetentionStores {
    store::AccountStore& accounts;
    store::SessionStore& sessions;
    store::SignInStore& sign_ins;
    store::SignInStepStore& sign_in_steps;
    store::FactorStore& factors;
    store::PasskeyStore& passkeys;
    store::AuditStore& audit;
    store::OutboxStore& outbox;
    store::GroupStore& groups;
    store::GrantStore& grants;
    store::AccessEventStore& access_events;
    store::TokenStore& tokens;
    store::PersonalTokenStore& personal_tokens;
    store::InvitationStore& invitations;
    RevocationPoller& revocations;  ///< removes by the database's clock, as of its last poll
};

/// What a kind of record belongs to. Each is removed on its own: where one fails, the other goes
/// on.
enum class Upkeep {
    Records,   ///< sessions, tokens, attempts, devices, e-mails, grants: of no use any more
    Accounts,  ///< accounts, their links and the audit log
};

/// How many records of each kind were removed.
struct Removed {
    std::vector<std::pair<std::string_view, std::size_t>> counts{};
    bool is_more = false;  ///< a batch was full: there may be more at once

    /// 0 for a kind that is not in the table.
    std::size_t of(std::string_view name) const noexcept;
};

class RetentionService {
public:
    /// Every reference must outlive *this.
    RetentionService(RetentionStores stores, Revoker& revoker, RetentionSettings settings);

    /// One batch of each kind, at most `limit` records; of accounts a tenth of that, since each
    /// takes much with it.
    Removed remove_batch(Upkeep upkeep, TimePoint now, std::size_t limit) const;

private:
    RetentionStores stores_;
    Revoker& revoker_;
    RetentionSettings settings_;
};

}  // namespace postern::service
