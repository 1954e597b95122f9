#include "app/commands/command_line.hpp"

#include <poll.h>
#include <unistd.h>

#include <exception>
#include <ostream>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "app/commands/commands.hpp"
#include "app/console/command_parser.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/version.hpp"
#include "postern/app/command_line.hpp"
#include "postern/base/log.hpp"
#include "postern/store/listed.hpp"
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

/// What is wrong, a line for each problem. Parts of it may come from outside.
int fail_with(Console& console, int status, const std::string& what) {
    console.err << "postern: ";
    std::istringstream lines{what};
    for (std::string line; std::getline(lines, line);) console.err << printable(line) << '\n';
    return status;
}

/// As in `postern audit | head`: nobody wants to hear of it. The database's library ignores
/// SIGPIPE.
bool reader_is_gone() {
    pollfd output{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
    return ::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/// What was printed is complete only once it is written: the disk may be full.
int finish_output(Console& console, int status) {
    if (console.out.flush() || status != kDone) return status;
    if (reader_is_gone()) return kRefused;
    return fail_with(console, kRefused, "the output is incomplete: it could not be written");
}

/// Never runs: the parser knows it by its name.
Command help_command() {
    return {.name = kHelpCommandName,
            .help = "Print the help of a command",
            .options = {{.name = "COMMAND",
                         .help = "Words of the command, such as user list",
                         .repeatable = true}},
            .run = [](CommandContext&, const Arguments&) {}};
}

// One to a line: a new one moves no other.
// clang-format off
std::vector<Command> commands() {
    return {
        init_command(),
        doctor_command(),
        status_command(),
        migrate_command(),
        config_commands(),
        database_commands(),
        user_commands(),
        invite_commands(),
        terms_commands(),
        site_commands(),
        group_commands(),
        permission_commands(),
        role_commands(),
        grant_commands(),
        rules_commands(),
        explain_command(),
        session_commands(),
        token_commands(),
        mail_commands(),
        brand_commands(),
        key_commands(),
        audit_command(),
        nginx_command(),
        help_command(),
    };
}
// clang-format on

}  // namespace

Program postern_program() {
    static const std::string kConfigPath = default_config_path();
    return {
        .root = {.name = "postern",
                 .help =
                     "Administers Postern: users, sites, groups, rules, sessions, tokens, "
                     "e-mail, the brand, keys, the audit log, the database schema and nginx files.",
                 .options = {{.name = "-c,--config",
                              .help = "Configuration file",
                              .default_value = kConfigPath}},
                 .commands = commands()},
        .version = kVersion,
        .footer =
            "Exit status: 0 done, 1 refused or misconfigured, 2 invalid arguments, 3 database "
            "unavailable."};
}

namespace {

int run_to_end(const std::vector<std::string>& arguments, Console& console) {
    // The terminal gets the command's own words; the stores' log lines are for the daemon.
    log::configure(log::Format::Text, log::Level::Error, "postern");
    try {
        return parse_and_run(arguments, console);
    } catch (const CommandError& error) {
        return fail_with(console, error.status(), error.what());
    } catch (const config::ConfigError& error) {
        return fail_with(console, kRefused, error.what());
    } catch (const store::MigrationError& error) {
        return fail_with(console, kRefused, error.what());
    } catch (const store::CorruptRow& error) {  // edited by hand, say
        const std::string cure =
            store::key_of_row("user", error.row())
                ? "`postern user show '" + error.row() + "'` says how to cure it"
                : std::string{kDamagedRowAdvice};
        return fail_with(console, kRefused, error.what() + ("; " + cure));
    } catch (const store::StoreError& error) {
        return fail_with(console, kUnavailable, database_words(error));
    } catch (const std::exception& error) {  // a file that is missing, say
        return fail_with(console, kRefused, error.what());
    }
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, Console& console) {
    return finish_output(console, run_to_end(arguments, console));
}

int run_command_line(int argc, const char* const* argv) {
    Console console = process_console();
    return run_command_line({argv + 1, argv + argc}, console);
}

}  // namespace postern::app
