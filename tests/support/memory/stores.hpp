/// stores: the stores without a database, for tests of what stands above them.
///
/// They share one MemoryState, as the real ones share a database, and keep the same contract: the
/// contract suites in tests/database run over both. To see what happens when the database cannot
/// answer, set `unavailable` or `fail_next` of the state. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "postern/store/check_store.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/session_store.hpp"
#include "postern/store/site_store.hpp"
#include "postern/store/user_store.hpp"
#include "support/memory/access_event_store.hpp"
#include "support/memory/access_request_store.hpp"
#include "support/memory/access_stores.hpp"
#include "support/memory/account_store.hpp"
#include "support/memory/audit_store.hpp"
#include "support/memory/directory_store.hpp"
#include "support/memory/draft_store.hpp"
#include "support/memory/factor_store.hpp"
#include "support/memory/joining_stores.hpp"
#include "support/memory/outbox_store.hpp"
#include "support/memory/passkey_store.hpp"
#include "support/memory/sealed_store.hpp"
#include "support/memory/sign_in_step_store.hpp"
#include "support/memory/sign_in_store.hpp"
#include "support/memory/state.hpp"
#include "support/memory/statistics_store.hpp"
#include "support/memory/token_stores.hpp"
#include "support/memory/transfer_store.hpp"

namespace postern::test {

class MemoryUserStore final : public store::UserStore {
public:
    explicit MemoryUserStore(MemoryState& state) : state_{state} {}
    std::optional<store::UserWithPassword> find_by_email(const EmailAddress& email) override;
    std::optional<store::UserWithPassword> find_by_username(const Username& name) override;
    std::optional<User> find_by_public_id(const PublicId& id) override;
    std::optional<UserRow> find_row(std::string_view email_or_id) override;
    std::vector<User> find_page(UserId after, std::size_t limit) override;
    store::ListedUsers list(const store::UserFilter& filter, UserId after,
                            std::size_t limit) override;
    Result<User, store::AddUserError> add(const NewUser& user) override;
    std::optional<TimePoint> find_password_changed_at(UserId id) override;
    bool set_password_hash(UserId id, std::string_view phc, TimePoint now,
                           std::optional<std::string_view> only_if) override;

private:
    StoredUser* find(UserId id);
    MemoryState& state_;
};

class MemorySessionStore final : public store::SessionStore {
public:
    explicit MemorySessionStore(MemoryState& state) : state_{state} {}
    Result<Session, store::NotOpened> add(const NewSession& session,
                                          const store::Spending& spending) override;
    std::optional<SessionWithUser> find_by_token_hash(const Digest& token_hash) override;
    std::vector<Session> find_by_user(UserId user, std::size_t limit) override;
    store::Listed<Session, SessionId> list_by_user(UserId user, std::size_t limit) override;
    store::ListedSessions list(SessionId after, std::size_t limit) override;
    std::size_t end_oldest(UserId user, std::size_t kept, TimePoint now) override;
    SessionId find_newest() override;
    std::size_t remove_some(SessionId last) override;
    std::optional<UserId> end_some_trust(UserId after) override;
    void set_last_seen(SessionId id, TimePoint now) override;
    std::size_t remove_by_token_hash(const Digest& token_hash) override;
    std::optional<UserId> remove_by_public_id(const PublicId& id,
                                              const std::optional<AuditEntry>& audit) override;
    std::size_t remove_of_user(UserId user, const PublicId& id) override;
    std::size_t remove_all_of_user(UserId user, const std::optional<AuditEntry>& audit) override;
    std::size_t remove_others_of_user(UserId user, const PublicId& kept) override;
    std::size_t remove_ended(std::size_t limit) override;
    std::size_t remove_expired(TimePoint now, std::size_t limit) override;

private:
    MemoryState& state_;
};

class MemorySiteStore final : public store::SiteStore {
public:
    explicit MemorySiteStore(MemoryState& state) : state_{state} {}
    std::optional<Site> find_by_name(std::string_view name) override;
    std::vector<Site> find_all() override;
    store::Listed<Site, SiteId> list() override { return {.found = find_all()}; }
    Result<Site, store::AddSiteError> add(const NewSite& site, const AuditEntry& audit) override;
    bool set(std::string_view name, const SiteChange& change, const AuditEntry& audit) override;
    bool remove(std::string_view name, const AuditEntry& audit) override;

private:
    void finish_change(const AuditEntry& audit);

