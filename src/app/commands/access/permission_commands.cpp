// postern permission add|list|remove
#include <ostream>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/question.hpp"
#include "app/console/table.hpp"

namespace postern::app {

namespace {

constexpr Option kPermissionOperand{
    .name = "NAME", .help = "Name of the permission", .required = true};

const std::vector<Column> kColumns{
    {"name"}, {"resource"}, {"action"}, {"description", Cells::Text}};

Row row(const Permission& permission) {
    return {permission.name, permission.resource, permission.action, permission.description};
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    for (const auto& permission : context.services().grants.permissions())
        rows.push_back(row(permission));
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No permissions yet. Add one: postern permission add NAME --resource R --action A");
}

void add(CommandContext& context, const Arguments& typed) {
    const Permission permission{.name = typed.text("NAME"),
                                .description = typed.text("--description"),
                                .resource = typed.text("--resource"),
                                .action = typed.text("--action")};
    const auto added =
        context.services().grants.add_permission(permission, context.actor(), context.now());
    if (!added) throw refused(added.error());
    report(context, typed,
           {"added",
            "Added the permission " + permission.name + ": " + permission.action + " on " +
                permission.resource + ".",
            {{"permission", to_object(kColumns, row(permission))}}});
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    confirm(context.console(), typed.flag("--yes"),
            "Remove the permission " + printable(name) + "? This cannot be undone.", Unasked::GoOn);
    const auto removed =
        context.services().grants.remove_permission(name, context.actor(), context.now());
    if (!removed) throw refused(removed.error());
    report(context, typed,
           {"removed", "Removed the permission " + name + ".", {{"permission", name}}});
}

}  // namespace

Command permission_commands() {
    return {
        .name = "permission",
        .help = "Add, list and remove permissions: what may be done to what",
        .commands = {{.name = "add",
                      .help = "Add a permission, for roles and grants",
                      .options = {{.name = "NAME", .help = "Short name", .required = true},
                                  {.name = "--resource",
                                   .help = "What it is about: wiki/pages; wiki/* for all below it",
                                   .required = true},
                                  {.name = "--action",
                                   .help = "What may be done to it: edit; * for everything",
                                   .required = true},
                                  {.name = "--description", .help = "What it is for, in one line"},
                                  kJsonFlag},
                      .run = add},
                     {.name = "list",
                      .help = "List the permissions",
                      .options = with_table_options({}),
                      .run = list},
                     {.name = "remove",
                      .help = "Remove a permission; refused while a role or a grant has it",
                      .options = {kPermissionOperand, kYesFlag, kJsonFlag},
                      .run = remove}}};
}

}  // namespace postern::app
