/// SessionStore: where sessions are kept, under the hash of their token.
///
/// One instance per worker process, over that worker's own connection. Throws StoreError when the
/// database cannot answer. It returns what is stored; whether a session is live is is_live()'s
/// word.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/session.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

using ListedSessions = Listed<SessionWithUser, SessionId>;

/// A code of an authenticator app.
struct TotpUse {
    PublicId factor;
    std::uint64_t step;
};

/// An answer of a passkey or security key.
struct PasskeyUse {
    PublicId passkey;
    std::uint32_t expected_count;  ///< the stored one is still this
    std::uint32_t sign_count;      ///< what is stored from now on, with the next two
    bool backup_eligible;
    bool backup_state;
};

/// What opening a session, or granting tokens, uses up, so that it can't be used again. What is set
/// must be there, be the user's and be unspent when the session, or the family, is stored.
struct Spending {
    std::optional<Digest> step_token_hash{};      ///< of a SignInStep that has not expired
    std::optional<TotpUse> totp{};                ///< of a later step than the newest accepted one
    std::optional<Digest> recovery_code{};        ///< of an unused one; ends trust in devices
    std::optional<PasskeyUse> passkey{};          ///< of a passkey with the expected count
    std::optional<Digest> mailed_code{};          ///< of a MailToken that is_good(): EnrolmentCode
    std::optional<Digest> replaced_token_hash{};  ///< of a live session, which ends and is revoked
};

/// Why a session was not opened; nothing was written and nothing is spent.
enum class NotOpened {
    UserGone,     ///< disabled, put to sleep (delete_at) or gone
    StepGone,     ///< used, expired or ended meanwhile
    CodeUsed,     ///< the code was used, or its factor replaced or removed
    SessionGone,  ///< the session to replace is not live any more
};

class SessionStore {
public:
    virtual ~SessionStore() = default;

    /// Stores a session and spends what was shown for it: both or neither. One in which a second
    /// factor was proven cancels a reset of lost factors.
    virtual Result<Session, NotOpened> add(const NewSession& session, const Spending& spending) = 0;

    virtual std::optional<SessionWithUser> find_by_token_hash(const Digest& token_hash) = 0;

    /// The sessions of a user, newest first, expired ones included, at most `limit`. Unreadable
    /// rows are logged and left out.
    virtual std::vector<Session> find_by_user(UserId user, std::size_t limit) = 0;
    /// The same; unreadable rows by name.
    virtual Listed<Session, SessionId> list_by_user(UserId user, std::size_t limit) = 0;

    /// Sessions of all users with their users, those after `after`; unreadable rows by name.
    virtual ListedSessions list(SessionId after, std::size_t limit) = 0;

    /// Moves last_seen_at forward to `now`; never back.
    virtual void set_last_seen(SessionId id, TimePoint now) = 0;

    // What ends sessions before their time also writes the revocations, in the same transaction:
    // one for a session, or one for the user where many of theirs may end. Each returns how many
    // ended. What ends all sessions of a user is one short step, however many they are: no other
    // function finds them again, and remove_ended removes their rows. An entry of the audit log is
    // of the same transaction: nothing ends without it.

    virtual std::size_t remove_by_token_hash(const Digest& token_hash) = 0;
    /// Returns whose session it was; nothing, and no entry, when there was none. An entry without a
    /// user gets the user whose session it was.
    virtual std::optional<UserId> remove_by_public_id(const PublicId& id,
                                                      const std::optional<AuditEntry>& audit) = 0;
    /// Ends the session only if it is this user's.
    virtual std::size_t remove_of_user(UserId user, const PublicId& id) = 0;
    /// Writes the revocation of the user also when no session of theirs is stored. Of very many
    /// sessions only the first 1000 are counted.
    virtual std::size_t remove_all_of_user(UserId user, const std::optional<AuditEntry>& audit) = 0;
    /// Ends all sessions of the user but one; all of them when `kept` is not a live one of theirs.
    virtual std::size_t remove_others_of_user(UserId user, const PublicId& kept) = 0;

    /// Ends the oldest sessions of the user beyond the newest `kept`, at most kMostAtOnce. Returns
    /// how many of them were live. Reads no more than `kept` + kMostAtOnce.
    virtual std::size_t end_oldest(UserId user, std::size_t kept, TimePoint now) = 0;

    /// The key of the newest session, of whatever state; 0 when there is none.
    virtual SessionId find_newest() = 0;
    /// Ends at most kMostAtOnce sessions, of those up to `last`, with a revocation for each of
    /// their users; when none is left, families of tokens in the same way. 0: none is left of
    /// either, and no sign-in waits for its second factor.
    virtual std::size_t remove_some(SessionId last) = 0;
    static constexpr std::size_t kMostAtOnce = 100;

    /// Ends the trust in devices of the users behind `after`, in the order of their keys: those of
    /// the next kMostAtOnce devices, each with all their devices. Returns the last of these users;
    /// nothing: no user behind `after` has a device.
    virtual std::optional<UserId> end_some_trust(UserId after) = 0;

    /// Removes the rows of at most `limit` ended sessions and forgotten devices. Returns how many.
    virtual std::size_t remove_ended(std::size_t limit) = 0;

    /// Removes at most `limit` sessions that are past their absolute end or their idle end, and
    /// writes no revocations. Returns how many.
    virtual std::size_t remove_expired(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
