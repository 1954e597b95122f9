/// AccountStore: writes the changes in the life of an account.
///
/// Each is one transaction: the change itself, the link that it uses up, the e-mails that it causes
/// and its entry in the audit log; all or nothing. Of changes that come at the same moment each
/// sees what the one before has left, so a link is used exactly once. Storage only: what belongs to
/// a change is decided above. Throws StoreError.
#pragma once

#include <optional>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/store/account_change.hpp"
#include "postern/store/user_store.hpp"

namespace postern::store {

struct PendingFactorReset {
    UserRow user;
    TimePoint due_at;
};

/// What makes a new user an administrator, where nobody has the role `admin`.
struct FirstAdministrator {
    PublicId grant;
    std::string granted_by;
    AuditEntry audit;  ///< of the grant; written only with it
};

struct AddedUser {
    User user;
    bool is_administrator = false;  ///< was made one, because nobody was
};

class AccountStore {
public:
    virtual ~AccountStore() = default;

    /// Makes the change if the account is as it expects.
    virtual Result<AppliedChange, ChangeError> apply(const AccountChange& change) = 0;

    /// User, password, e-mails and audit entry; the e-mails' user_id is set to the new user's.
    virtual Result<User, AddUserError> add(const NewUser& user, const SideEffects& effects) = 0;

    /// The same; gives the user the role `admin` unless some user has it, in whatever way.
    virtual Result<AddedUser, AddUserError> add_first(const NewUser& user,
                                                      const SideEffects& effects,
                                                      const FirstAdministrator& first) = 0;

    /// E-mails and audit entry alone.
    virtual void note(const SideEffects& effects) = 0;

    /// What is stored under this hash, expired or not.
    virtual std::optional<MailToken> find_token(const Digest& token_hash) = 0;
    /// With `ends_earlier`, earlier ones expire; count_tokens() still counts them.
    virtual void add_token(const NewMailToken& token) = 0;
    /// How many tokens of this kind the user was given since then, used ones not counted.
    virtual std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) = 0;

    /// When the second factors of this user will be removed, because they are lost.
    virtual std::optional<TimePoint> find_factor_reset(UserId user) = 0;

    // For the courier. At most `limit` at a time.

    // Damaged users, too: they may not stay for it.
    /// Accounts whose delete_at has come, oldest first.
    virtual std::vector<UserRow> find_due(TimePoint now, std::size_t limit) = 0;
    /// Accounts that are older than `before` and were never confirmed, oldest first.
    virtual std::vector<UserRow> find_unverified(TimePoint before, std::size_t limit) = 0;
    /// Accounts that have waited for approval since before then, oldest first.
    virtual std::vector<UserRow> find_waiting(TimePoint before, std::size_t limit) = 0;
    /// Resets of factors whose next step has come, oldest first.
    virtual std::vector<PendingFactorReset> find_factor_resets(TimePoint now,
                                                               std::size_t limit) = 0;
    virtual std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) = 0;
    /// Usernames that are kept for nobody any more.
    virtual std::size_t remove_old_usernames(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
