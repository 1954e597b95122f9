/// UserStore: where users and their passwords are kept. Storage only; it decides nothing.
///
/// One instance per worker process, over that worker's own connection. Every call is one
/// transaction. Throws StoreError when the database cannot answer; never throws for "no such row".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/user_row.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

enum class AddUserError {
    EmailTaken,
    UsernameTaken,  ///< by another user, or one that looks like it, or it is kept for somebody
};

/// A user with what is needed to check the password.
struct UserWithPassword {
    User user;
    std::string password_hash;  ///< PHC string format
    ProfileValues profile{};    ///< of TransferStore::list() alone
};

/// Which users; what is not set does not matter.
struct UserFilter {
    /// Part of the e-mail address, the username or the display name, ignoring case, or the whole
    /// public id.
    std::string search{};
    bool only_disabled = false;
};

using ListedUsers = Listed<User, UserId>;

class UserStore {
public:
    virtual ~UserStore() = default;

    virtual std::optional<UserWithPassword> find_by_email(const EmailAddress& email) = 0;
    virtual std::optional<UserWithPassword> find_by_username(const Username& name) = 0;
    virtual std::optional<User> find_by_public_id(const PublicId& id) = 0;

    /// What can be read of a user, for an administrator: by the e-mail address, the public id, the
    /// username, or the name that lists give a damaged row (`user 17`). Never throws CorruptRow.
    virtual std::optional<UserRow> find_row(std::string_view email_or_id) = 0;

    /// Users in the order of their keys, at most `limit`, those after the key `after` (0: from the
    /// start). REQUIRES: limit > 0.
    virtual std::vector<User> find_page(UserId after, std::size_t limit) = 0;

    /// The same for a list: only users that the filter lets through, and unreadable rows by name.
    virtual ListedUsers list(const UserFilter& filter, UserId after, std::size_t limit) = 0;

    /// Writes the user and the password together, or neither.
    virtual Result<User, AddUserError> add(const NewUser& user) = 0;

    /// When the user last chose a password. Nothing if they have none.
    virtual std::optional<TimePoint> find_password_changed_at(UserId id) = 0;

    /// Replaces the hash by that of a new password, chosen `now`. With `only_if`, by another hash
    /// of the same password, and only if the stored hash is still that one, so that a rehash never
    /// undoes a password change. False when nothing was replaced.
    virtual bool set_password_hash(UserId id, std::string_view phc, TimePoint now,
                                   std::optional<std::string_view> only_if) = 0;
};

}  // namespace postern::store
