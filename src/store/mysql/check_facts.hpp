/// check_facts: how the groups and roles of a user come out of one value.
#pragma once

#include <string_view>
#include <vector>

#include "postern/model/group.hpp"

namespace postern::store::mysql {

/// Adds what `count:id@until,id@until` lists to `facts`; false, and whatever was added, when the
/// list is not whole or not in this form. `until`: as TO_SECONDS() counts; beyond what a DATETIME
/// can be: it does not expire.
bool read_facts(std::string_view text, std::vector<HeldFact>& facts);

}  // namespace postern::store::mysql
