#include <ostream>

#include "app/commands/commands.hpp"
#include "postern/store/schema_store.hpp"

namespace postern::app {

namespace {

void migrate(CommandContext& context, const Arguments& typed) {
    auto& out = context.out();
    const auto migrations =
        store::read_migrations(context.config().server.share_dir + "/migrations");
    if (typed.flag("--dry-run")) {
        const std::size_t applied = context.schema().find_applied().size();
        for (std::size_t i = applied; i < migrations.size(); ++i)
            out << "would apply " << migrations[i].version << ' ' << migrations[i].name << '\n';
        if (applied >= migrations.size()) out << "The schema is up to date.\n";
        return;
    }
    const std::size_t count = context.schema().migrate(
        migrations, context.now(), [&out](const store::Migration& migration) {
            out << "applied " << migration.version << ' ' << migration.name << std::endl;
        });
    out << (count == 0 ? "The schema is up to date.\n" : "Done.\n");
}

}  // namespace

Command migrate_command() {
    return {.name = "migrate",
            .help = "Update the database schema",
            .options = {{.name = "--dry-run",
                         .help = "Print the pending migrations without applying them",
                         .type = OptionType::Flag}},
            .run = migrate};
}

}  // namespace postern::app
