// postern grant add|list|remove
#include <ostream>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/table.hpp"

namespace postern::app {

namespace {

constexpr Option kUserOption{.name = "--user", .help = "User who holds it: e-mail address or id"};
constexpr Option kGroupOption{.name = "--group", .help = "Group whose members hold it"};
constexpr Option kRoleOption{.name = "--role", .help = "The role that is granted"};
constexpr Option kPermissionOption{.name = "--permission",
                                   .help = "The permission that is granted, without a role"};

const std::vector<Column> kColumns{{"id"},
                                   {"user", Cells::Text},
                                   {.title = "user_id", .wide = true},
                                   {"group"},
                                   {"role"},
                                   {"permission"},
                                   {"granted_at", Cells::Time, true},
                                   {.title = "granted_by", .wide = true},
                                   {"expires_at", Cells::Time}};

Row row(const Grant& grant) {
    const bool of_user = grant.holder.kind == GrantHolder::Kind::User;
    const bool is_role = grant.what.kind == Granted::Kind::Role;
    const auto when = [](bool is, const std::string& text) {
        return is ? json::Json{text} : json::Json{};
    };
    return {grant.id.text(),
            when(of_user, grant.holder.email),
            when(of_user, grant.holder.name),
            when(!of_user, grant.holder.name),
            when(is_role, grant.what.name),
            when(!is_role, grant.what.name),
            to_rfc3339(grant.granted_at),
            grant.granted_by,
            time_or_null(grant.expires_at)};
}

/// Nothing where neither --user nor --group was given. Throws CommandError.
std::optional<GrantHolder> typed_holder(CommandContext& context, const Arguments& typed) {
    const auto& user = typed.text("--user");
    const auto& group = typed.text("--group");
    if (!user.empty() && !group.empty())
        throw CommandError{kUsage, "give --user or --group, not both"};
    if (!group.empty()) {
        if (!context.services().groups.find(group))
            throw refused(service::GroupError::NoSuchGroup, group);
        return GrantHolder{.kind = GrantHolder::Kind::Group, .name = group};
    }
    if (user.empty()) return std::nullopt;
    const User found = get_user(context, user);
    return GrantHolder{.kind = GrantHolder::Kind::User,
                       .name = found.public_id.text(),
                       .email = found.email.text()};
}

/// Nothing where neither --role nor --permission was given. Throws CommandError.
std::optional<Granted> typed_granted(const Arguments& typed) {
    const auto& role = typed.text("--role");
    const auto& permission = typed.text("--permission");
    if (!role.empty() && !permission.empty())
        throw CommandError{kUsage, "give --role or --permission, not both"};
    if (!role.empty()) return Granted{Granted::Kind::Role, role};
    if (!permission.empty()) return Granted{Granted::Kind::Permission, permission};
    return std::nullopt;
}

/// `the role editor`
std::string words(const Granted& what) {
    return (what.kind == Granted::Kind::Role ? "the role " : "the permission ") +
           printable(what.name);
}

/// `ann@example.org`, `the group staff`
std::string words(const GrantHolder& holder) {
    return holder.kind == GrantHolder::Kind::User ? holder.email : "the group " + holder.name;
}

json::Json::Object members_of(const GrantHolder& holder, const Granted& what) {
    const bool of_user = holder.kind == GrantHolder::Kind::User;
    return {{of_user ? "user" : "group", of_user ? holder.email : holder.name},
            {what.kind == Granted::Kind::Role ? "role" : "permission", what.name}};
}

void list(CommandContext& context, const Arguments& typed) {
    const auto holder = typed_holder(context, typed);
    const std::size_t limit = typed.number("--limit");
    std::vector<Row> rows;
    for (const auto& grant : context.services().grants.grants(holder, limit))
        rows.push_back(row(grant));
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               holder ? "No grants."
                      : "No grants yet. Add one: postern grant add --user USER --role ROLE");
    if (rows.size() == limit)
        context.console().err << "There may be more; for those add: --limit " << limit * 10 << '\n';
}

void add(CommandContext& context, const Arguments& typed) {
    const auto what = typed_granted(typed);
    const auto holder = typed_holder(context, typed);
    if (!what || !holder)
        throw CommandError{kUsage, "give --user or --group, and --role or --permission"};
    const auto until = typed_later_moment(context, typed, "--until");
    const auto added =
        context.services().grants.grant(*holder, *what, until, context.actor(), context.now());
    if (!added) throw refused(added.error());
    auto members = members_of(*holder, *what);
    members.emplace(members.begin(), "id", added->text());
    members.emplace_back("expires_at", time_or_null(until));
    report(context, typed,
           {"granted",
            "Granted " + words(*what) + " to " + words(*holder) + until_words(until, false) +
                ". The grant's id is " + added->text() + ".",
            std::move(members)});
}

void remove_by_id(CommandContext& context, const Arguments& typed) {
    const auto& id = typed.text("ID");
    const auto parsed = PublicId::parse(id);
    if (!parsed) throw refused(service::GrantError::NoSuchGrant);
    const auto revoked = context.services().grants.revoke(*parsed, context.actor(), context.now());
    if (!revoked) throw refused(revoked.error());
    report(context, typed, {"revoked", "Removed the grant.", {{"id", id}}});
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto what = typed_granted(typed);
    const auto holder = typed_holder(context, typed);
    if (!typed.text("ID").empty() && !what && !holder) return remove_by_id(context, typed);
    if (!typed.text("ID").empty() || !what || !holder)
        throw CommandError{kUsage,
                           "give a grant's id, or --user or --group with --role or "
                           "--permission"};
    const auto revoked =
        context.services().grants.revoke(*holder, *what, context.actor(), context.now());
    if (!revoked) throw refused(revoked.error());
    report(context, typed,
           {"revoked", "Took " + words(*what) + " from " + words(*holder) + ".",
            members_of(*holder, *what)});
}

}  // namespace

Command grant_commands() {
    return {.name = "grant",
            .help = "Give users and groups roles and permissions, list them and take them back",
            .commands = {
                {.name = "add",
                 .help = "Grant a role or a permission; who holds it already gets the new end",
                 .options = {kUserOption, kGroupOption, kRoleOption, kPermissionOption,
                             kUntilOption, kJsonFlag},
                 .run = add},
                {.name = "list",
                 .help = "List grants, the newest first",
                 .options = with_table_options(
                     {{.name = "--user", .help = "Only those of this user: e-mail address or id"},
                      {.name = "--group", .help = "Only those of this group"},
                      {.name = "--limit",
                       .help = "Maximum number of grants",
                       .type = OptionType::Number,
                       .default_value = "1000",
                       .min = 1,
                       .max = 10'000'000}}),
                 .run = list},
                {.name = "remove",
                 .help = "Take a grant back, by its id or by what it gives to whom",
                 .options = {{.name = "ID", .help = "Id of the grant, as `grant list` shows it"},
                             kUserOption,
                             kGroupOption,
                             kRoleOption,
                             kPermissionOption,
                             kJsonFlag},
                 .run = remove}}};
}

}  // namespace postern::app
