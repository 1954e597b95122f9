/// database_step: `postern init` creates the passwords, the database, its users, the schema and the
/// users' privileges, each only where it is missing.
#pragma once

#include "app/setup/dialog.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/entropy.hpp"
#include "postern/config/config.hpp"
#include "postern/store/schema_store.hpp"

namespace postern::app {

/// Creates each password file that the configuration names and that does not exist. Throws
/// std::system_error.
void make_database_passwords(const config::DatabaseConfig& database, Entropy& entropy,
                             Dialog& dialog);

struct DatabaseStepOptions {
    bool print_sql = false;     ///< print the SQL for the administrator, then fail
    bool renew_grants = false;  ///< grant the gate its privileges even when it can connect
};

/// Throws CommandError for what the administrator must do first, StoreError when the database
/// fails. REQUIRES: the passwords exist, and `schema` belongs to this database.
void set_up_database(const config::Config& config, store::SchemaStore& schema,
                     const DatabaseStepOptions& options, TimePoint now, Dialog& dialog);

}  // namespace postern::app
