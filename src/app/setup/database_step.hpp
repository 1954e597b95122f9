/// database_step: `postern init` makes the database's passwords, the database, its users, its
/// schema and the users' rights: each only where it is missing.
#pragma once

#include "app/setup/dialog.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/entropy.hpp"
#include "postern/config/config.hpp"
#include "postern/store/schema_store.hpp"

namespace postern::app {

/// Makes each password file that the configuration names and that does not exist. Throws
/// std::system_error.
void make_database_passwords(const config::DatabaseConfig& database, Entropy& entropy,
                             Dialog& dialog);

struct DatabaseStepOptions {
    bool print_sql = false;     ///< print what needs the administrator, and refuse to go on
    bool renew_grants = false;  ///< give the gate its rights even when it can connect
};

/// Throws CommandError for what the administrator must do first, StoreError when the database
/// fails. REQUIRES: the passwords exist, and `schema` belongs to this database.
void set_up_database(const config::Config& config, store::SchemaStore& schema,
                     const DatabaseStepOptions& options, TimePoint now, Dialog& dialog);

}  // namespace postern::app
