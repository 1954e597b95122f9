/// User: a person's record, as the services see it.
#pragma once

#include <string>

#include "postern/base/clock.hpp"
#include "postern/model/display_name.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"

namespace postern {

struct User {
    UserId id;
    PublicId public_id;  ///< never changes; what sites should key their own data by
    EmailAddress email;
    DisplayName display_name;
    bool disabled = false;  ///< may not sign in; none of his sessions counts
    TimePoint created_at;
};

/// What is needed to make a user; the store gives the key.
struct NewUser {
    PublicId public_id;
    EmailAddress email;
    DisplayName display_name;
    std::string password_hash;  ///< PHC string format
    TimePoint created_at;
};

}  // namespace postern
