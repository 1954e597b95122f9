/// TransferStore: many users at a time, for moving in and out. Throws StoreError.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "postern/store/user_store.hpp"

namespace postern::store {

class TransferStore {
public:
    virtual ~TransferStore() = default;

    /// Adds the users with their passwords in one transaction, except those whose address, public
    /// id or username is in use already; returns how many were added. A username that is kept for
    /// somebody else is in use, and so is one that looks like another.
    /// REQUIRES: no address and no id twice among `users`.
    virtual std::size_t add_all(std::span<const NewUser> users) = 0;

    /// All users after this key, at most `limit`, with their passwords and profiles;
    /// unreadable rows by name.
    virtual Listed<UserWithPassword, UserId> list(UserId after, std::size_t limit) = 0;
};

}  // namespace postern::store
