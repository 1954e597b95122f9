/// MysqlAccountStore: changes in the life of an account, each one transaction over all its tables.
///
/// Every change of an account that there is begins with a lock on the user's row, so two of them
/// come one after the other and none locks the other out.
#pragma once

#include "postern/store/account_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlAccountStore final : public AccountStore {
public:
    explicit MysqlAccountStore(Connection& connection) : connection_{connection} {}
    Result<User, AddUserError> add(const NewUser& user, const Besides& besides) override;
    void note(const Besides& besides) override;

    std::optional<MailToken> find_token(const Digest& token_hash) override;
    void add_token(const NewMailToken& token) override;
    std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) override;

    Result<void, ChangeError> verify_email(const TokenUse& use, const Besides& besides) override;
    Result<void, ChangeError> change_email(const TokenUse& use, const Besides& besides) override;
    Result<void, ChangeError> undo_email_change(const TokenUse& use, std::string_view phc,
                                                const Besides& besides) override;
    Result<void, ChangeError> reset_password(const TokenUse& use, std::string_view phc,
                                             const Besides& besides) override;
    Result<void, ChangeError> keep_account(const TokenUse& use, const Besides& besides) override;

    std::optional<std::size_t> change_password(UserId user, std::string_view phc,
                                               std::string_view only_if, const PublicId& kept,
                                               TimePoint now, const Besides& besides) override;
    bool set_password(UserId user, std::string_view phc, TimePoint now,
                      const Besides& besides) override;
    bool set_disabled(UserId user, bool disabled, const Besides& besides) override;
    bool set_email_verified(UserId user, TimePoint now, const Besides& besides) override;
    bool set_profile(UserId user, const Profile& profile, const Besides& besides) override;
    bool schedule_deletion(UserId user, TimePoint delete_at, const Besides& besides) override;
    bool cancel_deletion(UserId user, const Besides& besides) override;

    std::vector<User> find_due(TimePoint now, std::size_t limit) override;
    bool remove_due(UserId user, TimePoint now, const Besides& besides) override;
    std::vector<User> find_unverified(TimePoint before, std::size_t limit) override;
    bool remove_unverified(UserId user, const Besides& besides) override;
    std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) override;

private:
    /// Runs `change(token)`, which is false when it wrote nothing because the address is taken,
    /// uses the token up and makes others void; all in one transaction.
    template <class Change>
    Result<void, ChangeError> with_link(const TokenUse& use, const Besides& besides, Change change);
    /// Runs `change(present address)`, which is false when it wrote nothing, on a user who is
    /// there.
    template <class Change>
    bool without_link(UserId user, const Besides& besides, Change change);

    // Within a transaction.
    std::optional<EmailAddress> lock_user(UserId user);
    std::optional<MailToken> read_token(const Digest& token_hash);
    /// The token, when it is what `use` says, with the user's row locked.
    std::optional<MailToken> lock_token(const TokenUse& use);
    bool set_email(UserId user, const EmailAddress& email, TimePoint verified_at);
    /// The new one was not set by somebody who knew the old one: nothing of before counts.
    void replace_password(UserId user, const EmailAddress& email, std::string_view phc,
                          TimePoint now);
    void remove_tokens(UserId user, MailTokenKind kind);
    void remove_tokens_of_old_password(UserId user);
    /// What becomes void because `used` was.
    void remove_voided(const MailToken& used);
    void write(const Besides& besides);
    std::vector<User> find_users(const Statement& statement, TimePoint time, std::size_t limit);

    Connection& connection_;
};

}  // namespace postern::store::mysql
