#include <ostream>

#include "app/commands/commands.hpp"

namespace postern::app {

namespace {

void migrate(Workbench& bench, bool dry_run) {
    auto& out = bench.console().out;
    const auto migrations = store::read_migrations(bench.config().server.share_dir + "/migrations");
    if (dry_run) {
        const std::size_t applied = bench.schema().find_applied().size();
        for (std::size_t i = applied; i < migrations.size(); ++i)
            out << "would apply " << migrations[i].version << ' ' << migrations[i].name << '\n';
        if (applied >= migrations.size()) out << "The schema is current.\n";
        return;
    }
    const std::size_t count =
        bench.schema().migrate(migrations, bench.now(), [&out](const store::Migration& migration) {
            out << "applied " << migration.version << ' ' << migration.name << std::endl;
        });
    out << (count == 0 ? "The schema is current.\n" : "Done.\n");
}

}  // namespace

void add_migrate_command(CLI::App& cli, Workbench& bench) {
    auto* command = cli.add_subcommand("migrate", "Bring the database's schema up to date");
    const auto dry_run = std::make_shared<bool>(false);
    command->add_flag("--dry-run", *dry_run, "Only print what would be applied");
    command->callback([&bench, dry_run] { migrate(bench, *dry_run); });
}

}  // namespace postern::app
