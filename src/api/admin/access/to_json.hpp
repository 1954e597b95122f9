/// to_json: groups, permissions, roles and grants as administrators see them.
#pragma once

#include <cstdint>

#include "postern/json/json.hpp"
#include "postern/model/group.hpp"

namespace postern::api::admin::access {

/// `members`: how many there are now.
json::Json to_json(const Group& group, std::uint64_t members);
json::Json to_json(const Membership& membership);
json::Json to_json(const Permission& permission);
json::Json to_json(const Role& role);
json::Json to_json(const Grant& grant);

}  // namespace postern::api::admin::access
