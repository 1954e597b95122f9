/// profile_rows: what is stored beside a user: values of fields, and which terms they accepted. For
/// the inside of a transaction.
#pragma once

#include <string_view>

#include "postern/model/ids.hpp"
#include "postern/model/profile_field.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// Sets these fields; an empty value takes what there is away.
void set_profile_values(Connection& connection, UserId user, const ProfileValues& values);

ProfileValues read_profile_values(Connection& connection, UserId user);

/// The first time counts. False when there is no such version.
bool accept_terms(Connection& connection, UserId user, std::string_view version, TimePoint now);

}  // namespace postern::store::mysql
