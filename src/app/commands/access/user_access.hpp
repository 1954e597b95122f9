/// user_access: the groups, roles and permissions of a user, for `postern user show`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands/command_context.hpp"
#include "postern/json/json.hpp"
#include "postern/model/user_row.hpp"

namespace postern::app {

/// Something that a user has.
struct HeldThing {
    std::string name;
    std::string by_group{};            ///< the group that gives it; empty: it is the user's own
    std::string granted_by{};          ///< an Actor's name
    std::optional<TimePoint> until{};  ///< with a group: the end of whichever ends first
};

/// Expired ones as well, until they are purged.
struct UserAccess {
    std::vector<HeldThing> groups{};
    std::vector<HeldThing> roles{};
    std::vector<HeldThing> permissions{};  ///< those granted without a role
};

/// A round trip for each group of the user.
UserAccess access_of(CommandContext& context, const UserRow& user);

/// The three lists as members of a JSON object.
json::Json::Object to_json(const UserAccess& access);

/// `editor by the group staff (until 2026-11-21T18:00:00Z), ...`; empty for none.
std::string to_text(const std::vector<HeldThing>& things, TimePoint now, bool utc);

}  // namespace postern::app
