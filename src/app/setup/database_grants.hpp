/// database_grants: the SQL that gives Postern's database users the rights they need.
///
/// Only text: running it needs existing users and the GRANT OPTION. Safe to run again. The text
/// itself is in sql/grants/.
#pragma once

#include <string>

#include "postern/config/config.hpp"

namespace postern::app {

/// Creates database.name unless it exists. Failures as below.
std::string create_database_sql(const config::Config& config);

/// Creates a user unless they exist; `account` as by account_name(). Failures as below.
std::string create_user_sql(const config::Config& config, const std::string& account,
                            const std::string& password);

/// For database.user: grant it before `postern migrate`, once the database exists. `from` is
/// the host part of the account, as the server sees the daemon's connections; see default_origin().
/// Throws std::runtime_error when the text is not where server.share_dir says.
std::string main_grants_sql(const config::Config& config, const std::string& from);

/// For database.gate_user: grant it after `postern migrate`, since privileges on columns need the
/// columns. Empty when there is no such user. Failures as above.
std::string gate_grants_sql(const config::Config& config, const std::string& from);

/// `localhost` for a unix socket, else `%`: any host.
std::string default_origin(const config::DatabaseConfig& database);

/// `'name'@'from'`, quoted for SQL.
std::string account_name(const std::string& name, const std::string& from);

}  // namespace postern::app
