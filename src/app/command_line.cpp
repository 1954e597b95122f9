#include "postern/app/command_line.hpp"

#include <algorithm>
#include <exception>
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/version.hpp"
#include "postern/base/log.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

CLI::App* add_group(CLI::App& cli, const std::string& name, const std::string& help) {
    auto* group = cli.add_subcommand(name, help);
    group->require_subcommand(1);
    return group;
}

void add_json_flag(CLI::App* command, Workbench& bench) {
    command->add_flag("--json", bench.json, "Print JSON instead of a table");
}

namespace {

int parse_and_run(const std::vector<std::string>& arguments, Workbench& bench) {
    CLI::App cli{"Administers Postern: users, sites, sessions, schema and nginx files.", "postern"};
    cli.require_subcommand(1);
    cli.set_version_flag("--version", std::string{kVersion});
    cli.add_option("-c,--config", bench.config_path, "Configuration file")->capture_default_str();
    cli.footer(
        "Exit status: 0 done, 1 refused, 2 wrong arguments, 3 database or file unavailable.");
    add_migrate_command(cli, bench);
    add_config_commands(cli, bench);
    add_user_commands(cli, bench);
    add_site_commands(cli, bench);
    add_session_commands(cli, bench);
    add_nginx_command(cli, bench);
    try {
        std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};  // as CLI11 wants
        cli.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error, bench.console().out, bench.console().err) == 0 ? kDone : kUsage;
    }
    return kDone;
}

int report(Console& console, int status, const std::string& what) {
    console.err << "postern: " << what << '\n';
    return status;
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, Console& console) {
    // The terminal gets the command's own words; the stores' log lines are for the daemon.
    log::configure(log::Format::Text, log::Level::Error, "postern");
    Workbench bench{console};
    try {
        return parse_and_run(arguments, bench);
    } catch (const CommandError& error) {
        return report(console, error.status(), error.what());
    } catch (const config::ConfigError& error) {
        return report(console, kRefused, error.what());
    } catch (const store::MigrationError& error) {
        return report(console, kRefused, error.what());
    } catch (const store::StoreError& error) {
        return report(console, kUnavailable,
                      std::string{"the database cannot be used: "} + error.what());
    } catch (const std::exception& error) {
        return report(console, kUnavailable, error.what());
    }
}

}  // namespace postern::app