    MemoryState& state_;
};

class MemoryCheckStore final : public store::CheckStore {
public:
    explicit MemoryCheckStore(MemoryState& state) : state_{state} {}
    std::vector<store::CheckRow> find(std::span<const store::CheckKey> keys) override;

private:
    ProfileValues find_profile(UserId user) const;
    std::optional<store::CheckedToken> find_token(const store::CheckKey& key) const;
    std::optional<store::CheckedToken> find_access(const store::AccessTokenKey& key) const;
    std::optional<store::CheckedToken> find_personal(const Digest& digest) const;
    std::optional<store::CheckedToken> find_user(const PublicId& id) const;

    MemoryState& state_;
};

class MemoryRevocationStore final : public store::RevocationStore {
public:
    explicit MemoryRevocationStore(MemoryState& state) : state_{state} {}
    store::RevocationPage find_after(std::uint64_t after, std::size_t limit) override;
    std::size_t remove_old(TimePoint now, std::size_t limit) override;
    void set_last_seen(std::span<const store::LastSeen> seen) override;

private:
    MemoryState& state_;
};

/// One state and the stores over it.
class MemoryStores {
public:
    MemoryStores() = default;
    MemoryStores(const MemoryStores&) = delete;
    MemoryStores& operator=(const MemoryStores&) = delete;

    MemoryState& state() { return state_; }
    store::UserStore& users() { return users_; }
    store::SessionStore& sessions() { return sessions_; }
    store::SiteStore& sites() { return sites_; }
    store::CheckStore& checks() { return checks_; }
    store::RevocationStore& revocations() { return revocations_; }
    store::AccountStore& accounts() { return accounts_; }
    store::OutboxStore& outbox() { return outbox_; }
    store::AuditStore& audit() { return audit_; }
    store::TransferStore& transfers() { return transfers_; }
    store::AccessRequestStore& access_requests() { return access_requests_; }
    store::SealedStore& sealed() { return sealed_; }
    store::SignInStore& sign_ins() { return sign_ins_; }
    store::SignInStepStore& sign_in_steps() { return sign_in_steps_; }
    store::FactorStore& factors() { return factors_; }
    store::PasskeyStore& passkeys() { return passkeys_; }
    store::GroupStore& groups() { return groups_; }
    store::GrantStore& grants() { return grants_; }
    store::RulesStore& rules() { return rules_; }
    store::DraftStore& drafts() { return drafts_; }
    store::DirectoryStore& directory() { return directory_; }
    store::StatisticsStore& statistics() { return statistics_; }
    store::InvitationStore& invitations() { return invitations_; }
    store::ApprovalStore& approvals() { return approvals_; }
    store::TermsStore& terms() { return terms_; }
    store::AccessEventStore& access_events() { return access_events_; }
    store::SigningKeyStore& signing_keys() { return signing_keys_; }
    store::TokenStore& tokens() { return tokens_; }
    store::PersonalTokenStore& personal_tokens() { return personal_tokens_; }

private:
    MemoryState state_;
    MemoryUserStore users_{state_};
    MemorySessionStore sessions_{state_};
    MemorySiteStore sites_{state_};
    MemoryCheckStore checks_{state_};
    MemoryRevocationStore revocations_{state_};
    MemoryAccountStore accounts_{state_};
    MemoryOutboxStore outbox_{state_};
    MemoryAuditStore audit_{state_};
    MemoryTransferStore transfers_{state_};
    MemoryAccessRequestStore access_requests_{state_};
    MemorySealedStore sealed_{state_};
    MemorySignInStore sign_ins_{state_};
    MemorySignInStepStore sign_in_steps_{state_};
    MemoryFactorStore factors_{state_};
    MemoryPasskeyStore passkeys_{state_};
    MemoryGroupStore groups_{state_};
    MemoryGrantStore grants_{state_};
    MemoryRulesStore rules_{state_};
    MemoryDraftStore drafts_{state_};
    MemoryDirectoryStore directory_{state_};
    MemoryStatisticsStore statistics_{state_};
    MemoryInvitationStore invitations_{state_};
    MemoryApprovalStore approvals_{state_};
    MemoryTermsStore terms_{state_};
    MemoryAccessEventStore access_events_{state_};
    MemorySigningKeyStore signing_keys_{state_};
    MemoryTokenStore tokens_{state_};
    MemoryPersonalTokenStore personal_tokens_{state_};
};

}  // namespace postern::test
