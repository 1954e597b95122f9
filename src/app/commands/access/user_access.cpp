#include "app/commands/access/user_access.hpp"

#include <algorithm>
#include <limits>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/console/moment.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kAll = std::numeric_limits<std::int32_t>::max();

/// `until`: when the user leaves the holder, if that is a group.
void add_grants(CommandContext& context, const GrantHolder& holder,
                const std::optional<TimePoint>& until, UserAccess& access) {
    const bool by_group = holder.kind == GrantHolder::Kind::Group;
    for (const auto& grant : context.services().grants.grants(holder, kAll)) {
        auto& things = grant.what.kind == Granted::Kind::Role ? access.roles : access.permissions;
        things.push_back({.name = grant.what.name,
                          .by_group = by_group ? holder.name : std::string{},
                          .granted_by = grant.granted_by,
                          .until = earlier(until, grant.expires_at)});
    }
}

json::Json list_json(const std::vector<HeldThing>& things, bool with_group) {
    json::Json::Array list;
    for (const auto& thing : things) {
        json::Json::Object object{{"name", thing.name}};
        if (with_group)
            object.emplace_back("by_group",
                                thing.by_group.empty() ? json::Json{} : json::Json{thing.by_group});
        object.emplace_back("granted_by", thing.granted_by);
        object.emplace_back("expires_at", time_or_null(thing.until));
        list.emplace_back(std::move(object));
    }
    return json::Json{std::move(list)};
}

}  // namespace

UserAccess access_of(CommandContext& context, const UserRow& user) {
    UserAccess access;
    if (user.public_id)
        add_grants(context, {.kind = GrantHolder::Kind::User, .name = user.public_id->text()}, {},
                   access);
    for (const auto& membership : context.services().groups.groups_of(user.id)) {
        access.groups.push_back({.name = membership.group,
                                 .granted_by = membership.granted_by,
                                 .until = membership.expires_at});
        add_grants(context, {.kind = GrantHolder::Kind::Group, .name = membership.group},
                   membership.expires_at, access);
    }
    return access;
}

json::Json::Object to_json(const UserAccess& access) {
    return {{"groups", list_json(access.groups, false)},
            {"roles", list_json(access.roles, true)},
            {"permissions", list_json(access.permissions, true)}};
}

std::string to_text(const std::vector<HeldThing>& things, TimePoint now, bool utc) {
    std::string text;
    for (const auto& thing : things) {
        text.append(text.empty() ? "" : ", ").append(thing.name);
        if (!thing.by_group.empty()) text += " by the group " + thing.by_group;
        if (!thing.until) continue;
        text += (*thing.until <= now ? " (ended " : " (until ") + moment_text(*thing.until, utc);
        text += ')';
    }
    return text;
}

}  // namespace postern::app
