/// account_store: the life of an account without a database.
#pragma once

#include "postern/store/account_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryAccountStore final : public store::AccountStore {
public:
    explicit MemoryAccountStore(MemoryState& state) : state_{state} {}
    Result<store::AppliedChange, store::ChangeError> apply(
        const store::AccountChange& change) override;
    Result<User, store::AddUserError> add(const NewUser& user,
                                          const store::SideEffects& effects) override;
    Result<store::AddedUser, store::AddUserError> add_first(
        const NewUser& user, const store::SideEffects& effects,
        const store::FirstAdministrator& first) override;
    void note(const store::SideEffects& effects) override;
    std::optional<MailToken> find_token(const Digest& token_hash) override;
    void add_token(const NewMailToken& token) override;
    std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) override;
    std::vector<UserRow> find_due(TimePoint now, std::size_t limit) override;
    std::vector<UserRow> find_unverified(TimePoint before, std::size_t limit) override;
    std::vector<UserRow> find_waiting(TimePoint before, std::size_t limit) override;
    std::optional<TimePoint> find_factor_reset(UserId user) override;
    std::vector<store::PendingFactorReset> find_factor_resets(TimePoint now,
                                                              std::size_t limit) override;
    std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) override;
    std::size_t remove_old_usernames(TimePoint now, std::size_t limit) override;

private:
    std::optional<MailToken> find_stored(const Digest& token_hash) const;
    bool is_taken(const EmailAddress& email, UserId by_others_than) const;
    std::size_t end_sessions(const store::AccountChange& change);
    void write_factors(const store::AccountChange& change, store::AppliedChange& applied);
    void add_passkey(UserId user, const NewPasskey& passkey, TimePoint now);
    bool is_stored(const NewPasskey& passkey) const;
    void revoke(UserId user, const store::RevokedLinks& links);
    void write(const store::SideEffects& effects);

    MemoryState& state_;
};

}  // namespace postern::test
