/// MysqlAccountStore: changes in the life of an account, each one transaction over all its tables.
///
/// Every change of an existing account begins with a lock on the user's row and writes its tables
/// in one fixed order, so two changes of an account come one after the other and cannot deadlock.
#pragma once

#include "postern/store/account_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlAccountStore final : public AccountStore {
public:
    explicit MysqlAccountStore(Connection& connection) : connection_{connection} {}
    Result<AppliedChange, ChangeError> apply(const AccountChange& change) override;
    Result<User, AddUserError> add(const NewUser& user, const SideEffects& effects) override;
    Result<AddedUser, AddUserError> add_first(const NewUser& user, const SideEffects& effects,
                                              const FirstAdministrator& first) override;
    void note(const SideEffects& effects) override;

    std::optional<MailToken> find_token(const Digest& token_hash) override;
    void add_token(const NewMailToken& token) override;
    std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) override;

    std::vector<UserRow> find_due(TimePoint now, std::size_t limit) override;
    std::vector<UserRow> find_unverified(TimePoint before, std::size_t limit) override;
    std::vector<UserRow> find_waiting(TimePoint before, std::size_t limit) override;
    std::optional<TimePoint> find_factor_reset(UserId user) override;
    std::vector<PendingFactorReset> find_factor_resets(TimePoint now, std::size_t limit) override;
    std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) override;
    std::size_t remove_old_usernames(TimePoint now, std::size_t limit) override;

private:
    // The parts of a change, within its transaction and in this order.
    /// Locks the user's row and reads what the change expects something of; nothing when there is
    /// no such user.
    std::optional<AccountState> lock(const AccountChange& change);
    /// What another account has of what the change gives to this one.
    std::optional<ChangeError> write_user(const AccountChange& change);
    void forget_sign_ins(const AccountChange& change, const AccountState& before);
    std::size_t end_sessions(const AccountChange& change);
    bool use_link(const AccountChange& change);
    bool use_enrolment(const AccountChange& change);
    void write(const SideEffects& effects);

    bool owns_many(UserId user);
    void remove_what_it_owns(const AccountChange& change);
    bool set_email(UserId user, const VerifiedEmail& email);
    std::vector<UserRow> find_users(const Statement& statement, TimePoint time, std::size_t limit);

    Connection& connection_;
};

}  // namespace postern::store::mysql
