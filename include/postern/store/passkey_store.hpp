/// PasskeyStore: where passkeys and security keys are kept, and which challenges were used.
///
/// What adds or removes a passkey is an AccountChange, and what uses one is a Spending: this port
/// reads, and keeps what belongs to neither. Throws StoreError.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/passkey.hpp"

namespace postern::store {

class PasskeyStore {
public:
    virtual ~PasskeyStore() = default;

    /// Those of a user, oldest first; at most kMaxListed.
    virtual std::vector<Passkey> list(UserId user) = 0;
    static constexpr std::size_t kMaxListed = 100;

    /// The passkey whose credential_id has this SHA-256.
    virtual std::optional<OwnedPasskey> find(const Digest& credential_hash) = 0;

    /// The handle of this user: from the first call on `fresh` (kUserHandleBytes), for ever.
    /// Nothing when the user is gone.
    virtual std::optional<std::string> handle_of(UserId user, std::string_view fresh) = 0;

    /// False when this user has no such passkey.
    virtual bool rename(UserId user, const PublicId& passkey, std::string_view name) = 0;

    /// True for the first caller with this hash of a challenge, and for no other.
    virtual bool use_challenge(const Digest& challenge_hash, TimePoint expires_at) = 0;
    /// Forgets at most `limit` challenges that are past their time; returns how many.
    virtual std::size_t remove_expired_challenges(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
