/// SignInStepStore: sign-ins between the right password and the second factor, under the hash of
/// their token.
///
/// What ends all sessions of a user, or all but one, ends their steps, too. A step that becomes a
/// session is used up by SessionStore::add. Throws StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "postern/model/factor.hpp"

namespace postern::store {

class SignInStepStore {
public:
    virtual ~SignInStepStore() = default;

    /// False, and nothing is stored, when the user has meanwhile been disabled or put to sleep
    /// (delete_at), or is gone.
    virtual bool add(const NewSignInStep& step) = 0;

    /// Expired ones, too: whether a step is good is is_good()'s word.
    virtual std::optional<SignInStep> find(const Digest& token_hash) = 0;

    /// Counts one more; returns how many that makes, 0 when there is no such step.
    virtual std::uint32_t add_wrong_code(const Digest& token_hash) = 0;

    /// False when there was none.
    virtual bool remove(const Digest& token_hash) = 0;

    /// At most `limit`; returns how many went.
    virtual std::size_t remove_expired(TimePoint now, std::size_t limit) = 0;
};

}  // namespace postern::store
