/// database_setup: the database, its users and their rights, for `postern init`.
#pragma once

#include <string>

#include "postern/config/config.hpp"
#include "postern/store/mysql/connection_settings.hpp"

namespace postern::app {

struct DatabasePasswords {
    std::string main;
    std::string gate;  ///< empty where there is no gate user
};

/// Creates the database and the users that are missing, and grants the main user their privileges.
/// An existing user keeps their password.
std::string users_sql(const config::Config& config, const DatabasePasswords& passwords);

/// As the server's administrator, over its unix socket, where the system's root needs no password.
store::mysql::ConnectionSettings administrator_connection(const config::Config& config);

/// True if this user can connect to the database, even to an empty one.
bool can_connect(store::mysql::ConnectionSettings settings);

}  // namespace postern::app
