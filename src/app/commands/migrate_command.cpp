#include <ostream>

#include "app/commands/commands.hpp"
#include "postern/store/schema_store.hpp"

namespace postern::app {

namespace {

json::Json to_json(const store::Migration& migration) {
    return json::Json::Object{{"version", std::size_t{migration.version}},
                              {"name", migration.name}};
}

/// A person sees each migration at once, a program all of them at the end.
void migrate(CommandContext& context, const Arguments& typed) {
    const bool dry_run = typed.flag("--dry-run");
    const auto migrations =
        store::read_migrations(context.config().server.share_dir + "/migrations");
    json::Json::Array done;
    const auto note = [&](const store::Migration& migration) {
        done.push_back(to_json(migration));
        if (!typed.flag("--json"))
            context.out() << (dry_run ? "would apply " : "applied ") << migration.version << ' '
                          << migration.name << std::endl;
    };
    if (dry_run) {
        for (auto i = context.schema().find_applied().size(); i < migrations.size(); ++i)
            note(migrations[i]);
    } else {
        context.schema().migrate(migrations, context.now(), note);
    }
    const bool current = done.empty();
    if (dry_run && !current && !typed.flag("--json")) return;
    report(context, typed,
           {current   ? "current"
            : dry_run ? "pending"
                      : "migrated",
            current ? "The schema is up to date." : "Done.",
            {{"migrations", std::move(done)}}});
}

}  // namespace

Command migrate_command() {
    return {.name = "migrate",
            .help = "Update the database schema",
            .options = {{.name = "--dry-run",
                         .help = "Print the pending migrations without applying them",
                         .type = OptionType::Flag},
                        kJsonFlag},
            .run = migrate};
}

}  // namespace postern::app
