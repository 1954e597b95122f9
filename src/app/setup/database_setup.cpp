#include "app/setup/database_setup.hpp"

#include <utility>

#include "app/setup/database_grants.hpp"
#include "app/wiring/database_settings.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

std::string users_sql(const config::Config& config, const DatabasePasswords& passwords) {
    const auto& database = config.database;
    const auto from = default_origin(database);
    std::string sql = create_database_sql(config);
    sql += create_user_sql(config, account_name(database.user, from), passwords.main);
    if (!database.gate_user.empty())
        sql += create_user_sql(config, account_name(database.gate_user, from), passwords.gate);
    return sql + main_grants_sql(config, from);
}

store::mysql::ConnectionSettings administrator_connection(const config::Config& config) {
    auto settings = connection_settings(config, "");
    settings.user = "root";
    settings.name = "mysql";  // Postern's own does not exist yet
    return settings;
}

bool can_connect(store::mysql::ConnectionSettings settings) {
    try {
        store::mysql::MysqlDatabase{std::move(settings), false}.ping();
        return true;
    } catch (const store::StoreError&) {
        return false;
    }
}

}  // namespace postern::app
