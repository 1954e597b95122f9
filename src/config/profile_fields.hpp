/// profile_fields: the tables of `[[profile.field]]` as fields of the profile.
#pragma once

#include <vector>

#include "config/value.hpp"
#include "postern/base/result.hpp"
#include "postern/model/profile_field.hpp"

namespace postern::config {

/// The fields in the order of the file, or what is wrong with the first that is.
Result<std::vector<ProfileField>, Complaint> read_profile_fields(const Tables& tables);

}  // namespace postern::config
