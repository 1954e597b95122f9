#include <memory>
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/setup/database_grants.hpp"

namespace postern::app {

namespace {

void print_grants(Workbench& bench, const std::string& wanted_origin) {
    const auto& config = bench.config();
    const auto from = wanted_origin.empty() ? default_origin(config.database) : wanted_origin;
    bench.console().out << main_grants_sql(config, from);
    if (const auto gate = gate_grants_sql(config, from); !gate.empty())
        bench.console().out << '\n' << gate;
}

}  // namespace

void add_database_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "database", "Rights in the database");
    auto* grants = group->add_subcommand(
        "grants", "Print the SQL that gives the database users their rights; changes nothing");
    const auto from = std::make_shared<std::string>();
    grants->add_option("--from", *from,
                       "Host that the daemon connects from, as the server sees it (localhost for a "
                       "unix socket, else any)");
    grants->callback([&bench, from] { print_grants(bench, *from); });
}

}  // namespace postern::app
