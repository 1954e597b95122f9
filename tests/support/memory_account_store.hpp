/// memory_account_store: the life of an account without a database.
#pragma once

#include "postern/store/account_store.hpp"
#include "support/memory_state.hpp"

namespace postern::test {

class MemoryAccountStore final : public store::AccountStore {
public:
    explicit MemoryAccountStore(MemoryState& state) : state_{state} {}
    Result<User, store::AddUserError> add(const NewUser& user,
                                          const store::Besides& besides) override;
    void note(const store::Besides& besides) override;
    std::optional<MailToken> find_token(const Digest& token_hash) override;
    void add_token(const NewMailToken& token) override;
    std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) override;
    Result<void, store::ChangeError> verify_email(const store::TokenUse& use,
                                                  const store::Besides& besides) override;
    Result<void, store::ChangeError> change_email(const store::TokenUse& use,
                                                  const store::Besides& besides) override;
    Result<void, store::ChangeError> undo_email_change(const store::TokenUse& use,
                                                       std::string_view phc,
                                                       const store::Besides& besides) override;
    Result<void, store::ChangeError> reset_password(const store::TokenUse& use,
                                                    std::string_view phc,
                                                    const store::Besides& besides) override;
    Result<void, store::ChangeError> keep_account(const store::TokenUse& use,
                                                  const store::Besides& besides) override;
    std::optional<std::size_t> change_password(UserId user, std::string_view phc,
                                               std::string_view only_if, const PublicId& kept,
                                               TimePoint now,
                                               const store::Besides& besides) override;
    bool set_password(UserId user, std::string_view phc, TimePoint now,
                      const store::Besides& besides) override;
    bool set_disabled(UserId user, bool disabled, const store::Besides& besides) override;
    bool set_email_verified(UserId user, TimePoint now, const store::Besides& besides) override;
    bool set_profile(UserId user, const Profile& profile, const store::Besides& besides) override;
    bool schedule_deletion(UserId user, TimePoint delete_at,
                           const store::Besides& besides) override;
    bool cancel_deletion(UserId user, const store::Besides& besides) override;
    std::vector<User> find_due(TimePoint now, std::size_t limit) override;
    bool remove_due(UserId user, TimePoint now, const store::Besides& besides) override;
    std::vector<User> find_unverified(TimePoint before, std::size_t limit) override;
    bool remove_unverified(UserId user, const store::Besides& besides) override;
    std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) override;

private:
    StoredUser* find(UserId user);
    std::optional<MailToken> good_token(const store::TokenUse& use);
    bool is_taken(const EmailAddress& email, UserId by_others_than) const;
    void replace_password(StoredUser& stored, std::string_view phc, TimePoint now);
    /// The user's tokens of which `is_meant(token)`.
    void remove_tokens(UserId user, auto is_meant);
    /// The token that was used, and what becomes void with it.
    void remove_used(const store::TokenUse& use, const MailToken& used);
    void write(const store::Besides& besides);

    MemoryState& state_;
};

}  // namespace postern::test
