/// TokenStore: families of refresh tokens, and access tokens that were revoked one by one.
///
/// A family counts only while its epoch is that of its user, as a session does: what ends all
/// sessions of a user ends their families. Whatever ends a family before its time also writes a
/// revocation with crypto::family_digest() of its public id, in the same transaction. Throws
/// StoreError.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/model/mail.hpp"
#include "postern/model/token.hpp"
#include "postern/model/user.hpp"
#include "postern/store/session_store.hpp"

namespace postern::store {

/// A family, its user, and what else must be true for it to go on.
struct FamilyWithUser {
    TokenFamily family;
    User user;
    bool is_current = false;    ///< of the user's present epoch
    bool session_lives = true;  ///< false: the session that it ends with is gone or has ended
};

/// What becomes of a family when its refresh token is shown.
struct FamilyUse {
    enum class What { Nothing, Advance, Revoke };
    What what = What::Nothing;
    TimePoint now{};
    std::string address{};              ///< of Advance: where it was used
    FamilyEnd end = FamilyEnd::Reused;  ///< of Revoke
    std::optional<AuditEntry> audit{};
    std::vector<NewMail> mails{};
};

/// A family that has ended is kept this long, with the reason if it ended before its time.
inline constexpr std::chrono::hours kEndedFamiliesKept{24};
/// Beyond the end of the token: by then it has expired by the clock of every host.
inline constexpr std::chrono::seconds kDenialsKept{60};

class TokenStore {
public:
    virtual ~TokenStore() = default;

    /// Stores a family of a user who is enabled and not scheduled for deletion, in their present
    /// epoch, and spends what was shown for it as SessionStore::add does: both or neither. Its id,
    /// and revoked_at, are not looked at. Families of the user beyond the newest `kept` live ones
    /// end.
    virtual Result<FamilyId, NotOpened> add(const TokenFamily& family, const Spending& spending,
                                            std::size_t kept, TimePoint now) = 0;

    virtual std::optional<FamilyWithUser> find(const PublicId& id) = 0;

    /// Asks `decide` with the family's row locked, and carries out what it says: counter + 1,
    /// counter_at, used_at for Advance; all in one transaction, begun again when it is a victim of
    /// a deadlock, so `decide` may be called more than once. Nothing: there is no such family.
    /// Returns what `decide` was last shown.
    virtual std::optional<FamilyWithUser> use(
        const PublicId& id, const std::function<FamilyUse(const FamilyWithUser&)>& decide) = 0;

    /// The families of a user that have neither ended nor been revoked, newest first.
    virtual std::vector<TokenFamily> find_by_user(UserId user, TimePoint now,
                                                  std::size_t limit) = 0;

    /// Live families of all users behind `after`, by key.
    virtual std::vector<FamilyWithUser> list(FamilyId after, TimePoint now, std::size_t limit) = 0;

    /// Ends one family; `user`: only if it is theirs. Returns whose it was; nothing: there is none
    /// that lives. `audit` is written in the same transaction, where it ends.
    virtual std::optional<UserId> revoke(const PublicId& id, std::optional<UserId> user,
                                         FamilyEnd end, TimePoint now,
                                         const std::optional<AuditEntry>& audit) = 0;

    /// Denies one access token until it has expired, and writes a revocation with
    /// crypto::token_id_digest(). False when it was denied before.
    virtual bool deny(std::string_view token_id, UserId user, TimePoint expires_at,
                      TimePoint now) = 0;
    virtual bool is_denied(std::string_view token_id) = 0;

    /// Removes at most `limit` families that ended kEndedFamiliesKept ago, and denials of tokens
    /// that expired kDenialsKept ago. Returns how many.
    virtual std::size_t remove_ended(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
