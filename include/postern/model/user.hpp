/// User: a person's record, as the services see it.
#pragma once

#include <optional>
#include <string>

#include "postern/base/clock.hpp"
#include "postern/model/display_name.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/model/username.hpp"

namespace postern {

/// How somebody wants to be addressed.
struct Profile {
    DisplayName display_name;
    std::string language{};   ///< BCP 47, like `de`; empty: what the browser asks for
    std::string time_zone{};  ///< of the IANA list, like `Europe/Berlin`; empty: UTC
};

struct User {
    UserId id;
    PublicId public_id;  ///< never changes; what sites should key their own data by
    EmailAddress email;
    DisplayName display_name;
    bool disabled = false;  ///< may not sign in; none of their sessions counts
    TimePoint created_at;
    // What the gate has no use for, and does not read:
    std::string language{};                        ///< as in Profile
    std::string time_zone{};                       ///< as in Profile
    std::optional<TimePoint> email_verified_at{};  ///< nothing: the address is not confirmed
    std::optional<TimePoint> delete_at{};          ///< set: scheduled for deletion at this time
    // What sites may be told besides:
    std::optional<Username> username{};
    std::string given_name{};   ///< as parse_part_of_name() takes it; empty: not known
    std::string family_name{};  ///< here, too
    /// Set: registered, and waits for approval since then. They may not sign in.
    std::optional<TimePoint> waiting_since{};
};

/// What is needed to make a user; the store gives the key.
struct NewUser {
    PublicId public_id;
    EmailAddress email;
    DisplayName display_name;
    std::string password_hash;  ///< PHC string format, or a hash that was imported
    TimePoint created_at;
    std::string language{};                        ///< as in Profile
    std::string time_zone{};                       ///< as in Profile
    std::optional<TimePoint> email_verified_at{};  ///< nothing: the address is not confirmed
    bool disabled = false;
    std::optional<Username> username{};
    std::string given_name{};                  ///< as in User
    std::string family_name{};                 ///< as in User
    std::optional<TimePoint> waiting_since{};  ///< as in User
    std::string accepted_terms{};              ///< the version; empty: none
    ProfileValues profile{};
};

}  // namespace postern
