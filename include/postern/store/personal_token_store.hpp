/// PersonalTokenStore: personal tokens, under the digest of their text.
///
/// What ends one before its time also writes a revocation with its digest, in the same transaction.
/// Throws StoreError.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/model/token.hpp"
#include "postern/model/user.hpp"
#include "postern/store/account_change.hpp"

namespace postern::store {

struct PersonalTokenWithUser {
    PersonalToken token;
    User user;
};

/// When a personal token was last used.
struct PersonalTokenUse {
    PersonalTokenId id;
    TimePoint used_at;
};

class PersonalTokenStore {
public:
    virtual ~PersonalTokenStore() = default;

    enum class Added { Yes, TooMany, UserGone };
    /// Stores it under `digest`, with what belongs to it, unless the user has `most` that have not
    /// expired, or is disabled, scheduled for deletion or gone. Its id and last_used_at are not
    /// looked at.
    virtual Added add(const PersonalToken& token, const Digest& digest, std::size_t most,
                      const SideEffects& effects) = 0;

    /// Whatever is stored; the caller compares the end with the clock.
    virtual std::optional<PersonalTokenWithUser> find(const Digest& digest) = 0;

    /// Those of a user that have not expired, newest first.
    virtual std::vector<PersonalToken> find_by_user(UserId user, TimePoint now) = 0;

    /// Those of all users behind `after` that have not expired, by key. `unused_since`: only those
    /// that were neither made nor used since.
    virtual std::vector<PersonalTokenWithUser> list(PersonalTokenId after,
                                                    std::optional<TimePoint> unused_since,
                                                    TimePoint now, std::size_t limit) = 0;

    /// Removes one; `user`: only if it is theirs. Returns what was removed; nothing: there is none.
    /// An entry that names no user gets the owner of the token.
    virtual std::optional<PersonalTokenWithUser> remove(const PublicId& id,
                                                        std::optional<UserId> user,
                                                        const AuditEntry& audit) = 0;

    /// Moves last_used_at forward, never back.
    virtual void set_last_used(std::span<const PersonalTokenUse> uses) = 0;

    /// Removes at most `limit` that expired before `before`. Returns how many.
    virtual std::size_t remove_expired(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
