/// named_account: the account that somebody names who wants to sign in, by its e-mail address or
/// its username.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/model/email_address.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

struct NamedAccount {
    /// The address that was typed, or that of the user whose username was typed; nothing: it is
    /// neither an address nor a user's username.
    std::optional<EmailAddress> email{};
    std::string name{};  ///< one spelling for all that mean the same: what is counted under
    std::optional<store::UserWithPassword> found{};
};

/// One round trip for an address and for what could be a username, whether or not there is an
/// account; none for other text. Throws store::StoreError.
NamedAccount find_account(store::UserStore& users, std::string_view typed);

}  // namespace postern::service
