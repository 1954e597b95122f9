#include "app/setup/database_step.hpp"

#include <ostream>

#include "app/setup/database_grants.hpp"
#include "app/setup/database_setup.hpp"
#include "app/setup/files.hpp"
#include "app/wiring/database_settings.hpp"
#include "postern/store/mysql/sql_script.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

void make_password(const std::string& path, const char* key, Entropy& entropy, Dialog& dialog) {
    if (path.empty()) return;
    if (write_new_file(path, random_password(entropy) + "\n", 0600))
        dialog.report("Created a password in " + path + " (" + key + ").");
}

DatabasePasswords read_passwords(const config::DatabaseConfig& database) {
    const auto environment = config::process_environment();
    return {config::read_database_password(database, environment),
            config::read_gate_database_password(database, environment)};
}

void run_as_administrator(const config::Config& config, const std::string& sql, bool print_sql,
                          Dialog& dialog) {
    if (print_sql) {
        dialog.out() << "-- Run this as the database administrator, then run postern init again.\n"
                     << sql;
        throw CommandError{kRefused, "the SQL above must be run first"};
    }
    try {
        store::mysql::run_script(administrator_connection(config), sql);
    } catch (const store::StoreError& error) {
        throw CommandError{kUnavailable,
                           std::string{"cannot set up the database as its administrator: "} +
                               error.what() +
                               "; is it running here, and are you root? `postern init --print-sql` "
                               "prints the SQL for another administrator"};
    }
}

void create_database(const config::Config& config, const DatabasePasswords& passwords,
                     bool print_sql, Dialog& dialog) {
    if (passwords.main.empty())
        throw CommandError{kRefused,
                           "cannot use the database as " + config.database.user +
                               ", and database.password_file is not set; create that user "
                               "yourself, or set the key and run postern init again"};
    run_as_administrator(config, users_sql(config, passwords), print_sql, dialog);
    if (!can_connect(connection_settings(config, passwords.main)))
        throw CommandError{kRefused,
                           "the database user " + config.database.user +
                               " already exists with another password; write that password to " +
                               config.database.password_file + ", or drop the user"};
    dialog.report("Created the database " + config.database.name + " and its users.");
}

void grant_to_gate(const config::Config& config, const DatabasePasswords& passwords, bool print_sql,
                   Dialog& dialog) {
    run_as_administrator(
        config,
        users_sql(config, passwords) + gate_grants_sql(config, default_origin(config.database)),
        print_sql, dialog);
    if (!can_connect(gate_connection_settings(config, passwords.gate)))
        throw CommandError{kRefused, "cannot use the database as " + config.database.gate_user +
                                         "; check " + config.database.gate_password_file};
}

}  // namespace

void make_database_passwords(const config::DatabaseConfig& database, Entropy& entropy,
                             Dialog& dialog) {
    make_password(database.password_file, "database.password_file", entropy, dialog);
    if (!database.gate_user.empty())
        make_password(database.gate_password_file, "database.gate_password_file", entropy, dialog);
}

void set_up_database(const config::Config& config, store::SchemaStore& schema,
                     const DatabaseStepOptions& options, TimePoint now, Dialog& dialog) {
    const auto passwords = read_passwords(config.database);
    if (!can_connect(connection_settings(config, passwords.main)))
        create_database(config, passwords, options.print_sql, dialog);
    const auto applied =
        schema.migrate(store::read_migrations(config.server.share_dir + "/migrations"), now, {});
    if (applied > 0) dialog.report("Updated the schema.");
    const bool has_gate_user = !config.database.gate_user.empty();
    const bool gate_works =
        has_gate_user && can_connect(gate_connection_settings(config, passwords.gate));
    // After an upgrade the gate may read more than it did.
    if (has_gate_user && (!gate_works || applied > 0 || options.renew_grants))
        grant_to_gate(config, passwords, options.print_sql, dialog);
    dialog.report("The database " + config.database.name + " is ready.");
}

}  // namespace postern::app
