#include "postern/app/command_line.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>

#include "app/commands/commands.hpp"
#include "app/wiring/version.hpp"
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

/// The first word that is no option and no command, if that is what is wrong.
std::optional<std::string> unknown_command(const CLI::App& cli,
                                           const std::vector<std::string>& arguments) {
    const CLI::App* group = &cli;
    bool is_value = false;  // of the one option that stands before commands
    for (const auto& word : arguments) {
        if (std::exchange(is_value, word == "-c" || word == "--config")) continue;
        if (word.starts_with('-')) continue;
        const auto named = group->get_subcommands(
            [&word](const CLI::App* command) { return command->get_name() == word; });
        if (named.empty()) return word;
        group = named.front();
    }
    return std::nullopt;
}

/// What to say when a group, such as `user`, came without the command of it.
std::optional<std::string> missing_command(const CLI::App& cli) {
    const auto named = cli.get_subcommands();
    if (named.empty()) return std::nullopt;
    const auto commands = named.front()->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty() || !named.front()->get_subcommands().empty()) return std::nullopt;
    std::string text = "which command of " + named.front()->get_name() + "? There is";
    for (const auto* command : commands)
        text += (command == commands.front() ? " " : ", ") + command->get_name();
    return text;
}

int parse_and_run(const std::vector<std::string>& arguments, Workbench& bench) {
    CLI::App cli{
        "Administers Postern: users, sites, sessions, mails, the audit trail, schema and nginx "
        "files.",
        "postern"};
    cli.require_subcommand(1);
    cli.set_version_flag("--version", std::string{kVersion});
    cli.add_option("-c,--config", bench.config_path, "Configuration file")->capture_default_str();
    cli.footer(
        "Exit status: 0 done, 1 refused or misconfigured, 2 wrong arguments, 3 database "
        "unavailable.");
    add_init_command(cli, bench);
    add_migrate_command(cli, bench);
    add_config_commands(cli, bench);
    add_database_commands(cli, bench);
    add_user_commands(cli, bench);
    add_site_commands(cli, bench);
    add_session_commands(cli, bench);
    add_mail_commands(cli, bench);
    add_audit_command(cli, bench);
    add_nginx_command(cli, bench);
    try {
        std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};  // as CLI11 wants
        cli.parse(reversed);
    } catch (const CLI::RequiredError& error) {
        if (const auto unknown = unknown_command(cli, arguments))
            throw CommandError{kUsage, "no such command: " + printable(*unknown) + "; see --help"};
        if (const auto missing = missing_command(cli)) throw CommandError{kUsage, *missing};
        return cli.exit(error, bench.console().out, bench.console().err) == 0 ? kDone : kUsage;
    } catch (const CLI::ParseError& error) {
        return cli.exit(error, bench.console().out, bench.console().err) == 0 ? kDone : kUsage;
    }
    return kDone;
}

/// What to look at first, by the server's or the client library's error number at the text's end.
std::string_view database_hint(std::string_view what) {
    using Hint = std::pair<std::string_view, std::string_view>;
    static constexpr Hint kHints[] = {
        {"2002",
         "does it run, is database.socket (or host and port) right, and may you open the socket?"},
        {"2003", "does it run, and are database.host and database.port right?"},
        {"1044", "this user may not use this database: check the GRANTs"},
        {"1045", "check database.user and the password"},
        {"1049", "this database does not exist: check database.name"},
        {"1698", "check database.user: this server lets the user in by another method"},
    };
    for (const auto& [number, hint] : kHints)
        if (what.ends_with(number)) return hint;
    return {};
}

std::string database_words(const store::StoreError& error) {
    const std::string what = error.what();
    const auto hint = database_hint(what);
    return "the database cannot be used: " + what + (hint.empty() ? "" : "; " + std::string{hint});
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
        return report(console, kUnavailable, database_words(error));
    } catch (const std::exception& error) {
        return report(console, kUnavailable, error.what());
    }
}

}  // namespace postern::app
