#include "app/commands/command_line.hpp"

#include <exception>
#include <iostream>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "app/commands/commands.hpp"
#include "app/console/command_parser.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/version.hpp"
#include "postern/app/command_line.hpp"
#include "postern/base/log.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

int parse_and_run(const std::vector<std::string>& arguments, Console& console) {
    const auto program = postern_program();
    const auto parsed = parse_arguments(program, arguments, console);
    if (!parsed) return parsed.error();
    CommandContext context{console, parsed->arguments.text("--config")};
    parsed->command->run(context, parsed->arguments);
    return kDone;
}

/// What to look at first, by the server's or the client library's error number at the text's end.
std::string_view database_hint(std::string_view what) {
    using Hint = std::pair<std::string_view, std::string_view>;
    static constexpr Hint kHints[] = {
        {"2002",
         "is it running, is database.socket (or host and port) right, and may you open the "
         "socket?"},
        {"2003", "is it running, and are database.host and database.port right?"},
        {"1044",
         "this user may not use this database: check its privileges (postern database grants)"},
        {"1045", "check database.user and the password"},
        {"1049", "this database does not exist: check database.name"},
        {"1698", "check database.user: the server authenticates this user by another method"},
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

Program postern_program() {
    static const std::string kConfigPath = default_config_path();
    return {.root = {.name = "postern",
                     .help = "Administers Postern: users, sites, sessions, e-mail, the audit log, "
                             "the database schema and nginx files.",
                     .options = {{.name = "-c,--config",
                                  .help = "Configuration file",
                                  .default_value = kConfigPath}},
                     .commands = {init_command(), migrate_command(), config_commands(),
                                  database_commands(), user_commands(), site_commands(),
                                  session_commands(), mail_commands(), audit_command(),
                                  nginx_command()}},
            .version = kVersion,
            .footer =
                "Exit status: 0 done, 1 refused or misconfigured, 2 invalid arguments, 3 database "
                "unavailable."};
}

int run_command_line(const std::vector<std::string>& arguments, Console& console) {
    // The terminal gets the command's own words; the stores' log lines are for the daemon.
    log::configure(log::Format::Text, log::Level::Error, "postern");
    try {
        return parse_and_run(arguments, console);
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

int run_command_line(int argc, const char* const* argv) {
    Console console{std::cin, std::cout, std::cerr, ::isatty(STDIN_FILENO) == 1};
    return run_command_line({argv + 1, argv + argc}, console);
}

}  // namespace postern::app
