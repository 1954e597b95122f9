/// access_words: what the commands about groups, roles, grants and rules share: operands, and what
/// they say when something is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/console/command.hpp"
#include "postern/json/json.hpp"
#include "postern/model/group.hpp"
#include "postern/model/rules.hpp"
#include "postern/model/user.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/access/group_service.hpp"

namespace postern::app {

/// Of the commands that give somebody something.
inline constexpr Option kUntilOption{
    .name = "--until",
    .help =
        "When it ends: 2026-11-21, 2026-11-21T18:00:00+01:00, or a length of time from now, "
        "such as 7d; without it: never"};

/// What an option such as `--until` says; nothing where it was not typed. A length of time counts
/// from now on. Throws CommandError for anything that is no time.
std::optional<TimePoint> typed_later_moment(CommandContext& context, const Arguments& typed,
                                            std::string_view option);

/// A user whose row can be read. Throws CommandError.
User get_user(CommandContext& context, const std::string& who);

/// The names of the sites whose rules name this group or role, sorted.
std::vector<std::string> sites_naming(CommandContext& context, RuleSubject::Kind kind,
                                      std::string_view name);

CommandError refused(service::GroupError error, const std::string& group);
CommandError refused(service::GrantError error);
/// `what`: `the group staff`. REQUIRES: sites that name it.
CommandError named_by_rules(const std::string& what, const std::vector<std::string>& sites);

/// `a, b and c`; empty for none.
std::string listed(const std::vector<std::string>& names);
json::Json names_json(const std::vector<std::string>& names);

/// ` until 2026-11-21T18:00:00Z`; empty where there is no end.
std::string until_words(const std::optional<TimePoint>& until, bool utc);

}  // namespace postern::app
