/// AccountStore: the changes in the life of an account that touch more than one row.
///
/// Each is one transaction: the change itself, the link that it uses up, the mails that it causes
/// and its line in the audit trail; all or nothing. A link is used exactly once, whatever comes at
/// the same moment. Storage only: whether a change is allowed is decided above. Throws StoreError.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/mail_token.hpp"
#include "postern/model/user.hpp"
#include "postern/store/user_store.hpp"

namespace postern::store {

/// What is written beside a change.
struct Besides {
    AuditEntry audit;
    std::vector<NewMail> mails{};
};

/// The token that a change uses up. It must be of this kind and user, and is_good() at
/// `now`.
struct TokenUse {
    MailTokenKind kind;
    UserId user_id;
    Digest token_hash;
    TimePoint now;
};

enum class ChangeError {
    TokenGone,   ///< used, expired, or made void meanwhile; nothing was written
    EmailTaken,  ///< another account has the address meanwhile; nothing was written
};

class AccountStore {
public:
    virtual ~AccountStore() = default;

    /// User, password, mails and audit; the mails' user_id is set to the new user's.
    virtual Result<User, AddUserError> add(const NewUser& user, const Besides& besides) = 0;

    /// Mails and audit alone.
    virtual void note(const Besides& besides) = 0;

    /// Whatever is stored under this hash, expired or not.
    virtual std::optional<MailToken> find_token(const Digest& token_hash) = 0;
    virtual void add_token(const NewMailToken& token) = 0;
    /// How many tokens of this kind the user was given since then, used ones not counted.
    virtual std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) = 0;

    // With a link. Each makes all other tokens of the same kind and user void.

    /// Confirms the account's address.
    virtual Result<void, ChangeError> verify_email(const TokenUse& use, const Besides& besides) = 0;
    /// Replaces the address by the token's, confirmed, and makes all other links void but those
    /// that undo a change. The moment of the change is later than that of the one before, and the
    /// created_at of the mails. Writes a revocation of the user: his sessions stay, but what other
    /// hosts remember of him is void.
    virtual Result<void, ChangeError> change_email(const TokenUse& use, const Besides& besides) = 0;
    /// Puts the token's address back, as it was confirmed before; replaces the password by `phc`,
    /// ends all sessions, forgets known devices, takes the account off the list of those to be
    /// deleted, and makes all other links void but those that undo an earlier change.
    virtual Result<void, ChangeError> undo_email_change(const TokenUse& use, std::string_view phc,
                                                        const Besides& besides) = 0;
    /// Replaces the password, confirms the address, ends all sessions, forgets known devices and
    /// failed sign-ins, and makes links to another address void.
    virtual Result<void, ChangeError> reset_password(const TokenUse& use, std::string_view phc,
                                                     const Besides& besides) = 0;
    /// Takes the account off the list of those to be deleted.
    virtual Result<void, ChangeError> keep_account(const TokenUse& use, const Besides& besides) = 0;

    // Without a link, by the user himself or an administrator. Each is false, and writes nothing,
    // when there is no such user.

    /// Replaces the password only while the stored hash still is `only_if`, ends all sessions but
    /// `kept`, and makes links to a new password or another address void. Returns how many sessions
    /// ended; nothing when there is no such user or the hash is another one.
    virtual std::optional<std::size_t> change_password(UserId user, std::string_view phc,
                                                       std::string_view only_if,
                                                       const PublicId& kept, TimePoint now,
                                                       const Besides& besides) = 0;
    /// Replaces the password, ends all sessions, forgets known devices and failed sign-ins, and
    /// makes links to a new password or another address void.
    virtual bool set_password(UserId user, std::string_view phc, TimePoint now,
                              const Besides& besides) = 0;
    /// Switches the user off or on; off ends all sessions. True also when it already was so.
    virtual bool set_disabled(UserId user, bool disabled, const Besides& besides) = 0;
    /// Confirms the address; true also when it already was.
    virtual bool set_email_verified(UserId user, TimePoint now, const Besides& besides) = 0;
    /// Writes a revocation as change_email does.
    virtual bool set_profile(UserId user, const Profile& profile, const Besides& besides) = 0;
    /// Puts the account to sleep until `delete_at`: ends all sessions, makes all links void but
    /// those that undo a change of address: who took the account over must not get rid of them.
    virtual bool schedule_deletion(UserId user, TimePoint delete_at, const Besides& besides) = 0;
    /// Takes it off the list again; false also when it was not on it.
    virtual bool cancel_deletion(UserId user, const Besides& besides) = 0;

    // For the courier. At most `limit` at a time.

    /// Accounts whose delete_at has come.
    virtual std::vector<User> find_due(TimePoint now, std::size_t limit) = 0;
    /// Removes the account and everything of it, if its delete_at has come; false when not.
    virtual bool remove_due(UserId user, TimePoint now, const Besides& besides) = 0;
    /// Accounts that are older than `before` and were never confirmed.
    virtual std::vector<User> find_unverified(TimePoint before, std::size_t limit) = 0;
    /// Removes the account and everything of it, if it is still not confirmed; false when it is.
    virtual bool remove_unverified(UserId user, const Besides& besides) = 0;
    virtual std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
