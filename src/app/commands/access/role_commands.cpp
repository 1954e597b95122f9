// postern role add|list|show|set|remove
#include <algorithm>
#include <ostream>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "app/console/question.hpp"
#include "app/console/table.hpp"

namespace postern::app {

namespace {

constexpr Option kRoleOperand{.name = "NAME", .help = "Name of the role", .required = true};

const std::vector<Column> kColumns{{"name"},
                                   {"permissions", Cells::Text},
                                   {"description", Cells::Text},
                                   {"created_at", Cells::Time, true}};

/// `as_text`: for a table; JSON has a list.
Row row(const Role& role, bool as_text) {
    return {role.name,
            as_text ? json::Json{listed(role.permissions)} : names_json(role.permissions),
            role.description, to_rfc3339(role.created_at)};
}

json::Json to_json(const Role& role) { return to_object(kColumns, row(role, false)); }

CommandError no_such_role(const std::string& name) {
    return {kRefused, "no such role: " + printable(name) + "; see `postern role list`"};
}

Role get_role(CommandContext& context, const std::string& name) {
    auto role = context.services().grants.find_role(name);
    if (!role) throw no_such_role(name);
    return std::move(*role);
}

void list(CommandContext& context, const Arguments& typed) {
    const auto style = table_style(context, typed);
    std::vector<Row> rows;
    for (const auto& role : context.services().grants.roles())
        rows.push_back(row(role, !style.json));
    print_rows(context.out(), style, kColumns, rows,
               "No roles yet. Add one: postern role add NAME --permission P");
}

void show(CommandContext& context, const Arguments& typed) {
    const Role role = get_role(context, typed.text("NAME"));
    const auto sites = sites_naming(context, RuleSubject::Kind::Role, role.name);
    if (typed.flag("--json")) {
        auto object = to_object(kColumns, row(role, false));
        object.emplace_back("named_by", names_json(sites));
        return print_json(context.out(), json::Json{std::move(object)});
    }
    const auto line = [&](std::string_view what, const std::string& value) {
        print_fact(context.out(), 13, what, value);
    };
    line("Name", role.name);
    line("Description", role.description);
    line("Permissions", listed(role.permissions));
    line("Named by", listed(sites));
    line("Created", moment_text(role.created_at, typed.flag("--utc")));
}

void add(CommandContext& context, const Arguments& typed) {
    const auto added = context.services().grants.add_role(
        typed.text("NAME"), typed.text("--description"), typed.texts("--permission"),
        context.actor(), context.now());
    if (!added) throw refused(added.error());
    report(context, typed,
           {"added",
            "Added the role " + added->name + ". Give it to somebody: postern grant add --user " +
                "USER --role " + added->name,
            {{"role", to_json(*added)}}});
}

/// Those that the role has then, or nothing where neither option was given. Throws CommandError.
std::optional<std::vector<std::string>> typed_permissions(const Role& role,
                                                          const Arguments& typed) {
    const auto& more = typed.texts("--add-permission");
    const auto& fewer = typed.texts("--remove-permission");
    if (more.empty() && fewer.empty()) return std::nullopt;
    std::vector<std::string> permissions = role.permissions;
    for (const auto& name : fewer)
        if (std::erase(permissions, name) == 0)
            throw CommandError{kRefused, "the role " + role.name +
                                             " does not have the permission " + printable(name)};
    for (const auto& name : more)
        if (std::ranges::find(permissions, name) == permissions.end()) permissions.push_back(name);
    return permissions;
}

void set(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    const std::optional<std::string> description{
        typed_words(typed, "--description", "--no-description")};
    const Role before = get_role(context, name);
    const auto permissions = typed_permissions(before, typed);
    if (!description && !permissions)
        throw CommandError{kUsage, "give --add-permission, --remove-permission or --description"};
    const auto changed = context.services().grants.set_role(
        name, description, permissions, context.actor(), context.now(), before.permissions);
    if (!changed) throw refused(changed.error());
    const Role role = get_role(context, name);
    report(context, typed,
           {"changed",
            "The role " + role.name + " has " +
                (role.permissions.empty() ? "no permissions"
                                          : "the permissions " + listed(role.permissions)) +
                ".",
            {{"role", to_json(role)}}});
}

void remove(CommandContext& context, const Arguments& typed) {
    const Role role = get_role(context, typed.text("NAME"));
    const auto sites = sites_naming(context, RuleSubject::Kind::Role, role.name);
    if (!sites.empty()) throw named_by_rules("the role " + role.name, sites);
    confirm(context.console(), typed.flag("--yes"),
            "Remove the role " + role.name + " and all its grants? This cannot be undone.",
            Unasked::GoOn);
    const auto removed =
        context.services().grants.remove_role(role.name, context.actor(), context.now());
    if (!removed) throw refused(removed.error());
    report(context, typed,
           {"removed", "Removed the role " + role.name + ".", {{"role", to_json(role)}}});
}

}  // namespace

Command role_commands() {
    return {
        .name = "role",
        .help = "Add, list, change and remove roles: sets of permissions",
        .commands = {{.name = "add",
                      .help = "Add a role",
                      .options = {{.name = "NAME", .help = "Short name", .required = true},
                                  {.name = "--permission",
                                   .help = "A permission of the role; may be given several times",
                                   .repeatable = true},
                                  {.name = "--description", .help = "What it is for, in one line"},
                                  kJsonFlag},
                      .run = add},
                     {.name = "list",
                      .help = "List the roles",
                      .options = with_table_options({}),
                      .run = list},
                     {.name = "show",
                      .help = "Show a role, and the sites whose rules name it",
                      .options = {kRoleOperand, kUtcFlag, kJsonFlag},
                      .run = show},
                     {.name = "set",
                      .help = "Change the permissions or the description of a role",
                      .options = {kRoleOperand,
                                  {.name = "--add-permission",
                                   .help = "A permission that it gets; may be given several times",
                                   .repeatable = true},
                                  {.name = "--remove-permission",
                                   .help = "A permission that it loses; may be given several times",
                                   .repeatable = true},
                                  {.name = "--description", .help = "What it is for, in one line"},
                                  {.name = "--no-description",
                                   .help = "Remove the description",
                                   .type = OptionType::Flag},
                                  kJsonFlag},
                      .run = set},
                     {.name = "remove",
                      .help = "Remove a role and all its grants; refused while rules name it",
                      .options = {kRoleOperand, kYesFlag, kJsonFlag},
                      .run = remove}}};
}

}  // namespace postern::app
